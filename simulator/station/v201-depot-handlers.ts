import { parseTimestamp } from '../../ocpp/protocol/index.ts';
import type { Dialect } from './dialect.ts';
import { instant } from './instant.ts';
import { handler } from './v201-handler.ts';

const LOG_FILE = 'station.log';

/** Reservations, local list, firmware, logs and certificates. */
export const V201_DEPOT_HANDLERS: Dialect['handlers'] = {
  ReserveNow: handler('ReserveNow', (station, { id, evseId, idToken, groupIdToken, expiryDateTime }) => {
    const evse = evseId === undefined ? undefined : station.evse(evseId);
    if (evseId !== undefined && evse === undefined) return { status: 'Rejected' };
    if (evse?.inoperative === true) return { status: 'Unavailable' };
    if (evse?.plugged !== undefined) return { status: 'Occupied' };
    const made = station.reservations.make({
      reservationId: id,
      evse,
      idToken: idToken.idToken,
      ...(groupIdToken === undefined ? {} : { groupIdToken: groupIdToken.idToken }),
      expiresAtMs: parseTimestamp(expiryDateTime) ?? 0,
    });
    return { status: made ? 'Accepted' : 'Occupied' };
  }),
  CancelReservation: handler('CancelReservation', (station, { reservationId }) => ({
    status: station.reservations.cancel(reservationId) ? 'Accepted' : 'Rejected',
  })),
  GetLocalListVersion: handler('GetLocalListVersion', (station) => ({ versionNumber: station.localList.version() })),
  SendLocalList: handler('SendLocalList', (station, { versionNumber, updateType, localAuthorizationList = [] }) => {
    const outcome = station.localList.apply({
      version: versionNumber,
      kind: updateType === 'Full' ? 'full' : 'differential',
      entries: localAuthorizationList.map(({ idToken, idTokenInfo }) => ({
        idToken: idToken.idToken,
        ...(idTokenInfo === undefined
          ? {}
          : { info: { status: idTokenInfo.status, ...instant('expiresAtMs', idTokenInfo.cacheExpiryDateTime) } }),
      })),
    });
    const words = { accepted: 'Accepted', 'version-mismatch': 'VersionMismatch', failed: 'Failed' } as const;
    return { status: words[outcome] };
  }),
  GetLog: handler('GetLog', (station, { requestId, log }) => {
    const wasBusy = station.jobs.begin({ work: 'log', requestId, location: log.remoteLocation });
    return { status: wasBusy ? 'AcceptedCanceled' : 'Accepted', filename: LOG_FILE };
  }),
  UpdateFirmware: handler('UpdateFirmware', (station, { requestId, firmware }) => {
    const { location, signature, signingCertificate, retrieveDateTime } = firmware;
    const isSigned = signature !== undefined && signingCertificate !== undefined;
    if (isSigned && !signingCertificate.includes('BEGIN CERTIFICATE')) return { status: 'InvalidCertificate' };
    const wasBusy = station.jobs.begin({
      work: 'firmware',
      requestId,
      location,
      signed: isSigned,
      ...instant('beginsAtMs', retrieveDateTime),
    });
    return { status: wasBusy ? 'AcceptedCanceled' : 'Accepted' };
  }),
  // It is no local controller: it has nobody to publish firmware to.
  PublishFirmware: handler('PublishFirmware', () => ({ status: 'Rejected' })),
  UnpublishFirmware: handler('UnpublishFirmware', () => ({ status: 'NoFirmware' })),
  InstallCertificate: handler('InstallCertificate', (station, { certificateType, certificate }) => {
    const words = { accepted: 'Accepted', rejected: 'Rejected', failed: 'Failed' } as const;
    return { status: words[station.certificates.install(certificateType, certificate)] };
  }),
  GetInstalledCertificateIds: handler('GetInstalledCertificateIds', (station, { certificateType }) => {
    const uses: readonly string[] | undefined = certificateType;
    const found = station.certificates.installed().filter(({ use }) => uses === undefined || uses.includes(use));
    if (found.length === 0) return { status: 'NotFound' };
    const certificateHashDataChain = found.map(({ use, hash }) => ({
      certificateType: use as 'CSMSRootCertificate',
      certificateHashData: hash,
    }));
    return { status: 'Accepted', certificateHashDataChain };
  }),
  DeleteCertificate: handler('DeleteCertificate', (station, { certificateHashData }) => ({
    status: station.certificates.delete(certificateHashData) ? 'Accepted' : 'NotFound',
  })),
  CertificateSigned: handler('CertificateSigned', (station, { certificateChain }) => ({
    status: station.certificates.accept(certificateChain) ? 'Accepted' : 'Rejected',
  })),
};
