import { connectorReasonText } from '../../../dispatch/index.ts';
import type { ConnectorView, ControlView, NodeView } from '../../control/view.ts';
import { found, ok } from '../answers.ts';
import type { ApiContext } from '../deps.ts';
import { route } from '../route.ts';
import { whyParams, whySchema } from '../schemas.ts';

export const whyRoutes = [
  route({
    method: 'get',
    path: '/api/v1/why/{connectorId}',
    operationId: 'why',
    summary: 'Why this connector gets what it gets: which circuit, which envelope, until when',
    tag: 'decisions',
    permission: 'read',
    params: whyParams,
    answer: { status: 200, schema: whySchema, description: 'The reason and the path to the root.' },
    handle: ({ params: { connectorId } }, { control, present }) => {
      const view = control.view();
      const connector = found(
        view.connectors.find((connector) => connector.connectorId === connectorId),
        `connector ${connectorId}`,
      );
      const session = view.sessions.find(({ sessionId }) => sessionId === connector.sessionId);
      return ok({
        at: present.time(view.atMs),
        connector: present.connector(connector),
        session: session === undefined ? undefined : present.liveSession(session),
        text: sentence(connector, present),
        path: pathToRoot(view, connector.nodeId).map(present.node),
        alarms: view.alarms
          .filter(({ subject }) => subject === connectorId || subject === connector.stationId)
          .map(present.alarm),
      });
    },
  }),
];

function sentence(connector: ConnectorView, present: ApiContext['present']): string {
  const { connectorId, setpointKw, limitedBy, limitedUntilMs, price } = connector;
  if (limitedBy === undefined || setpointKw === undefined) return `${connectorId} has no session that asks for energy.`;
  const reason = {
    connectorId,
    limitKw: setpointKw,
    limitedBy,
    ...(limitedUntilMs === undefined ? {} : { untilMs: limitedUntilMs }),
    ...(price === undefined ? {} : { price }),
  };
  return connectorReasonText(reason, present.time);
}

function pathToRoot({ nodes }: ControlView, nodeId: string | undefined): readonly NodeView[] {
  const path: NodeView[] = [];
  let nextId = nodeId;
  // A grid is a tree; the bound holds even if it were not.
  while (nextId !== undefined && path.length < nodes.length) {
    const wantedId: string = nextId;
    const node = nodes.find((node) => node.nodeId === wantedId);
    if (node === undefined) break;
    path.push(node);
    nextId = node.parentId;
  }
  return path;
}
