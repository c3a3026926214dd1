import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OcppVersion } from '../../ocpp/index.ts';
import { basic, connectStation, eventually, rawUpgrade, within, type TestStation } from '../ocpp/gateway/fixture.ts';
import { closeCode, frame, lengthOf } from '../ocpp/gateway/raw-frames.ts';
import { CHOSEN, KEY, startWatched, type WatchedService } from './watched-service.ts';

/**
 * Rows B1-B18 of the bad-input table against the whole service: the right code, no echo, nothing changed in sessions or ledger, the
 * healthy station answered all the while. Each rule of the gateway has its own tests in test/ocpp/gateway.
 */

let site: WatchedService;
let port = 0;
beforeAll(async () => {
  site = await startWatched();
  port = site.service.port;
});
afterAll(() => site.close());
// Each row reconnects; a station that reconnects too often is blocked (row C2).
beforeEach(() => site.advance(120_000));

const VERSIONS: readonly OcppVersion[] = ['1.6', '2.0.1', '2.1'];
const STATIONS: Readonly<Record<OcppVersion, string>> = { '1.6': 'CP1', '2.0.1': 'CP3', '2.1': 'CP4' };

/** Whether its rating counts because it never confirmed its failsafe share. */
function isUntrusted(connectorId: string): boolean {
  return site.service.control.view().alarms.some(({ id }) => id === `untrusted:${connectorId}`);
}

/** What no bad input may change. */
function state(): unknown {
  const { sessions, connectors } = site.service.control.view();
  return {
    sessions: sessions.map(({ sessionId }) => sessionId),
    // The exposures are looked at by `site.attacked`.
    connectors: connectors.map(({ connectorId, status, sessionId }) => [connectorId, status, sessionId]),
  };
}

/** PC of the table, and that nothing has changed. */
async function attacked<Value>(attack: () => Promise<Value>): Promise<Value> {
  const before = state();
  const value = await site.attacked(attack);
  expect(state()).toEqual(before);
  return value;
}

/** The same, and the one record of security: of each type as many as told. */
async function recorded<Value>(
  records: Readonly<Record<string, number>>,
  attack: () => Promise<Value>,
): Promise<Value> {
  const counts = async () => Promise.all(Object.keys(records).map((type) => site.counted(type)));
  const before = await counts();
  const value = await attacked(attack);
  const after = await counts();
  expect(Object.fromEntries(Object.keys(records).map((type, n) => [type, (after[n] ?? 0) - (before[n] ?? 0)]))).toEqual(
    records,
  );
  return value;
}

const connect = (version: OcppVersion): Promise<TestStation> =>
  connectStation(port, STATIONS[version], { protocol: `ocpp${version}`, password: KEY });

async function gone(station: TestStation): Promise<void> {
  station.socket.terminate();
  await station.closed;
  await eventually(
    () => site.service.central.connected().every(({ stationId }) => stationId === 'HEALTHY'),
    'the connection to end',
  );
}

/** What is said to it; our own calls left out. */
const answersTo = (station: TestStation): unknown[] =>
  station.received.filter((message) => !Array.isArray(message) || message[0] !== 2);

/** Says `messages` and gives back what was answered: `count` answers, or what came before that to a Heartbeat behind them. */
async function answersOf(
  version: OcppVersion,
  messages: readonly (string | Buffer)[],
  { count = 0, records = {} }: { readonly count?: number; readonly records?: Readonly<Record<string, number>> } = {},
): Promise<unknown[]> {
  return recorded(records, async () => {
    const station = await connect(version);
    for (const message of messages) station.send(message);
    await station.call('after', 'Heartbeat');
    await eventually(() => answersTo(station).length > count, 'the answers');
    await gone(station);
    return answersTo(station).filter((message) => (message as unknown[])[1] !== 'after');
  });
}

