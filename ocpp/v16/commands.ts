import type { StationCommands } from '../adapter.ts';
import { rawCall } from '../typed-call.ts';
import { TO_STATION } from './routes.ts';
import { cancelReservation } from './to-station/cancel-reservation.ts';
import { certificateSigned } from './to-station/certificate-signed.ts';
import { changeAvailability } from './to-station/change-availability.ts';
import { changeConfiguration } from './to-station/change-configuration.ts';
import { clearCache } from './to-station/clear-cache.ts';
import { clearForeignProfile } from './to-station/clear-foreign-profile.ts';
import { sendDataTransfer } from './to-station/data-transfer.ts';
import { deleteCertificate } from './to-station/delete-certificate.ts';
import { getCompositeSchedule } from './to-station/get-composite-schedule.ts';
import { getConfiguration } from './to-station/get-configuration.ts';
import { listCertificates } from './to-station/get-installed-certificate-ids.ts';
import { getLocalListVersion } from './to-station/get-local-list-version.ts';
import { getLog } from './to-station/get-log.ts';
import { installCertificate } from './to-station/install-certificate.ts';
import { remoteStart } from './to-station/remote-start-transaction.ts';
import { remoteStop } from './to-station/remote-stop-transaction.ts';
import { reserveNow } from './to-station/reserve-now.ts';
import { reset } from './to-station/reset.ts';
import { sendLocalList } from './to-station/send-local-list.ts';
import { triggerMessage } from './to-station/trigger-message.ts';
import { unlockConnector } from './to-station/unlock-connector.ts';
import { updateFirmware } from './to-station/update-firmware.ts';

/** What an operator may ask of a 1.6 station, and which file sends it. */
export const commands: StationCommands = {
  'cancel-reservation': cancelReservation,
  'certificate-signed': certificateSigned,
  'change-availability': changeAvailability,
  'clear-cache': clearCache,
  'clear-foreign-profile': clearForeignProfile,
  'data-transfer': sendDataTransfer,
  'delete-certificate': deleteCertificate,
  'get-composite-schedule': getCompositeSchedule,
  'get-local-list-version': getLocalListVersion,
  'get-log': getLog,
  'install-certificate': installCertificate,
  'list-certificates': listCertificates,
  'read-settings': getConfiguration,
  'remote-start': remoteStart,
  'remote-stop': remoteStop,
  reserve: reserveNow,
  reset,
  'send-local-list': sendLocalList,
  trigger: triggerMessage,
  'unlock-connector': unlockConnector,
  'update-firmware': updateFirmware,
  'write-settings': changeConfiguration,
  call: rawCall(new Set(TO_STATION)),
};
