import type { Connection } from '../../adapter.ts';
import { call } from './call.ts';
import { inPortions, type PortionLimit } from './in-portions.ts';
import { keyOf, type VariableAddress } from './variable-name.ts';

type Asked = {
  readonly addresses: readonly VariableAddress[];
  readonly skipsRefused: boolean;
  readonly limit?: PortionLimit;
};

/** The values that may be read, by the key of their address. Rejects as `connection.call` does; with `skipsRefused` not for what the station refuses. */
export async function valuesOf(
  connection: Connection,
  { addresses, skipsRefused, limit = {} }: Asked,
): Promise<ReadonlyMap<string, string>> {
  const { answers, failure } = await inPortions(addresses, {
    skipsRefused,
    limit,
    send: async (getVariableData) => {
      const { getVariableResult } = await call(connection, 'GetVariables', { getVariableData: [...getVariableData] });
      return getVariableResult;
    },
  });
  if (failure !== undefined) throw failure.error;
  return new Map(
    answers.flatMap(({ component, variable, attributeStatus, attributeValue }) =>
      attributeStatus === 'Accepted' ? [[keyOf({ component, variable }), attributeValue ?? ''] as const] : [],
    ),
  );
}
