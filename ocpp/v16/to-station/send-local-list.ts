import type { SendCommand } from '../../adapter.ts';
import { formatTimestamp, type RequestV16 } from '../../protocol/index.ts';
import type { CommandOf } from '../../station-commands.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 1.6 section 5.15. A differential entry without information removes the card; `VersionMismatch` asks for a full list. */
export const sendLocalList: SendCommand<'send-local-list'> = async (connection, { version, update, entries }) =>
  answerOfStatus(
    (
      await call(connection, 'SendLocalList', {
        listVersion: version,
        updateType: update === 'full' ? 'Full' : 'Differential',
        localAuthorizationList: entries.map(entryOf),
      })
    ).status,
  );

type Entry = NonNullable<RequestV16<'SendLocalList'>['localAuthorizationList']>[number];

function entryOf({ idToken, info }: CommandOf<'send-local-list'>['entries'][number]): Entry {
  if (info === undefined) return { idTag: idToken.idToken };
  const { status, expiresAtMs, groupIdToken } = info;
  return {
    idTag: idToken.idToken,
    idTagInfo: {
      status,
      ...(expiresAtMs === undefined ? {} : { expiryDate: formatTimestamp(expiresAtMs) }),
      ...(groupIdToken === undefined ? {} : { parentIdTag: groupIdToken }),
    },
  };
}
