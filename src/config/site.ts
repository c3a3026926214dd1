import type { Grid } from '../../dispatch/index.ts';

/** A validated site: what the grid file says, in the units of the inside. */
export type SiteConfig = {
  readonly name: string;
  /** IANA name; default Asia/Shanghai. */
  readonly timeZone: string;
  readonly grid: Grid;
  readonly stations: readonly StationConfig[];
  /** What happens to a station that nobody provisioned: refused with 401, or held in quarantine. Default refuse. */
  readonly unknownStations: 'refuse' | 'quarantine';
  /** Demand of a session whose driver stated nothing. */
  readonly defaults: { readonly energyKwh: number; readonly stayMs: number };
  readonly objective: Objective;
};

export type StationConfig = {
  readonly stationId: string;
  /** Plain password (at least 16 characters), hashed at start; or a hash made by `headroom station hash`. */
  readonly password?: string;
  readonly passwordHash?: string;
  /** Not installed yet: may not connect and does not count in the ledger. */
  readonly planned: boolean;
};

/** Weights of the slow layer. */
export type Objective = {
  readonly kind: 'quick' | 'fair' | 'cost';
  /** Price steps over the day, ascending by `fromMinute` (0-1439, site time zone); empty = flat. */
  readonly prices: readonly { readonly fromMinute: number; readonly pricePerKwh: number }[];
};
