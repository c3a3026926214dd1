import type { LinearProgram } from '../plan/index.ts';
import type { FlowNetwork } from './flow-network.ts';

/** Below this share of its room a flow, or what is left of the room, is rounding. */
export const ROUNDING = 1e-12;

/**
 * Makes a flow feasible: cuts the power columns to what their own ends, their rows and their car's need leave, then balances rows and served
 * energy. Columns of the tree are cut before others (they may stand between their ends).
 */
export function fit(program: LinearProgram, network: FlowNetwork, flowKwh: Float64Array, inTree: Uint8Array): void {
  const { columnCount, nodeCount, from, to, upperKwh } = network;
  const parentRow = program.network?.parentRow ?? new Int32Array();
  const limitKwh = new Float64Array(nodeCount);
  for (let row = 0; row < nodeCount - 1; row += 1) limitKwh[row + 1] = upperKwh[columnCount + row] ?? 0;
  const served: number[] = [];
  for (let column = 0; column < columnCount; column += 1) {
    if (from[column] !== 0) continue;
    const car = to[column] ?? 0;
    limitKwh[car] = (limitKwh[car] ?? 0) + (upperKwh[column] ?? 0);
    served.push(column);
  }
  const usedKwh = new Float64Array(nodeCount);
  for (let turn = 0; turn <= 1; turn += 1) {
    for (let column = 0; column < columnCount; column += 1) {
      const car = from[column] ?? 0;
      if (car === 0 || inTree[column] !== turn) continue;
      const inner = (to[column] ?? 0) - 1;
      const upper = upperKwh[column] ?? 0;
      let flow = Math.min(flowKwh[column] ?? 0, upper, (limitKwh[car] ?? 0) - (usedKwh[car] ?? 0));
      for (let row = inner; row >= 0; row = parentRow[row] ?? -1) {
        flow = Math.min(flow, (limitKwh[row + 1] ?? 0) - (usedKwh[row + 1] ?? 0));
      }
      // Without any limit there is no greedy amount.
      if (flow === Infinity || !(flow > (upper < Infinity ? ROUNDING * upper : 0))) flow = 0;
      flowKwh[column] = flow;
      usedKwh[car] = (usedKwh[car] ?? 0) + flow;
      for (let row = inner; row >= 0; row = parentRow[row] ?? -1) usedKwh[row + 1] = (usedKwh[row + 1] ?? 0) + flow;
    }
  }
  for (let row = 0; row < nodeCount - 1; row += 1) {
    const arc = columnCount + row;
    const limit = upperKwh[arc] ?? 0;
    const used = usedKwh[row + 1] ?? 0;
    flowKwh[arc] = used >= limit * (1 - ROUNDING) ? limit : used;
  }
  serve(network, flowKwh, { served, deliveredKwh: usedKwh });
}

/** What each car gets goes into its best served columns first. */
function serve(
  { to, gain, upperKwh }: FlowNetwork,
  flowKwh: Float64Array,
  { served, deliveredKwh }: { readonly served: number[]; readonly deliveredKwh: Float64Array },
): void {
  served.sort((a, b) => (gain[b] ?? 0) - (gain[a] ?? 0));
  for (const column of served) {
    const car = to[column] ?? 0;
    const left = deliveredKwh[car] ?? 0;
    const upper = upperKwh[column] ?? 0;
    const flow = left >= upper * (1 - ROUNDING) ? upper : left;
    flowKwh[column] = flow;
    deliveredKwh[car] = Math.max(0, left - flow);
  }
}
