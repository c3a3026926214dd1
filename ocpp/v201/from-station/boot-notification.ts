import type { Connection } from '../../adapter.ts';
import { noteBoot } from '../../booted.ts';
import type { RequestV201, ResponseV201 } from '../../protocol/index.ts';

/** 2.0.1 B01. */
export function bootNotification(
  connection: Connection,
  { chargingStation, reason }: RequestV201<'BootNotification'>,
): ResponseV201<'BootNotification'> {
  const { vendorName: vendor, model, firmwareVersion: firmware, serialNumber } = chargingStation;
  return noteBoot(connection, {
    vendor,
    model,
    firmware,
    serialNumber,
    reason,
    isTriggered: reason === 'Triggered',
  });
}
