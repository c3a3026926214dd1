import { OcppError, type Connection, type RenderedCall, type VersionAdapter } from '../adapter.ts';
import type { LimitOutcome, StationEvent, StationId } from '../events.ts';
import type { FailsafeCommand, LimitCommand } from '../limit-commands.ts';
import { PRIORITY, type Answer, type Delivery, type Letter, type Outgoing } from './mailbox.ts';

/** Limits and shares as letters, and the fate of a letter as an event. */

export type CommandContext = {
  readonly connection: Connection;
  readonly adapter: VersionAdapter;
  readonly nowMs: () => number;
  /** An answer that is neither yes nor no; it acknowledges nothing. */
  readonly onMalformed: () => void;
  /** The session is known here, and the station has been told its transaction id. */
  readonly isAcknowledged: (command: LimitCommand) => boolean;
};

/** A decrease is more urgent than a failsafe share, that more than an increase or a renewal. */
export function limitLetter(command: LimitCommand, context: CommandContext): Letter {
  const { connection, adapter, nowMs } = context;
  let rendered: RenderedCall | undefined;
  const answer = (outcome: LimitOutcome, detail?: string): void =>
    connection.emit(limitAnswered(command, { atMs: nowMs(), outcome, ...(detail === undefined ? {} : { detail }) }));
  return {
    priority: command.decrease ? PRIORITY.decrease : PRIORITY.limit,
    key: `limit ${command.connectorId}`,
    // An ended session does not wait: `write` reports it.
    ready: () => !isKnown(connection, command) || context.isAcknowledged(command),
    write: () => {
      if (!isKnown(connection, command)) return `session ${command.sessionId} is not known on this connection`;
      return write(
        () => adapter.renderLimit(connection, command),
        (call) => (rendered = call),
      );
    },
    onSent: () => {
      const { connectorId, commandId } = command;
      connection.emit({ kind: 'limit-sent', stationId: connection.stationId, atMs: nowMs(), connectorId, commandId });
    },
    onDelivery: (delivery) => {
      const { outcome, detail, isMalformed } = outcomeOf(delivery, rendered);
      if (isMalformed === true) context.onMalformed();
      answer(outcome, detail);
    },
    onLateAnswer: (late) => {
      if (outcomeOfAnswer(late, rendered).outcome === 'accepted') answer('accepted-late');
    },
  };
}

export function failsafeLetter(command: FailsafeCommand, context: CommandContext): Letter {
  const { connection, adapter, nowMs } = context;
  let rendered: RenderedCall | undefined;
  const answer = (outcome: LimitOutcome): void =>
    connection.emit(failsafeAnswered(command, { atMs: nowMs(), outcome }));
  return {
    priority: PRIORITY.failsafe,
    key: `failsafe ${command.connectorId}`,
    write: () =>
      write(
        () => adapter.renderFailsafe(connection, command),
        (call) => (rendered = call),
      ),
    onDelivery: (delivery) => {
      const { outcome, isMalformed } = outcomeOf(delivery, rendered);
      if (isMalformed === true) context.onMalformed();
      answer(outcome);
    },
    onLateAnswer: (late) => {
      if (outcomeOfAnswer(late, rendered).outcome === 'accepted') answer('accepted-late');
    },
  };
}

/** Whether the connection knows the command's session on the command's connector. */
export function isKnown(connection: Connection, { connectorId, sessionId }: LimitCommand): boolean {
  return connection.known.sessions.get(connectorNumberOf(connectorId))?.sessionId === sessionId;
}

export function limitAnswered(
  { connectorId, commandId }: LimitCommand,
  answer: { readonly atMs: number; readonly outcome: LimitOutcome; readonly detail?: string },
): StationEvent {
  return { kind: 'limit-answered', stationId: stationIdOf(connectorId), connectorId, commandId, ...answer };
}

export function failsafeAnswered(
  { connectorId, failsafeKw }: FailsafeCommand,
  answer: { readonly atMs: number; readonly outcome: LimitOutcome },
): StationEvent {
  return { kind: 'failsafe-answered', stationId: stationIdOf(connectorId), connectorId, failsafeKw, ...answer };
}

export function stationIdOf(connectorId: string): StationId {
  return connectorId.slice(0, connectorId.lastIndexOf('/'));
}

function connectorNumberOf(connectorId: string): number {
  return Number(connectorId.slice(connectorId.lastIndexOf('/') + 1));
}

/** A limit that cannot be expressed for this station never leaves; everything else that is thrown is our mistake, and safe too. */
function write(render: () => RenderedCall, keep: (call: RenderedCall) => void): Outgoing | string {
  try {
    const call = render();
    keep(call);
    return call;
  } catch (error) {
    const code = error instanceof OcppError ? error.code : 'InternalError';
    return `not expressible: ${code}: ${error instanceof Error ? error.message : 'unknown error'}`;
  }
}

type Outcome = { readonly outcome: LimitOutcome; readonly detail?: string; readonly isMalformed?: boolean };

function outcomeOf(delivery: Delivery, rendered: RenderedCall | undefined): Outcome {
  if (delivery.kind === 'answered') return outcomeOfAnswer(delivery.answer, rendered);
  return { outcome: delivery.kind, detail: delivery.detail };
}

function outcomeOfAnswer(answer: Answer, rendered: RenderedCall | undefined): Outcome {
  if (answer.kind === 'error') {
    const { code } = answer;
    const isRefusal =
      rendered?.readError === undefined
        ? code === 'NotSupported' || code === 'NotImplemented'
        : rendered.readError(code) === 'rejected';
    return { outcome: isRefusal ? 'rejected' : 'unknown', detail: code };
  }
  const outcome = rendered?.read(answer.payload);
  return outcome === undefined ? { outcome: 'unknown', detail: 'malformed answer', isMalformed: true } : { outcome };
}
