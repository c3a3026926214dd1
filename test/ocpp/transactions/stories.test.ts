/** What real stations do with their transactions, against the real register. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { OcppError, type VersionAdapter } from '../../../ocpp/adapter.ts';
import type { StationEvent } from '../../../ocpp/index.ts';
import { STALE, watchForStaleSession } from '../../../ocpp/transactions/index.ts';
import { v16 } from '../../../ocpp/v16/index.ts';
import { v201 } from '../../../ocpp/v201/index.ts';
import { openSqliteStore } from '../../../src/store/index.ts';
import { at, type Call, connect, settled, T0, world } from '../v16/fake-connection.ts';

async function register() {
  let next = 7000;
  const store = await openSqliteStore({ file: ':memory:', randomInt: () => next++, nowMs: () => T0 });
  onTestFinished(() => store.close());
  return store;
}

/** A booted station on the real register. `its` may be shared by several connections, as after an outage. */
async function station(
  adapter: VersionAdapter,
  how: { readonly answer?: Parameters<typeof connect>[2]; readonly its?: Awaited<ReturnType<typeof place>> } = {},
) {
  const its = how.its ?? (await place());
  const line = connect(adapter, its, how.answer);
  const { connection, events } = line;
  // As the gateway does.
  Object.assign(connection, {
    emit: (event: StationEvent) => {
      events.push(event);
      watchForStaleSession(connection, { event, trigger: adapter.commands.trigger });
    },
  });
  await line.connected;
  await line.send(
    'BootNotification',
    adapter.version === '1.6'
      ? { chargePointVendor: 'Acme', chargePointModel: 'P22' }
      : { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'P22' } },
  );
  line.take();
  const heard = () => line.take().filter(({ kind }) => kind !== 'heard');
  return { ...line, its, heard, session: (id: string) => its.store.sessions.get(`A07#${id}`) };
}
async function place() {
  const store = await register();
  const its = world();
  const deps = { ...its.deps, sessions: store.sessions, ratingKwOf: () => 22 };
  return { ...its, deps, store };
}
const START = { connectorId: 1, idTag: 'CARD1', meterStart: 1_000, timestamp: at(0) };
const wh = (afterS: number, value: number) => ({
  timestamp: at(afterS * 1000),
  sampledValue: [{ value: String(value) }],
});

describe('a start on a connector whose old session never got its end', () => {
  it('closes the old one with what is known: the time of the new start, the last register, the reason', async () => {
    const { send, its, heard, session, known } = await station(v16);
    await send('StartTransaction', START);
    await its.store.sessions.saveMeters([{ sessionId: 'A07#7001', meterKwh: 3.5 }]);
    await its.clock.advance(3_600_000);
    heard();
    const answer = await send('StartTransaction', {
      ...START,
      idTag: 'CARD2',
      meterStart: 4_000,
      timestamp: at(3_600_000),
    });
    expect(answer).toEqual({ idTagInfo: { status: 'Accepted' }, transactionId: 7002 });
    expect(heard()).toMatchObject([
      { kind: 'session-ended', sessionId: 'A07#7001', meterStopKwh: 3.5, evidence: 'new-transaction' },
      { kind: 'security', type: 'stale-session' },
      { kind: 'session-started', sessionId: 'A07#7002' },
    ]);
    expect(await session('7001')).toMatchObject({
      endedAtMs: T0 + 3_600_000,
      meterStopKwh: 3.5,
      evidence: 'new-transaction',
    });
    expect(known.sessions.get(1)?.transactionId).toBe('7002');
  });

  it('a real stop that comes out of the queue after all corrects it, and is told once', async () => {
    const { send, its, heard, session, known } = await station(v16);
    await send('StartTransaction', START);
    await its.clock.advance(60_000);
    await send('StartTransaction', { ...START, timestamp: at(60_000), meterStart: 2_000 });
    heard();
    const stop = { transactionId: 7001, meterStop: 1_900, timestamp: at(50_000), reason: 'PowerLoss' };
    expect(await send('StopTransaction', stop)).toEqual({});
    expect(heard()).toMatchObject([{ kind: 'session-flagged', sessionId: 'A07#7001', flag: 'late-end' }]);
    const corrected = await session('7001');
    expect(corrected).toMatchObject({ endedAtMs: T0 + 50_000, meterStopKwh: 1.9, stopReason: 'PowerLoss' });
    expect(corrected).not.toHaveProperty('evidence');
    expect(known.sessions.get(1)?.transactionId).toBe('7002');
  });

  it('an older start from the queue does not displace the session that runs; its own stop follows', async () => {
    const { send, its, heard, session, known } = await station(v16);
    await its.clock.advance(7_200_000);
    await send('StartTransaction', { ...START, timestamp: at(7_200_000) });
    heard();
    await send('StartTransaction', { ...START, idTag: 'OLD', timestamp: at(0), meterStart: 500 });
    expect(heard()).toEqual([]);
    expect(known.sessions.get(1)?.transactionId).toBe('7001');
    await send('StopTransaction', { transactionId: 7002, meterStop: 900, timestamp: at(3_600_000) });
    expect(await session('7002')).toMatchObject({ idToken: 'OLD', endedAtMs: T0 + 3_600_000, meterStopKwh: 0.9 });
    expect((await its.store.sessions.listOpen()).map(({ transactionId }) => transactionId)).toEqual(['7001']);
  });

  it('2.x: another transaction id on the EVSE', async () => {
    const { send, its, heard, session } = await station(v201);
    const event = (transactionId: string, afterMs: number, more = {}) => ({
      eventType: 'Started',
      timestamp: at(afterMs),
      triggerReason: 'CablePluggedIn',
      seqNo: 0,
      transactionInfo: { transactionId },
      evse: { id: 1 },
      ...more,
    });
    await send('TransactionEvent', event('T-1', 0));
    await its.clock.advance(10_000);
    await send('TransactionEvent', event('T-2', 10_000, { reservationId: 12 }));
    expect(heard().map(({ kind }) => kind)).toEqual([
      'session-started',
      'session-ended',
      'security',
      'session-started',
      'reservation',
    ]);
    expect(await session('T-1')).toMatchObject({ evidence: 'new-transaction', endedAtMs: T0 + 10_000 });
  });
});

