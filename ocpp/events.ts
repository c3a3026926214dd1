/**
 * The door between the central system and everything above it, in one version-independent vocabulary.
 * Up: `StationEvent`s, one small record each. Down: `LimitCommand` and `FailsafeCommand`; their answers come back as events.
 * Units: kW, kWh, A, V, ms, percent. `atMs` is always the receive time by the injected clock; the station's own
 * timestamps are `measuredAtMs` and are never used for control; `takenAtMs` is what they are worth in our time.
 */

import type { OperationEvent } from './operation-events.ts';

export type StationId = string;
/** `<stationId>/<connector or EVSE number>`. */
export type ConnectorId = `${string}/${number}`;
/** `<stationId>#<transaction id>`. */
export type SessionId = `${string}#${string}`;
export type OcppVersion = '1.6' | '2.0.1' | '2.1';

export type StationEvent =
  | {
      readonly kind: 'connected';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly version: OcppVersion;
      /** Grows with each connection of the same station. */
      readonly generation: number;
      readonly quarantined: boolean;
      readonly remoteAddress: string;
    }
  | {
      readonly kind: 'disconnected';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly generation: number;
      readonly reason: string;
    }
  | {
      readonly kind: 'booted';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly vendor: string;
      readonly model: string;
      readonly serialNumber?: string;
      readonly firmware?: string;
      readonly reason?: string;
    }
  | { readonly kind: 'heard'; readonly stationId: StationId; readonly atMs: number; readonly clockSkewMs?: number }
  | {
      readonly kind: 'status';
      readonly stationId: StationId;
      readonly atMs: number;
      /** undefined = the station as a whole (connector 0). */
      readonly connectorId?: ConnectorId;
      readonly status: ConnectorStatus;
      readonly errorCode?: string;
    }
  | {
      readonly kind: 'session-started';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly connectorId: ConnectorId;
      readonly sessionId: SessionId;
      readonly idToken: string;
      /** Register at the start, where the station gives one. */
      readonly meterStartKwh?: number;
      readonly startedAtMs: number;
      /** It was replayed from the station's queue after an outage. */
      readonly offline: boolean;
    }
  /** 2.x: the token of a session that began without one (cable first, then card). Said once. */
  | {
      readonly kind: 'session-identified';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly connectorId: ConnectorId;
      readonly sessionId: SessionId;
      readonly idToken: string;
    }
  | {
      readonly kind: 'session-ended';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly connectorId: ConnectorId;
      readonly sessionId: SessionId;
      readonly meterStopKwh?: number;
      readonly endedAtMs: number;
      readonly reason?: string;
      /** Why it must have ended, where its station never said so. */
      readonly evidence?: string;
    }
  /** Something is wrong with the story of a session: kept with it, e.g. `sequence-gap`, `token-blocked`. */
  | {
      readonly kind: 'session-flagged';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly connectorId: ConnectorId;
      readonly sessionId: SessionId;
      readonly flag: string;
    }
  | Reading
  | {
      readonly kind: 'charging-needs';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly connectorId: ConnectorId;
      readonly sessionId?: SessionId;
      readonly energyKwh?: number;
      readonly departureMs?: number;
      readonly maximumKw?: number;
      /** 2.1: what the car can give back, where it told. */
      readonly v2x?: V2xNeeds;
    }
  /** 2.1 K21, K22: the driver or the station took priority for a session. */
  | {
      readonly kind: 'priority-charging';
      readonly stationId: StationId;
      readonly atMs: number;
      /** undefined = no open session of that transaction is known. */
      readonly connectorId?: ConnectorId;
      readonly sessionId: SessionId;
      readonly active: boolean;
    }
  /** 2.1 R: a grid control (DER) of the station began or ended, or the grid left its bounds. */
  | {
      readonly kind: 'der';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly what: 'control' | 'alarm';
      /** The id of the control, or the type of control that the alarm is about. */
      readonly about: string;
      readonly active: boolean;
      readonly fault?: string;
    }
  /** 2.1 CALLRESULTERROR: the station could not take an answer of ours. */
  | { readonly kind: 'answer-refused'; readonly stationId: StationId; readonly atMs: number; readonly code: string }
  /** The frame of a limit left for the socket. The ledger counts it from the moment it was handed over, not from here. */
  | {
      readonly kind: 'limit-sent';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly connectorId: ConnectorId;
      readonly commandId: string;
    }
  | LimitAnswered
  | {
      readonly kind: 'failsafe-answered';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly connectorId: ConnectorId;
      readonly outcome: LimitOutcome;
      readonly failsafeKw: number;
    }
  /** What the gateway itself found out about a station, or about someone who claims to be one. */
  | {
      readonly kind: 'security';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly type: string;
      readonly detail: string;
    }
  /**
   * How limits can be put to the station from now on. Before the first one of a connection: leases by expiry, controllable.
   * `none` = grants do not end by themselves there, so it gets its failsafe share at most.
   */
  | {
      readonly kind: 'capability';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly leaseForm: 'expiry' | 'two-periods' | 'none';
      /** false = it refused every way to put a limit. */
      readonly isControllable: boolean;
      /** Its limits are defaults of the connector and do not end with a session. */
      readonly outlivesSession: boolean;
      /** `clock`: its clock is too far off for any lease. */
      readonly cause: 'model' | 'clock';
      readonly leaseMs?: number;
      readonly minimumIntervalMs?: number;
      readonly keepMinimum?: boolean;
    }
  /** Another system (EMS, grid operator) limits the station directly, or no longer. */
  | {
      readonly kind: 'external-limit';
      readonly stationId: StationId;
      readonly atMs: number;
      /** undefined = the station as a whole. */
      readonly connectorId?: ConnectorId;
      readonly source: string;
      readonly active: boolean;
      /** What is still ahead of it; none = it is over, or how much is not known. They may overlap: the strictest counts. */
      readonly periods: readonly ExternalPeriod[];
    }
  | OperationEvent;

