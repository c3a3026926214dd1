import type { LinearProgram, NetworkShape } from '../plan/index.ts';
import type { FlowNetwork } from './flow-network.ts';
import { fit, ROUNDING } from './fit.ts';
import { gained, greedyFlow } from './greedy.ts';
import { matchKeys } from './key-match.ts';
import { AT_UPPER, AT_ZERO, type Basis, STILL } from './pivots.ts';
import { spanningArcs } from './spanning-arcs.ts';
import { SpanningTree } from './spanning-tree.ts';

/** The basis that the program before ended with. */
export type Memory = { readonly shape: NetworkShape; readonly network: FlowNetwork; readonly basis: Basis };

/** A basis, but for the arcs that still stand between their ends. */
export type Start = { readonly basis: Basis; readonly between: readonly number[] };

/** With fewer known columns a greedy flow is tried beside the old one; with more it costs more time than the pivots it could save. */
const MOSTLY_KNOWN = 0.7;

/** A basis of what a greedy hand would give. */
export function coldStart(program: LinearProgram, network: FlowNetwork): Start {
  return spanned(network, greedyFlow(program, network), new Uint8Array(network.arcCount));
}

/** The tree and the ends of the basis before, as far as they still exist; where its flow no longer fits it is cut down to what does. */
export function warmStart(program: LinearProgram, network: FlowNetwork, memory: Memory): Start {
  const { columnCount, arcCount, upperKwh } = network;
  const state = new Int8Array(arcCount).fill(AT_ZERO);
  const wanted = new Uint8Array(arcCount);
  const shape = program.network ?? memory.shape;
  const inTree = new Uint8Array(memory.network.arcCount);
  for (const arc of memory.basis.tree.arc) if (arc >= 0) inTree[arc] = 1;
  const take = (places: Int32Array, first: number, firstBefore: number): number => {
    let known = 0;
    for (let at = 0; at < places.length; at += 1) {
      const before = places[at] ?? -1;
      if (before < 0) continue;
      known += 1;
      wanted[first + at] = inTree[firstBefore + before] ?? 0;
      state[first + at] = memory.basis.state[firstBefore + before] ?? AT_ZERO;
    }
    return known;
  };
  const knownColumns = take(matchKeys(memory.shape.columnKey, shape.columnKey), 0, 0);
  take(matchKeys(memory.shape.rowKey, shape.rowKey), columnCount, memory.network.columnCount);
  const tree = new SpanningTree(network, spanningArcs(network, { wanted }));
  const flowKwh = new Float64Array(arcCount);
  for (let arc = 0; arc < arcCount; arc += 1) {
    const upper = upperKwh[arc] ?? 0;
    if (state[arc] === AT_UPPER && upper < Infinity) flowKwh[arc] = upper;
    else state[arc] = AT_ZERO;
    if (upper === 0) state[arc] = STILL;
  }
  const fits = flowThroughTree(network, tree, flowKwh, state);
  if (fits) return { basis: { tree, flowKwh, state }, between: [] };
  const inNewTree = new Uint8Array(arcCount);
  for (const arc of tree.arc) if (arc >= 0) inNewTree[arc] = 1;
  fit(program, network, flowKwh, inNewTree);
  if (knownColumns >= MOSTLY_KNOWN * columnCount) return spanned(network, flowKwh, inNewTree);
  // Where much has changed, what is left of the old flow may be worse than a new one.
  const fresh = greedyFlow(program, network);
  const kept = gained(network, flowKwh) >= gained(network, fresh);
  return spanned(network, kept ? flowKwh : fresh, inNewTree);
}

/** Gives the arcs of the tree the flow that balances every node; whether it lies within their ends. */
function flowThroughTree(network: FlowNetwork, tree: SpanningTree, flowKwh: Float64Array, state: Int8Array): boolean {
  const { nodeCount, arcCount, from, to, upperKwh } = network;
  for (let node = 1; node < nodeCount; node += 1) {
    const arc = tree.arc[node] ?? 0;
    flowKwh[arc] = 0;
    state[arc] = STILL;
  }
  const excess = new Float64Array(nodeCount);
  for (let arc = 0; arc < arcCount; arc += 1) {
    const flow = flowKwh[arc] ?? 0;
    if (flow === 0) continue;
    const [source, target] = [from[arc] ?? 0, to[arc] ?? 0];
    excess[source] = (excess[source] ?? 0) - flow;
    excess[target] = (excess[target] ?? 0) + flow;
  }
  const order = tree.order();
  let fits = true;
  for (let at = nodeCount - 1; at > 0; at -= 1) {
    const node = order[at] ?? 0;
    const arc = tree.arc[node] ?? 0;
    const parent = tree.parent[node] ?? 0;
    const spare = excess[node] ?? 0;
    const upper = upperKwh[arc] ?? 0;
    const flow = from[arc] === node ? spare : -spare;
    excess[parent] = (excess[parent] ?? 0) + spare;
    flowKwh[arc] = flow;
    const slack = ROUNDING * Math.max(Math.abs(flow), upper < Infinity ? upper : 0, 1e-3);
    if (flow < -slack || flow > upper + slack) fits = false;
    else flowKwh[arc] = Math.min(Math.max(flow, 0), upper);
  }
  return fits;
}

/** A tree that holds as many arcs as it can of those that stand between their ends, and the basis of it. */
function spanned(network: FlowNetwork, flowKwh: Float64Array, wanted: Uint8Array): Start {
  const { arcCount, upperKwh } = network;
  const state = new Int8Array(arcCount);
  const free = new Uint8Array(arcCount);
  for (let arc = 0; arc < arcCount; arc += 1) {
    const upper = upperKwh[arc] ?? 0;
    const flow = flowKwh[arc] ?? 0;
    if (flow > 0 && flow < upper) free[arc] = 1;
    else if (upper > 0) state[arc] = flow > 0 ? AT_UPPER : AT_ZERO;
  }
  const tree = new SpanningTree(network, spanningArcs(network, { wanted, free }));
  for (const arc of tree.arc) {
    if (arc < 0) continue;
    free[arc] = 0;
    state[arc] = STILL;
  }
  const between: number[] = [];
  for (let arc = 0; arc < arcCount; arc += 1) if (free[arc] === 1) between.push(arc);
  return { basis: { tree, flowKwh, state }, between };
}
