import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../../src/store/index.ts';
import { openWorld, roles, type World } from './kit.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  for (const stationId of ['A01', 'B01']) {
    world.fleet.post({
      kind: 'connected',
      stationId,
      atMs: 0,
      version: '1.6',
      generation: 1,
      quarantined: false,
      remoteAddress: '127.0.0.1',
    });
  }
});
afterEach(() => world.close());

const reason = 'a test';
const station = { stationIds: ['A01'] };
const signed = { signingCertificate: 'PEM', signature: 'AAAA' };
const location = 'https://fw.example/acme/2.bin';
const reset = { kind: 'reset', mode: 'soft' };

type Command = {
  readonly commandId: string;
  readonly status: string;
  readonly items: readonly Record<string, unknown>[];
};

/** Until it has ended; its answers come within turns of the event loop. */
async function ended(commandId: string): Promise<Command> {
  for (let tries = 0; tries < 500; tries += 1) {
    const command = (await world.call(`GET /api/v1/commands/${commandId}`)).body as Command;
    if (command.status !== 'running') return command;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`${commandId} did not end`);
}

describe('a command', () => {
  it('is accepted with its Location, done once for one Idempotency-Key, listed, and in the audit', async () => {
    const order = { body: { command: reset, scope: station, reason }, headers: { 'idempotency-key': 'k1' } };
    const first = await world.call('POST /api/v1/commands', { ...order, as: 'operator' });
    const { commandId: id } = first.body as Command;
    expect([first.status, first.headers.get('location')]).toEqual([202, `/api/v1/commands/${id}`]);
    await world.call('POST /api/v1/commands', { ...order, as: 'operator' });
    const command = await ended(id);
    expect(command).toMatchObject({
      kind: 'reset',
      status: 'done',
      createdBy: 'operator-key',
      counts: { accepted: 1 },
      items: [{ stationId: 'A01', wave: 0, state: 'accepted' }],
    });
    expect(world.asked).toEqual([{ stationId: 'A01', command: { kind: 'reset', mode: 'soft' } }]);
    const list = (await world.call('GET /api/v1/commands?kind=reset&status=done')).body as { items: Command[] };
    expect(list.items.map(({ commandId }) => commandId)).toEqual([id]);
    expect((await world.call('GET /api/v1/commands?kind=trigger')).body).toEqual({ items: [] });
    const { items } = (await world.call('GET /api/v1/audit?limit=2')).body as { items: { action: string }[] };
    expect(items.map(({ action }) => action)).toContain('command.create');
    expect((await world.call(`DELETE /api/v1/commands/${id}`)).body).toMatchObject({ status: 'done' });
    expect((await world.call('GET /api/v1/commands/cmd-9')).status).toBe(404);
  });

  it('shows its recipients in pages and by state', async () => {
    const body = { command: { kind: 'clear-cache' }, scope: { all: true }, reason };
    const made = (await world.call('POST /api/v1/commands', { body })).body as Command;
    await ended(made.commandId);
    const first = await world.call(`GET /api/v1/commands/${made.commandId}?limit=2`);
    const { items, nextCursor } = first.body as { items: { stationId: string }[]; nextCursor: string };
    expect(items.map(({ stationId }) => stationId)).toEqual(['A01', 'A02']);
    const second = (await world.call(`GET /api/v1/commands/${made.commandId}?limit=2&cursor=${nextCursor}`)).body;
    expect((second as { items: { stationId: string }[] }).items.map(({ stationId }) => stationId)).toEqual(['B01']);
    const away = (await world.call(`GET /api/v1/commands/${made.commandId}?state=not-sent`)).body as Command;
    expect(away.items).toMatchObject([{ stationId: 'A02', detail: 'the station is not connected' }]);
  });
});

const everyKind: readonly {
  readonly command: Record<string, unknown>;
  readonly scope?: object;
  readonly from: Role;
}[] = [
  { command: reset, from: 'operator' },
  { command: { kind: 'change-availability', operative: true }, from: 'operator' },
  { command: { kind: 'unlock-connector' }, scope: { connectorIds: ['A01/1'] }, from: 'operator' },
  { command: { kind: 'remote-start', idToken: { idToken: 'X' } }, from: 'operator' },
  { command: { kind: 'remote-stop' }, from: 'operator' },
  { command: { kind: 'trigger', message: 'status' }, from: 'operator' },
  { command: { kind: 'read-settings' }, from: 'operator' },
  { command: { kind: 'clear-cache' }, from: 'operator' },
  { command: { kind: 'get-local-list-version' }, from: 'operator' },
  { command: { kind: 'get-composite-schedule', durationS: 60 }, scope: { connectorIds: ['A01/1'] }, from: 'operator' },
  { command: { kind: 'list-certificates' }, from: 'operator' },
  { command: { kind: 'write-settings', values: [{ name: 'HeartbeatInterval', value: '60' }] }, from: 'dispatcher' },
  { command: { kind: 'update-firmware', location, signed }, from: 'dispatcher' },
  { command: { kind: 'get-log', log: 'diagnostics', location }, from: 'dispatcher' },
  { command: { kind: 'install-certificate', use: 'v2g', pem: 'PEM' }, from: 'dispatcher' },
  {
    command: {
      kind: 'delete-certificate',
      hash: { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '01' },
    },
    from: 'dispatcher',
  },
  { command: { kind: 'data-transfer', vendorId: 'acme' }, from: 'admin' },
  { command: { kind: 'call', action: 'GetConfiguration', payload: {} }, from: 'admin' },
];