/** A stretch of a limit of others, by our clock. One of the two limits is there at least; both bind. */
export type ExternalPeriod = {
  readonly startMs: number;
  /** undefined = until it is cleared. */
  readonly endMs?: number;
  readonly limitKw?: number;
  /** Of each phase conductor. */
  readonly limitA?: number;
};

/** What a car can give back (2.1 V2XChargingParametersType), all phases together. */
export type V2xNeeds = {
  readonly minimumDischargeKw?: number;
  readonly maximumDischargeKw?: number;
  readonly minimumEnergyKwh?: number;
  readonly maximumEnergyKwh?: number;
  readonly targetSocPercent?: number;
};

/** Version-independent status of a connector. */
export type ConnectorStatus =
  | 'available'
  | 'preparing'
  | 'charging'
  | 'suspended-ev'
  | 'suspended-evse'
  | 'finishing'
  | 'reserved'
  | 'unavailable'
  | 'faulted';

/** One measurement of one connector. Fields that the station did not send are undefined. */
export type Reading = {
  readonly kind: 'reading';
  readonly stationId: StationId;
  readonly atMs: number;
  readonly connectorId: ConnectorId;
  readonly sessionId?: SessionId | undefined;
  /** The station's own time of the measurement. */
  readonly measuredAtMs: number;
  /** The same in our time: corrected by the least that its clock may be behind, and not after `atMs`. Meant for live readings only. */
  readonly takenAtMs: number;
  readonly powerKw?: number | undefined;
  readonly currentA?: { readonly L1?: number; readonly L2?: number; readonly L3?: number } | undefined;
  readonly voltageV?: number | undefined;
  /** The import register, absolute. */
  readonly energyKwh?: number | undefined;
  readonly socPercent?: number | undefined;
  readonly offeredA?: number | undefined;
  readonly offeredKw?: number | undefined;
  /**
   * All else that the station measured, for the history: `measurand[.phase][@location]` -> value in the base unit of the standard, e.g.
   * `Power.Reactive.Import.L1` in var, `Temperature@EV` in °C.
   */
  readonly others?: Readonly<Record<string, number>> | undefined;
  /** Replayed, old or out of order: for the history, never for control. */
  readonly historic: boolean;
  /** What was wrong with the raw values, e.g. `decreasing-register`, `implausible-power`, `timestamp-out-of-range`. */
  readonly flags: readonly string[];
};

/**
 * accepted: acknowledged in time. rejected: the station said no (also NotSupported, NotImplemented).
 * unknown: time-out, malformed or error answer, lost connection; it may still be applied.
 * accepted-late: acknowledged after the time-out. not-sent: it never left this process.
 */
export type LimitOutcome = 'accepted' | 'accepted-late' | 'rejected' | 'unknown' | 'not-sent';

export type LimitAnswered = {
  readonly kind: 'limit-answered';
  readonly stationId: StationId;
  readonly atMs: number;
  readonly connectorId: ConnectorId;
  readonly commandId: string;
  readonly outcome: LimitOutcome;
  readonly detail?: string;
};
