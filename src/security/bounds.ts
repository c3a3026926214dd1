/** Bounds of what strangers and stations may cause, each with its reason. */
export const securityBounds = {
  login: {
    /** A person who mistypes, or a station with yesterday's password, is heard this often within a window. */
    maxFailures: 10,
    /**
     * The same for a station that has logged in from this address before, where it alone counts and not its neighbours: who knows the names of
     * 200 stations behind one address has 600 checks a minute, a fifth of what scrypt does.
     */
    maxFailuresOfKnown: 3,
    /** The window of the failures, and so the longest that an address or a station behind it waits. */
    windowMs: 60_000,
    /**
     * One check this often even while an address is locked: a station that never came from it, behind the same address as someone who
     * guesses, still gets its turn. 12 guesses a minute do not find 16 characters.
     */
    trickleMs: 5_000,
    /** Checks of one address that wait for those before them; scrypt does two at a time anyway. */
    maxWaiting: 200,
    /** An entry has about 200 bytes; the least recently used one goes first. */
    maxAddresses: 10_000,
    maxPairs: 20_000,
  },
  reconnects: {
    /** A station on a bad mobile network comes back some times an hour; one that boots in a loop, every half minute. */
    maxPerHour: 60,
    windowMs: 3_600_000,
    blockMs: 3_600_000,
    /** Twice a city of 10,000. */
    maxStations: 20_000,
  },
  events: {
    /** Of one station in a window; more are counted, not kept. */
    maxPerStation: 30,
    /** Of one type of one station in a window. */
    maxPerType: 10,
    windowMs: 60_000,
    maxStations: 20_000,
    /** A station's techInfo and our own details. */
    maxDetailLength: 255,
  },
  certificates: {
    /** The schema of 2.0.1 has 5,500 characters; a request with a 4,096-bit key has 1,800. */
    maxCsrLength: 5_500,
    /** Signing takes about a millisecond; a station needs one certificate a year. */
    maxPerStation: 3,
    windowMs: 60_000,
    maxStations: 20_000,
    /** Requests of all stations in a window: a fleet of 10,000 that renews in one day asks 7 times a minute. */
    maxInWindow: 600,
    validityMs: 365 * 86_400_000,
    /** Against clocks that are slow. */
    backdateMs: 3_600_000,
    renewBeforeMs: 30 * 86_400_000,
    lookEveryMs: 86_400_000,
    /** The answer to SignCertificate has left by then, and the station has read it. */
    deliverAfterMs: 1_000,
    minRsaBits: 2_048,
    /** Larger ones only cost time. */
    maxRsaBits: 8_192,
  },
  quarantine: {
    /** Connections closed for bad frames within the window. */
    maxBadFrameCloses: 2,
    windowMs: 3_600_000,
    maxStations: 20_000,
  },
} as const;
