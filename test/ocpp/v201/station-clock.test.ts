import { expect, it } from 'vitest';
import { v201 } from '../../../ocpp/v201/index.ts';
import { at, connect, T0, world } from '../v16/fake-connection.ts';

const transaction = (eventType: string, afterMs: number, more: object = {}) => ({
  eventType,
  timestamp: at(afterMs),
  triggerReason: 'CablePluggedIn',
  seqNo: 0,
  transactionInfo: { transactionId: 'T-1' },
  evse: { id: 1 },
  ...more,
});
const measured = (afterMs: number, context: string) => ({
  meterValue: [{ timestamp: at(afterMs), sampledValue: [{ value: 12_000, context }] }],
});

async function booted() {
  const station = connect(v201, world());
  await station.connected;
  await station.send('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'P22' } });
  station.take();
  return station;
}

it('an event that the station calls offline is history, however young, and says nothing about its clock', async () => {
  const station = await booted();
  const young = { offline: true, ...measured(-1000, 'Transaction.Begin') };
  await station.send('TransactionEvent', transaction('Started', -1000, young));
  expect(station.take()).toMatchObject([
    { kind: 'session-started', offline: true },
    { kind: 'reading', historic: true },
  ]);
  const old = { offline: true, ...measured(-3_600_000, 'Trigger') };
  await station.send('TransactionEvent', transaction('Updated', -3_600_000, old));
  expect(station.known.clockLagMs).toBe(0);
});

it('the departure of a car is told by the clock of the station', async () => {
  const station = await booted();
  await station.send('TransactionEvent', transaction('Started', 0));
  station.take();
  station.known.clockLagMs = 90_000;
  const chargingNeeds = { requestedEnergyTransfer: 'DC', departureTime: at(0) };
  await station.send('NotifyEVChargingNeeds', { evseId: 1, chargingNeeds });
  expect(station.take()).toMatchObject([{ sessionId: 'A07#T-1', departureMs: T0 + 90_000 }]);
});
