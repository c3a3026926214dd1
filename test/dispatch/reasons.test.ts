import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  ALLOCATE_SETTINGS,
  allocate,
  bindingRows,
  compileGrid,
  connectorReason,
  connectorReasonText,
  limitedByText,
  nodeUsageText,
  nodeUsers,
  rowCapacities,
} from '../../dispatch/index.ts';
import type { Connector, Grid, GridEnvelope, GridNode, LimitedBy, Plan, RowCapacity } from '../../dispatch/index.ts';

const NOW_MS = Date.UTC(2026, 5, 15, 10);
const HOUR_MS = 3_600_000;
const clock = (atMs: number): string => new Date(atMs).toISOString().slice(11, 16);

const pile = (id: string, facts: Partial<Connector> = {}): Connector => ({
  id: `${id}/1`,
  stationId: id,
  nodeId: 'F',
  kind: 'AC',
  phases: ['L1'],
  voltageV: 230,
  ratingKw: 7.36,
  minimumKw: 1.38,
  failsafeKw: 0,
  weight: 1,
  ...facts,
});
const node = (id: string, facts: Partial<GridNode> = {}): GridNode => ({
  id,
  kind: 'feeder',
  voltageV: 230,
  margin: 0,
  ...facts,
});
const grid: Grid = {
  nodes: [node('T', { ratingKw: 100 }), node('F', { parentId: 'T', ratingA: 40 })],
  connectors: [pile('A'), pile('B'), pile('C', { nodeId: 'T' })],
};
const compiled = compileGrid(grid);
const rowId = (nodeId: string, phase?: string): string =>
  compiled.rows.find((row) => row.nodeId === nodeId && row.phase === phase)?.id ?? '';

const plan: Plan = {
  madeAtMs: NOW_MS,
  slotStartMs: [NOW_MS, NOW_MS + HOUR_MS, NOW_MS + 2 * HOUR_MS, NOW_MS + 3 * HOUR_MS],
  powerKw: new Map([['A/1', [0, 0, 7]] as const]),
  rowPrice: new Map([
    [rowId('T'), Float64Array.of(0.5, 0, 0)],
    [rowId('F', 'L1'), Float64Array.of(0.2, 0, 0)],
    [rowId('F', 'L2'), Float64Array.of(9, 9, 9)],
  ]),
  worthPerKwh: new Map([['A/1', 3] as const]),
  shortfallKwh: new Map(),
  engine: 'test',
  solveMs: 1,
};

describe('the sentence of each kind of reason', () => {
  test.each<[LimitedBy, string]>([
    [{ kind: 'node', nodeId: 'T', rowId: 'T:kW' }, 'Limited by T: its rating.'],
    [{ kind: 'node', nodeId: 'F', rowId: 'F:L2', phase: 'L2' }, 'Limited by F phase L2: its rating.'],
    [
      { kind: 'node', nodeId: 'T', rowId: 'T:kW', envelopeId: 'cut', untilMs: NOW_MS + HOUR_MS },
      'Limited by T: envelope cut until 11:00.',
    ],
    [
      { kind: 'node', nodeId: 'T', rowId: 'T:kW', envelopeId: 'failsafe:dso' },
      'Limited by T: failsafe limit of dso, which is silent.',
    ],
    [
      { kind: 'node', nodeId: 'T', rowId: 'T:kW', envelopeId: 'restoration:T', untilMs: NOW_MS + HOUR_MS },
      'Limited by T: slow start after an outage until 11:00.',
    ],
    [
      { kind: 'override', overrideId: 'restoration', untilMs: NOW_MS + HOUR_MS },
      'Waiting after an outage: everybody starts at a time of their own until 11:00.',
    ],
    [
      {
        kind: 'node',
        nodeId: '@A07',
        rowId: '@A07/L1',
        phase: 'L1',
        envelopeId: 'external:EMS',
        untilMs: NOW_MS + HOUR_MS,
      },
      'Limited by station A07 phase L1: limit of another system, EMS until 11:00.',
    ],
    [
      { kind: 'override', overrideId: 'external:EMS', untilMs: NOW_MS + HOUR_MS },
      'Limited by another system at the station: EMS until 11:00.',
    ],
    [{ kind: 'own-maximum' }, 'Not limited: charger, cable or car can take no more.'],
    [{ kind: 'no-demand' }, 'Not limited: the car asks for no energy.'],
    [{ kind: 'override', overrideId: 'o1' }, 'Limited by a person: override o1.'],
    [
      { kind: 'override', overrideId: 'o1', untilMs: NOW_MS + HOUR_MS },
      'Limited by a person: override o1 until 11:00.',
    ],
    [{ kind: 'plan' }, 'The plan serves this car later and still in time.'],
    [
      { kind: 'unproven-headroom', nodeId: 'T', rowId: 'T:kW' },
      'Waiting for T: power freed by another charger is not proven yet.',
    ],
    [{ kind: 'not-controllable' }, 'Not under control: its failsafe share counts.'],
    [{ kind: 'step' }, 'The next step of this charger would not fit.'],
  ])('%j', (limitedBy, sentence) => {
    expect(limitedByText(limitedBy, clock)).toBe(sentence);
  });
});

