import type { Connector } from './grid.ts';
import { kwPerA } from './grid.ts';
import type { Steps } from './steps.ts';
import { stepDownKw, stepsOf, stepUpKw } from './steps.ts';

/** A change of a DC charger that is one step: a tenth of a kW. */
const DC_STEP_KW = 0.1;

/** What the fast layer asks of every connector at every tick, worked out once, in flat arrays by connector index. */
export type ConnectorTable = {
  readonly ratingKw: Float64Array;
  readonly failsafeKw: Float64Array;
  /** 0 = none. */
  readonly protectedKw: Float64Array;
  /** Weight x nameplate: its claim in fair shares. */
  readonly claimKw: Float64Array;
  /** The least power that can be offered at all; Infinity when the charger's set has none. */
  readonly leastKw: Float64Array;
  /** What one step is: an ampere, a DC step, or the charger's own. */
  readonly unitKw: Float64Array;
  readonly stepsPerKw: Float64Array;
  readonly minimumKw: Float64Array;
  /** Connectors that accept a set of steps only. */
  readonly sets: ReadonlyMap<number, Steps>;
  /** Place of the connector in the order of ids: ties are broken by it, so that the order of the grid file decides nothing. */
  readonly rankOfId: Int32Array;
  /** The connector at a place of that order. */
  readonly atRank: Int32Array;
};

export function connectorTable(connectors: readonly Connector[]): ConnectorTable {
  const count = connectors.length;
  const numbers = (): Float64Array => new Float64Array(count);
  const table = {
    ratingKw: numbers(),
    failsafeKw: numbers(),
    protectedKw: numbers(),
    claimKw: numbers(),
    leastKw: numbers(),
    unitKw: numbers(),
    stepsPerKw: numbers(),
    minimumKw: numbers(),
    sets: new Map<number, Steps>(),
    ...orderOfIds(connectors),
  };
  connectors.forEach((connector, index) => {
    const { ratingKw, failsafeKw, weight, allowedA, stepKw } = connector;
    const steps = stepsOf(connector);
    table.ratingKw[index] = ratingKw;
    table.failsafeKw[index] = failsafeKw;
    table.protectedKw[index] = connector.protectedKw ?? 0;
    table.claimKw[index] = weight * ratingKw;
    table.leastKw[index] = stepUpKw(steps, 0) ?? Number.POSITIVE_INFINITY;
    table.unitKw[index] = (allowedA === undefined ? stepKw : undefined) ?? kwPerA(connector) ?? DC_STEP_KW;
    table.stepsPerKw[index] = steps.perKw;
    table.minimumKw[index] = steps.minimumKw;
    if (steps.allowed !== undefined) table.sets.set(index, steps);
  });
  return table;
}

function orderOfIds(connectors: readonly Connector[]): Pick<ConnectorTable, 'rankOfId' | 'atRank'> {
  const ids = connectors.map(({ id }) => id);
  const atRank = new Int32Array(ids.length);
  const rankOfId = new Int32Array(ids.length);
  for (let index = 0; index < ids.length; index++) atRank[index] = index;
  // Files are mostly in order already.
  const sorted = ids.every((id, index) => index === 0 || (ids[index - 1] ?? '') <= id);
  if (!sorted) atRank.sort((a, b) => ((ids[a] ?? '') < (ids[b] ?? '') ? -1 : 1));
  for (let rank = 0; rank < atRank.length; rank++) rankOfId[atRank[rank] ?? 0] = rank;
  return { rankOfId, atRank };
}

/** `floorToStepKw` of connector `index`. */
export function stepBelowKw(table: ConnectorTable, index: number, powerKw: number): number {
  const perKw = table.stepsPerKw[index] ?? 0;
  const set = table.sets.size === 0 ? undefined : table.sets.get(index);
  return stepDownKw(set ?? { perKw, minimumKw: table.minimumKw[index] ?? 0, allowed: undefined }, powerKw);
}

/** `nextStepKw` of connector `index`. */
export function stepAboveKw(table: ConnectorTable, index: number, limitKw: number): number | undefined {
  const perKw = table.stepsPerKw[index] ?? 0;
  const set = table.sets.size === 0 ? undefined : table.sets.get(index);
  return stepUpKw(set ?? { perKw, minimumKw: table.minimumKw[index] ?? 0, allowed: undefined }, limitKw);
}
