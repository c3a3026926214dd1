import type { z } from 'zod';
import { found, ok, valueOf } from '../answers.ts';
import { actorOf } from '../caller.ts';
import type { ApiContext } from '../deps.ts';
import { badCursor, pageOfRead, readCursor } from '../paging.ts';
import { route } from '../route.ts';
import {
  certificateWithdrawal,
  passwordRotationSchema,
  reconnectBlockList,
  reconnectBlockSchema,
  securityEventPage,
  securityEventQuery,
  stationParams,
  withdrawnCertificateSchema,
} from '../schemas.ts';
import { toMs } from '../times.ts';

const tag = 'security';

export const securityRoutes = [
  route({
    method: 'get',
    path: '/api/v1/security-events',
    operationId: 'listSecurityEvents',
    summary: 'What concerns security, told by stations or found out by the gateway, newest first',
    tag,
    permission: 'audit',
    query: securityEventQuery,
    answer: { status: 200, schema: securityEventPage, description: 'One page.' },
    handle: async ({ query }, { store, present, bounds }) => {
      const limit = query.limit ?? bounds.defaultPageItems;
      const { stationId, type, source, from, to, cursor } = query;
      const read = await store.securityEvents.list({
        limit: limit + 1,
        ...(cursor === undefined ? {} : { before: readSeq(cursor) }),
        ...(stationId === undefined ? {} : { stationId }),
        ...(type === undefined ? {} : { type }),
        ...(source === undefined ? {} : { source }),
        ...(from === undefined ? {} : { fromMs: toMs(from) }),
        ...(to === undefined ? {} : { toMs: toMs(to) }),
      });
      const page = pageOfRead(read, { limit, idOf: ({ seq }) => String(seq) });
      return ok({ ...page, items: page.items.map(present.securityEvent) });
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/reconnect-blocks',
    operationId: 'listReconnectBlocks',
    summary: 'Stations that are kept out because they reconnected too often',
    tag,
    permission: 'read',
    answer: { status: 200, schema: reconnectBlockList, description: 'All of them.' },
    handle: (_input, { security, present }) =>
      ok({ items: security.blocks().map(({ stationId, untilMs }) => ({ stationId, until: present.time(untilMs) })) }),
  }),
  route({
    method: 'delete',
    path: '/api/v1/reconnect-blocks/{stationId}',
    operationId: 'liftReconnectBlock',
    summary: 'Let a station in again',
    tag,
    permission: 'station',
    params: stationParams,
    answer: { status: 200, schema: reconnectBlockSchema, description: 'The block as it was.' },
    handle: async ({ params: { stationId }, caller }, { operations, security, present }) => {
      const block = found(
        security.blocks().find((one) => one.stationId === stationId),
        `reconnect block of ${stationId}`,
      );
      valueOf(await operations.liftReconnectBlock({ stationId }, actorOf(caller)));
      return ok({ stationId, until: present.time(block.untilMs) });
    },
  }),
  route({
    method: 'post',
    path: '/api/v1/stations/{stationId}/password-rotation',
    operationId: 'rotateStationPassword',
    summary: 'Give a connected station a new random password',
    description:
      'It is written over the connection (AuthorizationKey, BasicAuthPassword) and shown to nobody. The old one is accepted too until the station has used the new one, at most 24 hours; if the station refuses, nothing has changed. One that does not answer may use either, until it logs in after those 24 hours.',
    tag,
    permission: 'station',
    params: stationParams,
    idempotency: 'kept',
    answer: { status: 200, schema: passwordRotationSchema, description: 'How far it is.' },
    handle: async ({ params: { stationId }, caller }, context) => {
      valueOf(await context.operations.rotatePassword({ stationId }, actorOf(caller)));
      return ok(await progressOf(stationId, context));
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/stations/{stationId}/password-rotation',
    operationId: 'getStationPasswordRotation',
    summary: 'How far the rotation of a password is',
    tag,
    permission: 'read',
    params: stationParams,
    answer: { status: 200, schema: passwordRotationSchema, description: 'How far it is.' },
    handle: async ({ params: { stationId } }, context) => ok(await progressOf(stationId, context)),
  }),
  route({
    method: 'post',
    path: '/api/v1/stations/{stationId}/certificate-withdrawals',
    operationId: 'withdrawStationCertificate',
    summary: 'Withdraw a certificate of a station',
    description:
      'Its connection is dropped, and the certificate lets nobody in any more; there is no way back. The station needs a new one, or a lower `securityProfile` and its password.',
    tag,
    permission: 'station',
    params: stationParams,
    body: certificateWithdrawal,
    answer: { status: 200, schema: withdrawnCertificateSchema, description: 'What was withdrawn.' },
    handle: async ({ params: { stationId }, body: { serialNumber }, caller }, { operations }) =>
      ok(valueOf(await operations.withdrawCertificate({ stationId, serialNumber }, actorOf(caller)))),
  }),
];

async function progressOf(
  stationId: string,
  { store, present }: ApiContext,
): Promise<z.output<typeof passwordRotationSchema>> {
  const { rotation } = found(await store.stations.get(stationId), `station ${stationId}`);
  if (rotation === undefined) return { stationId, status: 'none' };
  return {
    stationId,
    status: rotation.status,
    startedAt: present.time(rotation.startedAtMs),
    overlapEndsAt: present.time(rotation.overlapEndsAtMs),
  };
}

function readSeq(cursor: string): number {
  const text = readCursor(cursor);
  if (!/^\d{1,15}$/.test(text)) throw badCursor();
  return Number(text);
}
