import { at } from '../v16/fake-connection.ts';
import { says, story } from './station-story.ts';
import type { Line, Transcript } from './transcript.ts';

const RECORD_BEGIN = 'OCMF|{"FV":"1.0","GI":"ACME","PG":"T1","RD":[{"TX":"B","RV":12.000,"RU":"kWh"}]}|{"SD":"3046"}';
const RECORD_END = 'OCMF|{"FV":"1.0","GI":"ACME","PG":"T2","RD":[{"TX":"E","RV":12.150,"RU":"kWh"}]}|{"SD":"3045"}';
const HOW = { signingMethod: 'ECDSA-secp256r1-SHA256', encodingMethod: 'OCMF', publicKey: 'MFkwEwYHKoZI' };

const signed16 = (afterMs: number, context: string, value: string) => ({
  timestamp: at(afterMs),
  sampledValue: [
    { value: context === 'Transaction.Begin' ? '12000' : '12150', context },
    { value, context, format: 'SignedData', measurand: 'Energy.Active.Import.Register', location: 'Outlet' },
  ],
});
const event = (eventType: 'Started' | 'Ended', signedMeterValue: object) => ({
  eventType,
  timestamp: at(eventType === 'Started' ? -60_000 : 0),
  triggerReason: eventType === 'Started' ? 'CablePluggedIn' : 'EVDeparted',
  seqNo: eventType === 'Started' ? 0 : 1,
  transactionInfo: { transactionId: 'T-1' },
  evse: { id: 1, connectorId: 1 },
  meterValue: [
    {
      timestamp: at(eventType === 'Started' ? -60_000 : 0),
      sampledValue: [
        {
          value: eventType === 'Started' ? 12_000 : 12_150,
          context: `Transaction.${eventType === 'Started' ? 'Begin' : 'End'}`,
          signedMeterValue,
        },
      ],
    },
  ],
});
const it = (version: Transcript['version'], signed: readonly string[], ...lines: readonly Line[]): Transcript => ({
  ...story(version, 'signed by its meter: the record is kept, the plain register beside it is read', ...lines),
  sessions: { open: 0, ever: 1 },
  signed,
});

/** Signed meter values as each version carries them. */
export const SIGNED: readonly Transcript[] = [
  it(
    '1.6',
    [RECORD_BEGIN, RECORD_END],
    says(
      'StartTransaction',
      { connectorId: 1, idTag: 'CARD1', meterStart: 12_000, timestamp: at(0) },
      { idTagInfo: { status: 'Accepted' }, transactionId: 7001 },
      { kind: 'session-started', meterStartKwh: 12 },
    ),
    says(
      'StopTransaction',
      {
        transactionId: 7001,
        meterStop: 12_150,
        timestamp: at(0),
        transactionData: [
          signed16(-1000, 'Transaction.Begin', RECORD_BEGIN),
          signed16(0, 'Transaction.End', RECORD_END),
        ],
      },
      {},
      { kind: 'reading', energyKwh: 12 },
      { kind: 'reading', energyKwh: 12.15 },
      { kind: 'session-ended', meterStopKwh: 12.15 },
    ),
  ),
  ...(['2.0.1', '2.1'] as const).map((version) =>
    it(
      version,
      [RECORD_BEGIN, RECORD_END],
      says(
        'TransactionEvent',
        event('Started', { signedMeterData: RECORD_BEGIN, ...HOW }),
        {},
        { kind: 'session-started', meterStartKwh: 12 },
        { kind: 'reading', energyKwh: 12 },
      ),
      says(
        'TransactionEvent',
        // 2.1 need not say how, and may have sent its key before.
        event('Ended', { signedMeterData: RECORD_END, ...(version === '2.1' ? { encodingMethod: 'OCMF' } : HOW) }),
        {},
        { kind: 'reading', energyKwh: 12.15 },
        { kind: 'session-ended', meterStopKwh: 12.15 },
      ),
    ),
  ),
];
