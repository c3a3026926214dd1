import { found, ok } from '../answers.ts';
import { pageOfList } from '../paging.ts';
import { route } from '../route.ts';
import { connectorListQuery, connectorPage, connectorParams, connectorSchema } from '../schemas.ts';

const tag = 'stations';

export const connectorRoutes = [
  route({
    method: 'get',
    path: '/api/v1/connectors',
    operationId: 'listConnectors',
    summary: 'Connectors with setpoint, commanded, accepted and measured power',
    tag,
    permission: 'read',
    query: connectorListQuery,
    answer: { status: 200, schema: connectorPage, description: 'One page.' },
    handle: ({ query }, { control, present, bounds }) => {
      const all = control
        .view()
        .connectors.filter(({ stationId }) => query.stationId === undefined || stationId === query.stationId)
        .filter(({ nodeId }) => query.nodeId === undefined || nodeId === query.nodeId);
      const page = pageOfList(all, { query, limit: bounds.defaultPageItems, idOf: ({ connectorId }) => connectorId });
      return ok({ ...page, items: page.items.map(present.connector) });
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/connectors/{connectorId}',
    operationId: 'getConnector',
    summary: 'One connector',
    tag,
    permission: 'read',
    params: connectorParams,
    answer: { status: 200, schema: connectorSchema, description: 'The connector.' },
    handle: ({ params: { connectorId } }, { control, present }) =>
      ok(
        present.connector(
          found(
            control.view().connectors.find((connector) => connector.connectorId === connectorId),
            `connector ${connectorId}`,
          ),
        ),
      ),
  }),
];
