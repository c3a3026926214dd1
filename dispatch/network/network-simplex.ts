import type { LinearProgram } from '../plan/index.ts';
import { flowNetwork, type FlowNetwork } from './flow-network.ts';
import { type Basis, Pivots } from './pivots.ts';
import { coldStart, type Memory, warmStart } from './start.ts';

export type NetworkAnswer =
  | {
      /** `feasible`: stopped before nothing gained any more; every limit holds. */
      readonly status: 'optimal' | 'feasible';
      /** kW and kWh, as the columns are. */
      readonly x: Float64Array;
      /** Per row: what one more unit of its right-hand side would add to the objective. */
      readonly duals: Float64Array;
      readonly pivots: number;
    }
  | { readonly status: 'unbounded' | 'failed'; readonly detail: string };

export interface NetworkSimplex {
  /**
   * Maximises a program that is a network. `goOn` is asked before the first pivot and then now and then; once it says no, the flow
   * found so far is the answer. The basis is kept: the next program starts from it where its keys are known. The objective does not depend on what was
   * solved before; which of several equal optima is found may.
   */
  solve(program: LinearProgram, goOn: () => boolean): NetworkAnswer;
}

/** A solver with an empty memory. `patience`: pivots in a row that may move nothing before the lowest index leads. */
export function createNetworkSimplex({ patience }: { readonly patience?: number } = {}): NetworkSimplex {
  let memory: Memory | undefined;
  return {
    solve(program, goOn) {
      const network = flowNetwork(program);
      const shape = program.network;
      if (typeof network === 'string') return { status: 'failed', detail: network };
      if (shape === undefined) throw new Error('network: a network without a shape');
      const start = memory === undefined ? coldStart(program, network) : warmStart(program, network, memory);
      memory = undefined;
      const { basis } = start;
      const pivots = new Pivots(network, basis, patience);
      const bounded = start.between.every((arc) => pivots.settle(arc));
      const end = !bounded ? 'unbounded' : goOn() ? pivots.run(goOn) : 'stopped';
      if (end === 'unbounded') return { status: 'unbounded', detail: 'a flow without limit gains' };
      memory = { shape, network, basis };
      return {
        status: end === 'optimal' ? 'optimal' : 'feasible',
        x: powers(program, network, basis),
        duals: prices(program, network, basis),
        pivots: pivots.count,
      };
    },
  };
}

function powers(
  { columnUpper, network: shape }: LinearProgram,
  network: FlowNetwork,
  { flowKwh }: Basis,
): Float64Array {
  const x = new Float64Array(network.columnCount);
  for (let column = 0; column < x.length; column += 1) {
    const value = (flowKwh[column] ?? 0) / (shape?.hours[column] ?? 1);
    x[column] = Math.min(Math.max(0, value), columnUpper[column] ?? 0);
  }
  return x;
}

/**
 * Worth of the nodes as duals of the rows. A row that nothing flows through may stand above the one around it because no flow is below 0; the program
 * has no such row side, its columns have, so the row falls to where a limit costs nothing.
 */
function prices(
  { rowCount, network: shape }: LinearProgram,
  network: FlowNetwork,
  { tree, flowKwh }: Basis,
): Float64Array {
  const { columnCount, to, rowHours } = network;
  const worth = tree.worth.slice();
  const duals = new Float64Array(rowCount);
  const settled = new Uint8Array(rowCount);
  const isCar = new Uint8Array(rowCount);
  for (const row of shape?.balanceRow ?? []) isCar[row] = 1;
  const settle = (row: number): number => {
    if (settled[row] === 1) return worth[row + 1] ?? 0;
    settled[row] = 1;
    const around = (to[columnCount + row] ?? 0) - 1;
    const outside = around < 0 ? 0 : settle(around);
    if ((flowKwh[columnCount + row] ?? 0) === 0) worth[row + 1] = Math.min(worth[row + 1] ?? 0, outside);
    duals[row] = (rowHours[row] ?? 1) * (outside - (worth[row + 1] ?? 0));
    return worth[row + 1] ?? 0;
  };
  for (let row = 0; row < rowCount; row += 1) {
    if (isCar[row] === 1) duals[row] = worth[row + 1] ?? 0;
    else settle(row);
  }
  return duals;
}