describe('an outage in the middle of a transaction', () => {
  it('queued and live messages, mixed: one session, live ones of now, queued ones for the history', async () => {
    const first = await station(v16);
    await first.send('StartTransaction', START);
    const its = first.its;
    await its.clock.advance(3_600_000);
    const { send, take } = await station(v16, { its });
    await send('MeterValues', { connectorId: 1, transactionId: 7001, meterValue: [wh(3_600, 5_000)] });
    await send('MeterValues', { connectorId: 1, transactionId: 7001, meterValue: [wh(1_200, 2_000)] });
    await send('MeterValues', { connectorId: 1, transactionId: 7001, meterValue: [wh(600, 1_500)] });
    await its.clock.advance(10_000);
    await send('MeterValues', { connectorId: 1, transactionId: 7001, meterValue: [wh(3_610, 5_010)] });
    const readings = take().filter((event) => event.kind === 'reading');
    expect(readings.map(({ energyKwh, historic, sessionId }) => [energyKwh, historic, sessionId])).toEqual([
      [5, false, 'A07#7001'],
      [2, true, 'A07#7001'],
      [1.5, true, 'A07#7001'],
      [5.01, false, 'A07#7001'],
    ]);
  });

  it('a register that fell meanwhile is seen, because the last one is in the store', async () => {
    const first = await station(v16);
    await first.send('StartTransaction', START);
    await first.its.store.sessions.saveMeters([{ sessionId: 'A07#7001', meterKwh: 9 }]);
    const { send, take } = await station(v16, { its: first.its });
    await send('MeterValues', { connectorId: 1, meterValue: [wh(0, 2_000)] });
    expect(take()).toContainEqual(expect.objectContaining({ kind: 'session-flagged', flag: 'decreasing-register' }));
  });

  it('the data of a stop repeats what came before: told once', async () => {
    const { send, its, take } = await station(v16);
    await send('StartTransaction', START);
    for (const [afterS, value] of [
      [10, 1_010],
      [20, 1_020],
    ] as const) {
      await its.clock.advance(10_000);
      await send('MeterValues', { connectorId: 1, meterValue: [wh(afterS, value)] });
    }
    take();
    await its.clock.advance(10_000);
    const transactionData = [wh(5, 1_005), wh(10, 1_010), wh(20, 1_020), wh(30, 1_030)];
    await send('StopTransaction', { transactionId: 7001, meterStop: 1_030, timestamp: at(30_000), transactionData });
    const readings = take().filter((event) => event.kind === 'reading');
    expect(readings.map(({ energyKwh, flags }) => [energyKwh, flags])).toEqual([
      [1.005, []],
      [1.03, []],
    ]);
  });
});

