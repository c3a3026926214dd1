import type { CommandAnswer, StationCommand } from './station-commands.ts';
import type { ConnectorId, OcppVersion, SessionId, StationEvent, StationId } from './events.ts';
import type { FailsafeCommand, LimitCommand } from './limit-commands.ts';
import type { QuirkRule } from './quirks/index.ts';
import type { ModelMemory } from './smart-charging/model.ts';

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
  readonly authorize: (request: AuthorizeRequest) => Promise<AuthorizeAnswer>;
  readonly sessions: SessionRegister;
  /** Connector numbers a station has by configuration; undefined for a quarantined one (1..8 are believed). */
  readonly connectorsOf: (stationId: StationId) => readonly number[] | undefined;
  /** The most that a connector can deliver; absent or undefined = not known. A register that outruns it is flagged. */
  readonly ratingKwOf?: (connectorId: ConnectorId) => number | undefined;
  /**
   * A station wants a certificate for its key (A02). `true` = it will be signed and sent; absent = there is no authority, nothing is signed.
   * Must not throw.
   */
  readonly signCertificate?: (request: CertificateRequest) => Promise<boolean>;
  /** Proxies whose X-Forwarded-For is believed, by address; absent = none. */
  readonly trustedProxies?: ReadonlySet<string>;
  /** Every event, in order per station. Must not throw; never awaited. */
  readonly onEvent: (event: StationEvent) => void;
  /** Every frame of every station, in the order of the wire; absent = nobody listens. Must not throw, and must be quick. */
  readonly onFrame?: (frame: FrameRecord) => void;
  readonly log: (entry: LogEntry) => void;
  readonly bounds: Bounds;
  /** What the site knows of its models; absent = nothing. */
  readonly quirks?: readonly QuirkRule[];
  /** What earlier stations taught; absent = each station starts anew. */
  readonly models?: ModelMemory;
};

/** `in`: from the station. A Buffer is only lent: its memory is used again. */
export type FrameRecord = {
  readonly stationId: StationId;
  readonly direction: 'in' | 'out';
  readonly data: Buffer | string;
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
  /** Absent = the connection is not encrypted. */
  readonly tls?: StationTls;
};
/** What the TLS handshake has proven. */
export type StationTls = {
  /** Chains to the authority of stations and is within its validity. */
  readonly certificate?: StationCertificate;
  /** A certificate was offered that does not: why, in the words of the TLS library, e.g. `CERT_HAS_EXPIRED`. */
  readonly certificateProblem?: string;
};
export type StationCertificate = {
  /** Common name and DNS names: whom it speaks for. */
  readonly names: readonly string[];
  readonly validUntilMs: number;
  /** Hex. */
  readonly serialNumber: string;
};
/** refused: 401. forbidden: right credentials over a connection that is not secure enough, 403. `retryAfterS`: too many tries, 429. */
export type AuthenticateAnswer =
  | 'accepted'
  | 'quarantined'
  | 'refused'
  | 'forbidden'
  | { readonly retryAfterS: number };
export type AuthorizeRequest = {
  readonly stationId: StationId;
  readonly idToken: string;
  /** 2.x IdTokenEnumType; 1.6 has none. */
  readonly type?: string;
  /** The session that has begun with it: whether too many run at once is asked only then (1.6 section 7.1 ConcurrentTx). */
  readonly startedSessionId?: SessionId;
};
export type AuthorizeAnswer = {
  /** Unknown: nobody knows the token; 1.6 has no such word and says Invalid. */
  readonly status: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'Unknown' | 'ConcurrentTx';
  readonly parentIdToken?: string;
  /** Until when a station may believe the answer. */
  readonly expiresAtMs?: number;
};

/** PKCS#10, PEM. 2.1 numbers its requests; the answer repeats the number. */
export type CertificateRequest = {
  readonly stationId: StationId;
  readonly csrPem: string;
  readonly requestId?: number;
};

/**
 * Durable knowledge of sessions. `start` resolves when the session would survive a kill; only then is the station acknowledged.
 * All calls are idempotent: the same start (station, connector, startedAtMs, meterStartKwh or 2.x transaction id) gives the same session.
 */
export interface SessionRegister {
  start(request: SessionStart): Promise<{
    readonly sessionId: SessionId;
    readonly transactionId: string;
    readonly isNew: boolean;
    /** Sessions that this start has closed: a connector charges one car, so an older one that is still open there has ended. */
    readonly replaced?: readonly ReplacedSession[];
  }>;
  /**
   * Resolves to the connector of the session, or undefined when no such session of this station exists. The first end counts, except
   * that a real end takes the place of one that was only concluded from evidence: `isCorrection`, and not new.
   */
  end(
    request: SessionEnd,
  ): Promise<
    { readonly connectorNumber: number; readonly isNew: boolean; readonly isCorrection?: boolean } | undefined
  >;
  /**
   * 2.x: the token of an open session that began without one, on disk when it resolves. Resolves to whether it was written: a session keeps
   * the token that it has.
   */
  identify(request: {
    readonly stationId: StationId;
    readonly transactionId: string;
    readonly idToken: string;
  }): Promise<boolean>;
  /**
   * Adds signed values to a session, open or ended; those of the same time, context and data as one that it has change nothing. On disk when it
   * resolves. `dropped`: how many there was no room for. Undefined: this station has no such session.
   */
  keepSigned(request: {
    readonly stationId: StationId;
    readonly transactionId: string;
    readonly values: readonly SignedValue[];
  }): Promise<{ readonly connectorNumber: number; readonly dropped: number } | undefined>;
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
/** What a meter has signed at the begin or the end of a session, e.g. an OCMF record. It may name the driver. */
export type SignedValue = {
  /** By the station's clock. */
  readonly measuredAtMs: number;
  /** Absent: a 1.6 station did not say whether it is that of the begin or of the end. */
  readonly context?: string;
  /** Absent = Energy.Active.Import.Register. */
  readonly measurand?: string;
  /** As sent. */
  readonly data: string;
  readonly signingMethod?: string;
  readonly encodingMethod?: string;
  readonly publicKey?: string;
};
export type SessionEnd = {
  readonly stationId: StationId;
  readonly transactionId: string;
  readonly endedAtMs: number;
  readonly meterStopKwh?: number;
  readonly reason?: string;
  /** Why it must have ended, where its station never said so. The register is then the last that was read. */
  readonly evidence?: string;
};
export type ReplacedSession = {
  readonly sessionId: SessionId;
  readonly transactionId: string;
  readonly endedAtMs: number;
  readonly meterStopKwh?: number;
};
export type OpenSession = {
  readonly sessionId: SessionId;
  readonly transactionId: string;
  readonly connectorNumber: number;
  readonly idToken: string;
  readonly startedAtMs: number;
  /** Last known register. */
  readonly meterKwh?: number;
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
