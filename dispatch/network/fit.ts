import type { LinearProgram } from '../plan/index.ts';
import type { FlowNetwork } from './flow-network.ts';

/** Below this share of its room a flow, or what is left of the room, is rounding. */
export const ROUNDING = 1e-12;

/**
 * Makes a flow feasible: cuts the power columns to what their own ends, their rows and their car's need leave, then balances rows and served
 * energy. Columns of the tree are cut before others (they may stand between their ends). Without a tree the columns that gain least are cut first.
 */
export function fit(
  program: LinearProgram,
  network: FlowNetwork,
  flowKwh: Float64Array,
  inTree: Uint8Array | undefined,
): void {
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
  const order = inTree === undefined ? byGain(network, served) : undefined;
  const last = inTree === undefined ? 0 : 1;
  for (let turn = 0; turn <= last; turn += 1) {
    for (let at = 0; at < columnCount; at += 1) {
      const column = order === undefined ? at : (order[at] ?? 0);
      const car = from[column] ?? 0;
      if (car === 0 || (inTree !== undefined && inTree[column] !== turn)) continue;
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

/** Columns, those first that gain most together with the best use of their car's energy. */
function byGain({ columnCount, nodeCount, from, to, gain }: FlowNetwork, served: readonly number[]): Int32Array {
  const bestUse = new Float64Array(nodeCount).fill(-Infinity);
  for (const column of served) {
    const car = to[column] ?? 0;
    bestUse[car] = Math.max(bestUse[car] ?? 0, gain[column] ?? 0);
  }
  const together = new Float64Array(columnCount);
  const order = new Int32Array(columnCount);
  for (let column = 0; column < columnCount; column += 1) {
    together[column] = (gain[column] ?? 0) + Math.max(0, bestUse[from[column] ?? 0] ?? 0);
    order[column] = column;
  }
  return order.sort((a, b) => (together[b] ?? 0) - (together[a] ?? 0));
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
