import { describe, expect, it } from 'vitest';
import { v16 } from '../../../ocpp/v16/index.ts';
import { at, connect, world } from './fake-connection.ts';

/** A station whose site knows of these deviations of its model. */
async function booted(deviations: readonly string[]) {
  const fresh = world();
  const its = { ...fresh, deps: { ...fresh.deps, quirks: [{ vendor: 'Acme', quirks: { deviations } }] } };
  const station = connect(v16, its);
  await station.send('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'P22' });
  station.take();
  return { ...station, its, logs: its.logs };
}

const sample = (one: object, timestamp: string = at(0)) => ({
  connectorId: 1,
  meterValue: [{ timestamp, sampledValue: [{ measurand: 'Power.Active.Import', value: '7000', ...one }] }],
});
const START = { connectorId: 1, idTag: 'CARD1', meterStart: 0, timestamp: at(0) };
const STATUS = { connectorId: 1, errorCode: 'NoError', status: 'Available' };

const REPAIRED: readonly (readonly [string, string, Record<string, unknown>])[] = [
  ['additional-fields', 'StatusNotification', { ...STATUS, extra: 1 }],
  ['celcius', 'MeterValues', sample({ measurand: 'Temperature', value: '20', unit: 'celsius' })],
  ['empty-optional-text', 'MeterValues', sample({ context: '' })],
  ['long-free-text', 'StatusNotification', { ...STATUS, info: 'x'.repeat(51) }],
  ['missing-error-code', 'StatusNotification', { connectorId: 1, status: 'Available' }],
  ['number-as-text', 'MeterValues', sample({ value: 7000 })],
  ['text-as-number', 'StartTransaction', { ...START, meterStart: '12.4' }],
  ['timestamp-without-zone', 'StatusNotification', { ...STATUS, timestamp: '2025-03-04T05:06:00' }],
];

describe('relaxed validation', () => {
  it.each(REPAIRED)(
    '%s is refused, unless it is known of the model; then counted each time and logged once',
    async (name, action, payload) => {
      const strict = await booted([]);
      expect(await strict.send(action, payload)).toHaveProperty('error');
      const relaxed = await booted([name]);
      expect(await relaxed.send(action, payload)).not.toHaveProperty('error');
      await relaxed.send(action, payload);
      const uses = relaxed.take().filter(({ kind }) => kind === 'deviation');
      expect(uses).toMatchObject([
        { action, deviation: name },
        { action, deviation: name },
      ]);
      expect(relaxed.logs.filter(({ message }) => message.includes(name))).toHaveLength(1);
    },
  );

  it('a station that connects again is not logged again', async () => {
    const first = await booted(['additional-fields']);
    await first.send('StatusNotification', { ...STATUS, extra: 1 });
    const again = connect(v16, first.its);
    await again.send('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'P22' });
    await again.send('StatusNotification', { ...STATUS, extra: 1 });
    expect(again.take().filter(({ kind }) => kind === 'deviation')).toHaveLength(1);
    expect(first.logs.filter(({ message }) => message.includes('additional-fields'))).toHaveLength(1);
  });

  it.each([
    ['a longer card', 'Authorize', { idTag: 'x'.repeat(21) }],
    ['a card that is a number', 'Authorize', { idTag: 5 }],
    ['a connector that is text', 'StartTransaction', { ...START, connectorId: '1' }],
    [
      'a prototype key',
      'StatusNotification',
      JSON.parse('{"connectorId":1,"errorCode":"NoError","status":"Available","__proto__":{"a":1}}'),
    ],
    ['a time that is none', 'StartTransaction', { ...START, timestamp: '2025-13-04T05:06:00' }],
  ] as const)('%s is refused whatever is known', async (_, action, payload) => {
    const station = await booted(REPAIRED.map(([name]) => name));
    expect(await station.send(action, payload as Record<string, unknown>)).toHaveProperty('error');
    expect(station.take()).toEqual([]);
  });
});
