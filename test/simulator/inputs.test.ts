import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  headroomPolicy,
  readCsvRows,
  readSessions,
  simulate,
  siteScenario,
  UNCONTROLLED,
  withIdealChargers,
  type InputSession,
} from '../../simulator/index.ts';
import type { Grid } from '../../dispatch/index.ts';

const DATA = new URL('../../../shared/data/sessions/', import.meta.url);
const noData = !existsSync(DATA);
const name = 'cars.csv';
const read = (text: string): readonly InputSession[] => readSessions(text, { name, timeZone: 'UTC' });
const HEAD = 'connector,arrival,departure,energyKwh,maximumKw,phases,batteryKwh,arrivalSocPercent';
const row = (cells: string): string => `${HEAD}\n${cells}\n`;

describe('the generic CSV', () => {
  it('reads the columns it has, quoted or not, in any order', () => {
    const text = [
      '\uFEFFenergyKwh,connector,departure,arrival,statedKwh,statedDeparture',
      '12.5,"A01/1",2026-05-01T20:00:00+08:00,2026-05-01T18:30:00+08:00,15,2026-05-01 21:00:00+08:00',
      '',
    ].join('\r\n');
    expect(read(text)).toEqual([
      {
        sessionId: '1',
        connector: 'A01/1',
        arrivalMs: Date.UTC(2026, 4, 1, 10, 30),
        departureMs: Date.UTC(2026, 4, 1, 12),
        needKwh: 12.5,
        statedKwh: 15,
        statedDepartureMs: Date.UTC(2026, 4, 1, 13),
      },
    ]);
  });

  it.each([
    [
      'no column',
      'connector,arrival\n',
      'cars.csv, line 1: no column "departure", "energyKwh"; it has "connector", "arrival"',
    ],
    ['no rows', `${HEAD}\n`, 'cars.csv: no rows'],
    [
      'a time without offset',
      row('A,2026-05-01T18:30:00,2026-05-01T19:00:00Z,1,,,,'),
      'cars.csv, line 2, arrival: must be a time like 2026-05-01T18:30:00+08:00, got "2026-05-01T18:30:00"',
    ],
    [
      'a departure before the arrival',
      row('A,2026-05-01T18:30:00Z,2026-05-01T18:00:00Z,1,,,,'),
      'cars.csv, line 2, departure: must be after arrival, got "2026-05-01T18:00:00Z"',
    ],
    [
      'a negative energy',
      row('A,2026-05-01T18:30:00Z,2026-05-01T19:00:00Z,-1,,,,'),
      'cars.csv, line 2, energyKwh: must be a number >= 0, got "-1"',
    ],
    [
      'no energy',
      row('A,2026-05-01T18:30:00Z,2026-05-01T19:00:00Z,,,,,'),
      'cars.csv, line 2, energyKwh: must not be empty, got ""',
    ],
    [
      'four phases',
      row('A,2026-05-01T18:30:00Z,2026-05-01T19:00:00Z,1,,4,,'),
      'cars.csv, line 2, phases: must be 0 to 3, got "4"',
    ],
    [
      'half a phase',
      row('A,2026-05-01T18:30:00Z,2026-05-01T19:00:00Z,1,,1.5,,'),
      'cars.csv, line 2, phases: must be 0 (DC), 1, 2 or 3, got "1.5"',
    ],
    [
      'a battery without a state of charge',
      row('A,2026-05-01T18:30:00Z,2026-05-01T19:00:00Z,1,,,50,'),
      'cars.csv, line 2, arrivalSocPercent: batteryKwh and arrivalSocPercent go together, got ""',
    ],
  ])('refuses %s by file, line, column and value', (_, text, message) => {
    expect(() => read(text)).toThrow(new Error(message));
  });

  it('keeps commas and doubled quotes of quoted cells', () => {
    const [one] = readCsvRows('a,b\n"x, ""y""",2\n', { name, columns: ['a'] });
    expect([one?.text('a'), one?.number('b')]).toEqual(['x, "y"', 2]);
  });
});

