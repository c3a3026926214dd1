import type { Connection } from '../../adapter.ts';
import type { RequestV21, ResponseV21 } from '../../protocol/index.ts';

/** 2.1 C23. There is no tax register behind this central system, so no number is confirmed. */
export function vatNumberValidation(
  _connection: Connection,
  { vatNumber, evseId }: RequestV21<'VatNumberValidation'>,
): ResponseV21<'VatNumberValidation'> {
  return { status: 'Rejected', vatNumber, ...(evseId === undefined ? {} : { evseId }) };
}
