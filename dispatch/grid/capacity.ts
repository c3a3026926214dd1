import type { EnvelopeLimit, GridEnvelope } from './envelope.ts';
import { strictestLimit, strictestPhaseLimit } from './envelope.ts';
import type { GridNode, NodeId } from './grid.ts';
import { PHASES } from './grid.ts';
import type { CompiledGrid, Row } from './rows.ts';
import { rowLoad } from './rows.ts';
import type { RowCapacity } from '../snapshot.ts';

/**
 * What every row has for base load and charging together in [fromMs, toMs]; one per `compiled.rows`, same order.
 * limit = min(rating, strictest envelope in the window) x (1 - margin); envelopes in kW touch kW rows only, those in A (`limitA`) the rows of phases.
 * Limits do not take `protectedKw` (per connector index; see `protectedClaims`) away: they let through base load + what is protected below
 * the node, up to the rating; an emergency does.
 * `baseKw` is the upper estimate per node for its whole subtree; a node that is absent has the sum of its children's.
 * In rows in A the base load is that of the phase where `basePhaseKw` knows it (L1, L2, L3 per node), else a third; in a phasor row it is subtracted from the magnitude, whatever its angle.
 * A value that is not a number stays NaN: the allocator takes it for no capacity.
 */
export function rowCapacities(
  compiled: CompiledGrid,
  {
    envelopes,
    baseKw,
    basePhaseKw,
    fromMs,
    toMs,
    protectedKw,
  }: {
    readonly envelopes: readonly GridEnvelope[];
    readonly baseKw: ReadonlyMap<NodeId, number>;
    readonly basePhaseKw?: ReadonlyMap<NodeId, readonly [number, number, number]>;
    readonly fromMs: number;
    readonly toMs: number;
    readonly protectedKw?: ArrayLike<number>;
  },
): RowCapacity[] {
  const ofNode = new Map<NodeId, GridEnvelope[]>();
  for (const envelope of envelopes) {
    const list = ofNode.get(envelope.nodeId);
    if (list === undefined) ofNode.set(envelope.nodeId, [envelope]);
    else list.push(envelope);
  }
  const bases = sumUpward(compiled, (node) => baseKw.get(node.id));
  return compiled.rows.map((row) => {
    const index = compiled.nodeIndex.get(row.nodeId) ?? -1;
    const node = compiled.nodes[index];
    if (node === undefined) throw new Error(`capacity: row "${row.id}" is at unknown node "${row.nodeId}"`);
    const phaseKw = row.phase === undefined ? undefined : basePhaseKw?.get(node.id)?.[PHASES.indexOf(row.phase)];
    const base = phaseKw === undefined ? baseInRow(row, node, bases[index] ?? 0) : (phaseKw * 1000) / node.voltageV;
    const unlimited = { limit: row.rating * (1 - node.margin), base };
    const own = ofNode.get(node.id);
    if (own === undefined || (row.unit === 'A' && row.phase === undefined)) return unlimited;
    const window = { nodeId: node.id, fromMs, toMs };
    if (row.unit === 'A') return limitedInA(unlimited, node, strictestPhaseLimit(own, window));
    const leastKw = protectedKw === undefined ? 0 : rowLoad(row, protectedKw);
    if (leastKw === 0) return limitedTo(unlimited, node, strictestLimit(own, window));
    const isEmergency = (one: GridEnvelope): boolean => one.mode === 'emergency';
    const usual = strictestLimit(
      own.filter((one) => !isEmergency(one)),
      window,
    );
    const protecting = limitedTo(unlimited, node, usual, base + leastKw);
    return limitedTo(protecting, node, strictestLimit(own.filter(isEmergency), window));
  });
}

/** The capacity under one more limit, which leaves at least `least`. */
function limitedTo(
  capacity: RowCapacity,
  { margin }: GridNode,
  envelope: EnvelopeLimit | undefined,
  least = Number.NEGATIVE_INFINITY,
): RowCapacity {
  if (envelope === undefined) return capacity;
  const { limitKw, ...source } = envelope;
  const limit = limitKw * (1 - margin);
  const kept = least > limit ? least : limit;
  return kept >= capacity.limit ? capacity : { limit: kept, base: capacity.base, ...source };
}

function limitedInA(
  capacity: RowCapacity,
  { margin }: GridNode,
  envelope: ReturnType<typeof strictestPhaseLimit>,
): RowCapacity {
  if (envelope === undefined) return capacity;
  const { limitA, ...source } = envelope;
  const limit = limitA * (1 - margin);
  return limit >= capacity.limit ? capacity : { limit, base: capacity.base, ...source };
}

/** `baseKw` of a node's subtree in the unit of one of its rows. Only a phasor row takes no credit for export. */
export function baseInRow(row: Row, node: GridNode, baseKw: number): number {
  if (row.unit === 'kW') return baseKw;
  const perPhaseA = (baseKw * 1000) / 3 / node.voltageV;
  return row.phase === undefined ? Math.max(0, perPhaseA) : perPhaseA;
}

/** Per node index: its own value in kW, or else the sum of its children's (0 at a leaf). */
export function sumUpward(compiled: CompiledGrid, ownKw: (node: GridNode) => number | undefined): Float64Array {
  const { nodes, ancestorsOfNode } = compiled;
  const totals = new Float64Array(nodes.length);
  const deepestFirst = nodes.map((_, index) => index);
  const depthOf = (index: number) => ancestorsOfNode[index]?.length ?? 0;
  deepestFirst.sort((a, b) => depthOf(b) - depthOf(a));
  for (const index of deepestFirst) {
    const node = nodes[index];
    const own = node === undefined ? undefined : ownKw(node);
    if (own !== undefined) totals[index] = own;
    const parent = ancestorsOfNode[index]?.[1];
    if (parent !== undefined) totals[parent] = (totals[parent] ?? 0) + (totals[index] ?? 0);
  }
  return totals;
}
