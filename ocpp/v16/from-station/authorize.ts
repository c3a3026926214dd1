import type { Connection } from '../../adapter.ts';
import type { SessionId } from '../../events.ts';
import type { AuthorizeAnswer } from '../../ports.ts';
import type { IdTagInfo, RequestV16, ResponseV16 } from '../../protocol/index.ts';
import { requirePrintable } from '../../guards.ts';

/** 1.6 section 4.1. */
export async function authorize(
  connection: Connection,
  { idTag }: RequestV16<'Authorize'>,
): Promise<ResponseV16<'Authorize'>> {
  requirePrintable(idTag, 'Authorize: idTag');
  return { idTagInfo: idTagInfoOf(await authorized(connection, { idTag })) };
}

/** What the site says of a card; with the session that began with it also whether it has too many. */
export function authorized(
  { deps, stationId }: Connection,
  { idTag, startedSessionId }: { readonly idTag: string; readonly startedSessionId?: SessionId },
): Promise<AuthorizeAnswer> {
  return deps.authorize({
    stationId,
    idToken: idTag,
    ...(startedSessionId === undefined ? {} : { startedSessionId }),
  });
}

/** 1.6 section 7.13. A card that nobody knows is `Invalid` there. */
export function idTagInfoOf({ status, parentIdToken, expiresAtMs }: AuthorizeAnswer): IdTagInfo {
  return {
    status: status === 'Unknown' ? 'Invalid' : status,
    ...(parentIdToken === undefined ? {} : { parentIdTag: parentIdToken }),
    ...(expiresAtMs === undefined ? {} : { expiryDate: new Date(expiresAtMs).toISOString() }),
  };
}