describe('gaps in seqNo (2.x)', () => {
  const event = (seqNo: number, more = {}) => ({
    eventType: 'Updated',
    timestamp: at(seqNo * 1000),
    triggerReason: 'MeterValuePeriodic',
    seqNo,
    transactionInfo: { transactionId: 'T-1' },
    evse: { id: 1 },
    ...more,
  });
  it.each([
    ['still queued', { messagesInQueue: true, ongoingIndicator: true }, ['sequence-gap']],
    ['lost', { messagesInQueue: false, ongoingIndicator: true }, ['sequence-gap', 'events-lost']],
    ['unknown', new OcppError('NotImplemented', ''), ['sequence-gap']],
  ])('events are %s', async (_what, said, flags) => {
    const { send, heard, calls, known } = await station(v201, {
      answer: ({ action }: Call) => (action === 'GetTransactionStatus' ? said : new OcppError('NotImplemented', '')),
    });
    for (const seqNo of [0, 1, 4]) expect(await send('TransactionEvent', event(seqNo))).toEqual({});
    await settled();
    expect(heard().flatMap((one) => (one.kind === 'session-flagged' ? [one.flag] : []))).toEqual(flags);
    expect(calls.filter(({ action }) => action === 'GetTransactionStatus')).toEqual([
      { action: 'GetTransactionStatus', payload: { transactionId: 'T-1' } },
    ]);
    expect(known.sessions.size).toBe(1);
  });

  it('a station that counts in leaps is asked once a transaction', async () => {
    const { send, heard, calls, its } = await station(v201, {
      answer: ({ action }: Call) =>
        action === 'GetTransactionStatus' ? { messagesInQueue: true } : new OcppError('NotImplemented', ''),
    });
    for (const seqNo of [0, 2, 4, 6, 8]) expect(await send('TransactionEvent', event(seqNo))).toEqual({});
    await settled();
    expect(calls.filter(({ action }) => action === 'GetTransactionStatus')).toHaveLength(1);
    expect(heard().filter((one) => one.kind === 'session-flagged')).toHaveLength(1);
    expect(its.logs.filter(({ message }) => message.includes('events of'))).toHaveLength(1);
  });

  it.each([[[0, 0, 0]], [[0, 2, 1, 3]]])('%j: one gap at most, and every event counts', async (numbers) => {
    const { send, heard, its } = await station(v201);
    for (const seqNo of numbers) {
      await its.clock.advance(1000);
      await send('TransactionEvent', event(seqNo));
    }
    await settled();
    const gaps = heard().filter((one) => one.kind === 'session-flagged');
    expect(gaps).toHaveLength(numbers.includes(2) ? 1 : 0);
  });
});

