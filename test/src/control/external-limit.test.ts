/** Limits that others set at a station directly: from its message to the bound of its connectors, over time, and away again. */
import { describe, expect, it } from 'vitest';
import type { Connector } from '../../../dispatch/index.ts';
import type { StationEvent } from '../../../ocpp/index.ts';
import { externalPeriods } from '../../../ocpp/smart-charging/index.ts';
import { v201 } from '../../../ocpp/v201/index.ts';
import { externalOverride } from '../../../src/control/external-limits.ts';
import { newStation, reduceStation } from '../../../src/control/station-record.ts';
import { connect, T0 as NOW_MS, world } from '../../ocpp/v16/fake-connection.ts';
import { LoopWorld, node, pile, siteOf } from './loop-world.ts';

type Message = readonly [action: string, payload: Record<string, unknown>];
const limit = (source: string, limitKw: number, evseId?: number): Message => [
  'NotifyChargingLimit',
  {
    chargingLimit: { chargingLimitSource: source },
    ...(evseId === undefined ? {} : { evseId }),
    chargingSchedule: [
      { id: 1, chargingRateUnit: 'W', chargingSchedulePeriod: [{ startPeriod: 0, limit: limitKw * 1000 }] },
    ],
  },
];
const over = (source: string, evseId?: number): Message => [
  'ClearedChargingLimit',
  { chargingLimitSource: source, ...(evseId === undefined ? {} : { evseId }) },
];

describe('which limits bind a connector; those of its station are split between two nodes here', () => {
  it.each<[string, readonly Message[], readonly (number | undefined)[]]>([
    ['none', [], [undefined, undefined]],
    ['of one EVSE', [limit('EMS', 6, 1)], [6, undefined]],
    ['of the station', [limit('EMS', 6)], [3, 3]],
    ['the strictest of two sources binds', [limit('EMS', 6), limit('SO', 2, 2)], [3, 2]],
    ['a newer one of the same source takes its place', [limit('EMS', 4), limit('EMS', 10)], [5, 5]],
    [
      'what is over for one EVSE binds the other',
      [limit('EMS', 6, 1), limit('EMS', 5, 2), over('EMS', 1)],
      [undefined, 5],
    ],
    ['what is over for the station is over for each', [limit('EMS', 6, 1), over('EMS')], [undefined, undefined]],
    ['one source ends, the other binds on', [limit('EMS', 4), limit('SO', 6), over('EMS')], [3, 3]],
    ['nothing of an EVSE that is not there', [limit('EMS', 0, 7)], [undefined, undefined]],
  ])('%s', async (_, messages, expected) => {
    const station = connect(v201, world());
    await station.connected;
    const chargingStation = { vendorName: 'Acme', model: 'P22' };
    await station.send('BootNotification', { reason: 'PowerUp', chargingStation });
    station.take();
    for (const [action, payload] of messages) await station.send(action, payload);
    const { externalLimits = [] } = station.take().reduce(reduceStation, newStation('A07'));
    const window = { fromMs: NOW_MS, toMs: NOW_MS, stationShare: 0.5, voltageV: 230 };
    const kwOf = (id: Connector['id']) => externalOverride(externalLimits, pile('A07', 'T1', { id }), window)?.limitKw;
    expect([kwOf('A07/1'), kwOf('A07/2')]).toEqual(expected);
  });
});

