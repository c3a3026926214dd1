import { describe, expect, it } from 'vitest';
import { columnsOf, withPoint } from '../../../src/web/chart-data.ts';
import { chartWindow } from '../../../src/web/chart-window.ts';
import { effectOf } from '../../../src/web/envelope-effect.ts';
import { bodyOf, errorsOf, unreadable, type EnvelopeFields } from '../../../src/web/envelope-form.ts';
import { gridRows, pathOf } from '../../../src/web/grid-order.ts';
import { currentEnvelopes, limitAhead } from '../../../src/web/limit-ahead.ts';
import { levelOf, loadingOf } from '../../../src/web/loading.ts';
import { applied, serviceNowMs, type Live } from '../../../src/web/live.ts';
import { sortedSessions } from '../../../src/web/session-order.ts';
import type { Connector, Envelope, Node, Session } from '../../../src/web/types.ts';
import { fromLocalField, toLocalField } from '../../../src/web/zoned-time.ts';
import { AT_MS, envelopeOf, node } from './fixture-server.ts';

const MINUTE_MS = 60_000;
const iso = (atMs: number): string => new Date(atMs).toISOString();
const nodeOf = (change: Parameters<typeof node>[0]): Node => node(change) as Node;
const byId = (nodes: readonly Node[]): ReadonlyMap<string, Node> => new Map(nodes.map((one) => [one.nodeId, one]));
const envelope = (id: string, [fromMs, toMs]: readonly [number, number], limitKw: number): Envelope =>
  envelopeOf({
    envelopeId: id,
    start: iso(fromMs),
    end: iso(toMs),
    intervals: [{ start: iso(fromMs), end: iso(toMs), limitKw }],
  });

describe('live state', () => {
  const live: Live = {
    at: iso(AT_MS),
    nodes: byId([nodeOf({})]),
    stations: new Map(),
    connectors: new Map(),
    sessions: new Map(),
    alarms: new Map(),
  };
  it('replaces whole records, drops removed ones and keeps maps that did not change', () => {
    const next = applied(live, { at: iso(AT_MS + 1), nodes: [nodeOf({ nodeId: 'T2' })], removed: { nodes: ['T1'] } });
    expect([...next.nodes.keys()]).toEqual(['T2']);
    expect(next.sessions).toBe(live.sessions);
    expect(next.at).toBe(iso(AT_MS + 1));
  });

  it('lets the clock of the service run on between events, never back', () => {
    const clock = { at: iso(AT_MS), lastEventAtMs: 1_000, speed: 30 };
    expect(serviceNowMs(clock, 3_000)).toBe(AT_MS + 60_000);
    expect(serviceNowMs(clock, 0)).toBe(AT_MS);
  });
});

describe('the tree', () => {
  const nodes = byId([
    nodeOf({ nodeId: 'P', parentId: 'F' }),
    nodeOf({ nodeId: 'T' }),
    nodeOf({ nodeId: 'F', parentId: 'T' }),
    nodeOf({ nodeId: 'X', parentId: 'unknown' }),
  ]);
  it('shows parents before children, and a lost child at the top', () => {
    expect(gridRows(nodes).map(({ node: { nodeId }, depth }) => [nodeId, depth])).toEqual([
      ['T', 0],
      ['F', 1],
      ['P', 2],
      ['X', 0],
    ]);
    expect(pathOf(nodes, 'P').map(({ nodeId }) => nodeId)).toEqual(['P', 'F', 'T']);
  });

  it('takes the tightest of power and phases for the loading', () => {
    const phases = [{ phase: 'L1' as const, loadA: 390, limitA: 400 }];
    expect(loadingOf({ loadingPercent: 80, phases })).toBe(97.5);
    expect(loadingOf({ phases: [] })).toBeUndefined();
  });

  it.each([
    [undefined, 'normal'],
    [96, 'normal'],
    [98, 'margin'],
    [100, 'margin'],
    [100.1, 'over'],
  ] as const)('%s %% of a limit with 5 %% margin is %s', (percent, level) => {
    expect(levelOf(percent, 0.05)).toBe(level);
  });
});

