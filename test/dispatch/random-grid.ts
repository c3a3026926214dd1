import * as fc from 'fast-check';
import type {
  Connector,
  ConnectorId,
  ConnectorSnapshot,
  Grid,
  GridNode,
  GridSnapshot,
  Phase,
  RowCapacity,
} from '../../dispatch/index.ts';
import { compileGrid, rowCapacities } from '../../dispatch/index.ts';

/** Random trees of grid nodes with 1-, 2- and 3-phase AC and DC, some with line-to-line connectors and phasor rows. */
export const gridArbitrary: fc.Arbitrary<Grid> = fc
  .record({
    parents: fc.array(fc.nat(), { minLength: 0, maxLength: 5 }),
    nodes: fc.array(nodeFactsArbitrary(), { minLength: 6, maxLength: 6 }),
    connectors: fc.array(connectorFactsArbitrary(), { minLength: 1, maxLength: 14 }),
    phasor: fc.boolean(),
    coefficients: fc.array(fc.constantFrom(-1, 1, 0.5, -0.577, 0), { minLength: 42, maxLength: 42 }),
    limitA: fc.integer({ min: 5, max: 150 }),
  })
  .map(({ parents, nodes, connectors, phasor, coefficients, limitA }) => {
    const built = connectors.map((facts, index) => connectorOf(facts, index, parents.length + 1, phasor));
    const lineToLine = built.filter((connector) => connector.phaseDeg !== undefined);
    const phasorRows = [0, 1, 2].map((line) => ({
      id: `line-${line}`,
      limitA,
      coefficients: Object.fromEntries(
        lineToLine.map((connector, k) => [connector.id, coefficients[(line * 14 + k) % 42] ?? 1]),
      ) as Record<ConnectorId, number>,
    }));
    return {
      nodes: [0, ...parents].map((parent, index) => ({
        id: `n${index}`,
        kind: index === 0 ? ('transformer' as const) : ('panel' as const),
        ...(index === 0 ? {} : { parentId: `n${parent % index}` }),
        voltageV: 230,
        ...(nodes[index] ?? { margin: 0 }),
        ...(index === 0 && lineToLine.length > 0 ? { phasorRows } : {}),
      })),
      connectors: built,
    };
  });

function nodeFactsArbitrary(): fc.Arbitrary<Pick<GridNode, 'margin' | 'ratingA' | 'ratingKw'>> {
  return fc.record(
    {
      margin: fc.constantFrom(0, 0.05, 0.1),
      ratingKw: fc.integer({ min: 0, max: 150 }),
      ratingA: fc.integer({ min: 0, max: 200 }),
    },
    { requiredKeys: ['margin'] },
  );
}

type ConnectorFacts = {
  readonly node: number;
  readonly wiring: readonly Phase[] | 'DC' | 'line';
  readonly maximumA: number;
  readonly allowed: boolean;
  readonly failsafe: boolean;
  readonly weight: number;
  readonly angle: number;
};

function connectorFactsArbitrary(): fc.Arbitrary<ConnectorFacts> {
  return fc.record({
    node: fc.nat(),
    wiring: fc.constantFrom<ConnectorFacts['wiring']>(
      ['L1'],
      ['L2'],
      ['L3'],
      ['L1', 'L2'],
      ['L1', 'L2', 'L3'],
      'DC',
      'line',
    ),
    maximumA: fc.constantFrom(10, 16, 32),
    allowed: fc.boolean(),
    failsafe: fc.boolean(),
    weight: fc.constantFrom(1, 1, 2, 0.5),
    angle: fc.constantFrom(30, 150, 270),
  });
}

function connectorOf(facts: ConnectorFacts, index: number, nodeCount: number, phasor: boolean): Connector {
  const { wiring, maximumA } = facts;
  const line = wiring === 'line' && phasor;
  const phases: readonly Phase[] = wiring === 'DC' || line ? [] : wiring === 'line' ? ['L1'] : wiring;
  const voltageV = line ? 208 : 230;
  const kwPerA = (voltageV * (line ? 1 : phases.length)) / 1000;
  const minimumKw = wiring === 'DC' ? 5 : 6 * kwPerA;
  return {
    id: `c${index}/1`,
    stationId: `c${index}`,
    nodeId: `n${facts.node % nodeCount}`,
    kind: wiring === 'DC' ? 'DC' : 'AC',
    phases,
    ...(line ? { phaseDeg: facts.angle } : {}),
    voltageV,
    ratingKw: wiring === 'DC' ? 50 : maximumA * kwPerA,
    minimumKw,
    failsafeKw: facts.failsafe ? minimumKw : 0,
    ...(facts.allowed && wiring !== 'DC' ? { allowedA: [0, 6, 8, 10, 13, 16, 20, 32] } : {}),
    weight: facts.weight,
  };
}

