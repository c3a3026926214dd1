import type { SendCommand } from '../../adapter.ts';
import { call } from './call.ts';

/** 1.6 section 5.10. `result` is `{ version }`: 0 = the list is empty, -1 = the station has no local list. */
export const getLocalListVersion: SendCommand<'get-local-list-version'> = async (connection) => {
  const { listVersion: version } = await call(connection, 'GetLocalListVersion', {});
  return { status: 'accepted', result: { version } };
};
