import type { Connection } from '../../adapter.ts';
import { kwhOfWh } from '../../metering/index.ts';
import type { RequestV16, ResponseV16 } from '../../protocol/index.ts';
import { registerKwh } from '../../quirks/index.ts';
import { endSession } from '../../transactions/index.ts';
import { authorized, idTagInfoOf } from './authorize.ts';
import { plausibleMsOrNow, requirePrintable } from '../../guards.ts';
import { samplesOf } from './meter-values.ts';

/**
 * 1.6 section 4.10. Looked up by station and id alone. An id that this station does not have is acknowledged and reported, and changes
 * nothing; some stations stop twice, which changes nothing either. transactionData may hold minutes of values that came already.
 */
export async function stopTransaction(
  connection: Connection,
  request: RequestV16<'StopTransaction'>,
): Promise<ResponseV16<'StopTransaction'>> {
  const { idTag, reason, transactionData = [] } = request;
  if (idTag !== undefined) requirePrintable(idTag, 'StopTransaction: idTag');
  await endSession(connection, {
    transactionId: String(request.transactionId),
    endedAtMs: plausibleMsOrNow(connection, request.timestamp),
    meterStopKwh: registerKwh(kwhOfWh(request.meterStop), connection.known.quirks),
    ...(reason === undefined ? {} : { reason }),
    meterValues: transactionData.map(samplesOf),
    isOffline: false,
    takesUnmarked: true,
    message: 'StopTransaction',
  });
  return idTag === undefined ? {} : { idTagInfo: idTagInfoOf(await authorized(connection, { idTag })) };
}
