import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPasswordVerifier } from '../../src/store/index.ts';
import { runCli, serve } from './serve.ts';
import type { Served } from './serve.ts';

const PASSWORD = '4f1d0c5b9a7e3826d1f0c4b85e9a7d3621f08c4b';
const GRID = `name: Yard
nodes:
  - { id: T1, kind: transformer, ratingKw: 200 }
stations:
  - { id: A01, node: T1, password: ${PASSWORD}, ratingA: 32 }
fleet: { urlAllowList: ['https://fw.example/acme/'] }
`;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'headroom-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function fileOf(name: string, text: string): string {
  const file = join(dir, name);
  writeFileSync(file, text);
  return file;
}

/** The command line with something on its standard input. */
async function runWithInput(args: readonly string[], input: string): Promise<Awaited<ReturnType<typeof runCli>>> {
  const child = spawn(process.execPath, [new URL('../../dist/src/cli/main.js', import.meta.url).pathname, ...args]);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

describe('help', () => {
  it.each([
    [['--help'], 'Commands:'],
    [['serve', '--help'], '--lease-ms'],
    [['demo', '--help'], '--report'],
    [['simulate', '--help'], '--policy'],
    [['status', '--help'], '--url'],
    [['openapi', '--help'], 'OpenAPI 3.1'],
    [['decision', '--help'], 'headroom replay'],
    [['replay', '--help'], 'what differs'],
    [['limit', '--help'], 'envelopes'],
    [['limit', 'list', '--help'], '--json'],
    [['limit', 'set', '--help'], '--emergency'],
    [['limit', 'end', '--help'], 'envelopeId'],
    [['station', '--help'], 'provision'],
    [['station', 'list', '--help'], '--json'],
    [['station', 'add', '--help'], '--definition'],
    [['station', 'enable', '--help'], 'stationId'],
    [['station', 'quarantine', '--help'], 'share 0'],
    [['station', 'disable', '--help'], 'stationId'],
    [['station', 'firmware', '--help'], 'Example: headroom station firmware A07'],
    [['station', 'withdraw-certificate', '--help'], 'Example: headroom station withdraw-certificate A07'],
    [['station', 'hash', '--help'], '--password-file'],
  ])('of %j', async (args, contained) => {
    const { code, out } = await runCli(args);
    expect({ code, isThere: out.includes(contained) }).toEqual({ code: 0, isThere: true });
  });

  it('comes with the error when a command does not exist', async () => {
    const { code, err } = await runCli(['sreve']);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("unknown command 'sreve'") });
  });
});

it('prints the description of the REST API', async () => {
  const { code, out } = await runCli(['openapi']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ openapi: '3.1.0', info: { title: 'Headroom' } });
});

describe('station hash', () => {
  it.each(['from a file', 'from standard input'])(
    'hashes a password %s so that the station can log in',
    async (from) => {
      const isFile = from === 'from a file';
      const args = ['station', 'hash', ...(isFile ? ['--password-file', fileOf('password', `${PASSWORD}\n`)] : [])];
      const { code, out } = await runWithInput(args, isFile ? '' : `${PASSWORD}\n`);
      expect(code).toBe(0);
      const verifier = createPasswordVerifier();
      expect(await verifier.verify(Buffer.from(PASSWORD), out.trim())).toBe(true);
      expect(await verifier.verify(Buffer.from(`${PASSWORD}0`), out.trim())).toBe(false);
    },
  );

  it('is JSON when asked', async () => {
    const { out } = await runWithInput(['station', 'hash', '--json'], PASSWORD);
    expect(JSON.parse(out)).toEqual({ passwordHash: expect.stringMatching(/^scrypt\$/) });
  });

  it.each([
    ['a'.repeat(15), 'got 15'],
    ['a'.repeat(65), 'got 65'],
    ['', 'got 0'],
  ])('refuses %j and does not repeat it', async (password, contained) => {
    const { code, out, err } = await runWithInput(['station', 'hash'], password);
    expect({ code, out, err: err.trim() }).toEqual({
      code: 1,
      out: '',
      err: `standard input: a station password has 16 to 64 characters, ${contained}`,
    });
  });
});

