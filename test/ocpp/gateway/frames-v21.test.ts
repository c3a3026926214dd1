import { afterEach, describe, expect, test } from 'vitest';
import { createCentralSystem } from '../../../ocpp/index.ts';
import { decodeFrame, encodeFrame, type Frame } from '../../../ocpp/protocol/index.ts';
import { connectStation, eventually, startGateway, type TestGateway, type TestStation } from './fixture.ts';

const BOOT = { reason: 'PowerUp', chargingStation: { vendorName: 'V', model: 'M' } };
const STREAM = { id: 1, pending: 0, basetime: '2025-03-04T05:06:00Z', data: [{ t: 0, v: '1' }] };
const OPEN = { constantStreamData: { id: 1, params: { interval: 60 }, variableMonitoringId: 4 } };

let gateway: TestGateway;
afterEach(() => gateway.stop());

async function booted(protocol = 'ocpp2.1'): Promise<TestStation> {
  gateway = await startGateway({ create: createCentralSystem, bounds: { maxBadFrames: 3 } });
  const station = await connectStation(gateway.port, 'C01', { protocol });
  await station.call('b', 'BootNotification', BOOT);
  return station;
}

/** What came about message `id`, once everything before has been answered. */
async function answersTo(station: TestStation, id: string): Promise<readonly unknown[]> {
  await station.call(`after-${id}`, 'Heartbeat');
  return station.received.filter((message) => Array.isArray(message) && message[1] === id);
}

describe('SEND (2.1)', () => {
  test('is heard and gets no answer', async () => {
    const station = await booted();
    await station.call('o', 'OpenPeriodicEventStream', OPEN);
    station.send(JSON.stringify([6, 's', 'NotifyPeriodicEventStream', STREAM]));
    expect(await answersTo(station, 's')).toEqual([]);
    await station.call('c', 'ClosePeriodicEventStream', { id: 1 });
    expect(gateway.logs.some(({ message }) => message.endsWith('event stream 1 ended: 1 values'))).toBe(true);
  });

  test.each([
    ['an unknown action', [6, 's', 'Nothing', {}]],
    ['a name of the prototype', [6, 's', 'constructor', {}]],
    ['a stream that nobody opened', [6, 's', 'NotifyPeriodicEventStream', STREAM]],
    ['a payload that breaks its schema', [6, 's', 'NotifyPeriodicEventStream', { id: 'x' }]],
    ['no payload', [6, 's', 'NotifyPeriodicEventStream']],
  ])('%s is not answered either, and counts as a bad message', async (_name, message) => {
    const station = await booted();
    station.send(JSON.stringify(message));
    expect(await answersTo(station, 's')).toEqual([]);
    for (let again = 0; again < 4; again++) station.send(JSON.stringify(message));
    expect((await station.closed).code).toBe(1002);
  });

  test('is a type that 2.0.1 does not know', async () => {
    const station = await booted('ocpp2.0.1');
    station.send(JSON.stringify([6, 's', 'NotifyPeriodicEventStream', STREAM]));
    const [answer] = await answersTo(station, 's');
    expect((answer as unknown[]).slice(0, 3)).toEqual([4, 's', 'MessageTypeNotSupported']);
  });
});

describe('CALLRESULTERROR (2.1)', () => {
  test('is told, never answered, and the station is asked for its states again', async () => {
    const station = await booted();
    station.send(JSON.stringify([5, 'b', 'FormatViolation', 'what?', {}]));
    await eventually(() => gateway.events.some(({ kind }) => kind === 'answer-refused'), 'it to be told');
    expect(gateway.events.find(({ kind }) => kind === 'answer-refused')).toMatchObject({ code: 'FormatViolation' });
    expect((await answersTo(station, 'b')).length).toBe(1);
    expect(await station.until(([type]) => type === 2)).toBeDefined();
  });

  test('a code that OCPP does not know is not repeated', async () => {
    const station = await booted();
    station.send(JSON.stringify([5, 'b', '__proto__', '', {}]));
    await eventually(() => gateway.events.some(({ kind }) => kind === 'answer-refused'), 'it to be told');
    expect(gateway.events.find(({ kind }) => kind === 'answer-refused')).toMatchObject({ code: 'GenericError' });
  });

  test('for an answer that was never given it is a bad message', async () => {
    const station = await booted();
    for (let again = 0; again < 4; again++) station.send(JSON.stringify([5, 'x', 'FormatViolation', '', {}]));
    expect((await station.closed).code).toBe(1002);
    expect(gateway.events.some(({ kind }) => kind === 'answer-refused')).toBe(false);
  });
});

test.each<[string, Frame]>([
  [
    '[6,"m1","NotifyPeriodicEventStream",{}]',
    { kind: 'send', messageId: 'm1', action: 'NotifyPeriodicEventStream', payload: {} },
  ],
  [
    '[5,"m1","FormatViolation","no",{}]',
    { kind: 'result-error', messageId: 'm1', code: 'FormatViolation', description: 'no', details: {} },
  ],
])('%s, both ways, in 2.1 alone', async (text, frame) => {
  gateway = await startGateway();
  expect(decodeFrame(text, '2.1')).toEqual(frame);
  expect(encodeFrame(frame)).toBe(text);
  for (const version of ['1.6', '2.0.1'] as const)
    expect(decodeFrame(text, version)).toMatchObject({ kind: 'malformed', isAnswer: false });
});