describe('a session whose end was lost', () => {
  const status = (word: string) => ({ connectorId: 1, status: word, errorCode: 'NoError' });
  /** What the station is asked for, it sends. */
  async function suspected(says: {
    readonly status?: string;
    readonly kw?: number;
    readonly wh?: number;
    readonly willing?: boolean;
    /** It said "Available" first; then the start of long ago comes out of its queue, alone. */
    readonly replays?: boolean;
  }) {
    const { status: word = 'Available', kw = 0, wh: registerWh, willing = true, replays = false } = says;
    let line: Awaited<ReturnType<typeof station>> | undefined;
    const answer = ({ action, payload }: Call) => {
      if (action !== 'TriggerMessage' || !willing) return new OcppError('NotImplemented', '');
      if (payload['requestedMessage'] === 'StatusNotification' && line !== undefined && word !== '')
        void line.send('StatusNotification', status(word));
      if (payload['requestedMessage'] === 'MeterValues' && line !== undefined) {
        const sampledValue =
          registerWh === undefined
            ? [{ value: String(kw * 1000), measurand: 'Power.Active.Import' }]
            : [{ value: String(registerWh) }];
        const timestamp = new Date(line.its.clock.nowMs()).toISOString();
        void line.send('MeterValues', { connectorId: 1, meterValue: [{ timestamp, sampledValue }] });
      }
      return { status: 'Accepted' };
    };
    line = await station(v16, { answer });
    await line.its.clock.advance(10_000);
    if (replays) {
      await line.send('StatusNotification', status('Available'));
      await line.its.clock.advance(10_000);
      line.take();
      await line.send('StartTransaction', { ...START, timestamp: at(-7_200_000) });
      return line;
    }
    await line.send('StartTransaction', { ...START, timestamp: at(10_000) });
    await line.its.clock.advance(10_000);
    line.take();
    await line.send('StatusNotification', status('Available'));
    return line;
  }
  const after = STALE.graceMs + STALE.confirmMs + 2_000;

  it('is closed when the station, asked, says so again and nothing flows', async () => {
    const { its, heard, session, known } = await suspected({});
    await its.clock.advance(after);
    expect(heard().filter(({ kind }) => kind === 'session-ended' || kind === 'security')).toMatchObject([
      { kind: 'session-ended', evidence: 'available-confirmed', endedAtMs: T0 + 20_000, meterStopKwh: 1 },
      { kind: 'security', type: 'stale-session' },
    ]);
    expect(await session('7001')).toMatchObject({ evidence: 'available-confirmed', endedAtMs: T0 + 20_000 });
    expect(known.sessions.size).toBe(0);
  });

  it('is closed too when its start came out of the queue, alone, after "Available"', async () => {
    // The register of now is above that of the start; it stands still.
    const { its, heard, session, known } = await suspected({ replays: true, wh: 9_000 });
    expect(heard()).toMatchObject([{ kind: 'session-started', offline: true }]);
    await its.clock.advance(after);
    expect(heard().filter(({ kind }) => kind === 'session-ended')).toMatchObject([
      { evidence: 'available-confirmed', endedAtMs: T0 + 20_000, meterStopKwh: 9 },
    ]);
    expect(await session('7001')).toMatchObject({ evidence: 'available-confirmed', endedAtMs: T0 + 20_000 });
    expect(known.sessions.size).toBe(0);
  });

  it.each([
    ['replays its start and says that it charges', { replays: true, status: 'Charging' }],
    ['replays its start and draws', { replays: true, kw: 7 }],
    ['says that it charges', { status: 'Charging' }],
    ['says yes and sends nothing', { status: '' }],
    ['draws', { kw: 7 }],
    // 50 Wh in a minute: 3 kW, told by the register alone.
    ['counts on', { wh: 1_050 }],
    ['cannot be asked', { willing: false }],
  ])('stays open when the station %s', async (_what, says) => {
    const { its } = await suspected(says);
    const open = async () => (await its.store.sessions.listOpen()).length;
    await its.clock.advance(after);
    expect(await open()).toBe(1);
    // Time alone never closes it.
    await its.clock.advance(86_400_000);
    expect(await open()).toBe(1);
  });

  it('is not asked about when its stop comes in time', async () => {
    const { its, send, session, calls } = await suspected({});
    await its.clock.advance(STALE.graceMs / 2);
    await send('StopTransaction', { transactionId: 7001, meterStop: 1_500, timestamp: at(50_000) });
    const asked = calls.length;
    await its.clock.advance(after);
    expect(calls).toHaveLength(asked);
    expect(await session('7001')).toMatchObject({ meterStopKwh: 1.5 });
    expect(await session('7001')).not.toHaveProperty('evidence');
  });

  it.each([
    ['not ongoing', { ongoingIndicator: false, messagesInQueue: false }, 'not-ongoing'],
    ['ongoing', { ongoingIndicator: true, messagesInQueue: false }, undefined],
    ['not ongoing, but its end is queued', { ongoingIndicator: false, messagesInQueue: true }, undefined],
  ])('2.x: GetTransactionStatus says %s', async (_what, said, evidence) => {
    const { send, its, session } = await station(v201, {
      answer: ({ action }: Call) => (action === 'GetTransactionStatus' ? said : new OcppError('NotImplemented', '')),
    });
    const transactionInfo = { transactionId: 'T-1' };
    const base = { timestamp: at(0), triggerReason: 'CablePluggedIn', seqNo: 0, transactionInfo, evse: { id: 1 } };
    await send('TransactionEvent', { eventType: 'Started', ...base });
    await send('StatusNotification', { timestamp: at(0), connectorStatus: 'Available', evseId: 1, connectorId: 1 });
    await its.clock.advance(after);
    expect((await session('T-1'))?.evidence).toBe(evidence);
  });
});
