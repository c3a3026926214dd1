import type { CommandAnswer, StationCommand } from './station-commands.ts';
import type { FailsafeCommand, LimitCommand, OcppVersion, SessionId, StationEvent, StationId } from './events.ts';

/** Time, injected: the same code runs on the wall clock, a scaled one and a virtual one. */
export interface Clock {
  nowMs(): number;
  /** Calls `run` once after `delayMs`; the returned function cancels. */
  after(delayMs: number, run: () => void): () => void;
}

/** What the central system needs from the world. */
export type CentralSystemDeps = {
  readonly clock: Clock;
  /** Random bytes for ids; injected so that a run can be repeated. */
  readonly randomInt: (belowExclusive: number) => number;
  /** Decides an upgrade; must answer within `bounds.authenticateMs` or the upgrade gets 503. */
  readonly authenticate: (request: AuthenticateRequest) => Promise<AuthenticateAnswer>;
  readonly authorize: (request: { stationId: StationId; idToken: string }) => Promise<AuthorizeAnswer>;
  readonly sessions: SessionRegister;
  /** Connector numbers a station has by configuration; undefined for a quarantined one (1..8 are believed). */
  readonly connectorsOf: (stationId: StationId) => readonly number[] | undefined;
  /** Every event, in order per station. Must not throw; never awaited. */
  readonly onEvent: (event: StationEvent) => void;
  readonly log: (entry: LogEntry) => void;
  readonly bounds: Bounds;
};

export type LogEntry = {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly stationId?: StationId;
};

export type AuthenticateRequest = {
  readonly stationId: StationId;
  /** Basic credentials; undefined when none were offered. The password may be binary. */
  readonly credentials?: { readonly username: string; readonly password: Buffer };
  readonly remoteAddress: string;
};
export type AuthenticateAnswer = 'accepted' | 'quarantined' | 'refused';
export type AuthorizeAnswer = {
  readonly status: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx';
  readonly parentIdToken?: string;
};

/**
 * Durable knowledge of sessions. `start` resolves when the session would survive a kill; only then is the station acknowledged.
 * All calls are idempotent: the same start (station, connector, startedAtMs, meterStartKwh or 2.x transaction id) gives the same session.
 */
export interface SessionRegister {
  start(
    request: SessionStart,
  ): Promise<{ readonly sessionId: SessionId; readonly transactionId: string; readonly isNew: boolean }>;
  /** Resolves to the connector of the session, or undefined when no such session of this station exists. */
  end(request: SessionEnd): Promise<{ readonly connectorNumber: number; readonly isNew: boolean } | undefined>;
  /** Open sessions of a station, e.g. after a restart of this process. */
  open(stationId: StationId): Promise<readonly OpenSession[]>;
}
export type SessionStart = {
  readonly stationId: StationId;
  readonly connectorNumber: number;
  readonly idToken: string;
  readonly startedAtMs: number;
  readonly meterStartKwh?: number;
  /** 2.x: made by the station. 1.6: absent, the register makes one (random positive int32 as text). */
  readonly transactionId?: string;
};
export type SessionEnd = {
  readonly stationId: StationId;
  readonly transactionId: string;
  readonly endedAtMs: number;
  readonly meterStopKwh?: number;
  readonly reason?: string;
};
export type OpenSession = {
  readonly sessionId: SessionId;
  readonly transactionId: string;
  readonly connectorNumber: number;
  readonly idToken: string;
  readonly startedAtMs: number;
};

/** Every bound of the gateway; the values and their reasons stand in `bounds.ts`. */
export type Bounds = {
  readonly authenticateMs: number;
  readonly callTimeoutMs: number;
  readonly pingIntervalMs: number;
  readonly duplicateProbeMs: number;
  readonly heartbeatIntervalS: number;
  readonly meterValueIntervalS: number;
  readonly maxPayloadBytes: number;
  readonly maxBufferedBytes: number;
  readonly maxInFlightPerStation: number;
  readonly maxMailboxPerStation: number;
  readonly maxHandshakesInFlight: number;
  readonly maxBadFrames: number;
};

export type ConnectedStation = {
  readonly stationId: StationId;
  readonly version: OcppVersion;
  readonly generation: number;
  readonly quarantined: boolean;
  readonly connectedAtMs: number;
};

/** A raw call to a station, for operators: remote start, reset, unlock ... */
export type CallOutcome =
  | { readonly ok: true; readonly payload: Record<string, unknown> }
  | { readonly ok: false; readonly code: string; readonly detail: string };

export interface CentralSystem {
  /** Entry for the http server's `upgrade` event, for paths below `/ocpp/`. Never throws. */
  handleUpgrade(request: import('node:http').IncomingMessage, socket: import('node:stream').Duplex, head: Buffer): void;
  /** Hands a limit to the station's mailbox. The answer comes as a `limit-answered` event, always exactly one first answer; a later one as `accepted-late`. */
  setLimit(command: LimitCommand): void;
  setFailsafe(command: FailsafeCommand): void;
  /** A raw call that nobody checks, for the control loop's last resorts. Operators use `command`. */
  call(stationId: StationId, action: string, payload: Record<string, unknown>): Promise<CallOutcome>;
  /** What an operator asks of a station. Waits for its first answer; never rejects. */
  command(stationId: StationId, command: StationCommand): Promise<CommandAnswer>;
  connected(): readonly ConnectedStation[];
  /** Drops a station's socket, e.g. after its credentials were revoked. */
  disconnect(stationId: StationId, reason: string): void;
  /** 1001 to everyone, spread over `spreadMs`, then force. */
  close(spreadMs: number): Promise<void>;
}
