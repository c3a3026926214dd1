import { describe, expect, it } from 'vitest';
import { OcppError } from '../../../ocpp/adapter.ts';
import { v16 } from '../../../ocpp/v16/index.ts';
import { v201 } from '../../../ocpp/v201/index.ts';
import { at, type Call, connect, settled, T0, world } from './fake-connection.ts';

const BOOT = { chargePointVendor: 'Acme', chargePointModel: 'P22' };
const BOOT_201 = { reason: 'Triggered', chargingStation: { vendorName: 'Acme', model: 'P22' } };
const START = { connectorId: 1, idTag: 'CARD1', meterStart: 0, timestamp: at(0) };
const POWER = [{ timestamp: at(0), sampledValue: [{ value: '7000', measurand: 'Power.Active.Import' }] }];
const triggers = (calls: readonly Call[]) =>
  calls.filter(({ action }) => action === 'TriggerMessage').map(({ payload }) => payload);

/** A07 had a session before the central system was restarted. */
async function withOpenSession() {
  const its = world();
  await its.sessions.start({
    stationId: 'A07',
    connectorNumber: 1,
    idToken: 'CARD1',
    startedAtMs: T0 - 600_000,
    meterStartKwh: 1,
  });
  return its;
}

describe('before a station is accepted (1.6)', () => {
  it('nothing that it says changes anything, and it is asked to boot', async () => {
    const station = connect(v16, world(), () => undefined);
    expect(await station.send('Heartbeat', {})).toEqual({ currentTime: '2025-03-04T05:06:00.000Z' });
    expect(
      await station.send('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Charging' }),
    ).toEqual({});
    expect(await station.send('MeterValues', { connectorId: 1, meterValue: POWER })).toEqual({});
    expect(station.take()).toEqual([]);
    expect(triggers(station.calls)).toEqual([{ requestedMessage: 'BootNotification' }]);
  });

  it('a transaction waits a moment for an answer, then is refused, so that the station keeps it', async () => {
    const its = world();
    const station = connect(v16, its, () => undefined);
    const answer = station.send('StartTransaction', START);
    await its.clock.advance(2_000);
    expect(await answer).toEqual({
      error: 'SecurityError',
      description: 'StartTransaction: the station has not sent BootNotification',
    });
    expect(its.sessions.records).toEqual([]);
    expect(station.take()).toEqual([]);
  });

  it('a transaction that waits goes on when the boot comes', async () => {
    const its = world();
    const station = connect(v16, its, () => ({ status: 'Accepted' }));
    const answer = station.send('StartTransaction', START);
    await settled();
    await station.send('BootNotification', BOOT);
    expect(await answer).toMatchObject({ transactionId: 7001 });
    expect(station.take().map((event) => [event.kind, 'reason' in event ? event.reason : undefined])).toEqual([
      ['booted', 'Triggered'],
      ['session-started', undefined],
    ]);
  });

  it('a station that says that it cannot boot on demand is accepted', async () => {
    const station = connect(v16, world(), () => new OcppError('NotImplemented', ''));
    expect(await station.send('StartTransaction', START)).toMatchObject({ transactionId: 7001 });
  });

  it('so is one that says yes and does not, after a while', async () => {
    const its = world();
    const station = connect(v16, its, () => ({ status: 'Accepted' }));
    await station.send('Heartbeat', {});
    await its.clock.advance(2_999);
    expect(station.known.accepted).toBe(false);
    await its.clock.advance(1);
    expect(station.known.accepted).toBe(true);
  });

  it.each(['InternalError', 'GenericError'])('%s is no answer to that question', async (code) => {
    const its = world();
    const station = connect(v16, its, () => new OcppError(code, ''));
    await station.send('Heartbeat', {});
    await its.clock.advance(60_000);
    expect(station.known.accepted).toBe(false);
  });

  it('a mute station is never accepted', async () => {
    const its = world();
    const station = connect(v16, its, () => undefined);
    await its.clock.advance(600_000);
    expect(station.known.accepted).toBe(false);
  });
});

describe('before a station is accepted (2.0.1)', () => {
  it('everything but BootNotification is a SecurityError', async () => {
    const station = connect(v201, world(), () => undefined);
    const refusal = (action: string) => ({
      error: 'SecurityError',
      description: `${action}: the station has not sent BootNotification`,
    });
    expect(await station.send('Heartbeat', {})).toEqual(refusal('Heartbeat'));
    const status = { timestamp: at(0), connectorStatus: 'Available', evseId: 1, connectorId: 1 };
    expect(await station.send('StatusNotification', status)).toEqual(refusal('StatusNotification'));
    expect(station.take()).toEqual([]);
    expect(await station.send('BootNotification', BOOT_201)).toMatchObject({ status: 'Accepted' });
  });

  it('a TransactionEvent waits a moment first', async () => {
    const its = world();
    const station = connect(v201, its, () => undefined);
    const event = {
      eventType: 'Started',
      timestamp: at(0),
      triggerReason: 'Authorized',
      seqNo: 0,
      transactionInfo: { transactionId: 'T-1' },
      evse: { id: 1 },
    };
    const answer = station.send('TransactionEvent', event);
    await its.clock.advance(2_000);
    expect(await answer).toMatchObject({ error: 'SecurityError' });
    expect(its.sessions.records).toEqual([]);
  });
});