describe('a connector with a plan', () => {
  const setpoint = { connectorId: 'A/1', limitKw: 0, limitedBy: { kind: 'plan' } } as const;

  it('knows when the plan gives it more, and the price of each row on its way, dearest first', () => {
    const reason = connectorReason({ setpoint, grid: compiled, plan, atMs: NOW_MS + 1 });
    // 0.2 per A and hour at 1000 / 230 A per kW; the other phase of the feeder is not its own.
    const perKw = 1000 / 230;
    expect(reason).toEqual({
      ...setpoint,
      untilMs: NOW_MS + 2 * HOUR_MS,
      price: {
        worthPerKwh: 3,
        rowsPerKwh: expect.closeTo(0.2 * perKw + 0.5, 9) as number,
        rows: [
          { rowId: rowId('F', 'L1'), nodeId: 'F', pricePerKwh: expect.closeTo(0.2 * perKw, 9) as number },
          { rowId: rowId('T'), nodeId: 'T', pricePerKwh: 0.5 },
        ],
      },
    });
    expect(connectorReasonText(reason, clock)).toBe(
      'A/1 gets 0 kW. The plan serves this car later and still in time. More is planned from 12:00 on. A kWh here costs the others 1.4, most of it at F, and is worth 3 to this car.',
    );
  });

  it('has only the prices of the slot that covers now', () => {
    const { price } = connectorReason({ setpoint, grid: compiled, plan, atMs: NOW_MS + HOUR_MS });
    expect(price).toEqual({ worthPerKwh: 3, rowsPerKwh: 0, rows: [] });
  });

  it.each([
    ['before its horizon', plan, NOW_MS - 1],
    ['after its horizon', plan, NOW_MS + 3 * HOUR_MS],
  ])('has no price %s', (_, of, atMs) => {
    expect(connectorReason({ setpoint, grid: compiled, plan: of, atMs })).toEqual(setpoint);
  });

  it('has no price where the engine gave none, or there is no plan', () => {
    const { rowPrice: _, ...silent } = plan;
    expect(connectorReason({ setpoint, grid: compiled, plan: silent, atMs: NOW_MS }).price).toBeUndefined();
    expect(connectorReason({ setpoint, grid: compiled, atMs: NOW_MS })).toEqual(setpoint);
  });

  it('ends when the envelope ends, whatever the plan says', () => {
    const limitedBy = { kind: 'node', nodeId: 'T', rowId: 'T:kW', envelopeId: 'cut', untilMs: NOW_MS + 5 } as const;
    expect(connectorReason({ setpoint: { ...setpoint, limitedBy }, grid: compiled, plan, atMs: NOW_MS })).toMatchObject(
      { untilMs: NOW_MS + 5 },
    );
  });
});

