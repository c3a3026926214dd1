import type { Connection } from '../../adapter.ts';
import type { RequestV201, ResponseV201, V201 } from '../../protocol/index.ts';
import { requirePrintable } from '../../guards.ts';

/** 2.0.1 C01. */
export async function authorize(
  connection: Connection,
  { idToken }: RequestV201<'Authorize'>,
): Promise<ResponseV201<'Authorize'>> {
  requirePrintable(idToken.idToken, 'Authorize: idToken');
  return { idTokenInfo: await idTokenInfoOf(connection, idToken) };
}

export async function idTokenInfoOf(
  { deps, stationId }: Connection,
  { idToken }: V201.IdTokenType,
): Promise<V201.IdTokenInfoType> {
  const { status, parentIdToken } = await deps.authorize({ stationId, idToken });
  return {
    status,
    ...(parentIdToken === undefined ? {} : { groupIdToken: { idToken: parentIdToken, type: 'Central' } }),
  };
}
