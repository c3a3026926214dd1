import { OcppError, type Answered, type Connection, type VersionAdapter } from '../adapter.ts';
import type { SessionId } from '../events.ts';
import { encodeFrame } from '../protocol/index.ts';
import { spelledFor } from './frames.ts';
import type { Inbox, Incoming } from './inbox.ts';

export type CallHandlerDeps = {
  readonly adapter: VersionAdapter;
  readonly view: Connection;
  readonly inbox: Inbox;
  readonly isLive: () => boolean;
  /** It is answered with a CALLERROR of this code. */
  readonly onRefused: (code: string) => void;
  readonly sendRaw: (text: string) => void;
  /** An ordered call was answered: what waited for it may leave. */
  readonly onOrderedAnswered: () => void;
};

/** From a call of the station to its one answer. */
export class CallHandler {
  readonly #deps: CallHandlerDeps;
  /** The ordered call that is being handled, and the sessions whose start had been answered before it. */
  #ordered: { readonly id: string; readonly acknowledged: readonly SessionId[] } | undefined;

  constructor(deps: CallHandlerDeps) {
    this.#deps = deps;
  }

  /** Whether the station has our answer to the start of that session. */
  isAcknowledged(sessionId: SessionId): boolean {
    return this.#ordered?.acknowledged.includes(sessionId) ?? true;
  }

  /** Never throws: whatever happens, the call gets its one answer. */
  handle(call: Incoming): void {
    let answer: Answered;
    try {
      answer = this.#run(call);
    } catch (error) {
      this.#refuse(call, error);
      return;
    }
    if (!(answer instanceof Promise)) this.#reply(call, answer);
    else
      answer.then(
        (payload) => this.#reply(call, payload),
        (error: unknown) => this.#refuse(call, error),
      );
  }

  #run({ id, action, payload }: Incoming): Answered {
    const { adapter, view, inbox, isLive } = this.#deps;
    const { routes, ordered } = adapter;
    const handler = Object.hasOwn(routes, action) ? routes[action] : undefined;
    if (handler === undefined) throw new OcppError('NotImplemented', 'unknown action');
    if (!ordered.has(action)) return handler(view, payload);
    return inbox.inOrder(id, () => {
      // Received but not begun when the socket went: not acknowledged either, so the station sends it again.
      if (!isLive()) throw new OcppError('GenericError', 'the connection ended');
      const acknowledged: SessionId[] = [];
      for (const { sessionId } of view.known.sessions.values()) acknowledged.push(sessionId);
      this.#ordered = { id, acknowledged };
      return handler(view, payload);
    });
  }

  #reply({ id }: Incoming, payload: Record<string, unknown>): void {
    this.#answer(id, { text: encodeFrame({ kind: 'result', messageId: id, payload }), isResult: true });
  }

  #refuse({ id, action }: Incoming, error: unknown): void {
    const refusal = this.#refusalOf(error, action);
    this.#answer(id, { text: encodeFrame({ kind: 'error', messageId: id, ...refusal, details: {} }), isResult: false });
  }

  #answer(id: string, answer: { readonly text: string; readonly isResult: boolean }): void {
    const { inbox, sendRaw, onOrderedAnswered } = this.#deps;
    sendRaw(answer.text);
    const wasOrdered = this.#ordered?.id === id;
    if (wasOrdered) this.#ordered = undefined;
    inbox.answered(id, answer);
    // A limit for a session that this answer made known may follow it now.
    if (wasOrdered) onOrderedAnswered();
  }

  #refusalOf(error: unknown, action: string): { readonly code: string; readonly description: string } {
    const { adapter, view, onRefused } = this.#deps;
    if (error instanceof OcppError) {
      onRefused(error.code);
      return { code: spelledFor(adapter.version, error.code), description: error.message };
    }
    const reason = error instanceof Error ? error.message : 'unknown error';
    view.deps.log({ level: 'error', message: `${action} failed: ${reason}`, stationId: view.stationId });
    return { code: 'InternalError', description: 'internal error' };
  }
}
