import { found, ok, valueOf } from '../answers.ts';
import { actorOf } from '../caller.ts';
import { badCursor, pageOfRead, readCursor } from '../paging.ts';
import { presentReservation } from '../present-tokens.ts';
import { route } from '../route.ts';
import {
  reservationCreate,
  reservationListQuery,
  reservationPage,
  reservationParams,
  reservationSchema,
} from '../schemas.ts';
import { toMs } from '../times.ts';

const tag = 'reservations';

export const reservationRoutes = [
  route({
    method: 'get',
    path: '/api/v1/reservations',
    operationId: 'listReservations',
    summary: 'Reservations, newest first',
    tag,
    permission: 'read',
    query: reservationListQuery,
    answer: { status: 200, schema: reservationPage, description: 'One page.' },
    handle: async ({ query }, { store, present, bounds, nowMs }) => {
      const limit = query.limit ?? bounds.defaultPageItems;
      const before = query.cursor === undefined ? undefined : Number(readCursor(query.cursor));
      if (before !== undefined && !Number.isInteger(before)) throw badCursor();
      const read = await store.reservations.list({
        limit: limit + 1,
        ...(before === undefined ? {} : { before }),
        ...(query.stationId === undefined ? {} : { stationId: query.stationId }),
      });
      const page = pageOfRead(read, { limit, idOf: ({ reservationId }) => String(reservationId) });
      const at = { time: present.time, nowMs: nowMs() };
      return ok({ ...page, items: page.items.map((record) => presentReservation(record, at)) });
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/reservations/{reservationId}',
    operationId: 'getReservation',
    summary: 'One reservation',
    tag,
    permission: 'read',
    params: reservationParams,
    answer: { status: 200, schema: reservationSchema, description: 'The reservation.' },
    handle: async ({ params: { reservationId } }, { store, present, nowMs }) => {
      const record = found(await store.reservations.get(reservationId), `reservation ${reservationId}`);
      return ok(presentReservation(record, { time: present.time, nowMs: nowMs() }));
    },
  }),
  route({
    method: 'post',
    path: '/api/v1/reservations',
    operationId: 'createReservation',
    summary: 'Reserve a connector for a token',
    description: 'Answered when the station has answered. `refused` says by its `detail` why.',
    tag,
    permission: 'command',
    body: reservationCreate,
    idempotency: 'kept',
    answer: { status: 201, schema: reservationSchema, description: 'The reservation, as the station answered.' },
    handle: async ({ body: { expiresAt, ...rest }, caller }, { operations, present, nowMs }) => {
      const draft = { ...rest, expiresAtMs: toMs(expiresAt) };
      const record = valueOf(await operations.createReservation(draft, actorOf(caller)));
      const body = presentReservation(record, { time: present.time, nowMs: nowMs() });
      return { status: 201, body, headers: { Location: `/api/v1/reservations/${record.reservationId}` } };
    },
  }),
  route({
    method: 'delete',
    path: '/api/v1/reservations/{reservationId}',
    operationId: 'cancelReservation',
    summary: 'Cancel a reservation',
    tag,
    permission: 'command',
    params: reservationParams,
    answer: { status: 200, schema: reservationSchema, description: 'The reservation as it is now.' },
    handle: async ({ params: { reservationId }, caller }, { operations, present, nowMs }) => {
      const record = valueOf(await operations.cancelReservation(reservationId, actorOf(caller)));
      return ok(presentReservation(record, { time: present.time, nowMs: nowMs() }));
    },
  }),
];
