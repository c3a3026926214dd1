import type { Objective } from './objective.ts';
import type { QuirkRule } from '../../ocpp/index.ts';
import type { Grid, LimitSource, RestorationSettings } from '../../dispatch/index.ts';

/** A validated site: what the grid file says, in the units of the inside. */
export type SiteConfig = {
  readonly name: string;
  /** IANA name; default Asia/Shanghai. */
  readonly timeZone: string;
  readonly grid: Grid;
  readonly stations: readonly StationConfig[];
  /** What happens to a station that nobody provisioned: refused with 401, or held in quarantine. Default refuse. */
  readonly unknownStations: 'refuse' | 'quarantine';
  /** Tokens that nobody entered: accepted (default), or refused. */
  readonly tokens?: 'accept-all' | 'list';
  /** Demand of a session whose driver stated nothing. */
  readonly defaults: { readonly energyKwh: number; readonly stayMs: number };
  readonly objective: Objective;
  /** Whether the dispatch learns from past sessions how long cars stay and what they take (default), or goes by what was stated alone. */
  readonly estimates?: 'learned' | 'stated';
  /**
   * Programs that set limits and must show that they are alive; absent = none is watched. The id is the name of its API key.
   * `mqtt`: it may also say so on the broker.
   */
  readonly sources?: readonly (LimitSource & { readonly mqtt?: boolean })[];
  /** What stations may be told by operators; absent = no addresses for firmware and logs, signed firmware only. */
  readonly fleet?: {
    readonly urlAllowList: readonly string[];
    readonly allowUrlCredentials: boolean;
    readonly allowUnsignedFirmware: boolean;
  };
  /** How charging comes back after an outage; absent = at once. */
  readonly restoration?: RestorationSettings;
  /** What is different about the models of the site; absent = nothing is known. */
  readonly quirks?: readonly QuirkRule[];
};

export type StationConfig = {
  readonly stationId: string;
  /** Plain password (at least 16 characters), hashed at start; or a hash made by `headroom station hash`. */
  readonly password?: string;
  readonly passwordHash?: string;
  /** The least OCPP security profile with which it may connect; absent = 1. 0 = without a password. */
  readonly securityProfile?: 0 | 1 | 2 | 3;
  /** Not installed yet: may not connect and does not count in the ledger. */
  readonly planned: boolean;
};
