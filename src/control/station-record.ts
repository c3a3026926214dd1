import type { OcppVersion, StationEvent } from '../../ocpp/index.ts';
import { withExternal, type ExternalLimit } from './external-limits.ts';

/** What the control loop knows of a station as a whole. */
export type StationRecord = {
  readonly stationId: string;
  readonly connected: boolean;
  readonly connectedAtMs?: number;
  readonly generation: number;
  readonly version?: OcppVersion;
  readonly quarantined: boolean;
  /** Booted on the present connection. */
  readonly booted: boolean;
  readonly bootedAtMs?: number;
  readonly vendor?: string;
  readonly model?: string;
  readonly firmware?: string;
  readonly lastHeardAtMs?: number;
  /** How limits can be put to it; absent = leases by expiry. */
  readonly capability?: Capability;
  /** Its clock minus ours. */
  readonly clockSkewMs?: number;
  /** Its clock was set, or jumped; for a person to see. */
  readonly clockSetAtMs?: number;
  /** What other systems limit it to directly. They may only lower. */
  readonly externalLimits?: readonly ExternalLimit[];
};

export type Capability = Omit<Extract<StationEvent, { kind: 'capability' }>, 'kind' | 'stationId'>;

/** `lastHeardAtMs` is right to within this. */
const HEARD_RESOLUTION_MS = 1_000;

export function newStation(stationId: string): StationRecord {
  return { stationId, connected: false, generation: 0, quarantined: false, booted: false };
}

/** One event, one record. */
export function reduceStation(before: StationRecord, event: StationEvent): StationRecord {
  const heard = hearing(before, event.atMs);
  switch (event.kind) {
    case 'connected': {
      const { capability: _, ...known } = heard;
      return {
        ...known,
        connected: true,
        connectedAtMs: event.atMs,
        generation: event.generation,
        version: event.version,
        quarantined: event.quarantined,
        booted: false,
      };
    }
    case 'disconnected':
      // The close of an old socket says nothing about the one that replaced it.
      return event.generation < before.generation ? before : { ...before, connected: false, booted: false };
    case 'booted': {
      const { externalLimits, ...known } = heard;
      return {
        ...known,
        // A boot that we asked for is none: what limited it still does.
        ...(event.reason === 'Triggered' && externalLimits !== undefined ? { externalLimits } : {}),
        booted: true,
        bootedAtMs: event.atMs,
        vendor: event.vendor,
        model: event.model,
        ...(event.firmware === undefined ? {} : { firmware: event.firmware }),
      };
    }
    case 'heard':
      return event.clockSkewMs === undefined ? heard : { ...heard, clockSkewMs: event.clockSkewMs };
    case 'security-event':
      return event.type === CLOCK_WAS_SET ? { ...heard, clockSetAtMs: event.atMs } : heard;
    case 'capability': {
      const { kind: _, stationId: __, ...capability } = event;
      return { ...heard, capability };
    }
    case 'external-limit':
      return { ...heard, externalLimits: withExternal(before.externalLimits ?? [], event) };
    case 'limit-sent':
    case 'limit-answered':
    case 'failsafe-answered':
    case 'security':
      return before;
    default:
      return heard;
  }
}

/** A busy station is not written down anew for each of its messages. */
function hearing(before: StationRecord, atMs: number): StationRecord {
  const { lastHeardAtMs } = before;
  const isNews = lastHeardAtMs === undefined || Math.abs(atMs - lastHeardAtMs) >= HEARD_RESOLUTION_MS;
  return isNews ? { ...before, lastHeardAtMs: atMs } : before;
}

/** OCPP security events: the station's time was set by more than the clock's drift. */
const CLOCK_WAS_SET = 'SettingSystemTime';

/**
 * Whether an event took the credit from the leases that the station holds: its clock moved by more than the ledger allows for, was set, or it turned
 * out to end leases in another way than was believed.
 */
export function losesLeaseCredit(
  before: StationRecord,
  event: StationEvent,
  { skewMs }: { readonly skewMs: number },
): boolean {
  switch (event.kind) {
    case 'heard':
      return event.clockSkewMs !== undefined && Math.abs(event.clockSkewMs - (before.clockSkewMs ?? 0)) > skewMs;
    case 'security-event':
      return event.type === CLOCK_WAS_SET;
    case 'capability':
      return event.leaseForm !== (before.capability?.leaseForm ?? 'expiry');
    default:
      return false;
  }
}
