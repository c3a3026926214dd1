import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commissioningViolations, compileGrid, rowCapacities, rowLoad } from '../../dispatch/index.ts';
import type { BaseLoadSource, Connector, Grid, GridEnvelope, GridNode, Row } from '../../dispatch/index.ts';
import { RowLoads } from '../../dispatch/allocate/row-loads.ts';
import { gridArbitrary } from './random-grid.ts';

const node = (id: string, facts: Partial<GridNode> = {}): GridNode => ({
  id,
  kind: 'panel',
  voltageV: 230,
  margin: 0,
  ...facts,
});
const pile = (id: string, nodeId: string, facts: Partial<Connector> = {}): Connector => ({
  id: `${id}/1`,
  stationId: id,
  nodeId,
  kind: 'AC',
  phases: ['L1', 'L2', 'L3'],
  voltageV: 230,
  ratingKw: 22.08,
  minimumKw: 4.14,
  failsafeKw: 0,
  weight: 1,
  ...facts,
});
const line = (id: string, phaseDeg: number): Connector => pile(id, 'T', { phases: [], phaseDeg, voltageV: 208 });

/** Row id -> [connector id, row unit per kW] of each group, and its direction in degrees. */
function readable(rows: readonly Row[], connectors: readonly Connector[]): Record<string, unknown> {
  return Object.fromEntries(
    rows.map((row) => [
      row.id,
      row.groups.map(({ re, im, members, perKw }) => ({
        deg: Math.round((Math.atan2(im, re) * 180) / Math.PI),
        perKw: Object.fromEntries(
          [...members].map((member, k) => [connectors[member]?.id, Math.round((perKw[k] ?? 0) * 1000) / 1000]),
        ),
      })),
    ]),
  );
}

