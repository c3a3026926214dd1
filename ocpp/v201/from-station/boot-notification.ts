import type { Connection } from '../../adapter.ts';
import type { RequestV201, ResponseV201 } from '../../protocol/index.ts';
import { accept, heartbeatIntervalS } from '../../acceptance.ts';
import { printable } from '../../guards.ts';
import { learnModel } from '../../smart-charging/index.ts';
import { forgetProbes } from '../../v16/index.ts';

/** 2.0.1 B01. A known station is always accepted; what it may draw is the ledger's business. */
export function bootNotification(
  connection: Connection,
  { chargingStation, reason }: RequestV201<'BootNotification'>,
): ResponseV201<'BootNotification'> {
  const { known, stationId, deps, emit } = connection;
  const nowMs = deps.clock.nowMs();
  const vendor = printable(chargingStation.vendorName);
  const model = printable(chargingStation.model);
  const { serialNumber, firmwareVersion } = chargingStation;
  const firmware = firmwareVersion === undefined ? undefined : printable(firmwareVersion);
  if (reason !== 'Triggered') forgetProbes(connection);
  known.vendor = vendor;
  known.model = model;
  if (firmware !== undefined) known.firmware = firmware;
  learnModel(connection);
  accept(connection, { byBoot: true });
  emit({
    kind: 'booted',
    stationId,
    atMs: nowMs,
    vendor,
    model,
    ...(serialNumber === undefined ? {} : { serialNumber: printable(serialNumber) }),
    ...(firmware === undefined ? {} : { firmware }),
    reason,
  });
  return { status: 'Accepted', currentTime: new Date(nowMs).toISOString(), interval: heartbeatIntervalS(deps) };
}
