import { parseTimestamp } from '../../ocpp/protocol/index.ts';
import { instant } from './instant.ts';
import type { Dialect } from './dialect.ts';
import { handler } from './v16-handler.ts';

const LOG_FILE = 'station.log';

/** Reservations, local list, firmware, logs and certificates. */
export const V16_DEPOT_HANDLERS: Dialect['handlers'] = {
  ReserveNow: handler('ReserveNow', (station, request) => {
    const { connectorId, reservationId, idTag, parentIdTag, expiryDate } = request;
    const evse = station.evse(connectorId);
    if (connectorId !== 0 && evse === undefined) return { status: 'Rejected' };
    if (evse?.inoperative === true) return { status: 'Unavailable' };
    if (evse?.plugged !== undefined) return { status: 'Occupied' };
    const made = station.reservations.make({
      reservationId,
      evse,
      idToken: idTag,
      ...(parentIdTag === undefined ? {} : { groupIdToken: parentIdTag }),
      expiresAtMs: parseTimestamp(expiryDate) ?? 0,
    });
    return { status: made ? 'Accepted' : 'Occupied' };
  }),
  CancelReservation: handler('CancelReservation', (station, { reservationId }) => ({
    status: station.reservations.cancel(reservationId) ? 'Accepted' : 'Rejected',
  })),
  GetLocalListVersion: handler('GetLocalListVersion', (station) => ({ listVersion: station.localList.version() })),
  SendLocalList: handler('SendLocalList', (station, { listVersion, updateType, localAuthorizationList = [] }) => {
    const outcome = station.localList.apply({
      version: listVersion,
      kind: updateType === 'Full' ? 'full' : 'differential',
      entries: localAuthorizationList.map(({ idTag, idTagInfo }) => ({
        idToken: idTag,
        ...(idTagInfo === undefined
          ? {}
          : { info: { status: idTagInfo.status, ...instant('expiresAtMs', idTagInfo.expiryDate) } }),
      })),
    });
    const words = { accepted: 'Accepted', 'version-mismatch': 'VersionMismatch', failed: 'Failed' } as const;
    return { status: words[outcome] };
  }),
  GetDiagnostics: handler('GetDiagnostics', (station, { location }) => {
    station.jobs.begin({ work: 'diagnostics', location });
    return { fileName: LOG_FILE };
  }),
  GetLog: handler('GetLog', (station, { requestId, log }) => {
    const wasBusy = station.jobs.begin({ work: 'log', requestId, location: log.remoteLocation });
    return { status: wasBusy ? 'AcceptedCanceled' : 'Accepted', filename: LOG_FILE };
  }),
  UpdateFirmware: handler('UpdateFirmware', (station, { location, retrieveDate }) => {
    station.jobs.begin({ work: 'firmware', location, ...instant('beginsAtMs', retrieveDate) });
    return {};
  }),
  SignedUpdateFirmware: handler('SignedUpdateFirmware', (station, { requestId, firmware }) => {
    if (!firmware.signingCertificate.includes('BEGIN CERTIFICATE')) return { status: 'InvalidCertificate' };
    const wasBusy = station.jobs.begin({
      work: 'firmware',
      requestId,
      location: firmware.location,
      signed: true,
      ...instant('beginsAtMs', firmware.retrieveDateTime),
    });
    return { status: wasBusy ? 'AcceptedCanceled' : 'Accepted' };
  }),
  InstallCertificate: handler('InstallCertificate', (station, { certificateType, certificate }) => {
    const words = { accepted: 'Accepted', rejected: 'Rejected', failed: 'Failed' } as const;
    return { status: words[station.certificates.install(certificateType, certificate)] };
  }),
  GetInstalledCertificateIds: handler('GetInstalledCertificateIds', (station, { certificateType }) => {
    const found = station.certificates.installed().filter(({ use }) => use === certificateType);
    if (found.length === 0) return { status: 'NotFound' };
    return { status: 'Accepted', certificateHashData: found.map(({ hash }) => hash) };
  }),
  DeleteCertificate: handler('DeleteCertificate', (station, { certificateHashData }) => ({
    status: station.certificates.delete(certificateHashData) ? 'Accepted' : 'NotFound',
  })),
  CertificateSigned: handler('CertificateSigned', (station, { certificateChain }) => ({
    status: station.certificates.accept(certificateChain) ? 'Accepted' : 'Rejected',
  })),
};