async function rawStation(stationId = 'CP1', headers: Record<string, string> = {}) {
  const upgraded = await rawUpgrade(port, {
    path: `/ocpp/${stationId}`,
    headers: { Authorization: basic(stationId, stationId === 'CP2' ? CHOSEN : KEY), ...headers },
  });
  expect(upgraded.status).toBe(101);
  return upgraded;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** MB on and off the heap after everything unused was collected. */
function usedMb(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 ** 2;
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
    ['B16 256 kB and one byte', frame({}, Buffer.alloc(256 * 1024 + 1, 'a')), 1009],
  ])('%s: closed', async (_row, bytes, code) => {
    const closed = await recorded({ 'broken-websocket': 1 }, async () => {
      const { socket } = await rawStation();
      const end = closeCode(socket);
      socket.write(bytes);
      return end;
    });
    expect(closed).toBe(code);
  });

  test('B3 200 MB and 2^63-1 declared: 1009 at the header, nothing is allocated', async () => {
    const beforeMb = usedMb();
    for (const length of [200_000_000, 2n ** 63n - 1n]) {
      const closed = await recorded({ 'broken-websocket': 1 }, async () => {
        const { socket } = await rawStation();
        const end = closeCode(socket);
        socket.write(frame({ lengthBytes: lengthOf(length) }));
        return end;
      });
      expect(closed).toBe(1009);
    }
    expect(usedMb() - beforeMb).toBeLessThan(20);
  });

  test('B4 64 k fragments of one byte, 40 times: 1008, and the memory is given back', async () => {
    const beforeMb = usedMb();
    const flood = Buffer.concat([
      frame({ fin: false }, 'a'),
      ...Array<Buffer>(65_535).fill(frame({ fin: false, opcode: 0 }, 'a')),
    ]);
    for (let round = 0; round < 10; round++) {
      site.advance(120_000);
      const codes = await recorded({ 'broken-websocket': 4 }, () =>
        Promise.all(
          ['CP1', 'CP2', 'CP3', 'CP4'].map(async (stationId) => {
            const { socket } = await rawStation(stationId);
            const end = closeCode(socket);
            socket.write(flood);
            const code = await end;
            socket.destroy();
            return code;
          }),
        ),
      );
      // What is still on its way when the server hangs up makes TCP reset, which may swallow the close frame.
      expect(codes.filter((code) => code !== 1008 && code !== 'destroyed')).toEqual([]);
      expect(codes).toContain(1008);
    }
    expect(usedMb() - beforeMb).toBeLessThan(20);
  });

  test('B5 an offer of compression is not taken up, and a compressed bomb is a broken frame', async () => {
    const [extensions, code] = await recorded({ 'broken-websocket': 1 }, async () => {
      const { socket, headers } = await rawStation('CP1', {
        'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
      });
      const end = closeCode(socket);
      socket.write(frame({ reserved: 4 }, Buffer.alloc(1_000, 0x15)));
      return [headers['sec-websocket-extensions'], await end] as const;
    });
    expect([extensions, code]).toEqual([undefined, 1002]);
  });
});

/** Code of 2.x; 1.6 says FormationViolation to all of these, and nothing to an unknown type. */
const BROKEN: readonly (readonly [row: string, message: string | Buffer, id: string, code: string])[] = [
  ['B6 half a JSON', '{oops', '-1', 'RpcFrameworkError'],
  ['B6 null', 'null', '-1', 'RpcFrameworkError'],
  ['B6 object', '{}', '-1', 'RpcFrameworkError'],
  ['B6 empty array', '[]', '-1', 'RpcFrameworkError'],
  ['B6 text', '"x"', '-1', 'RpcFrameworkError'],
  ['B6 byte order mark', '\uFEFF[2,"a","Heartbeat",{}]', '-1', 'RpcFrameworkError'],
  ['B6 binary', Buffer.from('[2,"a","Heartbeat",{}]'), '-1', 'RpcFrameworkError'],
  ['B7 type 9', '[9,"a","Heartbeat",{}]', 'a', 'MessageTypeNotSupported'],
  ['B8 number', '[2,7,"Heartbeat",{}]', '-1', 'RpcFrameworkError'],
  ['B8 null', '[2,null,"Heartbeat",{}]', '-1', 'RpcFrameworkError'],
  ['B8 37 characters', `[2,"${'evil-'.repeat(7)}ev","Heartbeat",{}]`, '-1', 'RpcFrameworkError'],
  ['B8 10 kB', `[2,"${'evil'.repeat(2_500)}","Heartbeat",{}]`, '-1', 'RpcFrameworkError'],
  ['B9 3 elements', '[2,"a","Heartbeat"]', 'a', 'RpcFrameworkError'],
  ['B9 7 elements', '[2,"a","Heartbeat",{},"evil",2,3]', 'a', 'RpcFrameworkError'],
  ['B9 payload null', '[2,"a","Heartbeat",null]', 'a', 'FormatViolation'],
  ['B9 payload array', '[2,"a","Heartbeat",["evil"]]', 'a', 'FormatViolation'],
  ['B9 payload text', '[2,"a","Heartbeat","evil"]', 'a', 'FormatViolation'],
];