const rank: readonly Role[] = ['viewer', 'researcher', 'operator', 'dispatcher', 'admin'];

it.each(everyKind)('$command.kind: from $from on, and it arrives', async ({ command, scope = station, from }) => {
  for (const as of roles) {
    const { status } = await world.call('POST /api/v1/commands', { as, body: { command, scope, reason } });
    expect([as, status]).toEqual([as, rank.indexOf(as) >= rank.indexOf(from) ? 202 : 403]);
  }
  expect(world.asked.at(-1)).toMatchObject({ stationId: 'A01', command: { kind: command['kind'] } });
});

describe('what is refused, with nothing sent', () => {
  const setting = (name: string) => ({
    kind: 'write-settings',
    values: [
      { name: 'A', value: '1' },
      { name, value: '1' },
    ],
  });
  const call = (action: string, payload = {}) => ({ kind: 'call', action, payload });
  it.each([
    ['an unknown kind', { kind: 'explode' }, station, '/command/kind'],
    ['a field too many', { ...reset, force: true }, station, '/command/force'],
    ['a wrong mode', { kind: 'reset', mode: 'now' }, station, '/command/mode'],
    ['no scope', reset, {}, '/scope'],
    ['two scopes', reset, { all: true, nodeId: 'T1' }, '/scope'],
    ['all: false', reset, { all: false }, '/scope/all'],
    ['no station', reset, { stationIds: [] }, '/scope/stationIds'],
    ['an unknown station', reset, { stationIds: ['A01', 'X9'] }, '/scope/stationIds/1'],
    ['an unknown connector', reset, { connectorIds: ['A01/9'] }, '/scope/connectorIds/0'],
    ['an unknown node', reset, { nodeId: 'T9' }, '/scope/nodeId'],
    ['a model that nobody has', reset, { model: 'none' }, '/scope'],
    ['an unlock of a whole station', { kind: 'unlock-connector' }, station, '/scope'],
    ['settings of a connector', { kind: 'read-settings' }, { connectorIds: ['A01/1'] }, '/scope/connectorIds'],
    ['one card for a feeder', { kind: 'remote-start', idToken: { idToken: 'X' } }, { nodeId: 'T1' }, '/scope'],
    ['no session there', { kind: 'remote-stop' }, { stationIds: ['B01'] }, '/scope'],
    ['the password of 1.6', setting('AuthorizationKey'), station, '/command/values/1/name'],
    ['in other letters', setting('authorizationKEY'), station, '/command/values/1/name'],
    ['the password of 2.x', setting('SecurityCtrlr.BasicAuthPassword'), station, '/command/values/1/name'],
    ['of an instance', setting('SecurityCtrlr[a]#1.BasicAuthPassword[x]'), station, '/command/values/1/name'],
    ['the security profile', setting('SecurityProfile'), station, '/command/values/1/name'],
    ['what control measures by', setting('MeterValueSampleInterval'), station, '/command/values/1/name'],
    ['smart charging', setting('SmartChargingCtrlr.Enabled'), station, '/command/values/1/name'],
    ['a slot of the network', setting('NetworkConfiguration[1].SecurityProfile'), station, '/command/values/1/name'],
    ['the operator of 1.6 certificates', setting('CpoName'), station, '/command/values/1/name'],
    [
      'another central system',
      setting('OCPPCommCtrlr.NetworkConfigurationPriority'),
      station,
      '/command/values/1/name',
    ],
    [
      'metadata service',
      { kind: 'get-log', log: 'security', location: 'http://169.254.169.254/' },
      station,
      '/command/location',
    ],
    ['a file', { kind: 'update-firmware', signed, location: 'file:///etc/passwd' }, station, '/command/location'],
    [
      'ftp with a password',
      { kind: 'update-firmware', signed, location: 'ftp://u:p@fw.example/' },
      station,
      '/command/location',
    ],
    [
      'a host not listed',
      { kind: 'update-firmware', signed, location: 'https://127.0.0.1/acme/' },
      station,
      '/command/location',
    ],
    ['unsigned firmware', { kind: 'update-firmware', location }, station, '/command/signed'],
    ['a raw profile', call('SetChargingProfile'), station, '/command/action'],
    ['a raw clear', call('ClearChargingProfile'), station, '/command/action'],
    ['firmware past its guard', call('UpdateFirmware', { location: 'https://x/' }), station, '/command/action'],
    ['settings past their guard', call('SetVariables'), station, '/command/action'],
    [
      'an address that only some take for one',
      call('PublishFirmware', { location: 'ftp:fw.evil/x', checksum: 'c', requestId: 1 }),
      station,
      '/command/payload/location',
    ],
    [
      'one with slashes the other way, for a vendor',
      { kind: 'data-transfer', vendorId: 'V', data: 'fetch https:\\\\fw.evil/x' },
      station,
      '/command/data',
    ],
    [
      'an address in a raw call',
      call('PublishFirmware', { a: { location: 'http://x/' } }),
      station,
      '/command/payload/a/location',
    ],
  ])('%s', async (_what, command, scope, pointer) => {
    const { status, body } = await world.call('POST /api/v1/commands', { body: { command, scope, reason } });
    const { errors } = body as { readonly errors: readonly { readonly pointer: string }[] };
    expect([status, errors.map((error) => error.pointer)]).toEqual([422, [pointer]]);
    expect([world.asked, await world.store.commands.list({ limit: 1 })]).toEqual([[], []]);
  });

  it.each([
    ['no reason', { reason: '' }, '/reason'],
    ['an endless wait', { waitForConnectionS: 1e9 }, '/waitForConnectionS'],
    ['waves of nobody', { staging: { waveSizes: [0] } }, '/staging/waveSizes/0'],
    ['more than all', { staging: { wavePercent: 101 } }, '/staging/wavePercent'],
  ])('%s', async (_what, more, pointer) => {
    const { status, body } = await world.call('POST /api/v1/commands', {
      body: { command: reset, scope: station, reason, ...more },
    });
    expect([status, (body as { errors: { pointer: string }[] }).errors.map((error) => error.pointer)]).toEqual([
      422,
      [pointer],
    ]);
  });
});

