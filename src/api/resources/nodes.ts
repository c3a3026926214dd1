import { z } from 'zod';
import { nodeUsageText } from '../../../dispatch/index.ts';
import { usersOfNode } from '../../control/index.ts';
import type { ControlView, HistoryPoint, NodeView } from '../../control/view.ts';
import type { Rollup } from '../../store/index.ts';
import { found, ok } from '../answers.ts';
import type { ApiContext } from '../deps.ts';
import { Problem } from '../problems.ts';
import { route } from '../route.ts';
import { historySchema, nodeDetailSchema, nodeParams, timeIn } from '../schemas.ts';
import { toMsOrAbsent } from '../times.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export const nodeRoutes = [
  route({
    method: 'get',
    path: '/api/v1/nodes/{nodeId}',
    operationId: 'getNode',
    summary: 'Load, limit, headroom and exposure of one node',
    tag: 'grid',
    permission: 'read',
    params: nodeParams,
    answer: { status: 200, schema: nodeDetailSchema, description: 'The node.' },
    handle: ({ params: { nodeId } }, { control, present }) => {
      const view = control.view();
      const node = found(
        view.nodes.find((node) => node.nodeId === nodeId),
        `node ${nodeId}`,
      );
      return ok({
        ...present.node(node),
        childIds: view.nodes.filter(({ parentId }) => parentId === nodeId).map(({ nodeId }) => nodeId),
        connectorIds: view.connectors
          .filter((connector) => connector.nodeId === nodeId)
          .map(({ connectorId }) => connectorId),
        ...usageOf(view, node, present),
      });
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/nodes/{nodeId}/history',
    operationId: 'getNodeHistory',
    summary: 'Base load, charging and limit over time',
    tag: 'grid',
    permission: 'read',
    params: nodeParams,
    query: z.strictObject({
      from: timeIn.optional().meta({ description: 'Default: a day before `to`.' }),
      to: timeIn.optional().meta({ description: 'Default: now.' }),
    }),
    answer: { status: 200, schema: historySchema, description: 'Points, oldest first; at most a week.' },
    handle: async ({ params: { nodeId }, query }, context) => {
      const { control, present, nowMs, bounds } = context;
      found(
        control.view().nodes.find((node) => node.nodeId === nodeId),
        `node ${nodeId}`,
      );
      const toMs = toMsOrAbsent(query.to) ?? nowMs();
      const fromMs = toMsOrAbsent(query.from) ?? toMs - DAY_MS;
      if (fromMs >= toMs) throw badTime('from', 'must be before `to`');
      if (toMs - fromMs > bounds.historyDays * DAY_MS)
        throw badTime('from', `must be at most ${bounds.historyDays} days before \`to\``);
      const points = await pointsOf({ nodeId, fromMs, toMs }, context);
      return ok({
        nodeId,
        from: present.time(fromMs),
        to: present.time(toMs),
        points: points.map(({ atMs, baseLoadKw, chargingKw, limitKw }) => ({
          at: present.time(atMs),
          baseLoadKw: toWatt(baseLoadKw),
          chargingKw: toWatt(chargingKw),
          limitKw: limitKw === undefined || !Number.isFinite(limitKw) ? undefined : toWatt(limitKw),
        })),
      });
    },
  }),
];

/** More would be a list of the site. */
const MOST_USERS = 50;

/** Who uses the node: the connectors anywhere below it. */
function usageOf(view: ControlView, node: NodeView, present: ApiContext['present']) {
  const { users, othersKw } = usersOfNode(view, node, MOST_USERS);
  return {
    users: users.map(({ connectorId, reservedKw, sharePercent }) => ({
      connectorId,
      reservedKw: toWatt(reservedKw),
      sharePercent: toWatt(sharePercent),
    })),
    othersKw: toWatt(othersKw),
    text: nodeUsageText(node, present.time),
  };
}

type Span = { readonly nodeId: string; readonly fromMs: number; readonly toMs: number };

/** The control loop remembers hours, also across this request; what is older comes from the store, a minute a point. */
async function pointsOf(
  { nodeId, fromMs, toMs }: Span,
  { control, store }: ApiContext,
): Promise<readonly HistoryPoint[]> {
  const recent = control.history(nodeId, fromMs, toMs);
  const recentFromMs = recent[0]?.atMs ?? toMs;
  if (recentFromMs - fromMs < MINUTE_MS) return recent;
  const older = await store.rollups.read({ nodeId, fromMs, toMs: recentFromMs });
  return [...older.filter(({ minuteMs }) => minuteMs < recentFromMs).map(pointOf), ...recent];
}

function pointOf({ minuteMs, baseLoadKw, chargingKw, limitKw }: Rollup): HistoryPoint {
  return { atMs: minuteMs, baseLoadKw, chargingKw, ...(limitKw === undefined ? {} : { limitKw }) };
}

function toWatt(powerKw: number): number {
  return Math.round(powerKw * 1000) / 1000;
}

function badTime(parameter: string, detail: string): Problem {
  return new Problem('bad-parameter', `${parameter} ${detail}`, { errors: [{ parameter, detail }] });
}
