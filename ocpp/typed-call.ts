import { type Connection, OcppError, type SendCommand } from './adapter.ts';
import { validateRequest, validateResponse } from './protocol/index.ts';
import type { CommandAnswer } from './station-commands.ts';

type Message = { readonly request: object; readonly response: object };

/** Sends one call of a version and resolves to its answer, read by the version's schema. Rejects with an `OcppError`: the station's code, `Unanswered`, `NotSent`, or `MalformedAnswer`. */
export type TypedCall<Messages extends { readonly [Action in keyof Messages]: Message }> = <
  Action extends keyof Messages & string,
>(
  connection: Connection,
  action: Action,
  payload: Messages[Action]['request'],
) => Promise<Messages[Action]['response']>;

/** The calls of the connection's version. What we send is checked as strictly as what we receive. */
export function typedCall<Messages extends { readonly [Action in keyof Messages]: Message }>(): TypedCall<Messages> {
  return async (connection, action, payload) => {
    const mistake = validateRequest(connection.version, action, payload);
    if (mistake !== undefined) throw new OcppError('NotSent', mistake.description);
    const answer = await connection.call(action, { ...(payload as Record<string, unknown>) });
    const violation = validateResponse(connection.version, action, answer);
    if (violation !== undefined) throw new OcppError('MalformedAnswer', violation.description);
    return answer;
  };
}

const STATUS: Readonly<Record<string, CommandAnswer['status']>> = {
  Accepted: 'accepted',
  AcceptedCanceled: 'accepted',
  AcceptedWithMeteringInformation: 'accepted',
  RebootRequired: 'accepted',
  Unlocked: 'accepted',
  Unpublished: 'accepted',
  Scheduled: 'scheduled',
  NotSupported: 'unsupported',
  NotImplemented: 'unsupported',
  UnknownVendorId: 'unsupported',
  UnknownMessageId: 'unsupported',
};

/** The answer of most messages: one word. A word that is not known here is a refusal; it stands in `detail` unless it is plain. */
export function answerOfStatus(word: string, result?: unknown): CommandAnswer {
  const status = STATUS[word] ?? 'rejected';
  const isPlain = word === 'Accepted' || word === 'Rejected' || word === 'Scheduled';
  return { status, ...(isPlain ? {} : { detail: word }), ...(result === undefined ? {} : { result }) };
}

/** What a call that rejected means for the one who asked. Never says that nothing was done when it may have been. */
export function answerOfFailure(error: unknown): CommandAnswer {
  if (!(error instanceof OcppError)) {
    return { status: 'not-sent', detail: error instanceof Error ? error.message : 'unknown error' };
  }
  const { code: detail, message } = error;
  if (detail === 'NotSent') return { status: 'not-sent', detail: message };
  // What cannot be read may have been done all the same.
  if (detail === 'Unanswered' || detail === 'MalformedAnswer') return { status: 'unanswered', detail: message };
  if (detail === 'NotImplemented' || detail === 'NotSupported') return { status: 'unsupported', detail };
  return { status: 'rejected', detail };
}

/**
 * `{ kind: 'call' }`: any message that `actions` allows, checked by the schema before it leaves. An answer that breaks its schema is given as it
 * came, and `detail` says so; where such an answer has no status either, nobody knows whether it was a yes: `unanswered`.
 */
export function rawCall(actions: ReadonlySet<string>): SendCommand<'call'> {
  return async (connection, { action, payload }) => {
    const { version } = connection;
    if (!actions.has(action)) return { status: 'unsupported', detail: `OCPP ${version}: no central system sends it` };
    const violation = validateRequest(version, action, payload);
    if (violation !== undefined) return { status: 'not-sent', detail: violation.description };
    const answer = await connection.call(action, { ...payload });
    const { status } = answer;
    const deviation = validateResponse(version, action, answer);
    // Without a status the answer itself is the yes.
    const read = answerOfStatus(typeof status === 'string' ? status : 'Accepted', answer);
    if (deviation === undefined) return read;
    const warning = `the answer breaks the schema: ${deviation.description}`;
    if (typeof status !== 'string') return { status: 'unanswered', detail: warning, result: answer };
    return { ...read, detail: read.detail === undefined ? warning : `${read.detail}; ${warning}` };
  };
}
