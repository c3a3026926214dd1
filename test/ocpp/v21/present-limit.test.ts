/** 2.1 K28, K29: what a station is told that pulls its dynamic limit, while limits change, are refused, run out. */
import { expect, it } from 'vitest';
import type { Electrical, LimitCommand } from '../../../ocpp/index.ts';
import { v21 } from '../../../ocpp/v21/index.ts';
import { connect, world } from '../v16/fake-connection.ts';

const AC3: Electrical = { kind: 'AC', voltageV: 230, phaseCount: 3 };
const LEASE_MS = 180_000;
const LIMIT_OF_EVSE_1 = 11;
const REJECTED = { status: 'Rejected' };
const told = (limit: number) => ({ status: 'Accepted', scheduleUpdate: { limit } });

async function station() {
  const its = world();
  const line = connect(v21, its);
  await line.connected;
  await line.send('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'P22' } });
  const render = (limitKw: number, more: Partial<LimitCommand> = {}) =>
    v21.renderLimit(line.connection, {
      commandId: 'c1',
      connectorId: 'A07/1',
      sessionId: 'A07#T-1',
      limitKw,
      failsafeKw: 4.14,
      electrical: AC3,
      leaseMs: LEASE_MS,
      decrease: false,
      ...more,
    });
  const accept = (limitKw: number, more: Partial<LimitCommand> = {}) =>
    render(limitKw, more).read({ status: 'Accepted' });
  const pull = (chargingProfileId = LIMIT_OF_EVSE_1) => line.send('PullDynamicScheduleUpdate', { chargingProfileId });
  return { ...line, its, render, accept, pull };
}

it('nothing was sent: nothing is told', async () => {
  const { pull } = await station();
  expect(await pull()).toEqual(REJECTED);
});

it('what is only on its way is not told', async () => {
  const { pull, render } = await station();
  render(11.04);
  expect(await pull()).toEqual(REJECTED);
});

it('what was refused is not told', async () => {
  const { pull, render } = await station();
  render(11.04).read({ status: 'Rejected' });
  expect(await pull()).toEqual(REJECTED);
});

it('a lower limit that is on its way is told at once, a higher one only when it is accepted', async () => {
  const { pull, accept, render } = await station();
  accept(11.04);
  expect(await pull()).toEqual(told(16));
  render(6.9);
  expect(await pull()).toEqual(told(10));
  const raised = render(22.08);
  expect(await pull()).toEqual(told(10));
  raised.read({ status: 'Accepted' });
  expect(await pull()).toEqual(told(32));
});

it('an answer that comes late raises nothing: the lower limit that was sent after it may be obeyed', async () => {
  const { pull, accept, render } = await station();
  const late = render(22.08);
  accept(6.9);
  late.read({ status: 'Accepted' });
  expect(await pull()).toEqual(told(10));
});

it('nor does the answer to a first limit, when another is on its way already: nothing is told', async () => {
  const { pull, render } = await station();
  const first = render(22.08);
  render(6.9);
  first.read({ status: 'Accepted' });
  expect(await pull()).toEqual(REJECTED);
});

it('a lower limit that is refused does not give the higher one back: it may be obeyed all the same', async () => {
  const { pull, accept, render } = await station();
  accept(11.04);
  render(6.9).read({ status: 'Rejected' });
  expect(await pull()).toEqual(told(10));
});

it('of two units nobody knows which is lower: nothing is told until one is accepted', async () => {
  const { pull, accept, render, known } = await station();
  known.allowedRateUnits = ['A'];
  accept(11.04);
  known.allowedRateUnits = ['W'];
  const inWatts = render(6.9);
  expect(await pull()).toEqual(REJECTED);
  inWatts.read({ status: 'Accepted' });
  expect(await pull()).toEqual(told(6_900));
});

it('a lease by two periods is never updated: the period that ends it might be lost', async () => {
  const { pull, accept, known } = await station();
  known.quirks = { leaseForm: 'two-periods' };
  accept(11.04);
  expect(await pull()).toEqual(REJECTED);
  known.quirks = { leaseForm: 'expiry' };
  accept(11.04);
  expect(await pull()).toEqual(told(16));
});

it('ends with its lease', async () => {
  const { pull, accept, its } = await station();
  accept(11.04);
  await its.clock.advance(LEASE_MS - 1);
  expect(await pull()).toEqual(told(16));
  await its.clock.advance(1);
  expect(await pull()).toEqual(REJECTED);
});

it('is of the profile that is asked for, and of no other connection', async () => {
  const { pull, accept } = await station();
  accept(11.04);
  expect(await pull(21)).toEqual(REJECTED);
  const reconnected = await station();
  expect(await reconnected.pull()).toEqual(REJECTED);
});

it('where the station can, a limit ends that long after it lost us, and does not come back', async () => {
  const { render, known } = await station();
  expect(render(11.04).payload['chargingProfile']).not.toHaveProperty('maxOfflineDuration');
  known.supportsOfflineDuration = true;
  expect(render(11.04).payload['chargingProfile']).toMatchObject({
    maxOfflineDuration: LEASE_MS / 1000,
    invalidAfterOfflineDuration: true,
  });
});
