import type { Connection } from '../../adapter.ts';
import type { RequestV201 } from '../../protocol/index.ts';
import { tellForeignProfiles } from '../../smart-charging/index.ts';

/** 2.0.1 B07, B08: the answer to a report that an operator asked for, in parts of up to 32 kB. */
export function notifyReport(
  { deps, stationId }: Connection,
  { requestId, seqNo, reportData = [] }: RequestV201<'NotifyReport'>,
): Readonly<Record<string, never>> {
  deps.log({
    level: 'info',
    stationId,
    message: `${stationId}: report ${requestId}, part ${seqNo}: ${reportData.length} variables`,
  });
  return {};
}

/** 2.0.1 N07, N08. What a monitor of the station found. */
export function notifyEvent(
  { deps, stationId }: Connection,
  { eventData }: RequestV201<'NotifyEvent'>,
): Readonly<Record<string, never>> {
  const alerting = eventData.filter(({ trigger }) => trigger === 'Alerting').length;
  const level = alerting > 0 ? 'warn' : 'debug';
  deps.log({
    level,
    stationId,
    message: `${stationId}: ${eventData.length} events of monitors, ${alerting} of them alerting`,
  });
  return {};
}

/** 2.0.1 K09: the profiles that an operator asked for. */
export function reportChargingProfiles(
  connection: Connection,
  { requestId, evseId, chargingLimitSource, chargingProfile }: RequestV201<'ReportChargingProfiles'>,
): Readonly<Record<string, never>> {
  const { deps, stationId } = connection;
  tellForeignProfiles(connection, {
    connectorNumber: evseId,
    source: chargingLimitSource,
    profiles: chargingProfile,
  });
  const ids = chargingProfile.map(({ id, chargingProfilePurpose }) => `${chargingProfilePurpose} ${id}`).join(', ');
  deps.log({ level: 'info', stationId, message: `${stationId}/${evseId}: profiles, request ${requestId}: ${ids}` });
  return {};
}
