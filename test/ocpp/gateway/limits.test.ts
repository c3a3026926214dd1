import { afterEach, describe, expect, test } from 'vitest';
import type { LimitAnswered } from '../../../ocpp/events.ts';
import type { LimitCommand } from '../../../ocpp/limit-commands.ts';
import {
  connectStation,
  eventually,
  startGateway,
  watchProcess,
  within,
  type TestGateway,
  type TestStation,
} from './fixture.ts';

let gateway: TestGateway;
const watch = watchProcess();
afterEach(async () => {
  await gateway.stop();
  expect(watch.seen).toEqual([]);
});

/** A station with an acknowledged session on connector 1. */
async function chargingStation(options: Parameters<typeof startGateway>[0] = {}): Promise<TestStation> {
  gateway = await startGateway(options);
  gateway.held.open();
  const station = await connectStation(gateway.port, 'A07');
  await station.call('start', 'Start', { connector: 1 });
  return station;
}

function limit(fields: Partial<LimitCommand> = {}): LimitCommand {
  return {
    commandId: 'c1',
    connectorId: 'A07/1',
    sessionId: 'A07#1',
    limitKw: 7,
    electrical: { kind: 'AC', voltageV: 230, phaseCount: 3 },
    failsafeKw: 4.14,
    leaseMs: 120_000,
    decrease: false,
    ...fields,
  };
}

function answers(): string[] {
  return gateway.events
    .filter((event): event is LimitAnswered => event.kind === 'limit-answered')
    .map(({ commandId, outcome, detail }) => `${commandId} ${outcome}${detail === undefined ? '' : `: ${detail}`}`);
}

describe('what a station answers to a limit', () => {
  test.each([
    ['[3,"ID",{"status":"Accepted"}]', 'c1 accepted'],
    ['[3,"ID",{"status":"Rejected"}]', 'c1 rejected'],
    ['[3,"ID",{"status":"Sure"}]', 'c1 unknown: malformed answer'],
    ['[3,"ID",null]', 'c1 unknown: GenericError'],
    ['[4,"ID","NotSupported","",{}]', 'c1 rejected: NotSupported'],
    ['[4,"ID","NotImplemented","",{}]', 'c1 rejected: NotImplemented'],
    ['[4,"ID","InternalError","",{}]', 'c1 unknown: InternalError'],
    ['[4,"ID","__proto__","",{}]', 'c1 unknown: GenericError'],
  ])('%s: %s', async (answer, expected) => {
    const station = await chargingStation();
    gateway.system.setLimit(limit());
    const [, id] = await station.until((message) => message[2] === 'SetLimit');
    station.send(answer.replace('ID', String(id)));
    await eventually(() => answers().length > 0, 'the outcome');
    expect(answers()).toEqual([expected]);
  });

  test('nothing: unknown, the next one leaves, and the late answer is told as late', async () => {
    const station = await chargingStation({ bounds: { callTimeoutMs: 50 } });
    gateway.system.setLimit(limit());
    gateway.system.setFailsafe({ connectorId: 'A07/1', failsafeKw: 4, electrical: limit().electrical });
    const [, id] = await station.until((message) => message[2] === 'SetLimit');
    const [, failsafeId] = await station.until((message) => message[2] === 'SetFailsafe');
    station.send(`[3,"${String(failsafeId)}",{"status":"Accepted"}]`);
    station.send(`[3,"${String(id)}",{"status":"Accepted"}]`);
    await eventually(() => answers().length === 2, 'the late answer');
    expect(answers()).toEqual(['c1 unknown: no answer within 50 ms', 'c1 accepted-late']);
    expect(gateway.events.filter(({ kind }) => kind === 'failsafe-answered')).toMatchObject([
      { stationId: 'A07', connectorId: 'A07/1', failsafeKw: 4, outcome: 'accepted' },
    ]);
  });

  test('nothing, and the connection is lost: in flight unknown, queued not sent, then disconnected', async () => {
    const station = await chargingStation();
    gateway.system.setLimit(limit());
    gateway.system.setLimit(limit({ commandId: 'c2', limitKw: 8 }));
    await station.until((message) => message[2] === 'SetLimit');
    station.socket.terminate();
    await eventually(() => gateway.events.at(-1)?.kind === 'disconnected', 'the end');
    expect(answers()).toEqual([
      'c1 unknown: the connection was lost before the answer',
      'c2 not-sent: the connection was lost',
    ]);
  });
});

describe('limits that never leave', () => {
  test('no connection, no session, session of another connector', async () => {
    const station = await chargingStation();
    gateway.system.setLimit(limit({ connectorId: 'NOBODY/1' }));
    gateway.system.setLimit(limit({ commandId: 'c2', sessionId: 'A07#9' }));
    gateway.system.setLimit(limit({ commandId: 'c3', connectorId: 'A07/2' }));
    gateway.system.setFailsafe({ connectorId: 'NOBODY/1', failsafeKw: 4, electrical: limit().electrical });
    await station.call('h', 'Heartbeat');
    expect(answers()).toEqual([
      'c1 not-sent: not connected',
      'c2 not-sent: session A07#9 is not known on this connection',
      'c3 not-sent: session A07#1 is not known on this connection',
    ]);
    expect(gateway.events.at(-1)).toMatchObject({
      kind: 'failsafe-answered',
      stationId: 'NOBODY',
      outcome: 'not-sent',
    });
    expect(station.received.some((message) => (message as unknown[])[0] === 2)).toBe(false);
  });

  test('a decrease for a session that was acknowledged passes while the start of another one hangs', async () => {
    gateway = await startGateway();
    const station = await connectStation(gateway.port, 'A07');
    const first = station.call('s1', 'Start', { connector: 1 });
    await eventually(() => gateway.held.started === 1, 'the first start');
    gateway.held.release();
    await first;
    station.send('[2,"s2","Start",{"connector":2}]');
    await eventually(() => gateway.held.started === 2, 'the second start');
    gateway.system.setLimit(limit({ commandId: 'of 2', connectorId: 'A07/2', sessionId: 'A07#2', decrease: true }));
    gateway.system.setLimit(limit({ commandId: 'of 1', decrease: true }));
    const [, id, , payload] = await station.until((message) => message[2] === 'SetLimit');
    expect(payload).toEqual({ connectorId: 'A07/1', limitKw: 7 });
    station.send(`[3,"${String(id)}",{"status":"Accepted"}]`);
    await station.call('h', 'Heartbeat');
    gateway.held.release();
    await station.until((message) => message[2] === 'SetLimit' && message[1] !== id);
    const order = station.received.map((message) => (message as unknown[])[1]);
    expect(order.indexOf('s2')).toBeLessThan(order.length - 1);
    expect(order.indexOf('s2')).toBe(order.indexOf('h') + 1);
  });
});

