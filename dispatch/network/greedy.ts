import type { LinearProgram } from '../plan/index.ts';
import { ROUNDING } from './fit.ts';
import type { FlowNetwork } from './flow-network.ts';

/**
 * A feasible flow that is good already. Served energy that gains most comes first, of equal ones that of cars with the least choice; a car puts it
 * into its columns that gain most, or into its last ones: that leaves the first ones to cars that have no other. Which of the two is better depends on how much
 * gains differ, so both are tried. The pivots are left with who should have stepped aside for whom.
 */
export function greedyFlow(program: LinearProgram, network: FlowNetwork): Float64Array {
  const parentRow = program.network?.parentRow ?? new Int32Array();
  const powers = columnsOf(network, network.from);
  const served = servedFirst(network, powers.start);
  const late = fill({ network, parentRow, powers, served });
  const { gain } = network;
  for (let car = 0; car + 1 < powers.start.length; car += 1) {
    powers.column
      .subarray(powers.start[car] ?? 0, powers.start[car + 1] ?? 0)
      .sort((a, b) => (gain[b] ?? 0) - (gain[a] ?? 0) || a - b);
  }
  const best = fill({ network, parentRow, powers, served });
  return gained(network, best) >= gained(network, late) ? best : late;
}

type Lists = { readonly start: Int32Array; readonly column: Int32Array };

/** Power columns by the car they leave, last ones first: those of node k at [start[k], start[k + 1]). */
function columnsOf({ columnCount, nodeCount }: FlowNetwork, from: Int32Array): Lists {
  const start = new Int32Array(nodeCount + 1);
  for (let column = 0; column < columnCount; column += 1) {
    const car = from[column] ?? 0;
    if (car > 0) start[car + 1] = (start[car + 1] ?? 0) + 1;
  }
  for (let node = 0; node < nodeCount; node += 1) start[node + 1] = (start[node + 1] ?? 0) + (start[node] ?? 0);
  const column = new Int32Array(start[nodeCount] ?? 0);
  const next = start.slice(1);
  for (let one = 0; one < columnCount; one += 1) {
    const car = from[one] ?? 0;
    if (car === 0) continue;
    const place = (next[car] ?? 0) - 1;
    next[car] = place;
    column[place] = one;
  }
  return { start, column };
}

/** Served columns that gain, in the order in which they are filled. */
function servedFirst({ columnCount, from, to, gain }: FlowNetwork, start: Int32Array): Int32Array {
  const served: number[] = [];
  for (let column = 0; column < columnCount; column += 1) if (from[column] === 0) served.push(column);
  const choice = (column: number): number => {
    const car = to[column] ?? 0;
    return (start[car + 1] ?? 0) - (start[car] ?? 0);
  };
  return Int32Array.from(served.sort((a, b) => (gain[b] ?? 0) - (gain[a] ?? 0) || choice(a) - choice(b) || a - b));
}

function fill(args: {
  readonly network: FlowNetwork;
  readonly parentRow: Int32Array;
  readonly powers: Lists;
  readonly served: Int32Array;
}): Float64Array {
  const { network, parentRow, powers, served } = args;
  const { columnCount, nodeCount, arcCount, to, gain, upperKwh } = network;
  const flowKwh = new Float64Array(arcCount);
  // Of rows, what flows through: an unlimited row has no amount left.
  const used = flowKwh.subarray(columnCount);
  const limit = upperKwh.subarray(columnCount);
  for (const segment of served) {
    const car = to[segment] ?? 0;
    let wantKwh = upperKwh[segment] ?? 0;
    for (let k = powers.start[car] ?? 0; k < (powers.start[car + 1] ?? 0) && wantKwh > 0; k += 1) {
      const column = powers.column[k] ?? 0;
      if ((gain[segment] ?? 0) + (gain[column] ?? 0) <= 0) continue;
      const upper = upperKwh[column] ?? 0;
      const before = flowKwh[column] ?? 0;
      const inner = (to[column] ?? 0) - 1;
      let flow = Math.min(wantKwh, upper - before);
      for (let row = inner; row >= 0; row = parentRow[row] ?? -1)
        flow = Math.min(flow, (limit[row] ?? 0) - (used[row] ?? 0));
      // Without any limit there is no greedy amount.
      if (flow === Infinity || !(flow > (upper < Infinity ? ROUNDING * upper : 0))) continue;
      for (let row = inner; row >= 0; row = parentRow[row] ?? -1) used[row] = (used[row] ?? 0) + flow;
      flowKwh[column] = flow === upper - before ? upper : before + flow;
      flowKwh[segment] = flow === wantKwh ? (upperKwh[segment] ?? 0) : (flowKwh[segment] ?? 0) + flow;
      wantKwh -= flow;
    }
  }
  for (let row = 0; row < nodeCount - 1; row += 1) {
    if ((used[row] ?? 0) >= (limit[row] ?? 0) * (1 - ROUNDING)) used[row] = limit[row] ?? 0;
  }
  return flowKwh;
}

/** The objective of a flow. */
export function gained({ columnCount, gain }: FlowNetwork, flowKwh: Float64Array): number {
  let sum = 0;
  for (let column = 0; column < columnCount; column += 1) sum += (gain[column] ?? 0) * (flowKwh[column] ?? 0);
  return sum;
}
