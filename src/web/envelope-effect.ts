import { pathOf } from './grid-order.ts';
import type { Live } from './live.ts';
import type { Node } from './types.ts';

/** What a limit would mean for the load of now. */
export type EnvelopeEffect = {
  readonly outcome: 'fits' | 'cut' | 'impossible' | 'looser';
  /** By so much charging has to fall, all of it at most. */
  readonly cutKw: number;
  /** What would remain above the limit without any charging. */
  readonly excessKw: number;
  readonly sessions: number;
};

export function effectOf(
  node: Node,
  limitKw: number,
  live: Pick<Live, 'nodes' | 'connectors' | 'sessions'>,
): EnvelopeEffect {
  // The dispatcher leaves the margin of every limit unused.
  const usableKw = limitKw * (1 - node.margin);
  const cutKw = Math.min(Math.max(0, node.baseLoadKw + node.chargingKw - usableKw), Math.max(0, node.chargingKw));
  const excessKw = Math.max(0, node.baseLoadKw - limitKw);
  const sessions = [...live.sessions.values()].filter(({ connectorId }) =>
    pathOf(live.nodes, live.connectors.get(connectorId)?.nodeId).some(({ nodeId }) => nodeId === node.nodeId),
  ).length;
  const isLooser = node.limitKw !== undefined && limitKw >= node.limitKw;
  const outcome = excessKw > 0 ? 'impossible' : isLooser ? 'looser' : cutKw > 0 ? 'cut' : 'fits';
  return { outcome, cutKw, excessKw, sessions };
}
