/** 2.0.1 E02, cable first: the card of a session comes after its start. Against the real register. */
import { expect, it, onTestFinished } from 'vitest';
import { v201 } from '../../../ocpp/v201/index.ts';
import { createTokenBook } from '../../../src/tokens/index.ts';
import { openSqliteStore } from '../../../src/store/index.ts';
import { at, connect, T0, world } from '../v16/fake-connection.ts';

async function station() {
  const store = await openSqliteStore({ file: ':memory:', randomInt: () => 1, nowMs: () => T0 });
  onTestFinished(() => store.close());
  await store.tokens.put([{ idToken: 'CARD1', type: 'ISO14443', status: 'accepted', maxSessions: 1, updatedAtMs: T0 }]);
  const tokens = await createTokenBook({ store, policy: 'list', nowMs: () => T0 });
  const its = world();
  const line = connect(v201, { ...its, deps: { ...its.deps, sessions: store.sessions, authorize: tokens.authorize } });
  await line.connected;
  await line.send('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'P22' } });
  line.take();
  const event = (evseId: number, eventType: string, more: object = {}) => ({
    eventType,
    timestamp: at(0),
    triggerReason: eventType === 'Started' ? 'CablePluggedIn' : 'Authorized',
    seqNo: 0,
    transactionInfo: { transactionId: `T-${evseId}` },
    evse: { id: evseId },
    ...more,
  });
  const send = (...arguments_: Parameters<typeof event>) => line.send('TransactionEvent', event(...arguments_));
  return { ...line, store, send };
}
const idToken = { idToken: 'CARD1', type: 'ISO14443' };

it('a token that comes after the start counts against the sessions that it may have', async () => {
  const { send, store, take } = await station();
  await send(1, 'Started');
  expect(await send(1, 'Updated', { idToken })).toEqual({ idTokenInfo: { status: 'Accepted' } });
  expect(take().filter(({ kind }) => kind === 'session-identified')).toEqual([
    {
      kind: 'session-identified',
      stationId: 'A07',
      atMs: T0,
      connectorId: 'A07/1',
      sessionId: 'A07#T-1',
      idToken: 'CARD1',
    },
  ]);
  expect(await store.sessions.get('A07#T-1')).toMatchObject({ idToken: 'CARD1' });
  expect(await send(2, 'Started', { idToken })).toMatchObject({ idTokenInfo: { status: 'ConcurrentTx' } });
});

it('a session keeps its token: another card, a repetition and the card that stops it change nothing', async () => {
  const { send, store, take } = await station();
  await send(1, 'Started', { idToken });
  take();
  await send(1, 'Updated', { idToken: { idToken: 'CARD2', type: 'ISO14443' } });
  await send(1, 'Updated', { idToken });
  await send(1, 'Ended', { idToken: { idToken: 'CARD3', type: 'ISO14443' } });
  expect(take().filter(({ kind }) => kind === 'session-identified')).toEqual([]);
  expect(await store.sessions.get('A07#T-1')).toMatchObject({ idToken: 'CARD1' });
});

it('the card that stops a session is judged as a card, not as one that begins another session, and the session keeps its own', async () => {
  const { send, store, take } = await station();
  await store.tokens.put([{ idToken: 'CARD2', type: 'ISO14443', status: 'accepted', maxSessions: 1, updatedAtMs: T0 }]);
  // CARD1 charges on EVSE 2, and stops the session of EVSE 1, whose cable was plugged in without a card.
  await send(1, 'Started');
  await send(2, 'Started', { idToken });
  take();
  const stop = { idToken, triggerReason: 'StopAuthorized' };
  expect(await send(1, 'Updated', stop)).toEqual({ idTokenInfo: { status: 'Accepted' } });
  expect(take().filter(({ kind }) => kind === 'session-flagged' || kind === 'session-identified')).toEqual([]);
  expect(await store.sessions.get('A07#T-1')).toMatchObject({ idToken: '' });
});
