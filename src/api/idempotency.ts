import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { canonicalJson, type Store } from '../store/index.ts';
import { Problem } from './problems.ts';
import type { Answer, Caller, RouteFacts } from './route.ts';

/**
 * A POST with an Idempotency-Key is done once: the same key and body get the first answer again, another body is refused (422), and while
 * the first is under way the second is told so (409). Keys belong to the caller and the
 * address: the same key for another station is another request. Failures are not kept.
 */
export type Idempotency = (
  request: Request,
  exchange: {
    readonly facts: RouteFacts;
    readonly caller: Caller;
    readonly body: unknown;
    readonly run: () => Promise<Answer<unknown>>;
  },
) => Promise<Answer<unknown>>;

export function createIdempotency({
  store,
  nowMs,
}: {
  readonly store: Store;
  readonly nowMs: () => number;
}): Idempotency {
  const underway = new Set<string>();

  return async (request, { facts, caller, body, run }) => {
    const header = request.get('idempotency-key');
    if (header === undefined || facts.idempotency === undefined) return run();
    if (facts.idempotency === 'refused')
      throw badKey('is not supported here: the answer holds a secret that is not kept');
    if (!/^[\x21-\x7e]{1,200}$/.test(header)) throw badKey('must be 1-200 printable characters without spaces');
    const key = `${caller.keyId} ${facts.method} ${request.baseUrl}${request.path} ${header}`;
    if (underway.has(key))
      throw new Problem(
        'idempotency-in-progress',
        `the first request with Idempotency-Key ${header} is not answered yet`,
      );
    underway.add(key);
    try {
      // Some requests have none: a password rotation.
      const bodyHash = createHash('sha256')
        .update(canonicalJson(body ?? null))
        .digest('hex');
      const kept = await store.idempotency.find(key, bodyHash);
      if (kept === 'conflict')
        throw new Problem('idempotency-mismatch', `Idempotency-Key ${header} was used for another body`);
      if (kept !== undefined) return replayed(kept);
      const answer = await run();
      await store.idempotency.save({
        key,
        bodyHash,
        status: answer.status,
        body: JSON.stringify({ headers: answer.headers ?? {}, body: answer.body }),
        atMs: nowMs(),
      });
      return answer;
    } finally {
      underway.delete(key);
    }
  };
}

function replayed({ status, body }: { readonly status: number; readonly body: string }): Answer<unknown> {
  const kept = JSON.parse(body) as { readonly headers: Record<string, string>; readonly body: unknown };
  return { status, body: kept.body, headers: { ...kept.headers, 'Idempotency-Replayed': 'true' } };
}

function badKey(detail: string): Problem {
  return new Problem('bad-parameter', `Idempotency-Key ${detail}`, {
    errors: [{ parameter: 'Idempotency-Key', detail }],
  });
}
