/** What only a station of 2.1 tells, from its message to what an operator sees. */
import { expect, it } from 'vitest';
import { v21 } from '../../../ocpp/v21/index.ts';
import { createPresent } from '../../../src/api/present.ts';
import { connect, world } from '../../ocpp/v16/fake-connection.ts';
import { LoopWorld, node, pile, siteOf } from './loop-world.ts';

const TIME = '2025-03-04T05:06:00.000Z';
const CAR = {
  evseId: 1,
  chargingNeeds: {
    requestedEnergyTransfer: 'DC_BPT',
    v2xChargingParameters: {
      minDischargePower: 1_000,
      maxDischargePower: 10_000,
      evMinV2XEnergyRequest: 2_000,
      evMaxV2XEnergyRequest: 30_000,
      targetSoC: 80,
    },
  },
};

/** A station with a car, and its messages on their way through its adapter and the control loop. */
async function story() {
  const street = new LoopWorld(siteOf([node('T1', { ratingKw: 100 })], [pile('A07', 'T1')]));
  street.openDay();
  const station = connect(v21, world());
  await station.connected;
  await station.send('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'P22' } });
  await station.send('TransactionEvent', {
    eventType: 'Started',
    timestamp: TIME,
    triggerReason: 'CablePluggedIn',
    seqNo: 0,
    transactionInfo: { transactionId: '1' },
    evse: { id: 1, connectorId: 1 },
  });
  station.take();
  const say = async (action: string, payload: Record<string, unknown>): Promise<void> => {
    await station.send(action, payload);
    for (const event of station.take()) street.control.post({ ...event, atMs: street.clock.nowMs() });
    street.clock.advanceBy(2_000);
  };
  return { street, say, session: () => street.control.view().sessions[0] };
}

it('what a car can give back is with its session, on the API too; nothing is discharged', async () => {
  const { say, session } = await story();
  await say('NotifyEVChargingNeeds', CAR);
  const v2x = {
    minimumDischargeKw: 1,
    maximumDischargeKw: 10,
    minimumEnergyKwh: 2,
    maximumEnergyKwh: 30,
    targetSocPercent: 80,
  };
  const seen = session();
  expect(seen?.v2x).toEqual(v2x);
  if (seen === undefined) throw new Error('the session is open');
  expect(
    createPresent({ timeZone: 'UTC', nowMs: () => 0, maskToken: (token) => token }).liveSession(seen),
  ).toMatchObject({ v2x });
  expect(seen.setpointKw).toBeGreaterThanOrEqual(0);
});

it('priority is told with the session until it is given up; it gives no power', async () => {
  const { street, say, session } = await story();
  street.clock.advanceBy(60_000);
  const setpointKw = session()?.setpointKw;
  await say('NotifyPriorityCharging', { transactionId: '1', activated: true });
  expect(session()).toMatchObject({ hasPriority: true, setpointKw });
  await say('NotifyPriorityCharging', { transactionId: '1', activated: false });
  expect(session()).not.toHaveProperty('hasPriority');
  await say('NotifyPriorityCharging', { transactionId: 'other', activated: true });
  expect(session()).not.toHaveProperty('hasPriority');
});

it('a grid control and what it sees in the grid are notes until they are over', async () => {
  const { street, say } = await story();
  await say('NotifyDERStartStop', { controlId: 'c1', started: true, timestamp: TIME });
  const fault = { controlType: 'FreqDroop', timestamp: TIME, gridEventFault: 'UnderFrequency' };
  await say('NotifyDERAlarm', fault);
  expect(
    street.control
      .view()
      .alarms.filter(({ kind }) => kind === 'der')
      .map(({ text }) => text),
  ).toEqual([
    'A07: its grid control c1 is active and may change what it draws.',
    'A07: the grid left the bounds of its control FreqDroop: UnderFrequency.',
  ]);
  await say('NotifyDERAlarm', { ...fault, alarmEnded: true });
  await say('NotifyDERStartStop', { controlId: 'c1', started: false, timestamp: TIME });
  expect(street.alarmIds().filter((id) => id.startsWith('der:'))).toEqual([]);
  for (let k = 0; k < 20; k += 1)
    await say('NotifyDERStartStop', { controlId: `c${k}`, started: true, timestamp: TIME });
  expect(street.alarmIds().filter((id) => id.startsWith('der:'))).toHaveLength(5);
});

it('an answer of ours that a station could not take is a note', () => {
  const street = new LoopWorld(siteOf([node('T1', { ratingKw: 100 })], [pile('A07', 'T1')]));
  street.openDay();
  const atMs = street.clock.nowMs();
  street.control.post({ kind: 'answer-refused', stationId: 'A07', atMs, code: 'FormationViolation' });
  street.clock.advanceBy(2_000);
  expect(street.control.view().alarms).toContainEqual({
    id: 'answer-refused:A07',
    severity: 'warning',
    sinceMs: atMs,
    kind: 'answer-refused',
    subject: 'A07',
    text: 'A07 could not take an answer of ours (FormationViolation); it was asked for its states again.',
  });
});
