import { describe, expect, test } from 'vitest';
import { ALLOCATE_SETTINGS, allocate, compileGrid, protectedClaims, rowCapacities } from '../../dispatch/index.ts';
import type {
  Allocation,
  Connector,
  ConnectorSnapshot,
  GridEnvelope,
  GridNode,
  GridSnapshot,
  SessionDemand,
} from '../../dispatch/index.ts';

const NOW_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;

const pile = (id: string, facts: Partial<Connector> = {}): Connector => ({
  id: `${id}/1`,
  stationId: id,
  nodeId: 'T',
  kind: 'DC',
  phases: [],
  voltageV: 230,
  ratingKw: 20,
  minimumKw: 4,
  failsafeKw: 0,
  weight: 1,
  ...facts,
});

const car: SessionDemand = {
  sessionId: 's',
  arrivedAtMs: NOW_MS - HOUR_MS,
  departureMs: NOW_MS + 8 * HOUR_MS,
  remainingKwh: 20,
  maximumKw: 20,
  priority: 1,
  admitted: true,
};

type Facts = {
  readonly connectors?: readonly Connector[];
  readonly node?: Partial<GridNode>;
  readonly baseKw?: number;
  readonly session?: Partial<SessionDemand>;
  readonly envelopes?: readonly GridEnvelope[];
};

function photograph({
  connectors = [pile('A'), pile('B')],
  node,
  baseKw = 0,
  session,
  envelopes = [],
}: Facts): GridSnapshot {
  const grid = compileGrid({
    nodes: [{ id: 'T', kind: 'transformer', voltageV: 230, margin: 0, ratingKw: 30, ...node }],
    connectors,
  });
  const seen = connectors.map(({ id }, index): ConnectorSnapshot => ({
    connectorId: id,
    controllable: true,
    exposureKw: 0,
    session: index === 0 ? { ...car, ...session } : car,
  }));
  const capacity = rowCapacities(grid, {
    envelopes,
    baseKw: new Map([['T', baseKw]]),
    fromMs: NOW_MS,
    toMs: NOW_MS + 20_000,
    protectedKw: protectedClaims(grid, seen),
  });
  return { atMs: NOW_MS, grid, capacity, connectors: seen };
}

const limits = ({ setpoints }: Allocation): readonly number[] =>
  setpoints.map(({ limitKw }) => Math.round(limitKw * 10) / 10);
const over = ({ overcommitted }: Allocation): readonly (readonly [string, number])[] =>
  overcommitted.map(({ rowId, excess }) => [rowId, Math.round(excess * 10) / 10]);

describe('what bad input gets', () => {
  // A has what is wrong, B is an ordinary car; 30 kW for both, 20 kW each at most.
  const cases: {
    readonly name: string;
    readonly facts: Facts;
    readonly limitKw: readonly number[];
    readonly over?: readonly (readonly [string, number])[];
  }[] = [
    { name: 'nothing wrong: half each', facts: {}, limitKw: [15, 15] },
    { name: 'a need below zero is no need', facts: { session: { remainingKwh: -5 } }, limitKw: [0, 20] },
    {
      name: 'a need that is no number is an unknown need',
      facts: { session: { remainingKwh: Number.NaN } },
      limitKw: [20, 10],
    },
    {
      name: 'a departure in the past keeps a weight',
      facts: { session: { departureMs: NOW_MS - HOUR_MS } },
      limitKw: [20, 10],
    },
    {
      name: 'a departure that is no number, the same',
      facts: { session: { departureMs: Number.NaN } },
      limitKw: [20, 10],
    },
    {
      name: 'a car that takes less than the minimum is offered the minimum',
      facts: { session: { maximumKw: 1 } },
      limitKw: [4, 20],
    },
    { name: 'a car that takes nothing is offered nothing', facts: { session: { maximumKw: 0 } }, limitKw: [0, 20] },
    { name: 'a maximum that is no number is none', facts: { session: { maximumKw: Number.NaN } }, limitKw: [0, 20] },
    {
      name: 'a minimum above the rating cannot be offered',
      facts: { connectors: [pile('A', { minimumKw: 25 }), pile('B')] },
      limitKw: [0, 20],
    },
    {
      name: 'a base load that is no number: no capacity, no alarm without a number',
      facts: { baseKw: Number.NaN },
      limitKw: [0, 0],
    },
    { name: 'no capacity at all', facts: { node: { ratingKw: 0 } }, limitKw: [0, 0] },
    {
      name: 'a base load above the capacity: everybody waits, and the row is reported',
      facts: { baseKw: 37 },
      limitKw: [0, 0],
      over: [['T/kW', 7]],
    },
    {
      name: 'failsafe shares above the capacity compete like floors',
      facts: { connectors: [pile('A', { failsafeKw: 20 }), pile('B', { failsafeKw: 20 })] },
      limitKw: [15, 15],
    },
    { name: 'an empty site', facts: { connectors: [] }, limitKw: [] },
    {
      name: 'an empty site whose base load is too much',
      facts: { connectors: [], baseKw: 31 },
      limitKw: [],
      over: [['T/kW', 1]],
    },
  ];
  test.each(cases)('$name', ({ facts, limitKw, over: reported = [] }) => {
    const allocation = allocate(photograph(facts), ALLOCATE_SETTINGS);
    expect({ limitKw: limits(allocation), over: over(allocation) }).toEqual({ limitKw, over: reported });
  });

  test('a snapshot without its arrays is a site without capacity and without cars', () => {
    const allocation = allocate({ ...photograph({}), capacity: [], connectors: [] }, ALLOCATE_SETTINGS);
    expect(allocation.setpoints).toEqual([]);
    expect(over(allocation)).toEqual([['T/kW', 40]]);
  });
});

