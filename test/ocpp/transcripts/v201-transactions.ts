import { at, T0, world } from '../v16/fake-connection.ts';
import { passes, says, story, tells } from './station-story.ts';
import type { Line, Transcript } from './transcript.ts';

const SESSION = { connectorId: 'A07/1', sessionId: 'A07#T-1' } as const;
const HOUR_MS = 3_600_000;
const STARTED = {
  eventType: 'Started',
  timestamp: at(-1000),
  triggerReason: 'CablePluggedIn',
  seqNo: 0,
  transactionInfo: { transactionId: 'T-1', chargingState: 'EVConnected' },
  evse: { id: 1, connectorId: 1 },
  idToken: { idToken: 'CARD1', type: 'ISO14443' },
  meterValue: [{ timestamp: at(-1000), sampledValue: [{ value: 12_000, context: 'Transaction.Begin' }] }],
};
const updated = (afterMs: number, more: object = {}) => ({
  eventType: 'Updated',
  timestamp: at(afterMs),
  triggerReason: 'MeterValuePeriodic',
  seqNo: 0,
  transactionInfo: { transactionId: 'T-1', chargingState: 'Charging' },
  meterValue: [
    {
      timestamp: at(afterMs),
      sampledValue: [{ value: 7.2, measurand: 'Power.Active.Import', unitOfMeasure: { unit: 'kW' } }],
    },
  ],
  ...more,
});
const ended = (afterMs: number, more: object = {}) => ({
  eventType: 'Ended',
  timestamp: at(afterMs),
  triggerReason: 'EVDeparted',
  seqNo: 0,
  transactionInfo: { transactionId: 'T-1', stoppedReason: 'EVDisconnected' },
  meterValue: [{ timestamp: at(afterMs), sampledValue: [{ value: 12_150, context: 'Transaction.End' }] }],
  ...more,
});
const AUTHORIZED = { idTokenInfo: { status: 'Accepted' } };
const OCCUPIED = { timestamp: at(0), connectorStatus: 'Occupied', evseId: 1, connectorId: 1 };
const starts = says(
  'TransactionEvent',
  STARTED,
  AUTHORIZED,
  { kind: 'session-started', ...SESSION },
  { kind: 'reading', ...SESSION },
  { kind: 'status', status: 'preparing' },
);
const event = (...said: Parameters<typeof says> extends [string, ...infer Rest] ? Rest : never) =>
  says('TransactionEvent', ...said);

const it = (title: string, sessions: NonNullable<Transcript['sessions']>, ...lines: readonly Line[]): Transcript => ({
  ...story('2.0.1', title, ...lines),
  sessions,
});

