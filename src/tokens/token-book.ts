import type { AuthorizeAnswer, AuthorizeRequest } from '../../ocpp/index.ts';
import { type Store, tokenKey, type TokenRecord } from '../store/index.ts';

/** What happens to tokens that nobody entered. */
export type TokenPolicy = 'accept-all' | 'list';

/** Who may charge. Kept in memory; the store is the truth. */
export interface TokenBook {
  authorize(this: void, request: AuthorizeRequest): Promise<AuthorizeAnswer>;
  /** Reads the store again after tokens changed. */
  reload(): Promise<void>;
}

/** Rejects when the store does. */
export async function createTokenBook({
  store,
  policy,
  nowMs,
}: {
  readonly store: Pick<Store, 'tokens' | 'sessions'>;
  readonly policy: TokenPolicy;
  readonly nowMs: () => number;
}): Promise<TokenBook> {
  let tokens = new Map<string, TokenRecord>();

  async function reload(): Promise<void> {
    tokens = new Map((await store.tokens.list()).map((token) => [tokenKey(token.idToken), token]));
  }

  await reload();
  return {
    reload,
    authorize: async ({ idToken, type, startedSessionId }) => {
      const token = tokens.get(tokenKey(idToken));
      const answer = judge({ token, policy, nowMs: nowMs(), ...(type === undefined ? {} : { type }) });
      if (token === undefined || startedSessionId === undefined || answer.status !== 'Accepted') return answer;
      const others = await store.sessions.countOpenOfToken({ idToken, except: startedSessionId });
      return others < token.maxSessions ? answer : { ...answer, status: 'ConcurrentTx' };
    },
  };
}

/**
 * What a token may, apart from how often at once. One that was entered is judged by what was entered, under either policy: a card that is
 * blocked stays blocked. A station that needs no token (2.x NoAuthorization, C02) has none to refuse.
 */
export function judge({
  token,
  type,
  policy,
  nowMs,
}: {
  readonly token: TokenRecord | undefined;
  readonly type?: string;
  readonly policy: TokenPolicy;
  readonly nowMs: number;
}): AuthorizeAnswer {
  if (token === undefined)
    return { status: policy === 'accept-all' || type === 'NoAuthorization' ? 'Accepted' : 'Unknown' };
  const { status, groupIdToken, validFromMs, expiresAtMs } = token;
  const rest = {
    ...(groupIdToken === undefined ? {} : { parentIdToken: groupIdToken }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  };
  if (status === 'blocked') return { status: 'Blocked', ...rest };
  if (expiresAtMs !== undefined && expiresAtMs <= nowMs) return { status: 'Expired', ...rest };
  if (validFromMs !== undefined && validFromMs > nowMs) return { status: 'Invalid', ...rest };
  return { status: 'Accepted', ...rest };
}
