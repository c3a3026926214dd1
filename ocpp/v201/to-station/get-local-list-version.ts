import type { SendCommand } from '../../adapter.ts';
import { call } from './call.ts';

/** 2.0.1 D02. `result` is `{ version }`: 0 = the station has no list (D02.FR.03). */
export const getLocalListVersion: SendCommand<'get-local-list-version'> = async (connection) => {
  const { versionNumber: version } = await call(connection, 'GetLocalListVersion', {});
  return { status: 'accepted', result: { version } };
};
