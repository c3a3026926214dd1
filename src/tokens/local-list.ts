import type { LocalListInfo, StationCommand } from '../../ocpp/index.ts';
import type { TokenChange, TokenRecord } from '../store/index.ts';

type SendLocalList = Extract<StationCommand, { readonly kind: 'send-local-list' }>;

/** The version of the list of tokens: that of its last change; 0 = no token was ever entered. */
export function listVersion(changes: readonly TokenChange[]): number {
  return changes.at(-1)?.version ?? 0;
}

/**
 * The messages that bring a station's list from version `from` to the present one, each of at most `itemsPerMessage` entries; none when there is
 * nothing to do. Every change of a token has a version of its own, so the version of a message is that of its last entry: if the series breaks off, the
 * station's list is exactly that of the version which it says it has. `from` undefined, or newer than the list = all of it anew.
 */
export function localListMessages(
  changes: readonly TokenChange[],
  { from, itemsPerMessage }: { readonly from: number | undefined; readonly itemsPerMessage: number },
): readonly SendLocalList[] {
  const version = listVersion(changes);
  if (from === version) return [];
  const isFull = from === undefined || from < 1 || from > version;
  const due = isFull ? changes.filter(({ token }) => token !== undefined) : changes.filter((one) => one.version > from);
  if (isFull && due.length === 0)
    return version === 0 ? [] : [{ kind: 'send-local-list', version, update: 'full', entries: [] }];
  const messages: SendLocalList[] = [];
  for (let at = 0; at < due.length; at += itemsPerMessage) {
    const part = due.slice(at, at + itemsPerMessage);
    const isLast = at + itemsPerMessage >= due.length;
    messages.push({
      kind: 'send-local-list',
      // What follows the last entry are removals, which a full list need not tell.
      version: isLast ? version : (part.at(-1)?.version ?? version),
      update: isFull && at === 0 ? 'full' : 'differential',
      entries: part.map(entryOf),
    });
  }
  return messages;
}

function entryOf({ key, token }: TokenChange): SendLocalList['entries'][number] {
  if (token === undefined) return { idToken: { idToken: key } };
  return { idToken: { idToken: token.idToken, type: token.type }, info: infoOf(token) };
}

/** A station knows the time: what expires is told with its date. What is not valid yet is refused until it is, and told again then. */
function infoOf({ status, expiresAtMs, groupIdToken, validFromMs, updatedAtMs }: TokenRecord): LocalListInfo {
  const isAhead = validFromMs !== undefined && validFromMs > updatedAtMs;
  return {
    status: status === 'blocked' ? 'Blocked' : isAhead ? 'Invalid' : 'Accepted',
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    ...(groupIdToken === undefined ? {} : { groupIdToken }),
  };
}

/** Tokens that have become valid since their last change, as changed now: so that the lists of the stations are told. */
export function cameIntoForce(tokens: readonly TokenRecord[], nowMs: number): readonly TokenRecord[] {
  return tokens
    .filter(
      ({ validFromMs, updatedAtMs }) => validFromMs !== undefined && validFromMs <= nowMs && validFromMs > updatedAtMs,
    )
    .map((token) => ({ ...token, updatedAtMs: nowMs }));
}
