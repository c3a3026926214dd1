import type { Connector, ConnectorId, Grid, GridNode, NodeId } from '../dispatch/index.ts';
import { lineA, phaseA } from './charger.ts';

/** What really flows, as no meter knows it. */
export type Truth = {
  readonly atMs: number;
  /** Base load and charging together. */
  readonly nodeKw: ReadonlyMap<NodeId, number>;
  readonly nodeChargingKw: ReadonlyMap<NodeId, number>;
  readonly nodePhaseA: ReadonlyMap<NodeId, readonly [number, number, number]>;
  /** Phasor rows: the real magnitude of the sum of line currents. */
  readonly rows: readonly {
    readonly rowId: string;
    readonly nodeId: NodeId;
    readonly magnitudeA: number;
    readonly limitA: number;
  }[];
};

export type Draw = { readonly powerKw: number; readonly carPhases: number };

/**
 * Prepares a grid. The sums are made here, sharing no code with the dispatcher's rows, so that an error there shows here.
 * The work of a call grows with the connectors that draw, not with those that there are.
 */
export function createTruth(grid: Grid): (inputs: TruthInputs) => Truth {
  const nodeIndex = new Map(grid.nodes.map((node, index) => [node.id, index]));
  const rows = grid.nodes.flatMap((node) => (node.phasorRows ?? []).map((row) => ({ row, nodeId: node.id })));
  const places = new Map<ConnectorId, Place>();
  for (const connector of grid.connectors) {
    const angle = ((connector.phaseDeg ?? 0) * Math.PI) / 180;
    const terms = rows.flatMap(({ row }, index) => {
      const coefficient = row.coefficients[connector.id] ?? 0;
      return coefficient === 0 ? [] : [{ index, re: coefficient * Math.cos(angle), im: coefficient * Math.sin(angle) }];
    });
    places.set(connector.id, { connector, path: pathToRoot(grid.nodes, nodeIndex, connector), terms });
  }

  return ({ atMs, draws, baseLoadKw }) => {
    const chargingKw = grid.nodes.map(() => 0);
    const phases = grid.nodes.map((): [number, number, number] => [0, 0, 0]);
    const sums = rows.map(() => ({ re: 0, im: 0 }));
    for (const [connectorId, { powerKw, carPhases }] of draws) {
      const place = places.get(connectorId);
      if (place === undefined || powerKw === 0) continue;
      const { connector, path, terms } = place;
      // Mostly one voltage all the way up.
      let gridVoltageV = Number.NaN;
      let currentsA: readonly [number, number, number] = [0, 0, 0];
      for (const { index, voltageV } of path) {
        chargingKw[index] = (chargingKw[index] ?? 0) + powerKw;
        const phase = phases[index];
        if (phase === undefined) continue;
        if (voltageV !== gridVoltageV) currentsA = phaseA(connector, { powerKw, carPhases, gridVoltageV: voltageV });
        gridVoltageV = voltageV;
        phase[0] += currentsA[0];
        phase[1] += currentsA[1];
        phase[2] += currentsA[2];
      }
      const currentA = terms.length === 0 ? 0 : lineA(connector, powerKw);
      for (const { index, re, im } of terms) {
        const sum = sums[index];
        if (sum === undefined) continue;
        sum.re += re * currentA;
        sum.im += im * currentA;
      }
    }
    const baseKw = grid.nodes.map((node) => baseLoadKw(node.id, atMs));
    return {
      atMs,
      nodeKw: new Map(grid.nodes.map(({ id }, index) => [id, (baseKw[index] ?? 0) + (chargingKw[index] ?? 0)])),
      nodeChargingKw: new Map(grid.nodes.map(({ id }, index) => [id, chargingKw[index] ?? 0])),
      nodePhaseA: new Map(
        grid.nodes.map(({ id, voltageV }, index) => {
          // Nobody knows on which phases the homes are: evenly.
          const baseA = ((baseKw[index] ?? 0) * 1000) / 3 / voltageV;
          const phase = phases[index] ?? [0, 0, 0];
          phase[0] += baseA;
          phase[1] += baseA;
          phase[2] += baseA;
          return [id, phase];
        }),
      ),
      rows: rows.map(({ row, nodeId }, index) => {
        const { re, im } = sums[index] ?? { re: 0, im: 0 };
        return { rowId: row.id, nodeId, magnitudeA: Math.sqrt(re * re + im * im), limitA: row.limitA };
      }),
    };
  };
}

export type TruthInputs = {
  readonly atMs: number;
  /** Connectors that are absent draw nothing. */
  readonly draws: Iterable<readonly [ConnectorId, Draw]>;
  readonly baseLoadKw: (nodeId: NodeId, atMs: number) => number;
};

type Place = {
  readonly connector: Connector;
  readonly path: readonly { readonly index: number; readonly voltageV: number }[];
  readonly terms: readonly { readonly index: number; readonly re: number; readonly im: number }[];
};

function pathToRoot(
  nodes: readonly GridNode[],
  nodeIndex: ReadonlyMap<NodeId, number>,
  connector: Connector,
): Place['path'] {
  const path: { index: number; voltageV: number }[] = [];
  let nodeId: NodeId | undefined = connector.nodeId;
  while (nodeId !== undefined && path.length <= nodes.length) {
    const index: number = nodeIndex.get(nodeId) ?? -1;
    const node: GridNode | undefined = nodes[index];
    if (node === undefined) throw new Error(`connector ${connector.id}: unknown node ${nodeId}`);
    path.push({ index, voltageV: node.voltageV });
    nodeId = node.parentId;
  }
  return path;
}