export const AT_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;

/** A snapshot of a random grid; the root has base load, some connectors cannot be controlled, some have no car. */
export const snapshotArbitrary: fc.Arbitrary<GridSnapshot> = gridArbitrary.chain((grid) =>
  fc
    .record({
      baseKw: fc.integer({ min: -10, max: 60 }),
      seen: fc.tuple(...grid.connectors.map((connector) => connectorSnapshotArbitrary(connector))),
    })
    .map(({ baseKw, seen }) => {
      const compiled = compileGrid(grid);
      const capacity = rowCapacities(compiled, {
        envelopes: [],
        baseKw: new Map([['n0', baseKw]]),
        fromMs: AT_MS,
        toMs: AT_MS,
      });
      return { atMs: AT_MS, grid: compiled, capacity, connectors: seen };
    }),
);

function connectorSnapshotArbitrary(connector: Connector): fc.Arbitrary<ConnectorSnapshot> {
  return fc
    .record({
      situation: fc.constantFrom('car', 'car', 'car', 'car', 'free', 'offline'),
      exposureShare: fc.constantFrom(0, 0.5, 1),
      stayH: fc.integer({ min: -1, max: 12 }),
      remainingKwh: fc.constantFrom(0, 1, 10, 40),
      maximumShare: fc.constantFrom(0, 0.1, 0.6, 1, 1),
      priority: fc.constantFrom(1, 1, 2),
      admitted: fc.boolean(),
      sinceMs: fc.constantFrom(undefined, 60_000, 400_000, 2_000_000),
      overrideKw: fc.constantFrom(undefined, undefined, undefined, 0, 3, 8),
      acceptedShare: fc.constantFrom(undefined, 0, 0.4, 1),
    })
    .map((facts) => ({
      connectorId: connector.id,
      controllable: facts.situation !== 'offline',
      exposureKw: facts.exposureShare * connector.ratingKw,
      ...(facts.acceptedShare === undefined ? {} : { acceptedKw: facts.acceptedShare * connector.ratingKw }),
      ...(facts.overrideKw === undefined ? {} : { override: { id: 'o1', limitKw: facts.overrideKw } }),
      ...(facts.situation === 'free'
        ? {}
        : {
            session: {
              sessionId: `s-${connector.id}`,
              arrivedAtMs: AT_MS - 3 * HOUR_MS,
              departureMs: AT_MS + facts.stayH * HOUR_MS,
              remainingKwh: facts.remainingKwh,
              maximumKw: facts.maximumShare * connector.ratingKw,
              priority: facts.priority,
              admitted: facts.admitted,
              ...(facts.sinceMs === undefined
                ? {}
                : { [facts.admitted ? 'admittedSinceMs' : 'pausedSinceMs']: AT_MS - facts.sinceMs }),
            },
          }),
    }));
}

/** The same snapshot with its connectors in another order. */
export function permuted(snapshot: GridSnapshot, order: readonly number[]): GridSnapshot {
  const pick = <T>(items: readonly T[]): T[] => order.map((index) => items[index] as T);
  const { nodes, connectors } = snapshot.grid.grid;
  return {
    ...snapshot,
    grid: compileGrid({ nodes, connectors: pick(connectors) }),
    connectors: pick(snapshot.connectors),
  };
}

/** The same snapshot without deadband memory: what is decided, not what is kept. */
export function withoutAccepted(snapshot: GridSnapshot): GridSnapshot {
  const forget = (one: ConnectorSnapshot): ConnectorSnapshot => {
    const { acceptedKw: _, ...rest } = one;
    return rest;
  };
  return { ...snapshot, connectors: snapshot.connectors.map(forget) };
}

/** The same snapshot with one row's capacity replaced. */
export function withCapacity(snapshot: GridSnapshot, rowId: string, capacity: RowCapacity): GridSnapshot {
  return {
    ...snapshot,
    capacity: snapshot.capacity.map((one, index) => (snapshot.grid.rows[index]?.id === rowId ? capacity : one)),
  };
}
