/** Cards, reservations and lost ends through the whole service: sockets, store, control. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServiceWorld, START_MS, startWorld, willing } from './service-world.ts';

let world: ServiceWorld;
beforeAll(async () => {
  world = await startWorld({ tokens: 'list' });
  for (const draft of [
    { idToken: 'Good', groupIdToken: 'FLEET' },
    { idToken: 'Bad', status: 'blocked' as const },
    { idToken: 'Old', expiresAtMs: START_MS },
  ]) {
    const entered = await world.service.operations.putToken({ draft }, { name: 'test', via: 'cli' });
    expect(entered.ok).toBe(true);
  }
});
afterAll(() => world.close());

const view = (connectorId: string) =>
  world.service.control.view().connectors.find((connector) => connector.connectorId === connectorId);

describe('cards of a site with a list', () => {
  it.each([
    ['GOOD', { status: 'Accepted', parentIdTag: 'FLEET' }],
    ['bad', { status: 'Blocked' }],
    ['Old', { status: 'Expired', expiryDate: new Date(START_MS).toISOString() }],
    ['Stranger', { status: 'Invalid' }],
  ])('1.6: %s', async (idTag, idTagInfo) => {
    const station = await world.boot('A01');
    expect(await station.say('Authorize', { idTag })).toEqual({ idTagInfo });
    const start = { connectorId: 1, idTag, meterStart: 0, timestamp: world.at(0) };
    const answer = (await station.say('StartTransaction', start)) as { transactionId: number };
    // Whatever the card: the transaction is kept, the station decides whether it stops.
    expect(answer).toMatchObject({ idTagInfo });
    await world.advance(1);
    const { flags } = (await world.service.store.sessions.get(`A01#${answer.transactionId}`)) ?? {};
    expect(flags).toEqual(idTagInfo.status === 'Accepted' ? undefined : [expect.stringMatching(/^token-/)]);
    await station.say('StopTransaction', { transactionId: answer.transactionId, meterStop: 1, timestamp: world.at(0) });
    station.socket.terminate();
    await world.advance(2);
  });

  it('2.0.1: a stranger is Unknown, and one card charges once', async () => {
    const [one, other] = [await world.boot('A02', { protocol: 'ocpp2.0.1' }), await world.boot('B01')];
    const idToken = (text: string) => ({ idToken: text, type: 'ISO14443' });
    expect(await one.say('Authorize', { idToken: idToken('X') })).toEqual({ idTokenInfo: { status: 'Unknown' } });
    const event = (more: object) => ({
      eventType: 'Started',
      timestamp: world.at(0),
      triggerReason: 'Authorized',
      seqNo: 0,
      transactionInfo: { transactionId: 'T-1' },
      evse: { id: 1, connectorId: 1 },
      ...more,
    });
    const accepted = { idTokenInfo: { status: 'Accepted', groupIdToken: { idToken: 'FLEET', type: 'Central' } } };
    expect(await one.say('TransactionEvent', event({ idToken: idToken('good') }))).toEqual(accepted);
    const start = { connectorId: 1, idTag: 'GOOD', meterStart: 0, timestamp: world.at(0) };
    const second = (await other.say('StartTransaction', start)) as { transactionId: number };
    expect(second).toMatchObject({ idTagInfo: { status: 'ConcurrentTx' } });
    // The end of a session is never too many.
    const stop = { transactionId: second.transactionId, idTag: 'Good', meterStop: 0, timestamp: world.at(0) };
    expect(await other.say('StopTransaction', stop)).toMatchObject({ idTagInfo: { status: 'Accepted' } });
    await one.say('TransactionEvent', event({ eventType: 'Ended', seqNo: 1, triggerReason: 'StopAuthorized' }));
    for (const { socket } of [one, other]) socket.terminate();
    await world.advance(2);
  });
});

describe('a reservation', () => {
  it('is used by the transaction that names it', async () => {
    const { reservations } = world.service.store;
    const base = { stationId: 'A01', idToken: 'Good', expiresAtMs: START_MS + 3_600_000, createdBy: 'test' };
    await reservations.put({ ...base, reservationId: 7, state: 'active', createdAtMs: 0, changedAtMs: 0 });
    const station = await world.boot('A01');
    const start = { connectorId: 2, idTag: 'Good', meterStart: 0, timestamp: world.at(0), reservationId: 7 };
    const { transactionId } = (await station.say('StartTransaction', start)) as { transactionId: number };
    await world.advance(1);
    expect(await reservations.get(7)).toMatchObject({ state: 'used' });
    await station.say('StopTransaction', { transactionId, meterStop: 0, timestamp: world.at(0) });
    station.socket.terminate();
    await world.advance(2);
  });
});

describe('a session whose end was lost', () => {
  it('is closed when its station, asked, says so again: the connector is free, and an alarm tells it', async () => {
    const status = { connectorId: 1, status: 'Available', errorCode: 'NoError' };
    const station: Awaited<ReturnType<typeof world.boot>> = await world.boot('A01', {
      answer: (action, payload) => {
        if (action !== 'TriggerMessage') return willing(action, payload);
        if (payload['requestedMessage'] === 'StatusNotification')
          setImmediate(() => void station.say('StatusNotification', status));
        return { status: 'Accepted' };
      },
    });
    const start = { connectorId: 1, idTag: 'Good', meterStart: 0, timestamp: world.at(0) };
    const { transactionId } = (await station.say('StartTransaction', start)) as { transactionId: number };
    await world.advance(5);
    expect(view('A01/1')?.sessionId).toBe(`A01#${transactionId}`);
    await station.say('StatusNotification', status);
    await world.advance(90);
    expect(await world.service.store.sessions.get(`A01#${transactionId}`)).toMatchObject({
      evidence: 'available-confirmed',
    });
    expect(view('A01/1')?.sessionId).toBeUndefined();
    expect(world.service.control.view().alarms.map(({ id }) => id)).toContain('security:A01:stale-session');
  });
});
