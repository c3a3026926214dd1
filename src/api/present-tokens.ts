import type { z } from 'zod';
import { reservationState, tokenEtag } from '../operations/index.ts';
import type { LocalListRecord, ReservationRecord, TokenRecord } from '../store/index.ts';
import type * as schemas from './schemas.ts';
import type { FormatTime } from './times.ts';

type Out<Schema extends z.ZodType> = z.output<Schema>;

export function presentToken(token: TokenRecord, time: FormatTime): Out<typeof schemas.tokenSchema> {
  const { idToken, type, status, groupIdToken, validFromMs, expiresAtMs, maxSessions, note, updatedAtMs } = token;
  return {
    idToken,
    type,
    status,
    groupIdToken,
    validFrom: validFromMs === undefined ? undefined : time(validFromMs),
    expiresAt: expiresAtMs === undefined ? undefined : time(expiresAtMs),
    maxSessions,
    note,
    updatedAt: time(updatedAtMs),
    etag: tokenEtag(token),
  };
}

/** `listVersion`: of the list of tokens as it is now. */
export function presentLocalList(
  { stationId, state, version, detail, atMs }: LocalListRecord,
  { time, listVersion }: { readonly time: FormatTime; readonly listVersion: number },
): Out<typeof schemas.localListSchema> {
  const isBehind = state === 'current' && version !== listVersion;
  return { stationId, state: isBehind ? 'behind' : state, version, detail, at: time(atMs) };
}

export function presentReservation(
  record: ReservationRecord,
  { time, nowMs }: { readonly time: FormatTime; readonly nowMs: number },
): Out<typeof schemas.reservationSchema> {
  const { reservationId, stationId, connectorNumber, idToken, expiresAtMs, detail, createdBy } = record;
  return {
    reservationId,
    stationId,
    connectorNumber,
    idToken: idToken.length < 8 ? '***' : `***${idToken.slice(-4)}`,
    expiresAt: time(expiresAtMs),
    state: reservationState(record, nowMs),
    detail,
    createdBy,
    createdAt: time(record.createdAtMs),
    changedAt: time(record.changedAtMs),
  };
}