describe('serve refuses', () => {
  it('a grid file with a mistake, naming file, line, column, field and value', async () => {
    const file = fileOf('grid.yaml', GRID.replace('200', '-50'));
    const { code, out, err } = await runCli(['serve', '--config', file, '--data-dir', join(dir, 'data')]);
    expect({ code, out, err: err.trim() }).toEqual({
      code: 1,
      out: '',
      err: `${file}:3:34 nodes[0].ratingKw: must be > 0, got -50`,
    });
  });

  it('a grid file that is not there', async () => {
    const { code, err } = await runCli(['serve', '--config', join(dir, 'none.yaml')]);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('none.yaml') });
  });

  it.each([
    ['an unknown flag', ['--tick', '5'], {}, "unknown option '--tick'"],
    ['a flag out of bounds', ['--tick-ms', '5'], {}, '--tick-ms: must be at least 100, got "5"'],
    ['an unknown variable', [], { HEADROOM_TICKMS: '500' }, 'HEADROOM_TICKMS: there is no such setting'],
    ['a variable out of bounds', [], { HEADROOM_PORT: '99999' }, 'HEADROOM_PORT: must be at most 65535, got "99999"'],
  ])('%s', async (_, flags, env, contained) => {
    const args = ['serve', '--config', fileOf('grid.yaml', GRID), '--data-dir', join(dir, 'data'), ...flags];
    const { code, out, err } = await runCli(args, env);
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: expect.stringContaining(contained) });
  });

  it('a port that is taken, and ends', async () => {
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      const args = ['--port', String(port), '--mqtt-port', '0', '--data-dir', join(dir, 'data')];
      const { code, out, err } = await runCli(['serve', '--config', fileOf('grid.yaml', GRID), ...args]);
      expect({ code, out, err }).toEqual({ code: 1, out: '', err: expect.stringContaining(`127.0.0.1:${port}`) });
    } finally {
      other.close();
    }
  });
});

