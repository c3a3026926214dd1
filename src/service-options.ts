import type { Solve, SolveAll } from '../dispatch/index.ts';
import type { CentralSystem, Clock, LogEntry } from '../ocpp/index.ts';
import type { ServiceConfig, SiteConfig } from './config/index.ts';
import type { ControlLoop } from './control/index.ts';
import type { SiteBus } from './mqtt/index.ts';
import type { Operations } from './operations/index.ts';
import type { SecurityProfile, StationTlsOptions } from './security/index.ts';
import type { Store } from './store/index.ts';
import type { InfluxServer } from './telemetry/index.ts';

/** What one process is started with. */
export type ServiceOptions = {
  readonly site: SiteConfig;
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  readonly dataDir: string;
  readonly influx?: InfluxServer;
  readonly telemetryCapBytes: number;
  /** A broker, or where the embedded one listens. */
  readonly mqtt: ServiceConfig['mqtt'];
  readonly leaseMs: number;
  readonly tickMs: number;
  readonly clock: Clock;
  /** Wall clock, for what is bound to sockets and people: rate limits, stream throttling. */
  readonly realClock: Clock;
  readonly monotonicMs: () => number;
  /** Service seconds per real second. */
  readonly speed: () => number;
  readonly randomBytes: (count: number) => Buffer;
  readonly solve: Solve;
  /** Absent = large grids are planned in one program. */
  readonly solveAll?: SolveAll;
  readonly webDirectory?: string;
  /** Stations over TLS on a port of their own; absent = only ws. */
  readonly tls?: StationTlsOptions;
  /** The authority that signs certificates of stations, PEM; absent = none is signed. */
  readonly stationCa?: { readonly certPem: string; readonly keyPem: string };
  /** OCPP security profile below which no station may connect; absent = each station's own. */
  readonly minSecurityProfile?: SecurityProfile;
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies?: readonly string[];
  readonly build: { readonly version: string; readonly commit?: string };
  readonly log: (entry: LogEntry) => void;
};

/** One running process. */
export type Service = {
  /** `http://host:port`; stations connect to the same port at `ws://host:port/ocpp/{stationId}`. */
  readonly url: string;
  readonly port: number;
  /** Of stations over TLS: `wss://host:tlsPort/ocpp/{stationId}`. */
  readonly tlsPort?: number;
  readonly control: ControlLoop;
  readonly operations: Operations;
  readonly store: Store;
  readonly central: CentralSystem;
  readonly mqtt: SiteBus;
  /** Drains: stations are told to come back, the spool is flushed, the store is closed. */
  close(): Promise<void>;
};
