/** Rows C1, C3-C8, C12 and C13 of the table of bad input, against the whole service: what is answered, and that nothing else changed. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { watchProcess } from '../gateway/fixture.ts';
import { type ServiceWorld, startWorld, willing } from './service-world.ts';

let world: ServiceWorld;
let faults: ReturnType<typeof watchProcess>;
beforeAll(async () => {
  faults = watchProcess();
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
  faults.stop();
  expect(faults.seen).toEqual([]);
});

type Station = Awaited<ReturnType<ServiceWorld['boot']>>;
let open: Station[] = [];
const boot = async (...how: Parameters<ServiceWorld['boot']>): Promise<Station> => {
  const station = await world.boot(...how);
  open.push(station);
  return station;
};
let healthy: Station;
beforeEach(async () => {
  healthy = await boot('B01');
  await world.advance(1);
});
afterEach(async () => {
  // Another station never notices.
  expect(await healthy.say('Heartbeat', {})).toHaveProperty('currentTime');
  for (const { socket } of open) socket.terminate();
  open = [];
  for (const { stationId, transactionId } of await world.service.store.sessions.listOpen())
    await world.service.store.sessions.end({ stationId, transactionId, endedAtMs: world.clock.nowMs() });
  await world.advance(2);
});

const start = (afterS = 0, more = {}) => ({
  connectorId: 1,
  idTag: 'CARD1',
  meterStart: 5_000,
  timestamp: world.at(afterS),
  ...more,
});
const session = async (sessionId: string) => world.service.store.sessions.get(sessionId);
const view = (connectorId: string) =>
  world.service.control.view().connectors.find((connector) => connector.connectorId === connectorId);
const alarms = (kind: string) =>
  world.service.control.view().alarms.filter(({ kind: of, id }) => of === kind || id.endsWith(`:${kind}`));
const power = (value: string, more = {}, afterS = 0) => ({
  connectorId: 1,
  meterValue: [{ timestamp: world.at(afterS), sampledValue: [{ value, measurand: 'Power.Active.Import', ...more }] }],
});

describe('C1: messages before BootNotification', () => {
  it.each([
    ['1.6', 'ocpp1.6', ['StartTransaction', () => start()] as const],
    [
      '2.0.1',
      'ocpp2.0.1',
      [
        'TransactionEvent',
        () => ({
          eventType: 'Started',
          timestamp: world.at(0),
          triggerReason: 'CablePluggedIn',
          seqNo: 0,
          transactionInfo: { transactionId: 'T-1' },
          evse: { id: 1, connectorId: 1 },
        }),
      ] as const,
    ],
  ])('%s: a transaction is a SecurityError', async (_version, protocol, [action, payload]) => {
    // It says nothing when it is asked to boot.
    const station = await world.connect('A02', { protocol, answer: () => undefined });
    open.push(station);
    const before = await world.state();
    const answer = station.say(action, payload());
    await world.advance(3);
    expect(await answer).toEqual(['SecurityError']);
    expect(await world.state()).toEqual(before);
  });

  it('1.6: a status is acknowledged and is no state', async () => {
    const station = await world.connect('A02', { answer: () => undefined });
    open.push(station);
    const before = view('A02/1')?.status;
    expect(
      await station.say('StatusNotification', { connectorId: 1, status: 'Faulted', errorCode: 'OtherError' }),
    ).toEqual({});
    await world.advance(2);
    expect(view('A02/1')?.status).toBe(before);
  });
});

describe('C3: a stop that names no transaction of this station', () => {
  it("another's, none, or one that is over: acknowledged, no effect, an alarm for those it does not have", async () => {
    const [one, other] = [await boot('A01'), await boot('A02')];
    const { transactionId } = (await one.say('StartTransaction', start())) as { transactionId: number };
    await world.advance(1);
    const before = await world.state();
    const stop = (id: number) => ({ transactionId: id, meterStop: 6_000, timestamp: world.at(0) });
    expect(await other.say('StopTransaction', stop(transactionId))).toEqual({});
    expect(await other.say('StopTransaction', { ...stop(transactionId + 1), idTag: 'CARD1' })).toEqual({
      idTagInfo: { status: 'Accepted' },
    });
    expect((await world.state()).sessions).toEqual(before.sessions);
    await world.advance(1);
    expect(alarms('unknown-transaction')).toHaveLength(1);
    expect(await one.say('StopTransaction', stop(transactionId))).toEqual({});
    const ended = await session(`A01#${transactionId}`);
    expect(await one.say('StopTransaction', { ...stop(transactionId), meterStop: 9_000, reason: 'Local' })).toEqual({});
    expect(await session(`A01#${transactionId}`)).toEqual(ended);
  });
});

describe('C4: registers that no register can have', () => {
  it.each([
    ['an end below the start', [], 4_000, 'decreasing-register'],
    ['an end below what was read', [5_100], 5_050, 'decreasing-register'],
    // 22 kW for ten seconds are 61 Wh.
    ['an end beyond what the connector can deliver', [], 90_000, 'register-jump'],
    ['a leap in the middle, kept up to the end', [90_000, 90_010], 90_020, 'register-jump'],
  ])('%s: kept, flagged, never counted', async (_what, readings, meterStop, flag) => {
    const station = await boot('A01');
    const { transactionId } = (await station.say('StartTransaction', start())) as { transactionId: number };
    for (const wh of readings) {
      await world.advance(10);
      const sampledValue = [{ value: String(wh) }];
      await station.say('MeterValues', { connectorId: 1, meterValue: [{ timestamp: world.at(0), sampledValue }] });
    }
    await world.advance(10);
    const live = world.service.control.view().sessions.find(({ sessionId }) => sessionId === `A01#${transactionId}`);
    expect(live?.deliveredKwh).toBeLessThan(0.2);
    await station.say('StopTransaction', { transactionId, meterStop, timestamp: world.at(0) });
    await world.advance(1);
    const ended = await session(`A01#${transactionId}`);
    expect(ended?.flags).toEqual([flag]);
    expect(ended).not.toHaveProperty('meterStopKwh');
    expect((ended?.meterKwh ?? 0) - 5).toBeLessThan(0.2);
    expect(alarms(flag)).toHaveLength(1);
  });
});

describe('C5: times that cannot be meant', () => {
  it.each([
    '222222017-01-01T00:00:00Z',
    '1970-01-01T00:00:00Z',
    '2027-03-02T09:00:00Z',
    '2026-03-02T09:00:00',
    '2026-03-02T23:60:00Z',
  ])('a start at %s is refused, and the list can be read', async (timestamp) => {
    const station = await boot('A01');
    await world.advance(1);
    const before = await world.state();
    const [code] = (await station.say('StartTransaction', start(0, { timestamp }))) as [string];
    expect([
      'FormationViolation',
      'PropertyConstraintViolation',
      'TypeConstraintViolation',
      'OccurenceConstraintViolation',
    ]).toContain(code);
    expect(await world.state()).toEqual(before);
  });
});

describe('C6: connectors that the station has not', () => {
  it.each([0, -1, 99, 2 ** 53])('a transaction on %s', async (connectorId) => {
    const station = await boot('A01');
    await world.advance(1);
    const before = await world.state();
    expect(await station.say('StartTransaction', start(0, { connectorId }))).toHaveLength(1);
    expect(await world.state()).toEqual(before);
  });

  it('1,000 connectors in StatusNotification: those beyond the configured two are refused', async () => {
    const station = await boot('A01');
    await world.advance(1);
    const before = world.service.control.view().connectors.map(({ connectorId }) => connectorId);
    const answers: unknown[] = [];
    for (let connectorId = 1; connectorId <= 1000; connectorId += 1)
      answers.push(await station.say('StatusNotification', { connectorId, status: 'Available', errorCode: 'NoError' }));
    expect(answers.filter((answer) => !Array.isArray(answer))).toHaveLength(2);
    await world.advance(1);
    expect(world.service.control.view().connectors.map(({ connectorId }) => connectorId)).toEqual(before);
  });
});

describe("C7: a capture of yesterday's messages", () => {
  it('is history: no power, no exposure, no second session', async () => {
    const station = await boot('A01');
    const first = start(-86_400);
    const { transactionId } = (await station.say('StartTransaction', first)) as { transactionId: number };
    await station.say('StopTransaction', { transactionId, meterStop: 9_000, timestamp: world.at(-80_000) });
    await world.advance(2);
    const before = await world.state();
    const { powerKw } = view('A01/1') ?? {};
    expect(await station.say('StartTransaction', first)).toMatchObject({ transactionId });
    await station.say('MeterValues', { ...power('21000', {}, -86_000), transactionId });
    await world.advance(2);
    expect(await world.state()).toEqual(before);
    expect(view('A01/1')?.powerKw).toBe(powerKw);
    expect(view('A01/1')?.sessionId).toBeUndefined();
  });
});

describe('C7: a start of yesterday, replayed without its stop', () => {
  const status = (word: string) => ({ connectorId: 1, status: word, errorCode: 'NoError' });
  const replay = async (now: string) => {
    const station: Station = await boot('A01', {
      answer: (action, payload) => {
        if (action !== 'TriggerMessage') return willing(action, payload);
        if (payload['requestedMessage'] === 'StatusNotification')
          setImmediate(() => void station.say('StatusNotification', status(now)));
        return { status: 'Accepted' };
      },
    });
    await station.say('StatusNotification', status(now));
    // The questions after the boot are over: nobody asks for the status but for this session's sake.
    await world.advance(10);
    const { transactionId } = (await station.say('StartTransaction', start(-86_400, { idTag: now }))) as {
      transactionId: number;
    };
    await world.advance(90);
    return session(`A01#${transactionId}`);
  };

  it('of a car that charges: its session, with a limit of its own', async () => {
    expect(await replay('Charging')).not.toHaveProperty('endedAtMs');
    expect(view('A01/1')).toMatchObject({ sessionId: expect.any(String), commandedKw: expect.any(Number) });
  });

  it('on a connector that is free: closed by what the station says, and an alarm', async () => {
    expect(await replay('Available')).toMatchObject({ evidence: 'available-confirmed' });
    expect(view('A01/1')?.sessionId).toBeUndefined();
    expect(alarms('stale-session')).not.toEqual([]);
  });
});

describe('C8: powers that cannot be', () => {
  it.each([
    ['NaN', {}],
    ['12,5', {}],
    ['1e400', {}],
    ['7000', { unit: 'kWh' }],
    ['1e12', {}],
    ['-5000', {}],
  ])('%s %j is not used', async (value, more) => {
    const station = await boot('A02');
    await world.advance(1);
    const before = view('A02/1')?.powerKw;
    const answer = await station.say('MeterValues', power(value, more));
    await world.advance(1);
    expect(Array.isArray(answer) ? view('A02/1')?.powerKw : view('A02/1')?.powerKw).toBe(before);
  });

  it('one above 1.1 times the rating: the charger is not trusted, its rating is reserved', async () => {
    const station = await boot('A02');
    await world.advance(1);
    expect(await station.say('MeterValues', power('40000'))).toEqual({});
    await world.advance(2);
    expect(view('A02/1')?.exposureKw).toBeGreaterThanOrEqual(22);
    expect(alarms('implausible').map(({ subject }) => subject)).toContain('A02/1');
    // A charger that is trusted again for the tests that follow.
    for (let count = 0; count < 4; count += 1) {
      await world.advance(10);
      await station.say('MeterValues', power('0'));
    }
  });
});

describe('C12: a clock that is set', () => {
  const limits = (station: Station) => station.asked.filter(({ action }) => action === 'SetChargingProfile').length;
  /** A car that charges by a lease; then the station falls silent for longer than any lease. */
  async function silentAfter(tell: (station: Station) => Promise<unknown>) {
    const station = await boot('A01');
    await station.say('StartTransaction', start(0, { connectorId: 2 }));
    await world.advance(60);
    expect(limits(station)).toBeGreaterThan(1);
    const granted = view('A01/2')?.acceptedKw ?? 0;
    expect(granted).toBeGreaterThan(view('A01/2')?.failsafeKw ?? 0);
    await tell(station);
    station.socket.terminate();
    await world.advance(260);
    return { granted, exposureKw: view('A01/2')?.exposureKw ?? 0, failsafeKw: view('A01/2')?.failsafeKw ?? 0 };
  }

  it('without that, the share of a silent charger is what counts when its lease is over', async () => {
    const { exposureKw, failsafeKw } = await silentAfter(() => Promise.resolve());
    expect(exposureKw).toBe(failsafeKw);
  });

  it.each([
    [
      'SettingSystemTime',
      (station: Station) =>
        station.say('SecurityEventNotification', { type: 'SettingSystemTime', timestamp: world.at(0) }),
    ],
    [
      'a clock that jumps by 10 minutes',
      (station: Station) =>
        station.say('StatusNotification', {
          connectorId: 2,
          status: 'Charging',
          errorCode: 'NoError',
          timestamp: world.at(600),
        }),
    ],
  ])('%s: its lease ends nobody knows when, so it counts on, and a person is told', async (_what, tell) => {
    const { granted, exposureKw } = await silentAfter(tell);
    expect(exposureKw).toBeGreaterThanOrEqual(granted);
    expect(world.service.control.view().alarms.some(({ kind }) => kind.startsWith('clock'))).toBe(true);
  });
});

describe('C13: cards that attack', () => {
  it.each(["'; DROP TABLE token", '<img src=x onerror>', '=1+1', "O'Hara", '" OR 1=1 --'])(
    '%s is text',
    async (idTag) => {
      const station = await boot('A01');
      const { transactionId } = (await station.say('StartTransaction', start(0, { idTag }))) as {
        transactionId: number;
      };
      expect(await session(`A01#${transactionId}`)).toMatchObject({ idToken: idTag });
      expect(await world.service.store.sessions.countOpenOfToken({ idToken: idTag })).toBe(1);
      expect(await world.service.store.sessions.countOpenOfToken({ idToken: "' OR '1'='1" })).toBe(0);
    },
  );

  it.each(['A\r\nB', 'A\0B', 'X'.repeat(21)])('%j is refused', async (idTag) => {
    const station = await boot('A01');
    await world.advance(1);
    const before = await world.state();
    expect(await station.say('StartTransaction', start(0, { idTag }))).toHaveLength(1);
    expect(await station.say('Authorize', { idTag })).toHaveLength(1);
    expect(await world.state()).toEqual(before);
  });
});