describe('a limit on a station of two connectors', () => {
  const two = (...homes: readonly [string, string]): LoopWorld => {
    const connectors = homes.map((nodeId, index) => pile('A', nodeId, { id: `A/${index + 1}` }));
    return opened([...connectors, pile('B', 'T1')]);
  };
  const opened = (connectors: readonly Connector[]): LoopWorld => {
    const nodes = [node('T1', { ratingKw: 100, ratingA: 400 }), node('T2', { parentId: 'T1', ratingKw: 50 })];
    const its = new LoopWorld(siteOf(nodes, connectors));
    its.openDay();
    its.clock.advanceBy(60_000);
    return its;
  };
  const says = (its: LoopWorld, periods: Extract<StationEvent, { kind: 'external-limit' }>['periods']): void =>
    its.control.post({
      kind: 'external-limit',
      stationId: 'A',
      atMs: its.clock.nowMs(),
      source: 'EMS',
      active: periods.length > 0,
      periods,
    });
  const drawnKw = (its: LoopWorld): readonly number[] =>
    its.control.view().connectors.map(({ commandedKw }) => Math.round((commandedKw ?? 0) * 100) / 100);

  it('bounds the sum of them and nobody else, says why, and gives the rest to the other when one leaves', () => {
    const its = two('T1', 'T1');
    expect(drawnKw(its)).toEqual([11.04, 11.04, 11.04]);
    says(its, [{ startMs: its.clock.nowMs(), limitKw: 10 }]);
    its.clock.advanceBy(60_000);
    const [one = 0, other = 0, neighbour] = drawnKw(its);
    expect(one + other).toBeLessThanOrEqual(10);
    expect([one, other].every((kw) => kw >= 4.14)).toBe(true);
    expect(neighbour).toBe(11.04);
    const view = its.control.view();
    const reasons = view.connectors.map(({ limitedBy }) => limitedBy);
    expect(reasons[0]).toEqual({ kind: 'node', nodeId: '@A', rowId: '@A/kW', envelopeId: 'external:EMS' });
    expect(reasons[2]).toEqual({ kind: 'own-maximum' });
    expect(view.nodes.map(({ nodeId }) => nodeId)).toEqual(['T1', 'T2']);
    expect(view.connectors.map(({ nodeId }) => nodeId)).toEqual(['T1', 'T1', 'T1']);
    expect(view.stations.map(({ nodeId }) => nodeId)).toEqual(['T1', 'T1']);

    const atMs = its.clock.nowMs();
    const ended = { connectorId: 'A/1', sessionId: 'A#1', endedAtMs: atMs } as const;
    its.control.post({ kind: 'session-ended', stationId: 'A', atMs, ...ended });
    its.limits.delete('A/1');
    its.clock.advanceBy(60_000);
    expect(drawnKw(its)[1]).toBeGreaterThan(9);
    expect(drawnKw(its)[1]).toBeLessThanOrEqual(10);
  });

  it('in amperes it bounds each phase, whoever is on it', () => {
    const onOne = (id: Connector['id'], phase: 'L1' | 'L2'): Connector =>
      pile('A', 'T1', { id, phases: [phase], ratingKw: 7.36, minimumKw: 1.38 });
    const ofBoth = (second: 'L1' | 'L2'): readonly number[] => {
      const its = opened([onOne('A/1', 'L1'), onOne('A/2', second)]);
      says(its, [{ startMs: its.clock.nowMs(), limitA: 20 }]);
      its.clock.advanceBy(60_000);
      return drawnKw(its).map((kw) => Math.round((kw * 1000) / 230));
    };
    expect(ofBoth('L1')).toEqual([10, 10]);
    expect(ofBoth('L2')).toEqual([20, 20]);
  });

  it('that are at different nodes is split between them', () => {
    const its = two('T1', 'T2');
    says(its, [{ startMs: its.clock.nowMs(), limitKw: 12 }]);
    its.clock.advanceBy(60_000);
    const [one = 0, other = 0, neighbour] = drawnKw(its);
    expect([one <= 6, other <= 6, neighbour]).toEqual([true, true, 11.04]);
  });

  it('is followed over its periods, ahead of each, and ends with the last, when it is cleared, and with a boot', () => {
    const its = two('T1', 'T1');
    const startMs = its.clock.nowMs();
    const at = (minutes: number): number => startMs + minutes * 60_000;
    const sumAt = (minutes: number): number => {
      its.clock.advanceBy(at(minutes) - its.clock.nowMs());
      const [one = 0, other = 0] = drawnKw(its);
      return one + other;
    };
    const periods = [
      { startMs, endMs: at(10), limitKw: 16 },
      { startMs: at(10), endMs: at(20), limitKw: 9 },
      { startMs: at(20), endMs: at(30), limitKw: 14 },
    ];
    says(its, periods);
    expect(sumAt(5)).toBeGreaterThan(9);
    expect(sumAt(9)).toBeLessThanOrEqual(16);
    // At its first second the watts have followed already.
    expect(sumAt(10)).toBeLessThanOrEqual(9);
    expect(sumAt(19)).toBeGreaterThan(8);
    expect(sumAt(25)).toBeGreaterThan(9);
    expect(its.control.view().connectors[0]?.limitedBy).toMatchObject({ nodeId: '@A', untilMs: at(30) });
    expect(sumAt(29)).toBeLessThanOrEqual(14);
    expect(sumAt(35)).toBeCloseTo(22.08, 6);

    says(its, [{ startMs: at(35), limitKw: 9 }]);
    expect(sumAt(37)).toBeLessThanOrEqual(9);
    says(its, []);
    expect(sumAt(40)).toBeCloseTo(22.08, 6);

    says(its, [{ startMs: at(40), limitKw: 9 }]);
    expect(sumAt(42)).toBeLessThanOrEqual(9);
    its.boot('A');
    expect(sumAt(60)).toBeCloseTo(22.08, 6);
  });
});