describe.each(VERSIONS)('messages that are no RPC, %s', (version) => {
  test('B6 B7 B8 B9 each gets its code, nothing of the input, and changes nothing', async () => {
    const said: [string, unknown][] = [];
    for (const [row, message] of BROKEN) {
      site.advance(120_000);
      said.push([row, await answersOf(version, [message], { records: { 'bad-message': 1 } })]);
    }
    const expected = BROKEN.map(([row, , id, code]) => {
      if (version === '1.6' && code === 'MessageTypeNotSupported') return [row, []];
      return [row, [[4, id, version === '1.6' ? 'FormationViolation' : code, expect.any(String), {}]]];
    });
    expect(said).toEqual(expected);
    expect(JSON.stringify(said)).not.toContain('evil');
  });

  test('B6 the tenth in a row: closed with 1002, and an event of security', async () => {
    const { code } = await recorded({ 'bad-message': 1, 'bad-frames': 1 }, async () => {
      const station = await connect(version);
      for (let n = 0; n < 10; n++) station.send('{oops');
      return within(station.closed, 'the close');
    });
    expect(code).toBe(1002);
    expect((await site.events('bad-frames'))[0]).toMatchObject({ source: 'gateway', stationId: STATIONS[version] });
  });

  test('B8 __proto__ is an id like any other', async () => {
    const [answer] = await answersOf(version, ['[2,"__proto__","Heartbeat",{}]']);
    // 2.x hears nothing before BootNotification, and says so.
    if (version === '1.6') expect(answer).toEqual([3, '__proto__', { currentTime: expect.any(String) }]);
    else expect(answer).toEqual([4, '__proto__', 'SecurityError', expect.any(String), {}]);
  });

  test('B14 numbers, nesting, keys and texts that JSON can say: an answer, and no prototype is touched', async () => {
    const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const payloads = [
      `{"a":${nested(5_000)}}`,
      `{"a":${nested(50_000)}}`,
      '{"a":1e999}',
      '{"a":-0,"b":1e308}',
      '{"a":1,"a":2}',
      '{"__proto__":{"polluted":true}}',
      '{"constructor":{"prototype":{"polluted":true}}}',
      '{"a":"\\ud800"}',
    ];
    for (const action of ['Heartbeat', 'MeterValues', 'DataTransfer']) {
      const answers = await answersOf(
        version,
        payloads.map((payload, n) => `[2,"n${n}","${action}",${payload}]`),
        { count: payloads.length },
      );
      expect(new Set(answers.map((answer) => (answer as unknown[])[1]))).toEqual(
        new Set(payloads.map((_, n) => `n${n}`)),
      );
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('B15 unknown actions, and those that only we may send', async () => {
    const answers = await answersOf(
      version,
      ['Nonsense', '__proto__', 'constructor', 'Reset', 'SetChargingProfile'].map(
        (action, n) => `[2,"${n}","${action}",{}]`,
      ),
      { count: 5, records: { 'foreign-call': 1 } },
    );
    expect(answers.map((answer) => (answer as unknown[])[2])).toEqual([
      'NotImplemented',
      'NotImplemented',
      'NotImplemented',
      'NotSupported',
      'NotSupported',
    ]);
  });
});

test('B7 a SEND is of 2.1 alone: there it is never answered, however broken', async () => {
  const records = { 'bad-message': 1 };
  const send = '[6,"a","NotifyPeriodicEventStream",{}]';
  expect(await answersOf('2.0.1', [send], { records })).toEqual([
    [4, 'a', 'MessageTypeNotSupported', expect.any(String), {}],
  ]);
  expect(await answersOf('1.6', [send], { records })).toEqual([]);
  expect(await answersOf('2.1', [send, '[6,"b","Heartbeat",null]', '[5,"c"]'], { records })).toEqual([]);
});

test('B11 B12 answers that nobody asked for, those of another station, and errors with strange codes', async () => {
  // One of each of the two stations, however many there were.
  await recorded({ 'unasked-answer': 2, 'malformed-answer': 1 }, async () => {
    const [station, other] = await Promise.all([connect('1.6'), connect('2.0.1')]);
    const ask = async (answer: (id: string) => string): Promise<unknown> => {
      const outcome = site.service.central.call('CP1', 'ClearCache', {});
      const sent = station.received.length;
      const [, id] = await station.until((m) => m[2] === 'ClearCache' && station.received.indexOf(m) >= sent - 1);
      other.send(`[3,"${String(id)}",{"status":"Accepted","evil":true}]`);
      station.send('[3,"unasked",{}]');
      station.send('[4,"unasked","GenericError","",{}]');
      await other.call(`h${sent}`, 'Heartbeat');
      station.send(answer(String(id)));
      const result = await within(outcome, 'the outcome');
      station.received.splice(0);
      return result;
    };
    expect(await ask((id) => `[3,"${id}",{"status":"Rejected"}]`)).toEqual({
      ok: true,
      payload: { status: 'Rejected' },
    });
    expect(await ask((id) => `[4,"${id}","constructor","",{}]`)).toMatchObject({ ok: false, code: 'GenericError' });
    expect(await ask((id) => `[4,"${id}","__proto__","",{}]`)).toMatchObject({ ok: false, code: 'GenericError' });
    expect(await ask((id) => `[4,"${id}","${'x'.repeat(10_000)}","",{}]`)).toMatchObject({ code: 'GenericError' });
    expect(await ask((id) => `[4,"${id}","GenericError","${'x'.repeat(10_000)}",{}]`)).toMatchObject({
      code: 'GenericError',
      detail: 'x'.repeat(255),
    });
    other.socket.terminate();
    await gone(station);
  });
});

test('B17 a million beats and never a read: cut off, its memory given back', async () => {
  const beforeMb = usedMb();
  await recorded({ 'unread-answers': 1 }, async () => {
    const { socket } = await rawStation();
    socket.pause();
    let isClosed = false;
    socket.once('close', () => (isClosed = true));
    const isConnected = (): boolean => site.service.central.connected().some(({ stationId }) => stationId === 'CP1');
    for (let n = 0; n < 1_000_000 && isConnected(); n += 1_000) {
      const beats = Array.from({ length: 1_000 }, (_, k) => frame({}, `[2,"${n + k}","Heartbeat",{}]`));
      if (!socket.write(Buffer.concat(beats)) && !isClosed) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await eventually(() => !isConnected(), 'the cut');
    socket.destroy();
  });
  expect(usedMb() - beforeMb).toBeLessThan(20);
});

// Last of those that open connections: what is accepted from here on changes states.
describe('calls that count', () => {
  test('B13 an answer of the wrong shape to a charging profile is no acknowledgement', async () => {
    const station = await connect('1.6');
    station.socket.on('message', (data: Buffer) => {
      const [type, id, action] = JSON.parse(data.toString()) as unknown[];
      // Its turn comes when the questions before it are answered.
      if (type === 2 && action !== 'SetChargingProfile')
        station.send(JSON.stringify([4, id, 'NotImplemented', '', {}]));
    });
    await station.call('boot', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' });
    expect(isUntrusted('CP1/1')).toBe(true);
    const recordedBefore = await site.counted('malformed-answer');
    const [, id] = await station.until((message) => message[2] === 'SetChargingProfile');
    station.send(`[3,"${String(id)}",{"status":"Sure"}]`);
    const { count } = site.service.control.view().tick;
    await eventually(() => site.service.control.view().tick.count > count + 2, 'two ticks');
    // Accepted would have ended this: see the healthy station.
    expect(isUntrusted('CP1/1')).toBe(true);
    expect(await site.counted('malformed-answer')).toBe(recordedBefore + 1);
    await gone(station);
  });

  test('B10 the same call five times, running and answered: one session, one answer each', async () => {
    const station = await connect('1.6');
    const start = {
      connectorId: 1,
      idTag: 'CARD',
      meterStart: 0,
      timestamp: new Date().toISOString(),
    };
    for (let n = 0; n < 4; n++) station.send(JSON.stringify([2, 'once', 'StartTransaction', start]));
    const first = await station.until((message) => message[1] === 'once');
    station.send(JSON.stringify([2, 'once', 'StartTransaction', start]));
    await station.call('after', 'Heartbeat');
    const answers = answersTo(station).filter((message) => (message as unknown[])[1] === 'once');
    expect(answers.length).toBeGreaterThan(1);
    expect(answers.length).toBeLessThanOrEqual(5);
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set([JSON.stringify(first)]));
    expect((await site.service.store.sessions.listOpen()).length).toBe(1);
    const { transactionId } = first[2] as { transactionId: number };
    await station.call('stop', 'StopTransaction', { transactionId, meterStop: 0, timestamp: new Date().toISOString() });
    await gone(station);
  });

  test('B18 10,000 MeterValues at once: all are answered, and the healthy station does not wait', async () => {
    await site.attacked(async () => {
      const station = await connect('1.6');
      const values = {
        connectorId: 1,
        meterValue: [{ timestamp: new Date().toISOString(), sampledValue: [{ value: '0' }] }],
      };
      for (let n = 0; n < 10_000; n++) station.send(JSON.stringify([2, `m${n}`, 'MeterValues', values]));
      await eventually(() => answersTo(station).length === 10_000, 'all answers');
      expect(new Set(answersTo(station).map((answer) => (answer as unknown[])[1])).size).toBe(10_000);
      await gone(station);
    });
  });
});
