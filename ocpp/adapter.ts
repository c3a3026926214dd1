import type { CommandAnswer, CommandOf, StationCommandKind } from './station-commands.ts';
import type { OcppVersion, SessionId, StationEvent, StationId } from './events.ts';
import type { FailsafeCommand, LimitCommand } from './limit-commands.ts';
import type { CentralSystemDeps } from './ports.ts';
import type { LeastLag } from './metering/least-lag.ts';
import type { Quirks } from './quirks/index.ts';
import type { Ladder } from './smart-charging/ladder.ts';

/** One connection of one station, as the handlers of a version see it. Dies with the socket. */
export type Connection = {
  readonly stationId: StationId;
  readonly version: OcppVersion;
  readonly generation: number;
  readonly quarantined: boolean;
  readonly deps: CentralSystemDeps;
  readonly emit: (event: StationEvent) => void;
  /** Queues a call behind the safety commands of the mailbox. Rejects with a CallError or a time-out. */
  readonly call: (action: string, payload: Record<string, unknown>) => Promise<Record<string, unknown>>;
  /** What this connection has learned. Written only by its version's handlers. */
  readonly known: Known;
};

/** Mutable notes of a connection. */
export type Known = {
  accepted: boolean;
  /** Receive time minus the station's clock, by the last message with a timestamp; positive = its clock is slow. */
  clockLagMs: number;
  /** The least lag of the last minutes; undefined = no message with a timestamp yet. */
  leastLag?: LeastLag;
  /** Open session per connector number. */
  readonly sessions: Map<
    number,
    { readonly sessionId: SessionId; readonly transactionId: string; readonly startedAtMs?: number }
  >;
  /** Last plausible register and reading time per connector number. */
  readonly registers: Map<number, { readonly energyKwh: number; readonly measuredAtMs: number }>;
  /** Probed facts; undefined = not probed yet. */
  allowedRateUnits?: readonly ('A' | 'W')[];
  maxStackLevel?: number;
  maxPeriods?: number;
  vendor?: string;
  model?: string;
  firmware?: string;
  /** 1.6: messages of the security whitepaper that it said it does not know, until it boots. */
  unknownActions?: Set<string>;
  /** 2.x: what one message may hold, by the name of the variable that says so; absent = not asked yet. */
  messageLimits?: ReadonlyMap<string, number>;
  /** What its site knows of its model. */
  quirks?: Quirks;
  /** Where it stands on the ladder of capability; absent = where its model begins. */
  ladder?: Ladder;
  /** The same for its failsafe share. */
  shareStep?: number;
  /** 2.1: it ends a profile that long after it lost us. */
  supportsOfflineDuration?: boolean;
};

/**
 * Answers one incoming action. Throws, or rejects with, `OcppError` for a CALLERROR; nothing has changed then. What needs no waiting is
 * answered at once: a promise for each reading costs as much as the reading.
 */
export type Handler = (connection: Connection, payload: Record<string, unknown>) => Answered;
export type Answered = Record<string, unknown> | Promise<Record<string, unknown>>;

/** A call ready for the wire, and how to read its answer. `undefined` from `read` = a shape that the specification does not know. */
export type RenderedCall = {
  readonly action: string;
  readonly payload: Record<string, unknown>;
  readonly read: (answer: unknown) => 'accepted' | 'rejected' | undefined;
  /** The same for a CALLERROR. Absent = NotSupported and NotImplemented are refusals. */
  readonly readError?: (code: string) => 'rejected' | undefined;
};

/** Everything that differs between OCPP versions, behind one table. */
export type VersionAdapter = {
  readonly version: OcppVersion;
  readonly subprotocol: 'ocpp1.6' | 'ocpp2.0.1' | 'ocpp2.1';
  readonly routes: Readonly<Record<string, Handler>>;
  /** Actions whose handlers run in order of arrival, one at a time, per connection. */
  readonly ordered: ReadonlySet<string>;
  /** After the handshake: loads open sessions, and unless the station boots by itself within a few seconds, triggers boot, status and meter values. */
  readonly onConnected: (connection: Connection) => Promise<void>;
  /** 2.1 SEND: messages without an answer. Throws what is wrong with a payload. Has no prototype. */
  readonly sends?: Readonly<Record<string, (connection: Connection, payload: Record<string, unknown>) => void>>;
  /** 2.1 CALLRESULTERROR: what the station believes after it is not known. */
  readonly onAnswerRefused?: (connection: Connection) => void;
  readonly renderLimit: (connection: Connection, command: LimitCommand) => RenderedCall;
  readonly renderFailsafe: (connection: Connection, command: FailsafeCommand) => RenderedCall;
  /** How the version sends what an operator asks for; what is absent is `unsupported`. */
  readonly commands: StationCommands;
};

/** Sends one kind of command, by one or more calls, and reads the answers. May throw what `connection.call` throws. */
export type SendCommand<Kind extends StationCommandKind> = (
  connection: Connection,
  command: CommandOf<Kind>,
) => Promise<CommandAnswer>;
export type StationCommands = { readonly [Kind in StationCommandKind]?: SendCommand<Kind> };

/** A protocol failure with the specification's code. `description` never echoes input. */
export class OcppError extends Error {
  readonly code: string;
  constructor(code: string, description: string) {
    super(description);
    this.name = 'OcppError';
    this.code = code;
  }
}
