import { type ApiKeyRecord, hashApiKey, newApiKey, type Role } from '../store/index.ts';
import type { Actor } from './deps.ts';
import { done, refuse, refuseFields, type Result } from './result.ts';
import type { Workplace } from './workplace.ts';

export type ApiKeyOperations = {
  /** The key itself is in the answer and nowhere else. Names are unique among keys in force: the audit names them. */
  createApiKey(
    draft: { readonly name: string; readonly role: Role; readonly expiresAtMs?: number | undefined },
    actor: Actor,
  ): Promise<Result<{ readonly record: ApiKeyRecord; readonly key: string }>>;
  /** Holds from the next request on. The last admin key in force cannot be revoked: nobody could make another. */
  revokeApiKey(apiKeyId: string, actor: Actor): Promise<Result<ApiKeyRecord>>;
};

export function apiKeyOperations({
  store,
  nowMs,
  newId,
  randomBytes,
  inTurn,
  stored,
  record,
}: Workplace): ApiKeyOperations {
  return {
    createApiKey: ({ name, role, expiresAtMs }, actor) =>
      inTurn(async () => {
        if (expiresAtMs !== undefined && !(expiresAtMs > nowMs())) {
          return refuseFields('API key', [{ pointer: '/expiresAt', detail: 'must be in the future' }]);
        }
        const others = await stored(store.apiKeys.list());
        if (others.some((other) => other.name === name && inForce(other, nowMs()))) {
          return refuse('conflict', `there is a key named ${name}; revoke it first or take another name`);
        }
        const key = newApiKey(role, randomBytes);
        const apiKey: ApiKeyRecord = {
          id: newId('key'),
          name,
          role,
          keyHash: hashApiKey(key),
          createdAtMs: nowMs(),
          ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
        };
        await stored(store.apiKeys.put(apiKey));
        await record({ action: 'api-key.create', subject: apiKey.id, actor, detail: { name, role } });
        return done({ record: apiKey, key });
      }),

    revokeApiKey: (apiKeyId, actor) =>
      inTurn(async () => {
        const all = await stored(store.apiKeys.list());
        const before = all.find(({ id }) => id === apiKeyId);
        if (before === undefined) return refuse('not-found', `no API key ${apiKeyId}`);
        if (before.revokedAtMs !== undefined) return done(before);
        const otherAdmin = all.some(
          (other) => other.id !== apiKeyId && other.role === 'admin' && inForce(other, nowMs()),
        );
        if (before.role === 'admin' && !otherAdmin)
          return refuse('conflict', `API key ${apiKeyId} is the last admin key in force`);
        const apiKey: ApiKeyRecord = { ...before, revokedAtMs: nowMs() };
        await stored(store.apiKeys.put(apiKey));
        await record({
          action: 'api-key.revoke',
          subject: apiKeyId,
          actor,
          detail: { name: before.name, role: before.role },
        });
        return done(apiKey);
      }),
  };
}

export function inForce({ expiresAtMs, revokedAtMs }: ApiKeyRecord, nowMs: number): boolean {
  return revokedAtMs === undefined && (expiresAtMs === undefined || expiresAtMs > nowMs);
}
