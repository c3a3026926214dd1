import type { SendCommand } from '../../adapter.ts';
import { formatTimestamp, type V201 } from '../../protocol/index.ts';
import type { CommandOf } from '../../station-commands.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';
import { idTokenOf } from './id-token.ts';

/** 2.0.1 D01. A differential entry without information removes the token; `VersionMismatch` asks for a full list. */
export const sendLocalList: SendCommand<'send-local-list'> = async (connection, { version, update, entries }) => {
  const { status } = await call(connection, 'SendLocalList', {
    versionNumber: version,
    updateType: update === 'full' ? 'Full' : 'Differential',
    // An empty array breaks the schema; a full list without entries empties the station's (D01.FR.04).
    ...(entries.length === 0 ? {} : { localAuthorizationList: entries.map(entryOf) }),
  });
  return answerOfStatus(status);
};

function entryOf({ idToken, info }: CommandOf<'send-local-list'>['entries'][number]): V201.AuthorizationData {
  if (info === undefined) return { idToken: idTokenOf(idToken) };
  const { status, expiresAtMs, groupIdToken } = info;
  return {
    idToken: idTokenOf(idToken),
    idTokenInfo: {
      status,
      ...(expiresAtMs === undefined ? {} : { cacheExpiryDateTime: formatTimestamp(expiresAtMs) }),
      ...(groupIdToken === undefined ? {} : { groupIdToken: { idToken: groupIdToken, type: 'Central' } }),
    },
  };
}
