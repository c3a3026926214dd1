/** Bounds of what people may ask for, each with its reason. */
export const operationBounds = {
  /** The control loop looks at every live envelope on every tick; a thousand is far above what a site needs. */
  maxLiveEnvelopes: 1000,
  /** Places on top of that which only emergencies may take: a full list must never refuse one. */
  emergencyPlaces: 100,
  /** One day in quarter hours is 96, one week 672. */
  maxIntervals: 1000,
  /** Above this it is a unit mistake (W instead of kW): no site imports a gigawatt. */
  maxLimitKw: 1_000_000,
  /** The largest vehicle batteries are below 1000 kWh. */
  maxGoalKwh: 1000,
  /** A person reads it in one look; it is also what an audit row should hold. */
  maxReasonLength: 500,
  /** OCPP security profile 1 asks for at least 16 characters (A00.FR.205). */
  minPasswordLength: 16,
  /** OCPP 2.0.1 BasicAuthPassword is at most 40 characters; room for hexadecimal forms. */
  maxPasswordLength: 100,
  /** Stations that stay connected for days use a new password at the next connection; the old one is void after this. */
  passwordOverlapMs: 86_400_000,
  /** One a year is honest; a station that loses so many keys has another problem. */
  maxWithdrawnCertificates: 100,
  /** Default priority of an envelope: the middle, so that others fit above and below. */
  defaultPriority: 100,
  /** Energy below which a goal counts as reachable: within the noise of a charging meter. */
  goalToleranceKwh: 0.1,
  /** All of them are kept in memory, 300 bytes each; a city's drivers. */
  maxTokens: 200_000,
  /** A card of a car park's staff may open many posts; more is a card that is copied. */
  maxSessionsOfToken: 1000,
  /** A person mends these first. */
  maxFaultsTold: 50,
  /** A car park; what is over counts too, so that ids stay small. */
  maxReservationHours: 168,
} as const;
