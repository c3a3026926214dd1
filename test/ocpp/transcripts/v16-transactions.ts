import { at, T0, world } from '../v16/fake-connection.ts';
import { passes, says, story, tells } from './station-story.ts';
import type { Line, Transcript } from './transcript.ts';

const START = { connectorId: 1, idTag: 'CARD1', meterStart: 12_000, timestamp: at(-1000) };
const STARTED = { idTagInfo: { status: 'Accepted' }, transactionId: 7001 };
const SESSION = { connectorId: 'A07/1', sessionId: 'A07#7001' } as const;
const STOP = { transactionId: 7001, meterStop: 13_000, timestamp: at(0) };
const begins = says('StartTransaction', START, STARTED, { kind: 'session-started', ...SESSION });
const power = [{ timestamp: at(0), sampledValue: [{ value: '7000', measurand: 'Power.Active.Import' }] }];

const it = (title: string, sessions: NonNullable<Transcript['sessions']>, ...lines: readonly Line[]): Transcript => ({
  ...story('1.6', title, ...lines),
  sessions,
});

/** The life of a transaction of 1.6 (sections 4.8 to 4.10), with all that is told of it. */
export const TRANSACTIONS: readonly Transcript[] = [
  it(
    'from start to stop',
    { open: 0, ever: 1 },
    tells('StartTransaction', START, STARTED, {
      kind: 'session-started',
      ...SESSION,
      idToken: 'CARD1',
      meterStartKwh: 12,
      startedAtMs: T0 - 1000,
      offline: false,
    }),
    passes(60_000),
    tells(
      'MeterValues',
      {
        connectorId: 1,
        transactionId: 7001,
        meterValue: [
          {
            timestamp: at(60_000),
            sampledValue: [{ value: '7.2', measurand: 'Power.Active.Import', unit: 'kW' }, { value: '12120' }],
          },
        ],
      },
      {},
      {
        kind: 'reading',
        ...SESSION,
        measuredAtMs: T0 + 60_000,
        takenAtMs: T0 + 60_000,
        powerKw: 7.2,
        energyKwh: 12.12,
        historic: false,
        flags: [],
      },
    ),
    tells(
      'StopTransaction',
      { transactionId: 7001, idTag: 'CARD1', meterStop: 12_150, timestamp: at(60_000), reason: 'EVDisconnected' },
      { idTagInfo: { status: 'Accepted' } },
      {
        kind: 'session-ended',
        ...SESSION,
        meterStopKwh: 12.15,
        endedAtMs: T0 + 60_000,
        reason: 'EVDisconnected',
      },
    ),
  ),
  {
    ...it(
      'a card that is not valid gets its transaction, as the specification demands',
      { open: 1, ever: 1 },
      says(
        'StartTransaction',
        START,
        { idTagInfo: { status: 'Invalid' }, transactionId: 7001 },
        { kind: 'session-started', ...SESSION },
        { kind: 'session-flagged', ...SESSION, flag: 'token-invalid' },
      ),
    ),
    world: () => {
      const its = world();
      its.cards['CARD1'] = { status: 'Invalid' };
      return its;
    },
  },
  it(
    'its retransmit gives the same transaction and no second session',
    { open: 1, ever: 1 },
    begins,
    says('StartTransaction', START, STARTED),
  ),
  it(
    'from the queue is offline',
    { open: 1, ever: 1 },
    says('StartTransaction', { ...START, timestamp: at(-3_600_000) }, STARTED, {
      kind: 'session-started',
      startedAtMs: T0 - 3_600_000,
      offline: true,
    }),
  ),
  it(
    'of an unknown transaction is acknowledged and reported, and nothing else changes',
    { open: 1, ever: 1 },
    begins,
    tells(
      'StopTransaction',
      { transactionId: 99, meterStop: 1, timestamp: at(0) },
      {},
      {
        kind: 'security',
        type: 'unknown-transaction',
        detail: 'StopTransaction of transaction 99, which this station does not have',
      },
    ),
  ),
  it(
    'a second one, without reason and then Local, changes nothing',
    { open: 0, ever: 1 },
    begins,
    says('StopTransaction', STOP, {}, { kind: 'session-ended', meterStopKwh: 13 }),
    says('StopTransaction', { ...STOP, reason: 'Local' }),
  ),
  it(
    'below the register is reported, and its register is not believed',
    { open: 0, ever: 1 },
    begins,
    tells(
      'StopTransaction',
      { ...STOP, meterStop: 11_000 },
      {},
      { kind: 'session-flagged', ...SESSION, flag: 'decreasing-register' },
      {
        kind: 'security',
        type: 'decreasing-register',
        detail: 'A07/1: meterStop 11 kWh does not follow the register 12 kWh',
      },
      { kind: 'session-ended', ...SESSION, endedAtMs: T0 },
    ),
  ),
  it(
    'its data is for the history',
    { open: 0, ever: 1 },
    begins,
    says(
      'StopTransaction',
      {
        ...STOP,
        transactionData: [
          { timestamp: at(-600_000), sampledValue: [{ value: '12000', context: 'Transaction.Begin' }] },
          { timestamp: at(-300_000), sampledValue: [{ value: '12600' }] },
        ],
      },
      {},
      { kind: 'reading', sessionId: 'A07#7001', energyKwh: 12, historic: true },
      { kind: 'reading', sessionId: 'A07#7001', energyKwh: 12.6, historic: true },
      { kind: 'session-ended' },
    ),
  ),
  it(
    'the main meter of the station says nothing about a connector',
    { open: 0, ever: 0 },
    says('MeterValues', { connectorId: 0, meterValue: [{ timestamp: at(0), sampledValue: [{ value: '5' }] }] }),
  ),
  it(
    'for another transaction belong to no session of ours, but their power counts',
    { open: 1, ever: 1 },
    begins,
    tells(
      'MeterValues',
      { connectorId: 1, transactionId: 5, meterValue: power },
      {},
      {
        kind: 'reading',
        connectorId: 'A07/1',
        measuredAtMs: T0,
        takenAtMs: T0,
        powerKw: 7,
        historic: false,
        flags: [],
      },
    ),
    tells(
      'MeterValues',
      { connectorId: 1, transactionId: 0, meterValue: power },
      {},
      { kind: 'reading', ...SESSION, measuredAtMs: T0, takenAtMs: T0, powerKw: 7, historic: false, flags: [] },
    ),
  ),
];