describe('rows of a grid', () => {
  test('each node has a row in kW, and one per phase where it has a rating in A; both reach down the tree', () => {
    const { rows, connectors, places } = compileGrid({
      nodes: [node('P', { parentId: 'T', ratingA: 63 }), node('T', { ratingKw: 100 })],
      connectors: [
        pile('A', 'P'),
        pile('B', 'P', { phases: ['L2'] }),
        pile('C', 'T', { phases: ['L1', 'L3'] }),
        pile('D', 'P', { kind: 'DC', phases: [] }),
        pile('E', 'P', { phases: [], phaseDeg: 30, voltageV: 400 }),
      ],
    });
    const third = 1.449;
    expect(readable(rows, connectors)).toEqual({
      'P/kW': [{ deg: 0, perKw: { 'A/1': 1, 'B/1': 1, 'D/1': 1, 'E/1': 1 } }],
      'P/L1': [{ deg: 0, perKw: { 'A/1': third, 'D/1': third } }],
      'P/L2': [{ deg: 0, perKw: { 'A/1': third, 'B/1': 4.348, 'D/1': third } }],
      'P/L3': [{ deg: 0, perKw: { 'A/1': third, 'D/1': third } }],
      'T/kW': [{ deg: 0, perKw: { 'A/1': 1, 'B/1': 1, 'C/1': 1, 'D/1': 1, 'E/1': 1 } }],
    });
    expect(rows.map((row) => [row.rating, row.unit, row.phase])).toEqual([
      [Infinity, 'kW', undefined],
      [63, 'A', 'L1'],
      [63, 'A', 'L2'],
      [63, 'A', 'L3'],
      [100, 'kW', undefined],
    ]);
    expect(
      connectors.map((_, i) =>
        Array.from(places.row.subarray(places.start[i], places.end[i]), (index) => rows[index]?.id),
      ),
    ).toEqual([
      ['P/kW', 'P/L1', 'P/L2', 'P/L3', 'T/kW'],
      ['P/kW', 'P/L2', 'T/kW'],
      ['T/kW'],
      ['P/kW', 'P/L1', 'P/L2', 'P/L3', 'T/kW'],
      ['P/kW', 'T/kW'],
    ]);
  });

  test('a phasor row groups its connectors by direction; a negative coefficient turns by 180 degrees', () => {
    const { rows, connectors } = compileGrid({
      nodes: [
        node('T', {
          phasorRows: [
            { id: 'a', limitA: 100, coefficients: { 'A/1': 1, 'B/1': -0.5, 'C/1': -1, 'D/1': 1, 'E/1': 0 } },
          ],
        }),
      ],
      connectors: [line('A', 30), line('B', 30), line('C', -150), line('D', 390), line('E', 5)],
    });
    expect(readable(rows, connectors)['T/a']).toEqual([
      { deg: 30, perKw: { 'A/1': 4.808, 'C/1': 4.808, 'D/1': 4.808 } },
      { deg: -150, perKw: { 'B/1': 2.404 } },
    ]);
  });

  const faults: { readonly name: string; readonly grid: Grid; readonly message: RegExp }[] = [
    {
      name: 'unknown parent',
      grid: { nodes: [node('P', { parentId: 'X' })], connectors: [] },
      message: /node "P" has parent "X", which does not exist/,
    },
    {
      name: 'cycle',
      grid: { nodes: [node('P', { parentId: 'Q' }), node('Q', { parentId: 'P' })], connectors: [] },
      message: /node "P" is its own ancestor/,
    },
    {
      name: 'unknown node',
      grid: { nodes: [node('P')], connectors: [pile('A', 'X')] },
      message: /connector "A\/1" is at node "X"/,
    },
    {
      name: 'node twice',
      grid: { nodes: [node('P'), node('P')], connectors: [] },
      message: /node "P" is defined twice/,
    },
    {
      name: 'connector twice',
      grid: { nodes: [node('P')], connectors: [pile('A', 'P'), pile('A', 'P')] },
      message: /connector "A\/1" is defined twice/,
    },
    {
      name: 'AC without phases',
      grid: { nodes: [node('P')], connectors: [pile('A', 'P', { phases: [] })] },
      message: /"A\/1" has neither phases nor phaseDeg/,
    },
    {
      name: 'row twice',
      grid: { nodes: [node('P', { phasorRows: [{ id: 'kW', limitA: 1, coefficients: {} }] })], connectors: [] },
      message: /row "P\/kW" is defined twice/,
    },
    {
      name: 'phasor row of an unknown connector',
      grid: {
        nodes: [node('T', { phasorRows: [{ id: 'a', limitA: 1, coefficients: { 'X/1': 1 } }] })],
        connectors: [],
      },
      message: /phasor row "a" of node "T" names connector "X\/1", which does not exist/,
    },
    {
      name: 'phasor row of a connector without an angle',
      grid: {
        nodes: [node('T', { phasorRows: [{ id: 'a', limitA: 1, coefficients: { 'A/1': 1 } }] })],
        connectors: [pile('A', 'T')],
      },
      message: /names connector "A\/1", which has no phaseDeg/,
    },
    {
      name: 'too many directions',
      grid: {
        nodes: [
          node('T', {
            phasorRows: [
              {
                id: 'a',
                limitA: 1,
                coefficients: Object.fromEntries(Array.from({ length: 9 }, (_, k) => [`C${k}/1`, 1])),
              },
            ],
          }),
        ],
        connectors: Array.from({ length: 9 }, (_, k) => line(`C${k}`, k * 10)),
      },
      message: /has 9 directions, at most 8/,
    },
  ];
  test.each(faults)('refuses: $name', ({ grid, message }) => {
    expect(() => compileGrid(grid)).toThrow(message);
  });

  test('several roots are allowed', () => {
    expect(
      compileGrid({ nodes: [node('P'), node('Q')], connectors: [] }).ancestorsOfNode.map((path) => [...path]),
    ).toEqual([[0], [1]]);
  });

  test('law: the load of a row is what no smaller powers exceed, and some reach', () => {
    const shares = fc.array(fc.constantFrom(0, 0.3, 1), { minLength: 14, maxLength: 14 });
    fc.assert(
      fc.property(gridArbitrary, shares, fc.array(shares, { minLength: 8, maxLength: 8 }), (grid, full, less) => {
        const { rows, connectors } = compileGrid(grid);
        const powerKw = connectors.map((connector, i) => (full[i] ?? 0) * connector.ratingKw);
        for (const row of rows) {
          const load = rowLoad(row, powerKw);
          for (const factors of less)
            expect(
              magnitude(
                row,
                powerKw.map((power, i) => power * (factors[i] ?? 0)),
              ),
            ).toBeLessThanOrEqual(load + 1e-9);
          const corners = Array.from({ length: 1 << row.groups.length }, (_, subset) =>
            magnitude(
              row,
              powerKw.map((power, i) =>
                row.groups.some((group, g) => (subset & (1 << g)) !== 0 && group.members.includes(i)) ? power : 0,
              ),
            ),
          );
          expect(Math.max(0, ...corners)).toBeCloseTo(load, 6);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('of the rows that cannot take more, the preferred one or else the one with the least room is named', () => {
    const grid = compileGrid({
      nodes: [node('T', { ratingKw: 10 }), node('P', { parentId: 'T', ratingKw: 8 })],
      connectors: [pile('A', 'P')],
    });
    const names = (deltaKw: number, preferred: number): string | undefined => {
      const remaining = grid.rows.map((row) => row.rating);
      return grid.rows[new RowLoads(grid, remaining, [6]).blocking(0, deltaKw, preferred) ?? -1]?.id;
    };
    expect([names(2, 0), names(3, 0), names(5, -1), names(5, 0)]).toEqual([undefined, 'P/kW', 'P/kW', 'T/kW']);
  });

  test('law: running loads agree with loads computed from scratch', () => {
    const steps = fc.array(fc.tuple(fc.nat(13), fc.integer({ min: 0, max: 20 })), { maxLength: 20 });
    fc.assert(
      fc.property(gridArbitrary, steps, (grid, added) => {
        const compiled = compileGrid(grid);
        const remaining = compiled.rows.map((row) => row.rating);
        const loads = new RowLoads(compiled, remaining, []);
        const powerKw = compiled.connectors.map(() => 0);
        for (const [connector, deltaKw] of added) {
          if (connector >= powerKw.length) continue;
          const rows = compiled.rows.filter((row) => row.groups.some((group) => group.members.includes(connector)));
          const after = powerKw.map((power, i) => (i === connector ? power + deltaKw : power));
          expect(loads.fits(connector, deltaKw)).toBe(rows.every((row) => rowLoad(row, after) <= row.rating + 1e-7));
          loads.add(connector, deltaKw);
          powerKw[connector] = (powerKw[connector] ?? 0) + deltaKw;
        }
        compiled.rows.forEach((row, index) =>
          expect(loads.excess(index)).toBeCloseTo(Math.max(0, rowLoad(row, powerKw) - row.rating), 6),
        );
      }),
      { numRuns: 100 },
    );
  });
});

/** |sum of the phasors| of exactly these powers. */
function magnitude(row: Row, powerKw: readonly number[]): number {
  let re = 0;
  let im = 0;
  for (const group of row.groups) {
    group.members.forEach((member, k) => {
      re += group.re * (group.perKw[k] ?? 0) * (powerKw[member] ?? 0);
      im += group.im * (group.perKw[k] ?? 0) * (powerKw[member] ?? 0);
    });
  }
  return Math.hypot(re, im);
}

describe('capacity of rows', () => {
  const grid = compileGrid({
    nodes: [
      node('T', { ratingKw: 100, margin: 0.1, phasorRows: [{ id: 'a', limitA: 200, coefficients: {} }] }),
      node('P', { parentId: 'T', ratingA: 63 }),
      node('Q', { parentId: 'T' }),
    ],
    connectors: [],
  });
  const envelope = (id: string, nodeId: string, limitKw: number): GridEnvelope => ({
    id,
    nodeId,
    direction: 'import',
    source: 'rest:grid',
    priority: 1,
    mode: 'limit',
    reason: 'test',
    startMs: 1000,
    intervals: [{ startMs: 1000, endMs: 2000, limitKw }],
    status: 'active',
    createdBy: 'grid',
    createdAtMs: 0,
    etag: '1',
  });
  const capacities = (
    baseKw: Readonly<Record<string, number>>,
    envelopes: readonly GridEnvelope[],
  ): Record<string, unknown> => {
    const list = rowCapacities(grid, { envelopes, baseKw: new Map(Object.entries(baseKw)), fromMs: 900, toMs: 1100 });
    return Object.fromEntries(grid.rows.map((row, index) => [row.id, list[index]]));
  };

  test('the strictest of rating and envelopes, less the margin; an envelope above the rating is not the reason', () => {
    expect(
      capacities({}, [
        envelope('e1', 'T', 60),
        envelope('e2', 'T', 50),
        envelope('e3', 'P', 20),
        envelope('e4', 'Q', 0),
      ]),
    ).toEqual({
      'T/kW': { limit: 45, base: 0, envelopeId: 'e2', untilMs: 2000 },
      'T/a': { limit: 180, base: 0 },
      'P/kW': { limit: 20, base: 0, envelopeId: 'e3', untilMs: 2000 },
      'P/L1': { limit: 63, base: 0 },
      'P/L2': { limit: 63, base: 0 },
      'P/L3': { limit: 63, base: 0 },
      'Q/kW': { limit: 0, base: 0, envelopeId: 'e4', untilMs: 2000 },
    });
    expect(capacities({}, [envelope('e1', 'T', 120)])['T/kW']).toEqual({ limit: 90, base: 0 });
  });

  test('base load: own value or the sum of the children, a third on each phase, and no credit for export in a phasor row', () => {
    expect(capacities({ P: 13.8, Q: 6.9 }, [])).toEqual({
      'T/kW': { limit: 90, base: 20.700000000000003 },
      'T/a': { limit: 180, base: 30.000000000000004 },
      'P/kW': { limit: Infinity, base: 13.8 },
      'P/L1': { limit: 63, base: 20 },
      'P/L2': { limit: 63, base: 20 },
      'P/L3': { limit: 63, base: 20 },
      'Q/kW': { limit: Infinity, base: 6.9 },
    });
    expect(capacities({ T: -6.9, P: 13.8 }, [])).toMatchObject({ 'T/kW': { base: -6.9 }, 'T/a': { base: 0 } });
    expect(capacities({ T: Number.NaN }, [])['T/kW']).toEqual({ limit: 90, base: Number.NaN });
  });
});

describe('commissioning rule', () => {
  const meter = (maximumKw: number): BaseLoadSource => ({
    kind: 'meter',
    measures: 'total',
    maximumKw,
    growthKwPerS: 1,
  });
  const violations = (facts: { readonly failsafeKw: number; readonly rootBaseKw?: number }): readonly unknown[] =>
    commissioningViolations(
      compileGrid({
        nodes: [
          node('T', {
            ratingKw: 40,
            margin: 0.1,
            ...(facts.rootBaseKw === undefined ? {} : { baseLoad: meter(facts.rootBaseKw) }),
          }),
          node('P', { parentId: 'T', ratingA: 32, baseLoad: meter(13.8) }),
          node('Q', { parentId: 'T', baseLoad: meter(6.9) }),
        ],
        connectors: [
          pile('A', 'P', { failsafeKw: facts.failsafeKw }),
          pile('B', 'Q', { failsafeKw: facts.failsafeKw }),
        ],
      }),
    );

  test('shares and base-load maximum must fit everywhere, or the numbers say where not', () => {
    expect(violations({ failsafeKw: 7.65 })).toEqual([]);
    expect(violations({ failsafeKw: 8.28 })).toEqual([
      { nodeId: 'T', rowId: 'T/kW', failsafe: 16.56, baseMaximum: 20.700000000000003, capacity: 36, unit: 'kW' },
    ]);
    expect(violations({ failsafeKw: 0, rootBaseKw: 36 })).toEqual([]);
    expect(violations({ failsafeKw: 0, rootBaseKw: 36.1 })).toHaveLength(1);
    expect(violations({ failsafeKw: 0, rootBaseKw: Number.NaN })).toHaveLength(1);
  });

  test('phases have their own account', () => {
    const one = compileGrid({
      nodes: [node('P', { ratingA: 20 })],
      connectors: [
        pile('A', 'P', { phases: ['L2'], failsafeKw: 2.3 }),
        pile('B', 'P', { phases: ['L2'], failsafeKw: 2.5 }),
      ],
    });
    expect(
      commissioningViolations(one).map(({ rowId, unit, capacity, failsafe }) => [
        rowId,
        unit,
        capacity,
        Math.round(failsafe * 100) / 100,
      ]),
    ).toEqual([['P/L2', 'A', 20, 20.87]]);
  });
});