describe('the schedules of others', () => {
  const period = (startPeriod: number, limit: number, more = {}) => ({ startPeriod, limit, ...more });
  const read = (chargingRateUnit: 'A' | 'W', chargingSchedulePeriod: readonly ReturnType<typeof period>[], more = {}) =>
    externalPeriods([{ chargingRateUnit, chargingSchedulePeriod: [...chargingSchedulePeriod], ...more }], {
      nowMs: NOW_MS,
      clockLagMs: 30_000,
    });

  it('begin by the clock of the station, now when they do not say, and end with their duration', () => {
    expect(read('W', [period(0, 5_000), period(60, 4_000)], { duration: 90 })).toEqual([
      { startMs: NOW_MS, endMs: NOW_MS + 60_000, limitKw: 5 },
      { startMs: NOW_MS + 60_000, endMs: NOW_MS + 90_000, limitKw: 4 },
    ]);
    const startSchedule = new Date(NOW_MS).toISOString();
    expect(read('W', [period(0, 5_000)], { startSchedule })).toEqual([{ startMs: NOW_MS + 30_000, limitKw: 5 }]);
    const past = new Date(NOW_MS - 3_600_000).toISOString();
    expect(read('W', [period(0, 5_000)], { startSchedule: past, duration: 60 })).toEqual([]);
  });

  it('in amperes mean each phase, of fewer phases also their sum, and where phases differ the weakest', () => {
    expect(read('A', [period(0, 16)])).toEqual([{ startMs: NOW_MS, limitA: 16 }]);
    expect(read('A', [period(0, 10, { numberPhases: 1 })])).toEqual([{ startMs: NOW_MS, limitA: 10, limitKw: 2.3 }]);
    expect(read('A', [period(0, 16, { limit_L2: 10, limit_L3: 20 })])).toEqual([{ startMs: NOW_MS, limitA: 10 }]);
  });

  it('that are long keep their next periods; of the rest the lowest holds, without an end', () => {
    const long = Array.from({ length: 300 }, (_, k) => period(k * 60, k === 250 ? 1_000 : 9_000));
    const kept = read('W', long);
    expect(kept).toHaveLength(95);
    expect(kept.at(-1)).toEqual({ startMs: NOW_MS + 94 * 60_000, limitKw: 1 });
  });

  it('without a limit, or with one below zero, are none', () => {
    expect(read('W', [period(0, -1), period(60, 5_000)])).toEqual([{ startMs: NOW_MS + 60_000, limitKw: 5 }]);
  });
});