describe('a running service', () => {
  let home: string;
  let served: Served | undefined;
  let env: Record<string, string>;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'headroom-cli-service-'));
    const gridFile = join(home, 'grid.yaml');
    writeFileSync(gridFile, GRID);
    served = await serve(gridFile, join(home, 'data'));
    env = { HEADROOM_API_KEY: served.adminKey ?? '' };
  });
  afterAll(async () => {
    await served?.kill('SIGTERM');
    rmSync(home, { recursive: true, force: true });
  });

  async function ask(...args: readonly string[]): Promise<string> {
    const { code, out, err } = await runCli([...args, '--url', served?.url ?? ''], env);
    expect({ args, code, err }).toEqual({ args, code: 0, err: '' });
    return out.trim();
  }
  const askJson = async (...args: readonly string[]): Promise<unknown> => JSON.parse(await ask(...args, '--json'));

  it('keeps its data folder to itself: password hashes are inside', () => {
    expect((statSync(join(home, 'data')).mode & 0o777).toString(8)).toBe('700');
  });

  it('tells its status', async () => {
    expect(await ask('status')).toContain('0 of 1 stations connected, 0 sessions');
    expect(await askJson('status')).toMatchObject({
      grid: { nodes: [{ nodeId: 'T1', limitKw: 200 }] },
      sessions: { items: [] },
      stations: { items: [{ stationId: 'A01', connected: false }] },
      alarms: { items: expect.any(Array) },
    });
  });

  it('takes a limit, lists it and ends it', async () => {
    const set = ['limit', 'set', 'T1', '150', '--minutes', '30', '--reason', 'works', '--emergency'] as const;
    const envelope = (await askJson(...set)) as { envelopeId: string; start: string; end: string };
    expect(envelope).toMatchObject({ nodeId: 'T1', mode: 'emergency', reason: 'works', status: 'active' });
    expect(Date.parse(envelope.end) - Date.parse(envelope.start)).toBeGreaterThan(29 * 60_000);
    expect(await askJson('limit', 'list')).toMatchObject({ items: [{ envelopeId: envelope.envelopeId }] });
    expect(await ask('limit', 'list')).toMatch(new RegExp(`^${envelope.envelopeId} .*T1 .*150 kW`));
    expect(await ask('limit', 'end', envelope.envelopeId)).toBe(`${envelope.envelopeId}: ended`);
    expect(await askJson('limit', 'list')).toMatchObject({
      items: [{ envelopeId: envelope.envelopeId, status: 'ended' }],
    });
  });

  it('gives its latest decision, and decides it again the same', async () => {
    const file = join(home, 'case.json');
    writeFileSync(file, await ask('decision'));
    const replayed = await runCli(['replay', file]);
    expect(replayed).toEqual({ code: 0, out: '', err: `${file}: 0 setpoints, the same\n` });
  });

  it('provisions a station, quarantines it and enables it again', async () => {
    const definition = join(home, 'a02.json');
    writeFileSync(definition, JSON.stringify({ node: 'T1', ratingA: 32, connectors: 2 }));
    const added = await askJson('station', 'add', 'A02', '--definition', definition);
    expect(added).toMatchObject({
      stationId: 'A02',
      state: 'enabled',
      password: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    const listed = (await askJson('station', 'list')) as { items: { stationId: string }[] };
    expect(listed.items.map(({ stationId }) => stationId)).toEqual(['A01', 'A02']);
    expect(await ask('station', 'quarantine', 'A02')).toBe('A02: quarantined');
    expect(await ask('station', 'list')).toMatch(/^A02 {2}quarantined {2}not connected {2}T1$/m);
    expect(await askJson('station', 'enable', 'A02')).toMatchObject({ stationId: 'A02', state: 'enabled' });
  });

  it('withdraws a certificate by its number', async () => {
    expect(await ask('station', 'withdraw-certificate', 'A01', '--serial-number', '4F1D')).toMatch(
      /^A01: certificate 4f1d withdrawn$/i,
    );
  });

  it('orders signed firmware', async () => {
    const certificate = join(home, 'signer.pem');
    writeFileSync(certificate, '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');
    const url = 'https://fw.example/acme/2.4.bin';
    const signed = ['--signing-certificate', certificate, '--signature', 'AAAA'];
    const { commandId } = (await askJson('station', 'firmware', 'A01', url, ...signed)) as { commandId: string };
    expect(await askJson('commands', commandId)).toMatchObject({ commandId, kind: 'update-firmware' });
  });

  it.each([
    ['a wrong key', ['status', '--key', 'hr_v_wrong'], 'A valid API key is needed (401); the API key is not valid'],
    ['a node that is not there', ['limit', 'set', 'T9', '10'], 'T9'],
    ['a number that is none', ['limit', 'set', 'T1', 'much'], '<kW>: must be a number, got "much"'],
    [
      'a time that is none',
      ['limit', 'set', 'T1', '10', '--start', 'soon'],
      '--start: must be an RFC 3339 time, got "soon"',
    ],
    [
      'a certificate that was never shown',
      ['station', 'withdraw-certificate', 'A01'],
      'station A01 has shown no certificate yet; name its serial number',
    ],
    ['unsigned firmware', ['station', 'firmware', 'A01', 'https://fw.example/acme/2.4.bin'], 'signed'],
    [
      'half a signature',
      ['station', 'firmware', 'A01', 'https://fw.example/acme/2.4.bin', '--signature', 'AAAA'],
      '--signing-certificate and --signature belong together',
    ],
    ['a station that exists', ['station', 'add', 'A01'], 'station A01 exists'],
  ])('says what is wrong with %s', async (_, args, contained) => {
    const { code, out, err } = await runCli([...args, '--url', served?.url ?? ''], env);
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: expect.stringContaining(contained) });
  });
});