describe.each([
  ['1.6', v16, BOOT],
  ['2.0.1', v201, BOOT_201],
] as const)('after an outage of the central system (%s)', (version, adapter, boot) => {
  it('a station with an open session is accepted without a boot, and its readings find their session', async () => {
    const its = await withOpenSession();
    const station = connect(adapter, its);
    const payload =
      version === '1.6'
        ? { connectorId: 1, transactionId: 7001, meterValue: POWER }
        : {
            evseId: 1,
            meterValue: [{ timestamp: at(0), sampledValue: [{ value: 7000, measurand: 'Power.Active.Import' }] }],
          };
    // Sent at once, before the register has answered.
    expect(await station.send('MeterValues', payload)).toEqual({});
    expect(station.take()).toMatchObject([{ kind: 'reading', sessionId: 'A07#7001', powerKw: 7, historic: false }]);
  });

  it('it is asked for its states and its meter, then who it is', async () => {
    const its = await withOpenSession();
    const station = connect(adapter, its, () => ({ status: 'Accepted' }));
    await its.clock.advance(3_000);
    const one = version === '1.6' ? { connectorId: 1 } : { evse: { id: 1, connectorId: 1 } };
    const two = version === '1.6' ? { connectorId: 2 } : { evse: { id: 2, connectorId: 1 } };
    expect(triggers(station.calls)).toEqual([
      { requestedMessage: 'StatusNotification', ...one },
      { requestedMessage: 'StatusNotification', ...two },
      version === '1.6'
        ? { requestedMessage: 'MeterValues', connectorId: 1 }
        : { requestedMessage: 'TransactionEvent', evse: { id: 1 } },
      { requestedMessage: 'BootNotification' },
    ]);
  });

  it.each([
    ['an answer that cannot be read is no refusal: the next connector is asked', { status: 'Sure' }, 2],
    ['a refusal of one connector stands for all', new OcppError('NotSupported', ''), 1],
  ] as const)('%s', async (_what, said, count) => {
    const its = await withOpenSession();
    const station = connect(adapter, its, () => said);
    await its.clock.advance(3_000);
    const asked = triggers(station.calls).map(({ requestedMessage }) => requestedMessage);
    expect(asked.filter((message) => message === 'StatusNotification')).toHaveLength(count);
  });

  it('a station that boots again in mid-transaction is asked for its meter', async () => {
    const its = await withOpenSession();
    const station = connect(adapter, its, () => ({ status: 'Accepted' }));
    await station.connected;
    await station.send('BootNotification', boot);
    await its.clock.advance(10_000);
    expect(triggers(station.calls).map(({ requestedMessage }) => requestedMessage)).toContain(
      version === '1.6' ? 'MeterValues' : 'TransactionEvent',
    );
    expect(triggers(station.calls)).not.toContainEqual({ requestedMessage: 'BootNotification' });
  });

  it('of two open sessions of a connector the newer one runs', async () => {
    const its = await withOpenSession();
    await its.sessions.start({
      stationId: 'A07',
      connectorNumber: 1,
      idToken: 'B',
      startedAtMs: T0 - 1000,
      meterStartKwh: 2,
    });
    const station = connect(adapter, its);
    await station.connected;
    expect([...station.known.sessions]).toEqual([
      [1, { sessionId: 'A07#7002', transactionId: '7002', startedAtMs: T0 - 1000 }],
    ]);
  });

  it('a store that fails once is asked again by the next message', async () => {
    const its = await withOpenSession();
    its.sessions.failure = new Error('disk full');
    const station = connect(adapter, its);
    await expect(station.connected).rejects.toThrow('disk full');
    await expect(station.send('BootNotification', boot)).rejects.toThrow('disk full');
    its.sessions.failure = undefined;
    expect(await station.send('BootNotification', boot)).toMatchObject({ status: 'Accepted' });
    expect(station.known.sessions.size).toBe(1);
  });

  it('a station that was known before its socket broke goes on with what was learned', async () => {
    const its = world();
    const first = connect(adapter, its);
    await first.connected;
    await first.send('BootNotification', boot);
    first.known.allowedRateUnits = ['W'];
    first.known.clockLagMs = 90_000;
    const second = connect(adapter, its, () => ({ status: 'Accepted' }));
    await second.connected;
    expect(second.known).toMatchObject({ accepted: true, vendor: 'Acme', allowedRateUnits: ['W'], clockLagMs: 90_000 });
    await its.clock.advance(60_000);
    expect(triggers(second.calls)).not.toContainEqual({ requestedMessage: 'BootNotification' });
  });
});

it('a station that boots in a loop is probed once a second, not once a boot', async () => {
  const its = world();
  const station = connect(v16, its);
  for (let boot = 0; boot < 50; boot++) await station.send('BootNotification', BOOT);
  await its.clock.advance(1_000);
  expect(station.calls.filter(({ action }) => action === 'GetConfiguration')).toHaveLength(1);
});
