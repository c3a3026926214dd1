import { created, found, ok, valueOf, versioned } from '../answers.ts';
import type { ApiContext } from '../deps.ts';
import { pageOfList } from '../paging.ts';
import type { StationParts } from '../present.ts';
import { actorOf } from '../caller.ts';
import { route } from '../route.ts';
import {
  stationChange,
  stationCreate,
  stationListQuery,
  stationPage,
  stationParams,
  stationSchema,
} from '../schemas.ts';

const tag = 'stations';

export const stationRoutes = [
  route({
    method: 'get',
    path: '/api/v1/stations',
    operationId: 'listStations',
    summary: 'Charging stations, by id',
    tag,
    permission: 'read',
    query: stationListQuery,
    answer: { status: 200, schema: stationPage, description: 'One page.' },
    handle: async ({ query }, context) => {
      const all = [...(await partsOf(context)).values()]
        .filter(({ view }) => query.nodeId === undefined || view?.nodeId === query.nodeId)
        .filter(({ view }) => query.connected === undefined || String(view?.connected === true) === query.connected)
        .sort((a, b) => (a.stationId < b.stationId ? -1 : 1));
      const page = pageOfList(all, {
        query,
        limit: context.bounds.defaultPageItems,
        idOf: ({ stationId }) => stationId,
      });
      return ok({ ...page, items: page.items.map(context.present.station) });
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/stations/{stationId}',
    operationId: 'getStation',
    summary: 'One charging station',
    tag,
    permission: 'read',
    params: stationParams,
    answer: { status: 200, schema: stationSchema, description: 'The station.' },
    handle: async ({ params: { stationId } }, context) =>
      versioned(context.present.station(found((await partsOf(context)).get(stationId), `station ${stationId}`))),
  }),
  route({
    method: 'post',
    path: '/api/v1/stations',
    operationId: 'addStation',
    summary: 'Provision a station',
    description:
      'It may connect at once and counts in the grid at once. A `definition` that breaks the commissioning rule is refused with the numbers.',
    tag,
    permission: 'station',
    body: stationCreate,
    idempotency: 'kept',
    answer: { status: 201, schema: stationSchema, description: 'The station.' },
    handle: async ({ body, caller }, context) => {
      const { stationId } = valueOf(await context.operations.addStation(body, actorOf(caller)));
      const station = await presented(stationId, context);
      return created(station, `/api/v1/stations/${encodeURIComponent(stationId)}`);
    },
  }),
  route({
    method: 'patch',
    path: '/api/v1/stations/{stationId}',
    operationId: 'changeStation',
    summary: 'Enable, quarantine or disable a station, or change its password',
    description:
      'Disabling it or changing its password drops its connection. Chargers go on within their failsafe share.',
    tag,
    permission: 'station',
    params: stationParams,
    body: stationChange,
    ifMatch: 'required',
    answer: { status: 200, schema: stationSchema, description: 'The station as it is now.' },
    handle: async ({ params: { stationId }, body, caller, ifMatch }, context) => {
      valueOf(await context.operations.updateStation({ stationId, ifMatch, ...body }, actorOf(caller)));
      return versioned(await presented(stationId, context));
    },
  }),
  route({
    method: 'delete',
    path: '/api/v1/stations/{stationId}',
    operationId: 'removeStation',
    summary: 'Remove a station that was added here',
    tag,
    permission: 'station',
    params: stationParams,
    ifMatch: 'required',
    answer: { status: 200, schema: stationSchema, description: 'The station as it was.' },
    handle: async ({ params: { stationId }, caller, ifMatch }, context) => {
      const record = valueOf(await context.operations.removeStation({ stationId, ifMatch }, actorOf(caller)));
      return ok(context.present.station({ stationId, record, view: undefined, connectorIds: [] }));
    },
  }),
];

async function presented(stationId: string, context: ApiContext) {
  return context.present.station(found((await partsOf(context)).get(stationId), `station ${stationId}`));
}

/** Stations of the store and of the control loop, joined. */
async function partsOf({ store, control }: ApiContext): Promise<ReadonlyMap<string, StationParts>> {
  const view = control.view();
  const connectorIds = new Map<string, string[]>();
  for (const { stationId, connectorId } of view.connectors) {
    const ids = connectorIds.get(stationId);
    if (ids === undefined) connectorIds.set(stationId, [connectorId]);
    else ids.push(connectorId);
  }
  const parts = new Map<string, StationParts>();
  for (const station of view.stations) {
    const { stationId } = station;
    parts.set(stationId, {
      stationId,
      record: undefined,
      view: station,
      connectorIds: connectorIds.get(stationId) ?? [],
    });
  }
  for (const record of await store.stations.list()) {
    const { stationId } = record;
    parts.set(stationId, {
      stationId,
      record,
      view: parts.get(stationId)?.view,
      connectorIds: connectorIds.get(stationId) ?? [],
    });
  }
  return parts;
}
