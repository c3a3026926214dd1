/** Limits that others set at a station directly: from its message to the bound of a connector, and away again. */
import { expect, it } from 'vitest';
import { v201 } from '../../../ocpp/v201/index.ts';
import { externalLimitOf, newStation, reduceStation } from '../../../src/control/station-record.ts';
import { connect, world } from '../../ocpp/v16/fake-connection.ts';

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

it.each<[string, readonly Message[], readonly (number | undefined)[]]>([
  ['none', [], [undefined, undefined]],
  ['of one EVSE', [limit('EMS', 6, 1)], [6, undefined]],
  ['of the station', [limit('EMS', 6)], [6, 6]],
  ['the strictest of two sources binds', [limit('EMS', 6), limit('SO', 4, 2)], [6, 4]],
  ['a newer one of the same source takes its place', [limit('EMS', 4), limit('EMS', 9)], [9, 9]],
  [
    'what is over for one EVSE binds the other',
    [limit('EMS', 6, 1), limit('EMS', 5, 2), over('EMS', 1)],
    [undefined, 5],
  ],
  ['what is over for the station is over for each', [limit('EMS', 6, 1), over('EMS')], [undefined, undefined]],
  ['one source ends, the other binds on', [limit('EMS', 4), limit('SO', 6), over('EMS')], [6, 6]],
  ['nothing of an EVSE that is not there', [limit('EMS', 0, 7)], [undefined, undefined]],
])('%s', async (_, messages, expected) => {
  const station = connect(v201, world());
  await station.connected;
  await station.send('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'P22' } });
  station.take();
  for (const [action, payload] of messages) await station.send(action, payload);
  const record = station.take().reduce(reduceStation, newStation('A07'));
  expect([1, 2].map((evse) => externalLimitOf(record, `A07/${evse}`)?.limitKw)).toEqual(expected);
});
