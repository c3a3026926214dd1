import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { OcppVersion } from '../../../ocpp/events.ts';
import {
  connectStation,
  eventually,
  rawUpgrade,
  startGateway,
  watchProcess,
  within,
  type TestGateway,
  type TestStation,
} from './fixture.ts';
import { closeCode, frame, lengthOf } from './raw-frames.ts';

/** Rows B1-B4, B6-B12 and B15-B17 of the bad-input table. */

let gateway: TestGateway;
let healthy: TestStation;
let count = 0;
const watch = watchProcess();

beforeAll(async () => {
  gateway = await startGateway();
  healthy = await connectStation(gateway.port, 'HEALTHY');
});
afterEach(async () => {
  const id = `healthy-${count++}`;
  expect(await healthy.call(id, 'Heartbeat')).toEqual([3, id, { currentTime: '2030-01-01T00:00:00.000Z' }]);
  expect(watch.seen).toEqual([]);
});
afterAll(async () => {
  await gateway.stop();
  watch.stop();
});

const PROTOCOLS = { '1.6': 'ocpp1.6', '2.0.1': 'ocpp2.0.1', '2.1': 'ocpp2.1' } as const;
function newStation(version: OcppVersion): Promise<TestStation> {
  return connectStation(gateway.port, `S${count++}`, { protocol: PROTOCOLS[version] });
}

describe('frames below the message', () => {
  test.each([
    ['B1 unmasked', frame({ masked: false }, '[]'), 1002],
    ['B1 RSV1', frame({ reserved: 4 }, '[]'), 1002],
    ['B1 opcode 3', frame({ opcode: 3 }, '[]'), 1002],
    ['B1 fragmented ping', frame({ fin: false, opcode: 9 }), 1002],
    ['B1 ping of 126 bytes', frame({ opcode: 9 }, Buffer.alloc(126)), 1002],
    ['B1 continuation without start', frame({ opcode: 0 }, '[]'), 1002],
    ['B1 close code 999', frame({ opcode: 8 }, Buffer.from([3, 231])), 1002],
    ['B1 close code of 1 byte', frame({ opcode: 8 }, Buffer.from([3])), 1002],
    ['B2 not UTF-8', frame({}, Buffer.from([0x22, 0xff, 0x22])), 1007],
    ['B3 200 MB declared', frame({ lengthBytes: lengthOf(200_000_000) }), 1009],
    ['B3 2^63-1 declared', frame({ lengthBytes: lengthOf(2n ** 63n - 1n) }), 1009],
    [
      'B4 fragments without end',
      Buffer.concat([frame({ fin: false }, 'a'), ...Array<Buffer>(70).fill(frame({ fin: false, opcode: 0 }, 'a'))]),
      1008,
    ],
    ['B16 128 kB and one byte', frame({}, Buffer.alloc(128 * 1024 + 1, 'a')), 1009],
  ])('%s: closed with %i', async (_row, bytes, code) => {
    const { socket } = await rawUpgrade(gateway.port, { path: `/ocpp/S${count++}` });
    const closed = closeCode(socket);
    socket.write(bytes);
    expect(await closed).toBe(code);
  });
});

