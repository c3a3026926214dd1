import { afterEach, expect, test } from 'vitest';
import type { StationEvent } from '../../../ocpp/events.ts';
import type { LimitCommand } from '../../../ocpp/limit-commands.ts';
import { connectStation, eventually, startGateway, type TestGateway } from './fixture.ts';

let gateway: TestGateway;
afterEach(() => gateway.stop());

test('a station connects, is heard, obeys a limit after its transaction was answered, and leaves', async () => {
  gateway = await startGateway({
    onEvent: (event) => {
      if (event.kind === 'session-started') gateway.system.setLimit(limit({ commandId: 'c1' }));
    },
  });
  const { system, events, held } = gateway;
  const station = await connectStation(gateway.port, 'A07');
  expect(await station.call('h', 'Heartbeat')).toEqual([3, 'h', { currentTime: '2030-01-01T00:00:00.000Z' }]);

  // The limit is asked for inside the handler of Start, and leaves only behind its answer.
  const answered = station.call('s', 'Start', { connector: 1 });
  await eventually(() => held.started === 1, 'the handler to start');
  expect(await station.call('e', 'Echo', { n: 1 })).toEqual([3, 'e', { n: 1 }]);
  held.open();
  await answered;
  const command = await station.until((message) => message[2] === 'SetLimit');
  expect(station.received.map((message) => (message as unknown[])[2])).toEqual([
    { currentTime: '2030-01-01T00:00:00.000Z' },
    { n: 1 },
    { transaction: '1' },
    'SetLimit',
  ]);
  station.send(JSON.stringify([3, command[1], { status: 'Accepted' }]));
  await eventually(() => events.some(({ kind }) => kind === 'limit-answered'), 'the limit to be answered');
  expect(system.connected()).toMatchObject([{ stationId: 'A07', version: '1.6', generation: 1, quarantined: false }]);
  station.socket.close();
  await eventually(() => events.at(-1)?.kind === 'disconnected', 'the station to leave');
  expect(events.map(withoutTime)).toEqual([
    {
      kind: 'connected',
      stationId: 'A07',
      version: '1.6',
      generation: 1,
      quarantined: false,
      remoteAddress: '127.0.0.1',
    },
    { kind: 'heard', stationId: 'A07' },
    expect.objectContaining({ kind: 'session-started', sessionId: 'A07#1' }),
    { kind: 'limit-sent', stationId: 'A07', connectorId: 'A07/1', commandId: 'c1' },
    { kind: 'limit-answered', stationId: 'A07', connectorId: 'A07/1', commandId: 'c1', outcome: 'accepted' },
    {
      kind: 'disconnected',
      stationId: 'A07',
      generation: 1,
      reason: 'closed by the peer or the network, code 1005',
    },
  ]);
  expect(system.connected()).toEqual([]);
});

function limit(fields: Partial<LimitCommand>): LimitCommand {
  return {
    commandId: 'c',
    connectorId: 'A07/1',
    sessionId: 'A07#1',
    limitKw: 7,
    electrical: { kind: 'AC', voltageV: 230, phaseCount: 3 },
    failsafeKw: 4.14,
    leaseMs: 120_000,
    decrease: true,
    ...fields,
  };
}

function withoutTime({ atMs: _atMs, ...event }: StationEvent): object {
  return event;
}
