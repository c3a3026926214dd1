import type { Connection } from '../../adapter.ts';
import type { IdTagInfo, RequestV16, ResponseV16 } from '../../protocol/index.ts';
import { requirePrintable } from '../../guards.ts';

/** 1.6 section 4.1. */
export async function authorize(
  connection: Connection,
  { idTag }: RequestV16<'Authorize'>,
): Promise<ResponseV16<'Authorize'>> {
  requirePrintable(idTag, 'Authorize: idTag');
  return { idTagInfo: await idTagInfoOf(connection, idTag) };
}

export async function idTagInfoOf({ deps, stationId }: Connection, idTag: string): Promise<IdTagInfo> {
  const { status, parentIdToken } = await deps.authorize({ stationId, idToken: idTag });
  return { status, ...(parentIdToken === undefined ? {} : { parentIdTag: parentIdToken }) };
}