describe('messages that are no RPC', () => {
  const notAnArray = (description: string): unknown => [4, '-1', 'RpcFrameworkError', description, {}];
  test.each([
    ['B6', '{oops', notAnArray('not JSON')],
    ['B6', 'null', notAnArray('not an array')],
    ['B6', '{}', notAnArray('not an array')],
    ['B6', '"x"', notAnArray('not an array')],
    ['B6 byte order mark', '\uFEFF[2,"a","Heartbeat",{}]', notAnArray('not JSON')],
    ['B6 binary', Buffer.from('[2,"a","Heartbeat",{}]'), notAnArray('not JSON')],
    [
      'B7',
      '[9,"a","Heartbeat",{}]',
      [4, 'a', 'MessageTypeNotSupported', 'the version does not know the message type', {}],
    ],
    [
      'B7 SEND of 2.1',
      '[6,"a","NotifyPeriodicEventStream",{}]',
      [4, 'a', 'MessageTypeNotSupported', 'the version does not know the message type', {}],
    ],
    ['B8 number', '[2,7,"Heartbeat",{}]', notAnArray('message id is not a text of 1 to 36 characters')],
    ['B8 null', '[2,null,"Heartbeat",{}]', notAnArray('message id is not a text of 1 to 36 characters')],
    [
      'B8 37 characters',
      `[2,"${'i'.repeat(37)}","Heartbeat",{}]`,
      notAnArray('message id is not a text of 1 to 36 characters'),
    ],
    [
      'B8 10 kB',
      `[2,"${'i'.repeat(10_000)}","Heartbeat",{}]`,
      notAnArray('message id is not a text of 1 to 36 characters'),
    ],
    ['B9 3 elements', '[2,"a","Heartbeat"]', [4, 'a', 'RpcFrameworkError', 'a CALL or SEND has 4 elements', {}]],
    [
      'B9 7 elements',
      '[2,"a","Heartbeat",{},1,2,3]',
      [4, 'a', 'RpcFrameworkError', 'a CALL or SEND has 4 elements', {}],
    ],
    ['B9 payload null', '[2,"a","Heartbeat",null]', [4, 'a', 'FormatViolation', 'payload is not an object', {}]],
    ['B9 payload array', '[2,"a","Heartbeat",["evil"]]', [4, 'a', 'FormatViolation', 'payload is not an object', {}]],
    ['B9 payload text', '[2,"a","Heartbeat","evil"]', [4, 'a', 'FormatViolation', 'payload is not an object', {}]],
  ])('%s %.60s', async (_row, message, expected) => {
    const station = await newStation('2.0.1');
    station.send(message);
    await station.call('after', 'Heartbeat');
    expect(station.received[0]).toEqual(expected);
    // 1.6 knows one code for all of these, and ignores types that it does not know.
    const old = await newStation('1.6');
    old.send(message);
    await old.call('after', 'Heartbeat');
    const [, id, code, description] = expected as [number, string, string, string];
    const expected16 = code === 'MessageTypeNotSupported' ? [] : [[4, id, 'FormationViolation', description, {}]];
    expect(old.received.slice(0, -1)).toEqual(expected16);
  });

  test('B8 the id __proto__ is an id like any other', async () => {
    const station = await newStation('1.6');
    expect(await station.call('__proto__', 'Heartbeat')).toEqual([
      3,
      '__proto__',
      { currentTime: '2030-01-01T00:00:00.000Z' },
    ]);
  });

  test('an empty message is a keep-alive and gets no answer', async () => {
    const station = await newStation('2.0.1');
    station.send('');
    await station.call('after', 'Heartbeat');
    expect(station.received).toHaveLength(1);
  });

  test('the tenth bad message ends the connection with 1002 and an alarm; nine, and good ones between, do not', async () => {
    const station = await newStation('2.0.1');
    for (let n = 0; n < 9; n++) station.send('{oops');
    for (let n = 0; n < 3; n++) await station.call(`g${n}`, 'Heartbeat');
    for (let n = 0; n < 3; n++) station.send('{oops');
    expect(await station.call('h', 'Heartbeat')).toEqual([3, 'h', { currentTime: '2030-01-01T00:00:00.000Z' }]);
    for (let n = 0; n < 2; n++) station.send('{oops');
    expect(await within(station.closed, 'the close')).toMatchObject({ code: 1002 });
    await eventually(
      () => gateway.events.some((event) => event.kind === 'security' && event.type === 'bad-frames'),
      'the alarm',
    );
  });
});