/** The life of a transaction of 2.0.1 (block E), with all that is told of it. */
export const TRANSACTIONS_V201: readonly Transcript[] = [
  it(
    'from start to end',
    { open: 0, ever: 1 },
    tells(
      'TransactionEvent',
      STARTED,
      AUTHORIZED,
      {
        kind: 'session-started',
        ...SESSION,
        idToken: 'CARD1',
        meterStartKwh: 12,
        startedAtMs: T0 - 1000,
        offline: false,
      },
      {
        kind: 'reading',
        ...SESSION,
        measuredAtMs: T0 - 1000,
        takenAtMs: T0 - 1000,
        energyKwh: 12,
        historic: false,
        flags: [],
      },
      { kind: 'status', connectorId: 'A07/1', status: 'preparing' },
    ),
    passes(60_000),
    tells(
      'TransactionEvent',
      updated(60_000),
      {},
      {
        kind: 'reading',
        ...SESSION,
        measuredAtMs: T0 + 60_000,
        takenAtMs: T0 + 60_000,
        powerKw: 7.2,
        historic: false,
        flags: [],
      },
      { kind: 'status', connectorId: 'A07/1', status: 'charging' },
    ),
    tells(
      'TransactionEvent',
      ended(60_000),
      {},
      {
        kind: 'reading',
        ...SESSION,
        measuredAtMs: T0 + 60_000,
        takenAtMs: T0 + 60_000,
        energyKwh: 12.15,
        historic: false,
        flags: [],
      },
      {
        kind: 'session-ended',
        ...SESSION,
        meterStopKwh: 12.15,
        endedAtMs: T0 + 60_000,
        reason: 'EVDisconnected',
      },
    ),
  ),
  ...(
    [
      ['Charging', 'charging'],
      ['SuspendedEV', 'suspended-ev'],
      ['SuspendedEVSE', 'suspended-evse'],
      ['Idle', 'finishing'],
    ] as const
  ).map(([chargingState, status]) =>
    it(
      `"Occupied" means ${chargingState} while the transaction says so, and nothing of it afterwards`,
      { open: 0, ever: 1 },
      starts,
      event(
        updated(0, { transactionInfo: { transactionId: 'T-1', chargingState } }),
        {},
        { kind: 'reading' },
        { kind: 'status', status },
      ),
      says('StatusNotification', OCCUPIED, {}, { kind: 'status', status }),
      event(ended(0), {}, { kind: 'reading' }, { kind: 'session-ended' }),
      says('StatusNotification', OCCUPIED, {}, { kind: 'status', status: 'preparing' }),
    ),
  ),
  it(
    'a retransmitted start begins no second session; what it measured is told again',
    { open: 1, ever: 1 },
    starts,
    event(STARTED, AUTHORIZED, { kind: 'reading' }),
  ),
  it(
    'a start that was lost is made good by the next event that names its EVSE',
    { open: 1, ever: 1 },
    event(updated(0), {}, { kind: 'security', type: 'unknown-transaction' }),
    event(
      updated(0, { evse: { id: 2 } }),
      {},
      { kind: 'session-started', connectorId: 'A07/2', idToken: '' },
      { kind: 'reading', sessionId: 'A07#T-1' },
      { kind: 'status' },
    ),
  ),
  {
    ...it(
      'a station with one EVSE need not name it',
      { open: 1, ever: 1 },
      event(
        { ...STARTED, evse: undefined },
        AUTHORIZED,
        { kind: 'session-started', connectorId: 'A07/1' },
        { kind: 'reading' },
        { kind: 'status' },
      ),
    ),
    world: () => world({ connectors: [1] }),
  },
  it(
    'the queue of an outage, with old times, is a session and a history, and no state',
    { open: 0, ever: 1 },
    event(
      {
        ...STARTED,
        timestamp: at(-HOUR_MS),
        offline: true,
        meterValue: [{ timestamp: at(-HOUR_MS), sampledValue: [{ value: 1000 }] }],
      },
      AUTHORIZED,
      { kind: 'session-started', offline: true, startedAtMs: T0 - HOUR_MS },
      { kind: 'reading', historic: true },
    ),
    event(updated(-HOUR_MS / 2, { offline: true }), {}, { kind: 'reading', historic: true, powerKw: 7.2 }),
    event(
      ended(-HOUR_MS / 4, { offline: true }),
      {},
      { kind: 'reading', historic: true },
      { kind: 'session-ended', endedAtMs: T0 - HOUR_MS / 4 },
    ),
  ),
  it(
    'a charging state is told when it changes',
    { open: 1, ever: 1 },
    starts,
    event(updated(0), {}, { kind: 'reading' }, { kind: 'status', status: 'charging' }),
    event(updated(0), {}, { kind: 'reading' }),
  ),
  it(
    'what comes after the end opens nothing again; what it measured is history of its session',
    { open: 0, ever: 1 },
    starts,
    event(ended(0), {}, { kind: 'reading' }, { kind: 'session-ended' }),
    event(updated(-1000, { evse: { id: 1 } }), {}, { kind: 'reading', historic: true, sessionId: 'A07#T-1' }),
    event(ended(0)),
  ),
  it(
    'the end of an unknown transaction is acknowledged and reported, and nothing else changes',
    { open: 1, ever: 1 },
    starts,
    tells(
      'TransactionEvent',
      ended(0, { transactionInfo: { transactionId: 'T-9' } }),
      {},
      {
        kind: 'security',
        type: 'unknown-transaction',
        detail: 'TransactionEvent Ended of transaction T-9, which this station does not have',
      },
    ),
  ),
  it(
    'an end below the register is reported, and its register is not believed',
    { open: 0, ever: 1 },
    starts,
    tells(
      'TransactionEvent',
      ended(0, { meterValue: [{ timestamp: at(0), sampledValue: [{ value: 5 }] }] }),
      {},
      { kind: 'session-flagged', ...SESSION, flag: 'decreasing-register' },
      {
        kind: 'security',
        type: 'decreasing-register',
        detail: 'A07/1: meterStop 0.005 kWh does not follow the register 12 kWh',
      },
      {
        kind: 'reading',
        ...SESSION,
        measuredAtMs: T0,
        takenAtMs: T0,
        historic: false,
        flags: ['decreasing-register'],
      },
      { kind: 'session-ended', ...SESSION, endedAtMs: T0, reason: 'EVDisconnected' },
    ),
  ),
  it(
    'minutes of old meter values in the last event are for the history and raise no alarm',
    { open: 0, ever: 1 },
    starts,
    passes(600_000),
    event(updated(600_000), {}, { kind: 'reading' }, { kind: 'status' }),
    event(
      ended(600_000, {
        meterValue: [100, 200, 300].map((s) => ({
          timestamp: at(s * 1000),
          sampledValue: [{ value: 12_000 + s }],
        })),
      }),
      {},
      { kind: 'reading', historic: true, flags: [] },
      { kind: 'reading', historic: true, flags: [] },
      { kind: 'reading', historic: true, flags: [] },
      { kind: 'session-ended' },
    ),
  ),
  it(
    'its end is heard even from a station whose clock is lost',
    { open: 0, ever: 1 },
    starts,
    event(
      ended(0, { timestamp: '1970-01-01T00:00:00Z', meterValue: undefined }),
      {},
      { kind: 'session-ended', endedAtMs: T0 },
    ),
  ),
  it(
    'on an EVSE that the station has not',
    { open: 0, ever: 0 },
    event(
      { ...STARTED, evse: { id: 3 } },
      {
        error: 'PropertyConstraintViolation',
        description: 'TransactionEvent: evse.id: the station has no such connector',
      },
    ),
  ),
  it(
    'from 1970',
    { open: 0, ever: 0 },
    event(
      { ...STARTED, timestamp: '1970-01-01T00:00:00Z' },
      {
        error: 'PropertyConstraintViolation',
        description: 'TransactionEvent: timestamp: is not a time within the last year',
      },
    ),
  ),
  it(
    'a line break in the id of a transaction',
    { open: 0, ever: 0 },
    event(
      { ...STARTED, transactionInfo: { transactionId: 'poison\n' } },
      {
        error: 'PropertyConstraintViolation',
        description: 'TransactionEvent: transactionInfo.transactionId: has characters that cannot be printed',
      },
    ),
  ),
];
