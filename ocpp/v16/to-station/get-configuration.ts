import type { SendCommand } from '../../adapter.ts';
import { call } from './call.ts';

/** 1.6 section 5.8. `result` is `{ settings: [{ name, value?, readonly }], unknown: [name] }`. */
export const getConfiguration: SendCommand<'read-settings'> = async (connection, { names }) => {
  const { configurationKey = [], unknownKey = [] } = await call(
    connection,
    'GetConfiguration',
    names === undefined ? {} : { key: [...names] },
  );
  const settings = configurationKey.map(({ key, ...rest }) => ({ name: key, ...rest }));
  return { status: 'accepted', result: { settings, unknown: unknownKey } };
};
