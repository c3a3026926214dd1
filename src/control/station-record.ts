import type { OcppVersion, StationEvent } from '../../ocpp/index.ts';

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
};

export function newStation(stationId: string): StationRecord {
  return { stationId, connected: false, generation: 0, quarantined: false, booted: false };
}

/** One event, one record. */
export function reduceStation(before: StationRecord, event: StationEvent): StationRecord {
  const heard = { ...before, lastHeardAtMs: event.atMs };
  switch (event.kind) {
    case 'connected':
      return {
        ...heard,
        connected: true,
        connectedAtMs: event.atMs,
        generation: event.generation,
        version: event.version,
        quarantined: event.quarantined,
        booted: false,
      };
    case 'disconnected':
      // The close of an old socket says nothing about the one that replaced it.
      return event.generation < before.generation ? before : { ...before, connected: false, booted: false };
    case 'booted':
      return {
        ...heard,
        booted: true,
        bootedAtMs: event.atMs,
        vendor: event.vendor,
        model: event.model,
        ...(event.firmware === undefined ? {} : { firmware: event.firmware }),
      };
    case 'limit-sent':
    case 'limit-answered':
    case 'failsafe-answered':
    case 'security':
      return before;
    default:
      return heard;
  }
}