describe('JSON of the ACN-Data API', () => {
  const item = {
    _id: '5cca',
    connectionTime: 'Wed, 01 May 2019 14:08:54 GMT',
    disconnectTime: 'Wed, 01 May 2019 23:00:00 GMT',
    kWhDelivered: 7.4,
    sessionID: '2_39_131_30_2019-05-01',
    stationID: '2-39-131-30',
    userInputs: [
      { kWhRequested: 10, requestedDeparture: 'Wed, 01 May 2019 20:00:00 GMT' },
      { kWhRequested: 12, requestedDeparture: 'Wed, 01 May 2019 22:00:00 GMT' },
    ],
  };
  const json = (facts: object): string => JSON.stringify({ _items: [{ ...item, ...facts }] });

  it('takes what was delivered as need, and the last of what the driver said', () => {
    expect(read(json({}))).toEqual([
      {
        sessionId: '2_39_131_30_2019-05-01',
        connector: '2-39-131-30',
        claimed: true,
        arrivalMs: Date.UTC(2019, 4, 1, 14, 8, 54),
        departureMs: Date.UTC(2019, 4, 1, 23),
        needKwh: 7.4,
        statedKwh: 12,
        statedDepartureMs: Date.UTC(2019, 4, 1, 22),
      },
    ]);
  });

  it('of a session nobody claimed it has nothing but what happened', () => {
    const [session] = read(json({ userInputs: null }));
    expect(session).toMatchObject({ claimed: false, statedKwh: 7.4, statedDepartureMs: Date.UTC(2019, 4, 1, 23) });
  });

  it.each([
    ['{', /^cars.csv: is no JSON/],
    ['{}', /^cars.csv: has no list "_items"$/],
    ['{"_items":[]}', /^cars.csv: "_items" is empty$/],
    ['[7]', /^cars.csv, _items\[0\]: must be an object, got 7$/],
    [json({ kWhDelivered: '7' }), /^cars.csv, _items\[0\].kWhDelivered: must be a number >= 0, got "7"$/],
    [json({ stationID: undefined }), /^cars.csv, _items\[0\].stationID: must be text, got undefined$/],
    [
      json({ connectionTime: '2019-05-01' }),
      /^cars.csv, _items\[0\].connectionTime: must be a time like .*got "2019-05-01"$/,
    ],
    [json({ disconnectTime: item.connectionTime }), /_items\[0\].disconnectTime: must be after connectionTime/],
  ])('refuses %s', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe('any sessions at any site', () => {
  const cars = (count: number, facts: Partial<InputSession> = {}): readonly InputSession[] =>
    Array.from({ length: count }, (_, index) => ({
      sessionId: String(index + 1),
      connector: `A${index + 1}`,
      arrivalMs: Date.UTC(2026, 4, 1, 18, index),
      departureMs: Date.UTC(2026, 4, 2, 6),
      needKwh: 20,
      maximumKw: 7.36,
      ...facts,
    }));

  it('behind one limit: nobody is above it, everybody is served in time', () => {
    const scenario = siteScenario({ name: 'yard', sessions: cars(4), site: { capKw: 10 }, timeZone: 'UTC' });
    const run = (policy: Parameters<typeof simulate>[1]['policy']) =>
      simulate(scenario, { policy, stepMs: 30_000, tickMs: 30_000 });
    const [free, controlled] = [run(UNCONTROLLED), run(headroomPolicy(scenario))];
    expect([free.secondsAboveCapacity > 0, free.peakKw > 20]).toEqual([true, true]);
    expect([controlled.secondsAboveCapacity, controlled.sessionsFullyServedPercent]).toEqual([0, 100]);
    expect(controlled.peakKw).toBeLessThanOrEqual(10);
  });

  it.each([
    [{ maximumKw: 7.2 }, { kind: 'AC', phases: ['L1'], ratingKw: 7.2 }],
    [{ maximumKw: 11 }, { kind: 'AC', phases: ['L1', 'L2', 'L3'], ratingKw: 11 }],
    [
      { maximumKw: 11, phases: 2 },
      { kind: 'AC', phases: ['L1', 'L2'] },
    ],
    [
      { maximumKw: 11, phases: 0 },
      { kind: 'DC', ratingKw: 11 },
    ],
    [{ maximumKw: 80 }, { kind: 'DC', ratingKw: 80, minimumKw: 4 }],
  ] as const)('%j makes a connector %j', (facts, connector) => {
    const scenario = siteScenario({ name: 'x', sessions: cars(1, facts), site: { capKw: 9 }, timeZone: 'UTC' });
    expect(scenario.grid.connectors[0]).toMatchObject(connector);
  });

  const grid: Grid = {
    nodes: [
      { id: 'T', kind: 'transformer', ratingKw: 100, voltageV: 230, margin: 0 },
      {
        id: 'F',
        kind: 'feeder',
        parentId: 'T',
        ratingKw: 60,
        voltageV: 230,
        margin: 0,
        baseLoad: { kind: 'fixed', maximumKw: 40 },
      } as Grid['nodes'][number],
    ],
    connectors: [1, 2].map((number) => ({
      id: `A1/${number}` as const,
      stationId: 'A1',
      nodeId: 'F',
      kind: 'AC',
      phases: ['L1'],
      voltageV: 230,
      ratingKw: 7.36,
      minimumKw: 1.38,
      failsafeKw: 1.38,
      weight: 1,
    })),
  };

  it('finds a connector by its name, or by its station: the first one', () => {
    const sessions = [...cars(1), ...cars(1, { connector: 'A1/2' })];
    const scenario = siteScenario({ name: 'x', sessions, site: { grid }, timeZone: 'UTC' });
    expect(scenario.sessions.map(({ connectorId }) => connectorId)).toEqual(['A1/1', 'A1/2']);
    expect(() => siteScenario({ name: 'x', sessions: cars(2), site: { grid }, timeZone: 'UTC' })).toThrow(
      'session 2: no connector or station "A2" in the grid; it has A1/1, A1/2',
    );
  });

  it('has a base load by the daily shape, never above the maximum of the file, at the node and above', () => {
    const { baseLoadKw } = siteScenario({ name: 'x', sessions: cars(1), site: { grid }, timeZone: 'Asia/Shanghai' });
    const evening = Date.UTC(2026, 4, 1, 12);
    expect(baseLoadKw('F', evening)).toBeCloseTo(36, 6);
    expect(baseLoadKw('T', evening)).toBeCloseTo(36, 6);
    expect(baseLoadKw('F', evening + 8 * 3_600_000)).toBeLessThan(15);
  });

  it('leaves out what lies outside the days, and tells which there are', () => {
    const sessions = [
      ...cars(1),
      ...cars(1).map((car) => ({
        ...car,
        arrivalMs: car.arrivalMs + 86_400_000,
        departureMs: car.departureMs + 86_400_000,
      })),
    ];
    const of = (fromDate: string) =>
      siteScenario({ name: 'x', sessions, site: { capKw: 9 }, timeZone: 'UTC', fromDate, toDate: fromDate });
    expect(of('2026-05-02').sessions).toHaveLength(1);
    expect(() => of('2026-05-09')).toThrow(
      'x: no session arrived in these days; the file has 2026-05-01 to 2026-05-02 (UTC)',
    );
  });

  it('a car waits until the one before it has left, or does not come at all', () => {
    const [first] = cars(1);
    if (first === undefined) throw new Error('no car');
    const late = {
      ...first,
      sessionId: '2',
      arrivalMs: first.departureMs - 5,
      departureMs: first.departureMs + 60_000,
    };
    const never = { ...first, sessionId: '3', arrivalMs: first.arrivalMs + 5, departureMs: first.departureMs - 1 };
    const { sessions } = siteScenario({
      name: 'x',
      sessions: [first, late, never],
      site: { capKw: 9 },
      timeZone: 'UTC',
    });
    expect(sessions.map(({ idToken, arrivalMs }) => [idToken, arrivalMs])).toEqual([
      ['1', first.arrivalMs],
      ['2', first.departureMs],
    ]);
  });

  it('ideal chargers obey at once, to the last digit; real ones in steps of 1 A', () => {
    const real = siteScenario({ name: 'x', sessions: cars(1), site: { capKw: 2 }, timeZone: 'UTC' });
    const peakKw = [real, withIdealChargers(real)].map(
      (scenario) => simulate(scenario, { policy: headroomPolicy(scenario), stepMs: 60_000, tickMs: 60_000 }).peakKw,
    );
    expect(peakKw).toEqual([expect.closeTo(8 * 0.23, 6), expect.closeTo(2, 4)]);
  });
});

describe.skipIf(noData)('real files (../shared/data is there)', () => {
  const text = (file: string): string => {
    const bytes = readFileSync(new URL(file, DATA));
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  };

  it('EPFL: 1,878 DC sessions with their state of charge; two plugs behind 172.5 kW', () => {
    const sessions = readSessions(text('epfl-dc-fast.csv'), { name: 'epfl', timeZone: 'Europe/Zurich' });
    expect(sessions).toHaveLength(1878);
    expect(sessions[0]).toMatchObject({
      connector: 'CCS1',
      arrivalMs: Date.UTC(2022, 3, 12, 17, 27),
      departureMs: Date.UTC(2022, 3, 12, 17, 39),
      phases: 0,
      arrivalSocPercent: 83,
    });
    for (const { batteryKwh = 0, arrivalSocPercent = 0, needKwh } of sessions)
      expect(batteryKwh * (1 - arrivalSocPercent / 100)).toBeGreaterThanOrEqual(needKwh * 0.999);
    const scenario = siteScenario({
      name: 'EPFL',
      sessions,
      site: { capKw: 172.5 },
      timeZone: 'Europe/Zurich',
      fromDate: '2022-04-12',
      toDate: '2022-04-14',
    });
    const result = simulate(scenario, { policy: headroomPolicy(scenario), stepMs: 10_000, tickMs: 10_000 });
    expect(result.secondsAboveCapacity).toBe(0);
    expect(result.energyDeliveredPercent).toBeGreaterThan(90);
  });

  it('both forms of ACN CSV are the same sessions here and in acnScenario', () => {
    const march = readSessions(text('acn-caltech-2019-03.csv'), { name: 'acn', timeZone: 'America/Los_Angeles' });
    expect(march).toHaveLength(954);
    expect(march.reduce((sum, { needKwh }) => sum + needKwh, 0)).toBeCloseTo(8900.522, 2);
    const may = readSessions(text('acn-caltech-2019-05-01_2019-08-31.csv.gz'), {
      name: 'acn',
      timeZone: 'America/Los_Angeles',
    });
    expect(may.length).toBeGreaterThan(3000);
  });
});