describe('limits ahead', () => {
  const start = AT_MS + 30 * MINUTE_MS;
  const end = AT_MS + 60 * MINUTE_MS;
  const span = { nodeId: 'T1', ratingKw: 630, fromMs: AT_MS, toMs: AT_MS + 90 * MINUTE_MS };

  it('steps down where an envelope begins and up where it ends; the lowest holds', () => {
    const both = [envelope('a', [start, end], 400), envelope('b', [start, end + MINUTE_MS], 500)];
    expect(limitAhead({ ...span, envelopes: both })).toEqual([
      { atMs: AT_MS, limitKw: 630 },
      { atMs: start, limitKw: 400 },
      { atMs: end, limitKw: 500 },
      { atMs: end + MINUTE_MS, limitKw: 630 },
      { atMs: span.toMs, limitKw: 630 },
    ]);
  });

  it('is no business of other nodes, and an envelope above the rating loosens nothing', () => {
    const other = { ...envelope('a', [start, end], 100), nodeId: 'T2' };
    const loose = envelope('b', [start, end], 900);
    expect(limitAhead({ ...span, envelopes: [other, loose] }).map(({ limitKw }) => limitKw)).toEqual([
      630, 630, 630, 630,
    ]);
  });

  it('turns announced into active by the clock, and forgets what has ended', () => {
    const announced = { ...envelope('a', [start, end], 400), status: 'scheduled' as const };
    const statusAt = (atMs: number): readonly string[] =>
      currentEnvelopes([announced], atMs).map(({ status }) => status);
    expect([statusAt(start - 1), statusAt(start), statusAt(end)]).toEqual([['scheduled'], ['active'], []]);
  });

  it('shows as much future as it takes to see the last step', () => {
    const ahead = limitAhead({ ...span, envelopes: [envelope('a', [start, end], 400)] });
    const hour = 60 * MINUTE_MS;
    const window = chartWindow({ nowMs: AT_MS, rangeMs: 4 * hour, firstMs: AT_MS - hour, ahead });
    expect(window).toEqual({ fromMs: AT_MS - hour, toMs: AT_MS + 66 * MINUTE_MS });
    const calm = chartWindow({ nowMs: AT_MS, rangeMs: 4 * hour, firstMs: AT_MS - 9 * hour, ahead: [] });
    expect(calm).toEqual({ fromMs: AT_MS - 4 * hour, toMs: AT_MS + 30 * MINUTE_MS });
  });
});

describe('points of the chart', () => {
  const at = (atMs: number) => ({ atMs, baseLoadKw: 1, chargingKw: 2, limitKw: undefined });
  it('moves the newest point while it is within ten seconds of the one before, and ignores the past', () => {
    const times = [0, 4_000, 8_000, 12_000, 5_000, 13_000].map(at).reduce(withPoint, []);
    expect(times.map(({ atMs }) => atMs)).toEqual([0, 8_000, 13_000]);
  });

  it('makes columns of one length: measured until now, announced after', () => {
    const limited = { atMs: 1_000, baseLoadKw: 3, chargingKw: 2, limitKw: 9 };
    expect(columnsOf([limited], [{ atMs: 2_000, limitKw: undefined }])).toEqual([
      [1, 2],
      [5, null],
      [3, null],
      [9, null],
      [null, null],
    ]);
  });
});

describe('the order of sessions', () => {
  const connectors = new Map([
    ['A/1', { ratingKw: 7 }],
    ['A/2', { ratingKw: 70 }],
    ['A/10', { ratingKw: 7 }],
  ]) as unknown as ReadonlyMap<string, Connector>;
  const session = (connectorId: string, remainingKwh: number, minutes: number): Session =>
    ({ connectorId, remainingKwh, departure: iso(AT_MS + minutes * MINUTE_MS), powerKw: remainingKwh }) as Session;
  const sessions = [session('A/10', 14, 180), session('A/2', 14, 100), session('A/1', 14, 180), session('A/1', 0, 5)];

  it('puts first what has the least time to spare, and last what wants nothing', () => {
    const sorted = sortedSessions(sessions, 'urgency', { connectors, nowMs: AT_MS });
    expect(sorted.map(({ connectorId, remainingKwh }) => `${connectorId} ${remainingKwh}`)).toEqual([
      'A/1 14',
      'A/10 14',
      'A/2 14',
      'A/1 0',
    ]);
  });

  it('sorts connectors as people count', () => {
    const sorted = sortedSessions(sessions, 'connector', { connectors, nowMs: AT_MS });
    expect(sorted.map(({ connectorId }) => connectorId)).toEqual(['A/1', 'A/1', 'A/2', 'A/10']);
  });
});

