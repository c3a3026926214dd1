import type { Connector } from '../../dispatch/index.ts';
import type { Scenario } from '../../simulator/index.ts';

/** A three-phase pile of 22 kW at the street's only node. */
export function pileOf(stationId: string, number = 1): Connector {
  return {
    id: `${stationId}/${number}`,
    stationId,
    nodeId: 'S1',
    kind: 'AC',
    phases: ['L1', 'L2', 'L3'],
    voltageV: 230,
    ratingKw: 22.08,
    minimumKw: 4.14,
    failsafeKw: 4.14,
    weight: 1,
  };
}

/** The grid of a street that is never short: 100 kW, a meter, 20 kW of homes. */
export function roomyGrid(connectors: readonly Connector[]): Scenario['grid'] {
  return {
    nodes: [
      {
        id: 'S1',
        kind: 'substation',
        ratingKw: 100,
        voltageV: 230,
        margin: 0.05,
        baseLoad: { kind: 'meter', measures: 'total', maximumKw: 20, growthKwPerS: 0 },
      },
    ],
    connectors,
  };
}
