import type { Connection } from '../../adapter.ts';
import type { SessionId } from '../../events.ts';
import type { AuthorizeAnswer } from '../../ports.ts';
import type { RequestV201, ResponseV201, V201 } from '../../protocol/index.ts';
import { requirePrintable } from '../../guards.ts';

/** 2.0.1 C01. */
export async function authorize(
  connection: Connection,
  { idToken }: RequestV201<'Authorize'>,
): Promise<ResponseV201<'Authorize'>> {
  requirePrintable(idToken.idToken, 'Authorize: idToken');
  return { idTokenInfo: idTokenInfoOf(await authorized(connection, { idToken })) };
}

/** What the site says of a token; with the session that began with it also whether it has too many. */
export function authorized(
  { deps, stationId }: Connection,
  {
    idToken: { idToken, type },
    startedSessionId,
  }: { readonly idToken: V201.IdTokenType; readonly startedSessionId?: SessionId },
): Promise<AuthorizeAnswer> {
  return deps.authorize({
    stationId,
    idToken,
    type,
    ...(startedSessionId === undefined ? {} : { startedSessionId }),
  });
}

export function idTokenInfoOf({ status, parentIdToken, expiresAtMs }: AuthorizeAnswer): V201.IdTokenInfoType {
  return {
    status,
    ...(parentIdToken === undefined ? {} : { groupIdToken: { idToken: parentIdToken, type: 'Central' } }),
    ...(expiresAtMs === undefined ? {} : { cacheExpiryDateTime: new Date(expiresAtMs).toISOString() }),
  };
}