describe('the form for a limit', () => {
  const fields: EnvelopeFields = {
    nodeId: 'T1',
    limitKw: '412,5',
    mode: 'limit',
    startKind: 'now',
    startInMinutes: '15',
    startAt: '2026-03-02T19:00',
    durationMinutes: '60',
    reason: ' Heat wave ',
  };
  const moment = { nowMs: AT_MS, timeZone: 'Asia/Shanghai' };

  it.each<[Partial<EnvelopeFields>, object]>([
    [{}, { end: iso(AT_MS + 60 * MINUTE_MS) }],
    [{ durationMinutes: '' }, { end: null }],
    [{ startKind: 'in' }, { start: iso(AT_MS + 15 * MINUTE_MS), end: iso(AT_MS + 75 * MINUTE_MS) }],
    [{ startKind: 'at' }, { start: '2026-03-02T11:00:00.000Z', end: '2026-03-02T12:00:00.000Z' }],
  ])('%j', (change, span) => {
    expect(bodyOf({ ...fields, ...change }, moment)).toEqual({
      nodeId: 'T1',
      limitKw: 412.5,
      mode: 'limit',
      reason: 'Heat wave',
      ...span,
    });
  });

  it('says what cannot be read, and leaves the rest to the service', () => {
    expect(unreadable({ ...fields, limitKw: 'many', startKind: 'at', startAt: '' }, moment)).toEqual({
      limitKw: 'form.number',
      start: 'form.timeMissing',
    });
    expect(unreadable({ ...fields, limitKw: '-5' }, moment)).toEqual({});
  });

  it('puts objections at their fields and the others above the form', () => {
    const errors = [
      { pointer: '/limitKw', detail: 'must be 0 or more' },
      { pointer: '/priority', detail: 'is too high' },
    ];
    expect(errorsOf({ title: '', status: 422, detail: 'x', errors }, ['limitKw'])).toEqual({
      limitKw: 'must be 0 or more',
      '': '/priority is too high',
    });
    expect(errorsOf({ title: '', status: 409, detail: 'in progress' }, [])).toEqual({ '': 'in progress' });
  });

  it.each([
    [600, { outcome: 'fits', cutKw: 0, excessKw: 0 }],
    [480, { outcome: 'cut', cutKw: 24, excessKw: 0 }],
    [300, { outcome: 'impossible', cutKw: 120, excessKw: 60 }],
    [630, { outcome: 'looser', cutKw: 0, excessKw: 0 }],
  ])('a limit of %i kW on 360 kW base load and 120 kW charging: %j', (limitKw, effect) => {
    const nothing = { nodes: byId([]), connectors: new Map(), sessions: new Map() };
    const { cutKw, ...rest } = effectOf(nodeOf({}), limitKw, nothing);
    expect({ ...rest, cutKw: Math.round(cutKw) }).toEqual({ ...effect, sessions: 0 });
  });
});

describe('wall clocks of the site', () => {
  it.each([
    ['2026-03-02T18:30', 'Asia/Shanghai', '2026-03-02T10:30:00.000Z'],
    ['2026-07-01T12:00', 'Europe/Berlin', '2026-07-01T10:00:00.000Z'],
    // 02:30 does not exist when the clock goes from 02:00 to 03:00.
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    // 02:30 comes twice when it goes back; the first is summer time.
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ])('%s in %s is %s', (field, timeZone, wire) => {
    expect(iso(fromLocalField(field, timeZone) ?? 0)).toBe(wire);
  });

  it('knows no moment for text that is no time', () => {
    expect(fromLocalField('', 'Asia/Shanghai')).toBeUndefined();
    expect(toLocalField(AT_MS, 'Asia/Shanghai')).toBe('2026-03-02T18:30');
  });
});