describe('order of incoming calls', () => {
  test('ordered handlers run one at a time in order of arrival, others pass them', async () => {
    gateway = await startGateway();
    const station = await connectStation(gateway.port, 'A07');
    for (const n of [1, 2, 3]) station.send(`[2,"s${n}","Start",{"connector":${n}}]`);
    await station.call('h', 'Heartbeat');
    expect(gateway.held.started).toBe(1);
    gateway.held.open();
    await station.until((message) => message[1] === 's3');
    expect(station.received.map((message) => (message as unknown[])[1])).toEqual(['h', 's1', 's2', 's3']);
  });

  test.each([
    ['ordered', 'Start', 3],
    ['waiting beyond the bound', 'Slow', 40],
  ])('a call that had not begun when the connection ended is not executed: %s', async (_row, action, calls) => {
    gateway = await startGateway({ bounds: { maxInFlightPerStation: 16 } });
    const station = await connectStation(gateway.port, 'A07');
    for (let n = 0; n < calls; n++) station.send(`[2,"${n}","${action}",{"connector":1}]`);
    const begun = action === 'Start' ? 1 : 16;
    await eventually(() => gateway.held.started === begun, 'the first to begin');
    // The peer does not answer the goodbye, so the socket stays half closed while the handlers go on.
    station.socket.pause();
    gateway.system.disconnect('A07', 'test');
    gateway.held.open();
    const again = await connectStation(gateway.port, 'A07');
    await again.call('h', 'Heartbeat');
    expect(gateway.held.started).toBe(begun);
    station.socket.terminate();
  });
});

describe('calls of operators, disconnect and close', () => {
  test('a call to nobody, one that is not answered, one that the disconnect catches', async () => {
    gateway = await startGateway({ bounds: { callTimeoutMs: 50 } });
    expect(await gateway.system.call('NOBODY', 'Reset', {})).toMatchObject({ ok: false, code: 'NotConnected' });
    const station = await connectStation(gateway.port, 'A07');
    expect(await within(gateway.system.call('A07', 'Reset', {}), 'the time-out')).toEqual({
      ok: false,
      code: 'Unanswered',
      detail: 'no answer within 50 ms',
    });
    const open = [gateway.system.call('A07', 'Reset', {}), gateway.system.call('A07', 'Unlock', {})];
    gateway.system.disconnect('A07', 'credentials were revoked');
    expect((await Promise.all(open)).map((outcome) => !outcome.ok && outcome.code)).toEqual(['Unanswered', 'NotSent']);
    expect(await within(station.closed, 'the close')).toEqual({ code: 1008, reason: 'credentials were revoked' });
    expect(gateway.events.at(-1)).toMatchObject({ kind: 'disconnected', reason: 'credentials were revoked' });
  });

  test('close says 1001 to everyone, and does not wait for hung handlers or peers that do not answer', async () => {
    gateway = await startGateway();
    const stations = await Promise.all(Array.from({ length: 10 }, (_, n) => connectStation(gateway.port, `S${n}`)));
    stations[0]?.send('[2,"s","Slow",{}]');
    await eventually(() => gateway.held.started === 1, 'the handler to hang');
    stations[1]?.socket.pause();
    await within(gateway.system.close(20), 'the close');
    expect(gateway.system.connected()).toEqual([]);
    expect(gateway.timers()).toBe(0);
    const codes = await Promise.all(stations.filter((_, n) => n !== 1).map(({ closed }) => within(closed, 'a close')));
    expect(codes.map(({ code }) => code)).toEqual(Array(9).fill(1001));
    stations[1]?.socket.terminate();
  });

  test('a peer that does not answer the goodbye is cut off', async () => {
    gateway = await startGateway();
    const station = await connectStation(gateway.port, 'A07');
    station.socket.pause();
    gateway.system.disconnect('A07', 'test');
    let open = 1;
    const look = setInterval(() => void gateway.sockets().then((count) => (open = count)), 20);
    await eventually(() => open === 0, 'the cut');
    clearInterval(look);
    expect(gateway.timers()).toBe(0);
    station.socket.terminate();
  });

  test('a listener that throws costs a log line, not the connection', async () => {
    gateway = await startGateway({
      onEvent: () => {
        throw new Error('listener broke');
      },
    });
    const station = await connectStation(gateway.port, 'A07');
    expect(await station.call('h', 'Heartbeat')).toEqual([3, 'h', { currentTime: '2030-01-01T00:00:00.000Z' }]);
    expect(gateway.logs[0]).toEqual({
      level: 'error',
      message: 'event connected failed: listener broke',
      stationId: 'A07',
    });
  });
});