describe('the wire log', () => {
  const frame = (direction: 'in' | 'out', message: unknown) =>
    world.wireLog.write({ stationId: 'A01', direction, data: Buffer.from(JSON.stringify(message)) });

  it('shows frames with filters, masked, and as NDJSON', async () => {
    frame('out', [2, 'm1', 'ChangeConfiguration', { key: 'AuthorizationKey', value: 'hunter2hunter2hunter2' }]);
    frame('in', [3, 'm1', { status: 'Accepted' }]);
    frame('in', [2, 's1', 'Authorize', { idTag: '04A1B2C3D4E5' }]);
    const log = (await world.call('GET /api/v1/stations/A01/wire-log')).body as { items: Record<string, unknown>[] };
    expect(log.items).toMatchObject([
      {
        direction: 'out',
        type: 'call',
        action: 'ChangeConfiguration',
        payload: { key: 'AuthorizationKey', value: '(secret)' },
      },
      { direction: 'in', type: 'result', action: 'ChangeConfiguration', payload: { status: 'Accepted' } },
      { direction: 'in', type: 'call', action: 'Authorize', messageId: 's1' },
    ]);
    expect(JSON.stringify(log)).not.toMatch(/hunter2|04A1B2C3D4E5/);
    const some = await world.call('GET /api/v1/stations/A01/wire-log?action=ChangeConfiguration&direction=in&limit=5');
    expect((some.body as typeof log).items).toHaveLength(1);
    for (const [query, accept] of [
      ['', 'application/x-ndjson'],
      ['?format=ndjson', '*/*'],
    ] as const) {
      const headers = { authorization: `Bearer ${world.keys.operator}`, accept };
      const exported = await fetch(`${world.url}/api/v1/stations/A01/wire-log${query}`, { headers });
      const frames = (await exported.text())
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
      expect(exported.headers.get('content-type')).toMatch('application/x-ndjson');
      expect(frames).toEqual(log.items);
    }
    expect((await world.call('GET /api/v1/stations/A01/wire-log', { as: 'viewer' })).status).toBe(403);
    expect((await world.call('GET /api/v1/stations/A01/wire-log?direction=up')).status).toBe(400);
  });

  it('can be followed', async () => {
    const abort = new AbortController();
    const response = await fetch(`${world.url}/api/v1/stations/A01/wire-log/stream`, {
      headers: { authorization: `Bearer ${world.keys.operator}` },
      signal: abort.signal,
    });
    frame('in', [2, 's2', 'Heartbeat', {}]);
    const { value } = (await response.body?.getReader().read()) ?? {};
    expect(new TextDecoder().decode(value)).toMatch(/^event: frame\ndata: \{.*"action":"Heartbeat"/);
    abort.abort();
  });
});
