import { expect, it } from 'vitest';
import { readingPoint } from '../../../src/telemetry/points.ts';
import { measure } from '../../../ocpp/metering/measure.ts';
import { v201 } from '../../../ocpp/v201/index.ts';
import { at, connect, world } from '../v16/fake-connection.ts';

it.each([
  ['kilo', { value: 1.5, measurand: 'Power.Reactive.Import', unit: 'kvar' }, { 'Power.Reactive.Import': 1_500 }],
  ['a phase', { value: '3', measurand: 'Power.Reactive.Import', phase: 'L2' }, { 'Power.Reactive.Import.L2': 3 }],
  ['a place', { value: '35', measurand: 'Temperature', location: 'EV', unit: 'Celcius' }, { 'Temperature@EV': 35 }],
  ['the outlet', { value: '50', measurand: 'Frequency', location: 'Outlet' }, { Frequency: 50 }],
  ['Fahrenheit', { value: '95', measurand: 'Temperature', unit: 'Fahrenheit' }, { Temperature: 35 }],
  [
    'a power of ten',
    { value: 2, multiplier: 3, measurand: 'Energy.Active.Export.Register', unit: 'Wh' },
    { 'Energy.Active.Export.Register': 2_000 },
  ],
  ['a unit that nobody knows', { value: '1', measurand: 'Frequency', unit: 'Furlong' }, undefined],
  ['no number', { value: 'warm', measurand: 'Temperature' }, undefined],
  ['empty text', { value: ' ', measurand: 'Temperature' }, undefined],
  ['beyond any meter', { value: 1, multiplier: 300, measurand: 'Frequency' }, undefined],
  ['a name that a station made up', { value: 1, measurand: 'Mood' }, undefined],
  ['a name of the language', { value: 1, measurand: '__proto__' }, undefined],
  ['what has a field of its own', { value: 1, measurand: 'Power.Active.Import', unit: 'kW' }, undefined],
] as const)('what control does not use: %s', (_, sample, others) => {
  expect(measure([sample]).others).toEqual(others);
});

it('of the begin and the end under one timestamp, that of the end counts', () => {
  const begin = { value: 1, measurand: 'Energy.Active.Export.Register', context: 'Transaction.Begin' };
  const end = { value: 9, measurand: 'Energy.Active.Export.Register', context: 'Transaction.End' };
  expect(measure([end, begin]).others).toEqual({ 'Energy.Active.Export.Register': 9 });
  expect(measure([begin, end]).others).toEqual({ 'Energy.Active.Export.Register': 9 });
});

it('goes to the history, also when it was replayed', async () => {
  const station = connect(v201, world());
  await station.connected;
  await station.send('BootNotification', {
    reason: 'PowerUp',
    chargingStation: { vendorName: 'Acme', model: 'P22' },
  });
  station.take();
  for (const afterMs of [0, -7_200_000]) {
    await station.send('MeterValues', {
      evseId: 1,
      meterValue: [{ timestamp: at(afterMs), sampledValue: [{ value: 49.98, measurand: 'Frequency' }] }],
    });
  }
  const readings = station.take().filter((event) => event.kind === 'reading');
  expect(readings).toMatchObject([{ historic: false }, { historic: true }]);
  expect(readings.map((reading) => readingPoint(reading).fields['Frequency'])).toEqual([49.98, 49.98]);
});
