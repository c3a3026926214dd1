import type { Connection } from '../../adapter.ts';
import { requireConnector } from '../../guards.ts';
import type { RequestV201 } from '../../protocol/index.ts';
import { tellForeignProfiles } from '../../smart-charging/index.ts';
import { tellReport } from './report-part.ts';

/** 2.0.1 K09: the profiles that are installed. Those of others are told apart from ours: they may bind more than ours do. */
export function reportChargingProfiles(
  connection: Connection,
  { requestId, evseId, chargingLimitSource, chargingProfile, ...rest }: RequestV201<'ReportChargingProfiles'>,
): Readonly<Record<string, never>> {
  if (evseId !== 0) requireConnector(connection, evseId, 'ReportChargingProfiles: evseId');
  tellForeignProfiles(connection, {
    connectorNumber: evseId,
    source: chargingLimitSource,
    profiles: chargingProfile,
  });
  const items = chargingProfile.map((profile) => ({ connectorNumber: evseId, source: chargingLimitSource, profile }));
  return tellReport(connection, { report: 'charging-profiles', requestId, items }, rest);
}