it('says where no service answers', async () => {
  const free: Server = createServer();
  await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(free.address() as AddressInfo).port}`;
  await new Promise((resolve) => free.close(resolve));
  const { code, err } = await runCli(['status', '--url', url, '--key', 'hr_v_any']);
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(`no answer from ${url} (`) });
  expect(err).toContain('is the service running?');
});

it('asks for a key before it asks the service', async () => {
  const { code, err } = await runCli(['status'], { HEADROOM_API_KEY: '' });
  expect({ code, err }).toEqual({ code: 1, err: 'no API key: set HEADROOM_API_KEY or give --key\n' });
});

describe('replay of recorded decisions', () => {
  const recorded = new URL('../dispatch/cases/evening-peak.json', import.meta.url).pathname;

  it('tells what is decided otherwise than it was', async () => {
    const { allocation, ...rest } = JSON.parse(readFileSync(recorded, 'utf8')) as {
      allocation: { setpoints: { limitKw: number }[] };
    };
    const [first, ...others] = allocation.setpoints;
    const setpoints = [{ ...first, limitKw: 99 }, ...others];
    const text = JSON.stringify({ ...rest, allocation: { ...allocation, setpoints } });
    const other = fileOf('other.json', text);
    const { code, err } = await runCli(['replay', recorded, other]);
    expect(code).toBe(1);
    expect(err).toContain(`${recorded}: 57 setpoints, the same\n`);
    expect(err).toMatch(/other\.json: 57 setpoints, DIFFERENT\n {2}P\d+\/1: .* recorded 99 kW/);
  });

  it('names a file that is none', async () => {
    const { code, err } = await runCli(['replay', fileOf('none.json', '{}')]);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('none.json: no recorded decision') });
  });
});

describe('simulation', () => {
  it('simulates ten minutes of the district', async () => {
    const { code, out } = await runCli(['simulate', '--minutes', '10', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      scenario: 'district, seed 1, 10 min',
      secondsAboveCapacity: 0,
      violations: [],
    });
  });

  it.each([
    [['simulate', '--minutes', '5'], '--minutes: must be a number from 10 to 240, got "5"'],
    [
      ['simulate', '--policy', 'best'],
      '--policy: must be one of headroom, headroom-plan, uncontrolled, fcfs, edf, llf, round-robin, equal-share, smoothed-llf, least-energy-first, got "best"',
    ],
    [
      ['simulate', '--sessions', 'x.csv', '--date', '2019-03-05'],
      '--sessions also needs --grid, or --cap-kw (alone or with --network)',
    ],
    [['demo', '--speed', '0'], '--speed: must be a number from 1 to 400, got "0"'],
  ])('%j is refused', async (args, message) => {
    expect(await runCli(args)).toEqual({ code: 1, out: '', err: `${message}\n` });
  });

  it('shows the demo end to end', { timeout: 240_000 }, async () => {
    const [json, html] = [join(dir, 'report.json'), join(dir, 'report.html')];
    const args = ['--minutes', '10', '--speed', '120', '--port', '0', '--json', json, '--report', html];
    const { code, err } = await runCli(['demo', ...args]);
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('time above capacity') });
    const report = JSON.parse(readFileSync(json, 'utf8')) as Record<string, number> & Reasoned;
    expect(Object.keys(report)).toEqual(
      expect.arrayContaining([
        'energyDeliveredPercent',
        'sessionsFullyServedPercent',
        'peakKw',
        'capacityKw',
        'secondsAboveCapacity',
        'uncontrolledPeakKw',
        'secondsToBelowEmergencyLimit',
        'limitToWireMsP99',
        'sessions',
        'stations',
      ]),
    );
    expect(report).toMatchObject({ secondsAboveCapacity: 0, stations: 60, capacityKw: 630 });
    expect(report['uncontrolledPeakKw']).toBeGreaterThan(630);
    expect(reasonsOf(report)).toEqual({
      sharePercent: 100,
      moments: ['At the peak', 'In the deepest cut'],
      users: [5, 5],
    });
    const page = readFileSync(html, 'utf8');
    expect(page).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/);
    expect(page.match(/https?:\/\/|\bsrc=|@import|url\(|<script|<link/g)).toBeNull();
  });
});

type Reasoned = {
  readonly reasons: readonly { readonly sharePercent: number }[];
  readonly moments: readonly { readonly title: string; readonly users: readonly unknown[] }[];
};

function reasonsOf({ reasons, moments }: Reasoned) {
  return {
    sharePercent: Math.round(reasons.reduce((sum, { sharePercent }) => sum + sharePercent, 0)),
    moments: moments.map(({ title }) => title),
    users: moments.map(({ users }) => users.length),
  };
}
