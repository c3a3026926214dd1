import { buildPlanProgram, compileGrid, type Connector, type LinearProgram, type Solve } from '../../dispatch/index.ts';
import { SOLVER_BOUNDS } from './bounds.ts';

/** Solves a few made-up programs so that the first real one does not pay for compiling wasm and JavaScript. */
export async function warm(solve: Solve): Promise<void> {
  const program = assignment({ groups: SOLVER_BOUNDS.smallColumns / 2, members: 4 });
  for (let count = 0; count < SOLVER_BOUNDS.warmingSolves; count += 1) {
    for (const one of [program, site(count)]) {
      const { status } = await solve(one, { timeLimitMs: SOLVER_BOUNDS.startMs });
      if (status !== 'optimal') throw new Error(`warming the solver: ${status}`);
    }
  }
}

/** The plan of thirty cars behind one limit, another one for each `seed`: a flow network. */
function site(seed: number): LinearProgram {
  const connectors = Array.from({ length: 30 }, (_, k): Connector => ({
    id: `S${k}/1`,
    stationId: `S${k}`,
    nodeId: 'root',
    kind: 'DC',
    phases: [],
    voltageV: 400,
    ratingKw: 20,
    minimumKw: 0,
    failsafeKw: 0,
    weight: 1,
  }));
  const grid = compileGrid({
    nodes: [{ id: 'root', kind: 'transformer', ratingKw: 100, voltageV: 230, margin: 0 }],
    connectors,
  });
  const slotStartMs = Array.from({ length: 25 }, (_, slot) => slot * 600_000);
  return buildPlanProgram({
    atMs: 0,
    grid,
    slotStartMs,
    sessions: connectors.map(({ id }, k) => ({
      connectorId: id,
      departureMs: (4 + ((k * 7 + seed) % 20)) * 600_000,
      remainingKwh: 3 + ((k * 11 + seed) % 17),
      maximumKw: 20,
      weight: 1,
    })),
    rowLimit: () => 100,
    pricePerKwh: slotStartMs.slice(1).map(() => 0),
    objective: 'fair',
  }).program;
}

/** Columns from 0 to 2 in groups of at most 3, each column also in one of ten rows across the groups: too large for the small engine. */
function assignment({ groups, members }: { readonly groups: number; readonly members: number }): LinearProgram {
  const columnCount = groups * members;
  const across = 10;
  const indexes = Array.from({ length: columnCount }, (_, column) => column);
  const rowCount = groups + across;
  return {
    columnCount,
    rowCount,
    objective: Float64Array.from(indexes, (column) => 1 + ((column * 7919) % 101) / 101),
    columnLower: new Float64Array(columnCount),
    columnUpper: new Float64Array(columnCount).fill(2),
    rowLower: new Float64Array(rowCount).fill(-Infinity),
    rowUpper: Float64Array.from({ length: rowCount }, (_, row) => (row < groups ? 3 : groups / 8)),
    columnStart: Int32Array.from({ length: columnCount + 1 }, (_, column) => 2 * column),
    rowIndex: Int32Array.from(indexes.flatMap((column) => [Math.floor(column / members), groups + (column % across)])),
    value: new Float64Array(2 * columnCount).fill(1),
  };
}
