import { isBootTriggered } from '../../acceptance.ts';
import type { Connection } from '../../adapter.ts';
import { noteBoot } from '../../booted.ts';
import type { RequestV16, ResponseV16 } from '../../protocol/index.ts';

/** 1.6 section 4.2. It tells no reason; a boot that we asked for is no reboot. */
export function bootNotification(
  connection: Connection,
  request: RequestV16<'BootNotification'>,
): ResponseV16<'BootNotification'> {
  const isTriggered = isBootTriggered(connection);
  return noteBoot(connection, {
    vendor: request.chargePointVendor,
    model: request.chargePointModel,
    firmware: request.firmwareVersion,
    serialNumber: request.chargePointSerialNumber ?? request.chargeBoxSerialNumber,
    reason: isTriggered ? 'Triggered' : undefined,
    isTriggered,
  });
}