describe('a node', () => {
  const envelope: GridEnvelope = {
    id: 'cut',
    nodeId: 'T',
    direction: 'import',
    source: 'rest',
    priority: 1,
    mode: 'limit',
    reason: 'heat',
    startMs: NOW_MS - HOUR_MS,
    endMs: NOW_MS + HOUR_MS,
    intervals: [{ startMs: NOW_MS - HOUR_MS, endMs: NOW_MS + HOUR_MS, limitKw: 20 }],
    status: 'active',
    createdBy: 'dso',
    createdAtMs: 0,
    etag: '1',
  };
  const seen = (envelopes: readonly GridEnvelope[], baseKw: number): readonly RowCapacity[] =>
    rowCapacities(compiled, { envelopes, baseKw: new Map([['T', baseKw]]), fromMs: NOW_MS, toMs: NOW_MS });

  it('tells its tightest row in its own unit: a phase at the feeder, the envelope at the transformer', () => {
    const capacity = seen([envelope], 8);
    const [root, feeder] = bindingRows({ grid: compiled, capacity, reservedKw: [6.9, 2.3, 5], plan, atMs: NOW_MS });
    expect(root).toEqual({
      rowId: rowId('T'),
      unit: 'kW',
      capacity: 20,
      base: 8,
      charging: expect.closeTo(14.2, 9) as number,
      free: expect.closeTo(-2.2, 9) as number,
      envelopeId: 'cut',
      untilMs: NOW_MS + HOUR_MS,
      pricePerUnitH: 0.5,
    });
    expect(feeder).toMatchObject({ unit: 'A', phase: 'L1', capacity: 40, charging: expect.closeTo(40, 9) as number });
    if (root === undefined) throw new Error('no row');
    const usage = { nodeId: 'T', baseLoadKw: 8, chargingKw: 14.2, binding: root };
    expect(nodeUsageText(usage, clock)).toBe(
      'T: base load 8 kW, chargers 14.2 kW. Tightest: envelope cut, 2.2 kW too much of 20 kW until 11:00.',
    );
  });

  it('without a limit has no binding row', () => {
    const free = compileGrid({ nodes: [node('T')], connectors: [pile('A', { nodeId: 'T' })] });
    const capacity = rowCapacities(free, { envelopes: [], baseKw: new Map(), fromMs: NOW_MS, toMs: NOW_MS });
    expect(bindingRows({ grid: free, capacity, reservedKw: [7], atMs: NOW_MS })).toEqual([undefined]);
    expect(nodeUsageText({ nodeId: 'T', baseLoadKw: 0, chargingKw: 0.25 }, clock)).toBe(
      'T: base load 0 kW, chargers 0.25 kW. It has no limit of its own.',
    );
  });

  it('with a capacity of 0 is the tightest there is', () => {
    const capacity = compiled.rows.map(({ nodeId, unit }) => ({
      limit: nodeId === 'F' && unit === 'kW' ? 0 : 10,
      base: 0,
    }));
    const [, feeder] = bindingRows({ grid: compiled, capacity, reservedKw: [1, 1, 1], atMs: NOW_MS });
    expect(feeder).toMatchObject({ unit: 'kW', capacity: 0, free: -2 });
  });

  it('compares kW and A by the share that is left: 5 of 100 kW is tighter than 4 of 8 A', () => {
    const capacity = compiled.rows.map(({ unit }) =>
      unit === 'kW' ? { limit: 100, base: 95 } : { limit: 8, base: 4 },
    );
    const [, feeder] = bindingRows({ grid: compiled, capacity, reservedKw: [0, 0, 0], atMs: NOW_MS });
    expect(feeder).toMatchObject({ unit: 'kW', free: 5 });
  });

  it('lists its users by share, the largest first, the rest as a sum', () => {
    const connectors = [
      { connectorId: 'A/1', reservedKw: 1 },
      { connectorId: 'C/1', reservedKw: 5 },
      { connectorId: 'B/1', reservedKw: 5 },
      { connectorId: 'D/1', reservedKw: 0 },
    ] as const;
    expect(nodeUsers(connectors, 2)).toEqual({
      users: [
        { connectorId: 'B/1', reservedKw: 5, sharePercent: expect.closeTo(45.4545, 3) as number },
        { connectorId: 'C/1', reservedKw: 5, sharePercent: expect.closeTo(45.4545, 3) as number },
      ],
      othersKw: 1,
    });
    expect(nodeUsers([], 2)).toEqual({ users: [], othersKw: 0 });
  });

  it('shares add up to 100 for any users (law)', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1 }), (powers) => {
        const connectors = powers.map((reservedKw, index) => ({ connectorId: `A/${index}` as const, reservedKw }));
        const { users } = nodeUsers(connectors, powers.length);
        expect(users.reduce((sum, { sharePercent }) => sum + sharePercent, 0)).toBeCloseTo(100, 6);
      }),
    );
  });
});

it('tells a story from the allocation to the sentence: two cars share a feeder phase, the third stands above it', () => {
  const capacity = rowCapacities(compiled, { envelopes: [], baseKw: new Map(), fromMs: NOW_MS, toMs: NOW_MS });
  const session = {
    sessionId: 's',
    arrivedAtMs: NOW_MS - HOUR_MS,
    departureMs: NOW_MS + 8 * HOUR_MS,
    remainingKwh: 30,
    maximumKw: 7.36,
    priority: 1,
    admitted: true,
  };
  const { setpoints } = allocate(
    {
      atMs: NOW_MS,
      grid: compiled,
      capacity,
      connectors: compiled.connectors.map(({ id }) => ({
        connectorId: id,
        controllable: true,
        exposureKw: 0,
        session,
      })),
    },
    ALLOCATE_SETTINGS,
  );
  const texts = setpoints.map((setpoint) =>
    connectorReasonText(connectorReason({ setpoint, grid: compiled, atMs: NOW_MS }), clock),
  );
  expect(texts).toEqual([
    'A/1 gets 4.6 kW. Limited by F phase L1: its rating.',
    'B/1 gets 4.6 kW. Limited by F phase L1: its rating.',
    'C/1 gets 7.4 kW. Not limited: charger, cable or car can take no more.',
  ]);
});
