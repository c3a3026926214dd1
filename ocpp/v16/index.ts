import type { VersionAdapter } from '../adapter.ts';
import { beginConnection } from '../acceptance.ts';
import { profileV16, limitCalls } from '../smart-charging/index.ts';
import { commands } from './commands.ts';
import { routes } from './routes.ts';
import { settle } from './settle.ts';

/** OCPP 1.6J. */
export const v16: VersionAdapter = {
  version: '1.6',
  subprotocol: 'ocpp1.6',
  routes,
  // What tells the story of a session must be heard in its order.
  ordered: new Set(['StartTransaction', 'StopTransaction', 'MeterValues', 'StatusNotification']),
  onConnected: (connection) => beginConnection(connection, settle),
  ...limitCalls({ wire: profileV16, refusals: ['Rejected', 'NotSupported'] }),
  commands,
};

// 2.0.1 has these in common with 1.6.
export { dataTransfer } from './from-station/data-transfer.ts';
export { heartbeat } from './from-station/heartbeat.ts';
export { firmwareRequestOf } from './to-station/signed-update-firmware.ts';
export { triggerEach } from './settle.ts';
export { countOf, MEASURANDS, measurandsOf, rateUnitsOf, unlessRefused } from './probe.ts';
export { securityEventNotification } from './from-station/security-event-notification.ts';
export { signCertificate } from './from-station/sign-certificate.ts';
export { workStatus } from './from-station/work-status.ts';
