import type { Clock, LogEntry } from '../../ocpp/index.ts';
import type { SiteConfig } from '../config/index.ts';
import type { Control } from '../control/view.ts';
import type { SiteBus } from '../mqtt/port.ts';
import type { DeviationCounts } from '../deviation-counts.ts';
import type { Fleet, Operations } from '../operations/index.ts';
import type { Security } from '../security/index.ts';
import type { Store } from '../store/index.ts';
import type { MaskToken, WireLog } from '../wire-log/index.ts';
import type { Telemetry } from '../telemetry/port.ts';
import type { Authenticate } from './auth.ts';
import type { ApiBounds } from './bounds.ts';
import type { Metrics } from './metrics.ts';
import type { Present } from './present.ts';
import type { readySchema } from './schemas.ts';
import type { StreamHub } from './stream-hub.ts';
import type { z } from 'zod';

/** What the REST API needs from the rest of the process. */
export type ApiDeps = {
  readonly site: SiteConfig;
  readonly control: Control;
  readonly operations: Operations;
  readonly fleet: Fleet;
  readonly wireLog: WireLog;
  /** For tokens in the wire log and the audit. */
  readonly maskToken: MaskToken;
  readonly store: Store;
  readonly telemetry: Pick<Telemetry, 'state'>;
  readonly mqtt: Pick<SiteBus, 'state'>;
  readonly security: Pick<Security, 'events' | 'blocks'>;
  readonly deviations: Pick<DeviationCounts, 'counts'>;
  /** The service's clock: wall clock, or that of a simulation. */
  readonly nowMs: () => number;
  /** Seconds of the service per real second; 1 = real time. */
  readonly speed: () => number;
  /** Real time for throttling, heartbeats and durations. */
  readonly realClock: Clock;
  readonly newId: (prefix: string) => string;
  readonly log: (entry: LogEntry) => void;
  readonly build: { readonly version: string; readonly commit?: string };
  readonly bounds: ApiBounds;
  /** Built files of the operator page; absent = no page. */
  readonly webDirectory?: string;
};

/** What handlers get: the above and what the API made of it. */
export type ApiContext = ApiDeps & {
  readonly present: Present;
  readonly hub: StreamHub;
  readonly metrics: Metrics;
  readonly readiness: () => z.output<typeof readySchema>;
  readonly authenticate: Authenticate;
};
