import type { Connector, ConnectorId, Grid, GridNode, NodeId, Phase } from './grid.ts';

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
  /** Row indexes that contain a connector, per connector index, leaf first. */
  readonly rowsOfConnector: readonly Int32Array[];
  /** Indexes of nodes from the node itself up to the root, per node index. */
  readonly ancestorsOfNode: readonly Int32Array[];
  /** Connector indexes anywhere below a node, per node index. */
  readonly connectorsBelowNode: readonly Int32Array[];
};
