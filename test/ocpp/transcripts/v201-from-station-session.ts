import { world } from '../v16/fake-connection.ts';
import { breaks, type Said, says, story, tells, unbooted } from './station-story.ts';
import type { Transcript } from './transcript.ts';

const TIME = '2025-03-04T05:06:00.000Z';
const CARD = { idToken: 'CARD1', type: 'ISO14443' };
const MISSING = 'OccurrenceConstraintViolation';
const PROPERTY = 'PropertyConstraintViolation';
const EVENT = {
  timestamp: TIME,
  seqNo: 0,
  evse: { id: 1, connectorId: 1 },
  transactionInfo: { transactionId: 'T-1', chargingState: 'Charging' },
};
const STARTED = { ...EVENT, eventType: 'Started', triggerReason: 'CablePluggedIn' };
const UPDATED = { ...EVENT, eventType: 'Updated', triggerReason: 'MeterValuePeriodic', seqNo: 1 };
const ENDED = { ...EVENT, eventType: 'Ended', triggerReason: 'EVDeparted', seqNo: 2 };
const STATUS = { timestamp: TIME, connectorStatus: 'Available', evseId: 1, connectorId: 1 };
const POWER = { value: 7.2, measurand: 'Power.Active.Import', unitOfMeasure: { unit: 'kW' } };
const CHARGING = { kind: 'status', connectorId: 'A07/1', status: 'charging' } as const;
const BEGUN = { kind: 'session-started', connectorId: 'A07/1', sessionId: 'A07#T-1' } as const;

const it = (title: string, ...lines: readonly Said[]): Transcript => story('2.0.1', title, ...lines);