const envelope = (limitKw: number, mode: GridEnvelope['mode'] = 'limit'): GridEnvelope => ({
  id: `${mode}-${limitKw}`,
  nodeId: 'T',
  direction: 'import',
  source: 'rest:grid',
  priority: 1,
  mode,
  reason: 'peak',
  startMs: NOW_MS - HOUR_MS,
  endMs: NOW_MS + HOUR_MS,
  intervals: [{ startMs: NOW_MS - HOUR_MS, endMs: NOW_MS + HOUR_MS, limitKw }],
  status: 'active',
  createdBy: 'grid',
  createdAtMs: NOW_MS - HOUR_MS,
  etag: '1',
});

describe('protected floors', () => {
  const [shielded, plain] = [pile('B', { protectedKw: 4.25 }), pile('A', { weight: 9 })];
  // In the order of the grid: the protected one comes last, its neighbour has nine times its weight.
  const cases: { readonly name: string; readonly facts: Facts; readonly limitKw: readonly number[] }[] = [
    { name: 'without a limit it shares like everybody', facts: {}, limitKw: [20, 10] },
    {
      name: 'a limit of the grid operator leaves it, rounded down to a step',
      facts: { envelopes: [envelope(0)] },
      limitKw: [0, 4.2],
    },
    { name: 'on top of the base load', facts: { envelopes: [envelope(5)], baseKw: 9 }, limitKw: [0, 4.2] },
    { name: 'it takes nothing from a limit that has room', facts: { envelopes: [envelope(10)] }, limitKw: [5.8, 4.2] },
    {
      name: 'it is admitted before an older right',
      facts: { envelopes: [envelope(4.2)], session: { priority: 0 } },
      limitKw: [0, 4.2],
    },
    {
      name: 'an emergency takes it away',
      facts: { envelopes: [envelope(0), envelope(0, 'emergency')] },
      limitKw: [0, 0],
    },
    {
      name: 'an emergency above it does not',
      facts: { envelopes: [envelope(0), envelope(8, 'emergency')] },
      limitKw: [0, 4.2],
    },
    { name: 'the rating takes it away', facts: { envelopes: [envelope(0)], baseKw: 27 }, limitKw: [0, 0] },
  ];
  test.each(cases)('$name', ({ facts, limitKw }) => {
    expect(limits(allocate(photograph({ connectors: [plain, shielded], ...facts }), ALLOCATE_SETTINGS))).toEqual(
      limitKw,
    );
  });

  test('who wants nothing, or does not listen, claims nothing', () => {
    const { grid, connectors } = photograph({ connectors: [shielded] });
    const claims = (facts: Partial<ConnectorSnapshot>): readonly number[] => [
      ...protectedClaims(
        grid,
        connectors.map((one) => ({ ...one, ...facts })),
      ),
    ];
    expect(claims({})).toEqual([4.2]);
    expect(claims({ controllable: false })).toEqual([0]);
    expect(claims({ session: { ...car, remainingKwh: 0 } })).toEqual([0]);
    expect(claims({ session: { ...car, maximumKw: 1 } })).toEqual([0]);
  });
});
