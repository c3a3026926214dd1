import { timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { inForce } from '../operations/index.ts';
import { hashApiKey, type Store } from '../store/index.ts';
import { Problem } from './problems.ts';
import type { Caller } from './route.ts';

/**
 * Who sent the request, by `Authorization: Bearer` or `X-API-Key`; where a client cannot set headers (EventSource) also by `?key=`.
 * Throws `unauthorized`, in the same words whether a key is unknown, expired or revoked.
 */
export type Authenticate = (request: Request, options: { readonly queryKey: boolean }) => Promise<Caller>;

export function createAuthenticate({
  store,
  nowMs,
}: {
  readonly store: Store;
  readonly nowMs: () => number;
}): Authenticate {
  return async (request, options) => {
    const key = keyOf(request, options);
    if (key === undefined) throw unauthorized('send an API key as `Authorization: Bearer <key>` or `X-API-Key: <key>`');
    const keyHash = hashApiKey(key);
    const record = await store.apiKeys.findByHash(keyHash);
    // The look-up is by hash, so its time tells nothing about the key; the comparison here does not either.
    if (record === undefined || !sameText(record.keyHash, keyHash) || !inForce(record, nowMs())) {
      throw unauthorized('the API key is not valid');
    }
    return { keyId: record.id, name: record.name, role: record.role };
  };
}

function keyOf(request: Request, { queryKey }: { readonly queryKey: boolean }): string | undefined {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
  const fromQuery = queryKey && typeof request.query['key'] === 'string' ? request.query['key'] : undefined;
  return bearer ?? request.get('x-api-key') ?? fromQuery;
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function unauthorized(detail: string): Problem {
  return new Problem('unauthorized', detail, { headers: { 'WWW-Authenticate': 'Bearer' } });
}
