import type { Actor, Change, OperationsDeps } from './deps.ts';
import { type Result, refuse } from './result.ts';

/** What all operations share: one change at a time, durable before it acts, written into the audit. */
export type Workplace = OperationsDeps & {
  /** Runs one change after the other, so that check-then-write is atomic. A failing store becomes a refusal. */
  readonly inTurn: <Value>(work: () => Promise<Result<Value>>) => Promise<Result<Value>>;
  /** Marks a rejection as a failure of the store, not a mistake of ours. */
  readonly stored: <Value>(call: Promise<Value>) => Promise<Value>;
  /** Audit record, log line, listeners. Never fails: the change is in force already. */
  readonly record: (change: {
    readonly action: string;
    readonly subject: string;
    /** In the log and the stream, which more people see than the audit; default: the subject. */
    readonly shownAs?: string;
    readonly actor: Actor;
    readonly detail: unknown;
  }) => Promise<void>;
  readonly onChange: (listener: (change: Change) => void) => () => void;
};

export function createWorkplace(deps: OperationsDeps): Workplace {
  const listeners = new Set<(change: Change) => void>();
  let last: Promise<unknown> = Promise.resolve();

  const inTurn: Workplace['inTurn'] = (work) => {
    const mine = last.then(async () => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof StoreFailure)) throw error;
        deps.log({ level: 'error', message: `change refused, the store failed: ${error.message}` });
        return refuse('store-unavailable', 'the store could not keep the change; nothing was changed');
      }
    });
    last = mine.catch(() => undefined);
    return mine;
  };

  const stored: Workplace['stored'] = async (call) => {
    try {
      return await call;
    } catch (error) {
      throw new StoreFailure(error instanceof Error ? error.message : String(error));
    }
  };

  const record: Workplace['record'] = async ({ action, subject, shownAs = subject, actor, detail }) => {
    const atMs = deps.nowMs();
    deps.log({ level: 'info', message: `${action} ${shownAs} by ${actor.via}:${actor.name}` });
    for (const listener of listeners) listener({ atMs, action, subject: shownAs, actor: actor.name });
    try {
      await deps.store.audit.append({ atMs, actor: actor.name, action, subject, detail });
    } catch (error) {
      // The limit is durable and in force; answering with an error would make the caller believe it is not.
      deps.log({
        level: 'error',
        message: `audit record lost: ${action} ${shownAs} by ${actor.name}: ${String(error)}`,
      });
    }
  };

  const onChange: Workplace['onChange'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  return { ...deps, inTurn, stored, record, onChange };
}

class StoreFailure extends Error {}

/** Whether a stored etag satisfies an If-Match value. `*` = whatever is there. */
export function matches(ifMatch: readonly string[], etag: string): boolean {
  return ifMatch.includes('*') || ifMatch.includes(etag);
}