/** What a station of 2.0.1 sends as it boots, authorizes and charges: good, refused by its schema, refused by its state. */
export const FROM_STATION_SESSION: readonly Transcript[] = [
  it('a card that may', says('Authorize', { idToken: CARD }, { idTokenInfo: { status: 'Accepted' } })),
  {
    ...it(
      'a card that may not, with its group and its end',
      says(
        'Authorize',
        { idToken: CARD },
        {
          idTokenInfo: {
            status: 'Expired',
            groupIdToken: { idToken: 'FLEET', type: 'Central' },
            cacheExpiryDateTime: '2025-03-04T05:06:40.000Z',
          },
        },
      ),
    ),
    world: () => {
      const its = world();
      its.cards['CARD1'] = { status: 'Expired', parentIdToken: 'FLEET', expiresAtMs: Date.UTC(2025, 2, 4, 5, 6, 40) };
      return its;
    },
  },
  it('no token', breaks('Authorize', {}, MISSING, 'Authorize: idToken is missing')),
  it('a type that is none', breaks('Authorize', { idToken: { idToken: 'CARD1', type: 'Coin' } }, PROPERTY)),
  it(
    'a token that cannot be printed',
    says('Authorize', { idToken: { idToken: 'CARD\u0000', type: 'ISO14443' } }, { error: PROPERTY }),
  ),
  unbooted('2.0.1', 'before BootNotification', says('Authorize', { idToken: CARD }, { error: 'SecurityError' })),

  unbooted(
    '2.0.1',
    'accepted',
    says(
      'BootNotification',
      {
        reason: 'PowerUp',
        chargingStation: { vendorName: 'Acme', model: 'P22', serialNumber: 'S-1', firmwareVersion: '2.0' },
      },
      { status: 'Accepted', currentTime: TIME, interval: 300 },
      { kind: 'booted', vendor: 'Acme', model: 'P22', serialNumber: 'S-1', firmware: '2.0', reason: 'PowerUp' },
    ),
  ),
  unbooted('2.0.1', 'without its station', breaks('BootNotification', { reason: 'PowerUp' }, MISSING)),
  unbooted(
    '2.0.1',
    'a reason that is none',
    breaks('BootNotification', { reason: 'Mood', chargingStation: { vendorName: 'Acme', model: 'P22' } }, PROPERTY),
  ),

  it('the time', says('Heartbeat', {}, { currentTime: TIME })),
  it(
    'an unknown field',
    breaks(
      'Heartbeat',
      { poison: 1 },
      'ProtocolError',
      'Heartbeat: the payload has a field that the schema does not know',
    ),
  ),
  unbooted('2.0.1', 'before BootNotification', says('Heartbeat', {}, { error: 'SecurityError' })),

  it(
    'a main meter says nothing of an EVSE',
    says('MeterValues', { evseId: 0, meterValue: [{ timestamp: TIME, sampledValue: [POWER] }] }),
  ),
  it(
    'power of an EVSE, by its unit',
    says(
      'MeterValues',
      { evseId: 2, meterValue: [{ timestamp: TIME, sampledValue: [POWER] }] },
      {},
      { kind: 'reading', connectorId: 'A07/2', powerKw: 7.2, historic: false, flags: [] },
    ),
  ),
  it(
    'a multiplier is a power of ten',
    says(
      'MeterValues',
      {
        evseId: 1,
        meterValue: [
          {
            timestamp: TIME,
            sampledValue: [
              { value: 72, measurand: 'Power.Active.Import', unitOfMeasure: { unit: 'W', multiplier: 2 } },
            ],
          },
        ],
      },
      {},
      { kind: 'reading', connectorId: 'A07/1', powerKw: 7.2 },
    ),
  ),
  it('no moment at all', breaks('MeterValues', { evseId: 1, meterValue: [] }, MISSING)),
  ...(
    [
      ['text where a number belongs', '12,5'],
      ['infinity', JSON.parse('1e999') as number],
    ] as const
  ).map(([title, value]) =>
    it(
      title,
      breaks(
        'MeterValues',
        { evseId: 1, meterValue: [{ timestamp: TIME, sampledValue: [{ value }] }] },
        'TypeConstraintViolation',
        'MeterValues: meterValue.0.sampledValue.0.value must be number',
      ),
    ),
  ),
  it(
    'of an EVSE that the station does not have',
    says('MeterValues', { evseId: 7, meterValue: [{ timestamp: TIME, sampledValue: [POWER] }] }, { error: PROPERTY }),
  ),

  ...(
    [
      ['Available', 'available'],
      ['Occupied', 'preparing'],
      ['Reserved', 'reserved'],
      ['Unavailable', 'unavailable'],
      ['Faulted', 'faulted'],
    ] as const
  ).map(([connectorStatus, status]) =>
    it(
      connectorStatus,
      tells('StatusNotification', { ...STATUS, connectorStatus }, {}, { kind: 'status', connectorId: 'A07/1', status }),
    ),
  ),
  it(
    'of the station as a whole',
    says('StatusNotification', { ...STATUS, evseId: 0, connectorId: 0 }, {}, { kind: 'status', status: 'available' }),
  ),
  it('of 1.6', breaks('StatusNotification', { ...STATUS, connectorStatus: 'SuspendedEV' }, PROPERTY)),
  it(
    'of an EVSE that the station does not have',
    says('StatusNotification', { ...STATUS, evseId: 7 }, { error: PROPERTY }),
  ),

  it(
    'begins with a card and goes on',
    says(
      'TransactionEvent',
      { ...STARTED, idToken: CARD },
      { idTokenInfo: { status: 'Accepted' } },
      { ...BEGUN, idToken: 'CARD1', offline: false },
      CHARGING,
    ),
    says(
      'TransactionEvent',
      { ...UPDATED, meterValue: [{ timestamp: TIME, sampledValue: [POWER] }] },
      {},
      { kind: 'reading', sessionId: 'A07#T-1', powerKw: 7.2 },
    ),
    says(
      'TransactionEvent',
      { ...ENDED, transactionInfo: { transactionId: 'T-1', stoppedReason: 'EVDisconnected' } },
      {},
      { kind: 'session-ended', sessionId: 'A07#T-1', reason: 'EVDisconnected' },
    ),
  ),
  it(
    'the retransmit of a start begins nothing',
    says('TransactionEvent', STARTED, {}, BEGUN, CHARGING),
    says('TransactionEvent', STARTED),
  ),
  it(
    'a card that comes after the cable belongs to the session',
    says('TransactionEvent', STARTED, {}, { ...BEGUN, idToken: '' }, CHARGING),
    says(
      'TransactionEvent',
      { ...UPDATED, triggerReason: 'Authorized', idToken: CARD },
      { idTokenInfo: { status: 'Accepted' } },
      { kind: 'session-identified', connectorId: 'A07/1', sessionId: 'A07#T-1', idToken: 'CARD1' },
    ),
  ),
  it(
    'the end of a transaction that nobody knows',
    says('TransactionEvent', ENDED, {}, { kind: 'security', type: 'unknown-transaction' }),
  ),
  it('without its transaction', breaks('TransactionEvent', { ...STARTED, transactionInfo: undefined }, MISSING)),
  it(
    'of an EVSE that the station does not have',
    says('TransactionEvent', { ...STARTED, evse: { id: 7 } }, { error: PROPERTY }),
  ),
  it(
    'a start in another century',
    says('TransactionEvent', { ...STARTED, timestamp: '1970-01-01T00:00:00Z' }, { error: PROPERTY }),
  ),
  // It is kept waiting while the station is asked to boot; this one cannot be asked, and is heard as it is.
  unbooted('2.0.1', 'before BootNotification', says('TransactionEvent', STARTED, {}, BEGUN, CHARGING)),
];
