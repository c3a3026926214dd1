/** What is known of a car's visit when it arrives. */
export type Visit = {
  readonly stationId: string;
  /** Whose card it is; undefined = unknown. */
  readonly driverId?: string;
  /** Minutes of the site's local day, 0-1439. */
  readonly arrivalMinute: number;
  readonly weekend: boolean;
  /** What the driver said; often wrong. */
  readonly statedStayMs?: number;
  readonly statedKwh?: number;
};

/** What it was really like. */
export type PastVisit = Visit & {
  readonly stayMs: number;
  readonly deliveredKwh: number;
  /** The car took all it wanted; else it would have taken more. */
  readonly full: boolean;
};
