import type { Connector, ConnectorId, Grid, GridNode, NodeId, Phase } from './grid.ts';
import type { ConnectorTable } from './connector-table.ts';
import type { Places } from './places.ts';
import type { Tree } from './tree.ts';

/**
 * A capacity row: node x phase in A, node in kW, or a phasor row of a line-to-line site.
 * Its load for powers x is the largest magnitude that any x' <= x can cause. For an ordinary row (one group)
 * that is the plain sum; for a phasor row the largest |sum over a subset of groups|, because the load of one line may cancel
 * that of another and a car may stop at any moment.
 */
export type Row = {
  readonly id: string;
  readonly nodeId: NodeId;
  readonly unit: 'kW' | 'A';
  readonly phase?: Phase;
  /** Rating in the row's unit without margin; Infinity for none (an envelope may still limit a kW row). */
  readonly rating: number;
  readonly groups: readonly RowGroup[];
};

/** Connectors whose contribution points in the same direction. */
export type RowGroup = {
  /** Unit vector; (1, 0) in ordinary rows. */
  readonly re: number;
  readonly im: number;
  /** Indexes into `CompiledGrid.connectors`. */
  readonly members: Int32Array;
  /** Row unit per kW of each member, > 0. */
  readonly perKw: Float64Array;
};

export type CompiledGrid = {
  readonly grid: Grid;
  readonly nodes: readonly GridNode[];
  readonly connectors: readonly Connector[];
  readonly rows: readonly Row[];
  readonly nodeIndex: ReadonlyMap<NodeId, number>;
  readonly connectorIndex: ReadonlyMap<ConnectorId, number>;
  /** Which rows contain a connector, leaf first. */
  readonly places: Places;
  /** Steps and order of the connectors, by index. */
  readonly table: ConnectorTable;
  readonly tree: Tree;
  /** Indexes of nodes from the node itself up to the root, per node index. */
  readonly ancestorsOfNode: readonly Int32Array[];
  /** Connector indexes anywhere below a node, per node index. */
  readonly connectorsBelowNode: readonly Int32Array[];
  /** What was narrowed since (`withUsedShares`); absent = nothing. */
  readonly usedShares?: ReadonlyMap<number, number>;
  readonly usedPhases?: ReadonlyMap<number, readonly Phase[]>;
};

/** kW or A. Covers the rounding of sums of 10,000 doubles; a tenth of what gate and checker forgive, so that they never disagree. */
export const ROW_TOLERANCE = 1e-7;

/** The load of a phasor row is taken over all subsets of its groups: 8 groups are 256 sums, enough for delta, wye and split wiring. */
export const MAXIMUM_GROUPS = 8;

/**
 * The worst load in the row's unit that any x' <= `powerKw` (one entry per connector, kW) can cause:
 * the sum of an ordinary row, the largest magnitude over the subsets of a phasor row's groups (a convex function has its
 * maximum at a corner of the box).
 */
export function rowLoad(row: Row, powerKw: ArrayLike<number>): number {
  const sums = row.groups.map(({ members, perKw }) => {
    let sum = 0;
    for (let k = 0; k < members.length; k++) sum += (perKw[k] ?? 0) * (powerKw[members[k] ?? -1] ?? 0);
    return sum;
  });
  return worstMagnitude(row.groups, sums, 0);
}

/** The largest |sum over a subset of groups| for group sums `sums[first...]`, in the row's unit. */
export function worstMagnitude(groups: readonly RowGroup[], sums: ArrayLike<number>, first: number): number {
  if (groups.length <= 1) return sums[first] ?? 0;
  let worstSquare = 0;
  for (let subset = 1; subset < 1 << groups.length; subset++) {
    let re = 0;
    let im = 0;
    for (let g = 0; g < groups.length; g++) {
      const group = groups[g];
      if ((subset & (1 << g)) === 0 || group === undefined) continue;
      re += group.re * (sums[first + g] ?? 0);
      im += group.im * (sums[first + g] ?? 0);
    }
    worstSquare = Math.max(worstSquare, re * re + im * im);
  }
  return Math.sqrt(worstSquare);
}