describe('calls', () => {
  test.each([
    ['B15 unknown', 'Nonsense', ['NotImplemented', 'unknown action']],
    ['B15 only ours', 'SetChargingProfile', ['NotImplemented', 'unknown action']],
    ['B15 prototype', '__proto__', ['NotImplemented', 'unknown action']],
    ['B15 constructor', 'constructor', ['NotImplemented', 'unknown action']],
    ['refused by the handler', 'Refuse', ['PropertyConstraintViolation', 'not this one']],
    ['broken by us, without telling how', 'Break', ['InternalError', 'internal error']],
  ])('%s: %s', async (_row, action, [code, description]) => {
    const station = await newStation('1.6');
    expect(await station.call('x', action, { evil: '<script>' })).toEqual([4, 'x', code, description, {}]);
  });

  test('B10 a retransmission is executed once and gets the same answer', async () => {
    const station = await newStation('1.6');
    const first = await station.call('c', 'Count');
    station.send('[2,"c","Count",{}]');
    await eventually(() => station.received.length === 2, 'the second answer');
    expect(station.received).toEqual([first, first]);
    // The same id with other content is a new call; so is the same call under a new id.
    station.send('[2,"c","Echo",{"n":1}]');
    await eventually(() => station.received.length === 3, 'the third answer');
    expect(station.received[2]).toEqual([3, 'c', { n: 1 }]);
  });

  test('B10 a retransmission while the original runs is dropped; one after an error is tried again', async () => {
    const own = await startGateway();
    const station = await connectStation(own.port, 'CP1');
    for (let n = 0; n < 5; n++) station.send('[2,"s","Slow",{"a":1}]');
    await station.call('after', 'Heartbeat');
    expect(own.held.started).toBe(1);
    own.held.open();
    await station.until((message) => message[1] === 's');
    await station.call('b', 'Break');
    station.send('[2,"b","Break",{}]');
    await station.call('end', 'Heartbeat');
    expect(own.logs.filter(({ level }) => level === 'error')).toHaveLength(2);
    expect(station.received.map((message) => (message as unknown[])[1])).toEqual(['after', 's', 'b', 'b', 'end']);
    await own.stop();
  });

  test('B17 a peer that asks for ever and never reads is cut off', async () => {
    const own = await startGateway();
    const { socket } = await rawUpgrade(own.port, { path: '/ocpp/FLOOD' });
    let isClosed = false;
    socket.once('close', () => (isClosed = true));
    const payload = JSON.stringify({ filler: 'x'.repeat(60_000) });
    for (let n = 0; n < 2_000 && !own.events.some(({ kind }) => kind === 'disconnected'); n++) {
      socket.write(frame({}, `[2,"${n}","Echo",${payload}]`));
      if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually(() => own.events.some(({ kind }) => kind === 'disconnected'), 'the cut');
    expect(own.events.at(-1)).toMatchObject({
      kind: 'disconnected',
      reason: expect.stringMatching(/^does not read its answers/),
    });
    socket.resume();
    await eventually(() => isClosed, 'the socket to close');
    await own.stop();
  });

  test('no more than 16 calls of a station run at a time; the socket is paused, and all are answered in the end', async () => {
    const own = await startGateway();
    const station = await connectStation(own.port, 'BUSY');
    const other = await connectStation(own.port, 'OTHER');
    for (let n = 0; n < 500; n++) station.send(`[2,"${n}","Slow",{"n":${n}}]`);
    await eventually(() => own.held.started === 16, 'sixteen to start');
    await other.call('h', 'Heartbeat');
    expect(own.held.started).toBe(16);
    own.held.open();
    await eventually(() => station.received.length === 500, 'all answers');
    expect(station.received).toEqual(Array.from({ length: 500 }, (_, n) => [3, `${n}`, { n }]));
    await own.stop();
  });
});

describe('answers of a station', () => {
  test('B11 unasked answers, and those with the id of another station, change nothing', async () => {
    const station = await newStation('1.6');
    const other = await newStation('1.6');
    const [id, otherId] = gateway.system
      .connected()
      .slice(-2)
      .map(({ stationId }) => stationId);
    const outcome = gateway.system.call(id ?? '', 'Ask', {});
    const [, messageId] = await station.until((message) => message[2] === 'Ask');
    station.send('[3,"unasked",{}]');
    station.send('[4,"unasked","GenericError","",{}]');
    other.send(`[3,"${String(messageId)}",{"evil":true}]`);
    await other.call('h', 'Heartbeat');
    await station.call('h', 'Heartbeat');
    expect(otherId).not.toBe(id);
    station.send(`[3,"${String(messageId)}",{"good":true}]`);
    expect(await within(outcome, 'the answer')).toEqual({ ok: true, payload: { good: true } });
  });

  test("the first answer counts; a second one is nobody's, and told once", async () => {
    const station = await newStation('1.6');
    const stationId = gateway.system.connected().at(-1)?.stationId ?? '';
    const outcome = gateway.system.call(stationId, 'Ask', {});
    const [, id] = await station.until((message) => message[2] === 'Ask');
    station.send(`[3,"${String(id)}",{"n":1}]`);
    for (let n = 2; n < 5; n++) station.send(`[3,"${String(id)}",{"n":${n}}]`);
    expect(await within(outcome, 'the answer')).toEqual({ ok: true, payload: { n: 1 } });
    await station.call('h', 'Heartbeat');
    const told = gateway.events.filter((event) => event.kind === 'security' && event.stationId === stationId);
    expect(told).toMatchObject([{ type: 'unasked-answer' }]);
  });

  test('no two calls have one id, on whatever connection: what was asked before a reconnect is not answered after it', async () => {
    const station = await connectStation(gateway.port, 'AGAIN');
    const lost = gateway.system.call('AGAIN', 'Ask', {});
    const [, before] = await station.until((message) => message[2] === 'Ask');
    station.socket.terminate();
    expect(await within(lost, 'the loss')).toMatchObject({ ok: false, code: 'Unanswered' });
    const back = await connectStation(gateway.port, 'AGAIN');
    await back.call('h', 'Heartbeat');
    const outcome = gateway.system.call('AGAIN', 'Ask', {});
    const [, now] = await back.until((message) => message[2] === 'Ask');
    back.send(`[3,"${String(before)}",{"of":"before"}]`);
    back.send(`[3,"${String(now)}",{"of":"now"}]`);
    expect(await within(outcome, 'the answer')).toEqual({ ok: true, payload: { of: 'now' } });
    const next = gateway.system.call('AGAIN', 'Then', {});
    const [, then] = await back.until((message) => message[2] === 'Then');
    back.send(`[3,"${String(then)}",{}]`);
    await within(next, 'the next answer');
    expect(new Set([before, now, then]).size).toBe(3);
    for (const id of [before, now, then]) expect(String(id)).toMatch(/^[0-9a-z-]{5,36}$/);
    await back.call('end', 'Heartbeat');
  });

  test.each([
    ['B12 constructor', '[4,"ID","constructor","",{}]', { code: 'GenericError', detail: '' }],
    ['B12 prototype', '[4,"ID","__proto__","",{}]', { code: 'GenericError', detail: '' }],
    [
      'B12 10 kB of text',
      `[4,"ID","GenericError","${'x'.repeat(10_000)}",{}]`,
      { code: 'GenericError', detail: 'x'.repeat(255) },
    ],
    ['B12 10 kB of code', `[4,"ID","${'x'.repeat(10_000)}","",{}]`, { code: 'GenericError', detail: '' }],
    ['without description', '[4,"ID","NotSupported"]', { code: 'NotSupported', detail: '' }],
    ['result without payload', '[3,"ID"]', { code: 'GenericError', detail: '' }],
    ['result null', '[3,"ID",null]', { code: 'GenericError', detail: '' }],
    ['result of text', '[3,"ID","Accepted"]', { code: 'GenericError', detail: '' }],
  ])('%s: the call fails at once', async (_row, answer, expected) => {
    const station = await newStation('2.0.1');
    const stationId = gateway.system.connected().at(-1)?.stationId ?? '';
    const outcome = gateway.system.call(stationId, 'Ask', { of: stationId });
    const [, id] = await station.until((message) => message[2] === 'Ask');
    station.send(answer.replace('ID', String(id)));
    expect(await within(outcome, 'the outcome')).toEqual({ ok: false, ...expected });
  });
});
