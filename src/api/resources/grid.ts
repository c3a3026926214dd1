import type { ControlView, NodeView } from '../../control/view.ts';
import { ok } from '../answers.ts';
import { route } from '../route.ts';
import { gridSchema } from '../schemas.ts';

export const gridRoutes = [
  route({
    method: 'get',
    path: '/api/v1/grid',
    operationId: 'getGrid',
    summary: 'The tree of nodes with ratings, limits and live loading',
    tag: 'grid',
    permission: 'read',
    answer: { status: 200, schema: gridSchema, description: 'All nodes, parents before their children.' },
    handle: (_input, { control, present }) => {
      const view = control.view();
      return ok({ at: present.time(view.atMs), nodes: parentsFirst(view).map(present.node) });
    },
  }),
];

/** Depth first: each node is followed by all that is below it. */
function parentsFirst({ nodes }: ControlView): readonly NodeView[] {
  const known = new Set(nodes.map(({ nodeId }) => nodeId));
  const children = new Map<string | undefined, NodeView[]>();
  for (const node of nodes) {
    const parentId = node.parentId !== undefined && known.has(node.parentId) ? node.parentId : undefined;
    const siblings = children.get(parentId);
    if (siblings === undefined) children.set(parentId, [node]);
    else siblings.push(node);
  }
  const ordered: NodeView[] = [];
  const open = [...(children.get(undefined) ?? [])].reverse();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    ordered.push(node);
    open.push(...[...(children.get(node.nodeId) ?? [])].reverse());
  }
  return ordered;
}
