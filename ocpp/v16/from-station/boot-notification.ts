import type { Connection } from '../../adapter.ts';
import type { RequestV16, ResponseV16 } from '../../protocol/index.ts';
import { accept, heartbeatIntervalS, isBootTriggered } from '../../acceptance.ts';
import { printable } from '../../guards.ts';
import { learnModel } from '../../smart-charging/index.ts';

/** 1.6 section 4.2. A known station is always accepted; what it may draw is the ledger's business. */
export function bootNotification(
  connection: Connection,
  request: RequestV16<'BootNotification'>,
): ResponseV16<'BootNotification'> {
  const { known, stationId, deps, emit } = connection;
  const nowMs = deps.clock.nowMs();
  const vendor = printable(request.chargePointVendor);
  const model = printable(request.chargePointModel);
  const firmware = request.firmwareVersion === undefined ? undefined : printable(request.firmwareVersion);
  const serialNumber = request.chargePointSerialNumber ?? request.chargeBoxSerialNumber;
  // 1.6 tells no reason; a boot that we asked for is no reboot.
  const isTriggered = isBootTriggered(connection);
  if (!isTriggered) forgetProbes(connection);
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
    ...(isTriggered ? { reason: 'Triggered' } : {}),
  });
  return { status: 'Accepted', currentTime: new Date(nowMs).toISOString(), interval: heartbeatIntervalS(deps) };
}

/** After a reboot the firmware may be another. */
export function forgetProbes({ known }: Connection): void {
  delete known.allowedRateUnits;
  delete known.maxStackLevel;
  delete known.maxPeriods;
  delete known.ladder;
  delete known.unknownActions;
  delete known.shareStep;
  delete known.supportsOfflineDuration;
  delete known.supportsDynamicProfiles;
}
