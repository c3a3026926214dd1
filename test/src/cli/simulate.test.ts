import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProgress } from '../../../src/cli/simulate-progress.ts';
import { policyNames } from '../../../src/cli/simulate-policy.ts';
import { runSimulation, type RunFlags } from '../../../src/cli/simulate-run.ts';

const SESSIONS = `connector,arrival,departure,energyKwh,maximumKw
A01/1,2026-05-01T18:00:00+08:00,2026-05-01T20:00:00+08:00,6,7.36
A02/1,2026-05-01T18:05:00+08:00,2026-05-01T20:00:00+08:00,6,7.36
A02/1,2026-05-02T18:05:00+08:00,2026-05-02T20:00:00+08:00,2,7.36
`;
const GRID = `name: Yard
nodes:
  - { id: T1, kind: transformer, ratingKw: 100, children: [{ id: F1, ratingKw: 9, margin: 0 }] }
stations:
  - { id: A01, node: F1, ratingA: 32, phases: [L1] }
  - { id: A02, node: F1, ratingA: 32, phases: [L2] }
`;
const DEFAULTS = {
  seed: '1',
  minutes: '10',
  battery: 'ideal',
  inputs: 'stated',
  policy: 'headroom',
  step: '10',
} as const;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'headroom-simulate-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function fileOf(name: string, content: string | Uint8Array): string {
  const file = join(dir, name);
  writeFileSync(file, content);
  return file;
}

async function run(flags: Partial<RunFlags>): Promise<{ readonly out: string; readonly said: readonly string[] }> {
  const printed: string[] = [];
  const said: string[] = [];
  await runSimulation(
    { ...DEFAULTS, ...flags },
    { print: (text) => void printed.push(text), say: (line) => void said.push(line) },
  );
  return { out: printed.join('\n'), said };
}

describe('headroom simulate', () => {
  it('runs sessions from a packed CSV at a site of its own, two days of them or one', async () => {
    const sessions = fileOf('cars.csv.gz', gzipSync(SESSIONS));
    const grid = fileOf('yard.yaml', GRID);
    const all = JSON.parse((await run({ sessions, grid, json: true })).out) as { sessions: number; peakKw: number };
    expect(all).toMatchObject({ sessions: 3, secondsAboveCapacity: 0, energyDeliveredPercent: 100 });
    const { out } = await run({ sessions, grid, from: '2026-05-01', to: '2026-05-01' });
    expect(out).toMatch(
      /^Yard, .*cars\.csv\.gz, policy headroom\n {2}sessions {16}2\n {2}energy delivered {8}100\.00 %/,
    );
  });

  it('is exactly repeatable', async () => {
    const [one, two] = [await run({ json: true }), await run({ json: true })];
    expect(one).toEqual(two);
    expect((await run({ json: true, seed: '2' })).out).not.toBe(one.out);
  });

  it.each(policyNames)(
    'knows the policy %s, and none is above the only limit but the one without control',
    async (policy) => {
      const sessions = fileOf('cars.csv', SESSIONS);
      const { out } = await run({ sessions, capKw: '9', policy, json: true });
      const { secondsAboveCapacity } = JSON.parse(out) as { secondsAboveCapacity: number };
      expect(secondsAboveCapacity > 0).toBe(policy === 'uncontrolled');
    },
  );

  it.each(['true', 'stated', 'learned'])('with inputs %s', async (inputs) => {
    const sessions = fileOf('cars.csv', SESSIONS);
    const { out } = await run({ sessions, capKw: '9', inputs, step: '60', json: true });
    expect(JSON.parse(out)).toMatchObject({ secondsAboveCapacity: 0 });
  });

  it('a made-up city', async () => {
    const { out } = await run({ city: '1', step: '600', policy: 'uncontrolled' });
    expect(out).toContain('city of 1 stations');
  });

  it.each<[Partial<RunFlags>, string]>([
    [{ policy: 'best' }, '--policy: must be one of headroom, headroom-plan, uncontrolled, fcfs'],
    [{ inputs: 'wrong' }, '--inputs: must be one of true, stated, learned, got "wrong"'],
    [{ step: '0' }, '--step: must be a number from 0.1 to 3600, got "0"'],
    [{ out: 'run.txt' }, '--out: must end in .csv, .json, .parquet, got "run.txt"'],
    [{ sessions: 'x.csv' }, '--sessions also needs --grid, or --cap-kw'],
    [{ sessions: 'missing.csv', capKw: '9' }, '--sessions missing.csv: ENOENT'],
    [{ sessions: 'x.csv', capKw: '0' }, '--cap-kw: must be a number from 0.001'],
    [{ sessions: 'x.csv', capKw: '9', battery: 'new' }, '--battery: must be one of ideal, two-stage, got "new"'],
    [{ sessions: 'x.csv', capKw: '9', date: '5.3.2019' }, '--date: must be a day like 2019-03-05, got "5.3.2019"'],
    [{ sessions: 'x.csv', capKw: '9', network: 'n.json' }, '--network also needs --date, or --from and --to'],
    [{ city: 'stations.csv' }, '--city with a file also needs --city-zones'],
    [{ out: 'run.json', series: 'T1,T9' }, '--series: no node "T9" in district'],
  ])('%j is refused before anything runs', async (flags, message) => {
    const sessions = flags.sessions === 'x.csv' ? { sessions: fileOf('x.csv', SESSIONS) } : {};
    await expect(run({ ...flags, ...sessions })).rejects.toThrow(message);
  });
});

describe('what a run leaves behind', () => {
  const outOf = async (name: string, flags: Partial<RunFlags> = {}) => {
    const sessions = fileOf('cars.csv', SESSIONS);
    return run({ sessions, grid: fileOf('yard.yaml', GRID), date: '2026-05-01', out: join(dir, name), ...flags });
  };

  it('CSV: sessions and a point a minute of each node asked for', async () => {
    const { said } = await outOf('run.csv', { series: 'all' });
    expect(said).toEqual([`wrote ${join(dir, 'run.sessions.csv')} and ${join(dir, 'run.series.csv')}`]);
    const sessions = readFileSync(join(dir, 'run.sessions.csv'), 'utf8').split('\n');
    expect(sessions.slice(0, 2)).toEqual([
      'session,connector,arrival,departure,needKwh,deliveredKwh,left',
      expect.stringMatching(
        /^1,A01\/1,2026-05-01T10:00:00\.000Z,2026-05-01T12:00:00\.000Z,6,6(\.0\d*)?,true$/,
      ) as string,
    ]);
    const series = readFileSync(join(dir, 'run.series.csv'), 'utf8').trimEnd().split('\n');
    expect(series[0]).toBe('at,node,loadKw,baseLoadKw,chargingKw,limitKw');
    // From two minutes before the first car to 20:00 local: 122 minutes of two nodes.
    expect(series).toHaveLength(1 + 2 * 122);
    expect(series[1]).toBe('2026-05-01T09:59:00.000Z,T1,0,0,0,100');
    expect(series.filter((line) => line.includes(',F1,') && Number(line.split(',')[2]) > 9)).toEqual([]);
  });

  it('JSON: all in one, with the figures', async () => {
    await outOf('run.json');
    const read = JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8')) as Record<string, unknown[]>;
    expect(read).toMatchObject({ seed: 1, stepMs: 10_000, policy: 'headroom', energyDeliveredPercent: 100 });
    expect(read['sessions']?.[0]).toMatchObject({ connector: 'A01/1', needKwh: 6, left: true });
    expect(read['series']).toHaveLength(122);
  });

  it('Parquet: the same, readable by others, with typed columns', async () => {
    await outOf('run.parquet');
    const objects = async (name: string) => parquetReadObjects({ file: await asyncBufferFromFile(join(dir, name)) });
    const sessions = await objects('run.sessions.parquet');
    expect(sessions).toHaveLength(2);
    expect(sessions[0]).toMatchObject({
      session: '1',
      connector: 'A01/1',
      arrival: new Date(Date.UTC(2026, 4, 1, 10)),
      needKwh: 6,
      left: true,
    });
    const series = await objects('run.series.parquet');
    expect(series).toHaveLength(122);
    expect(series[0]).toEqual({
      at: new Date(Date.UTC(2026, 4, 1, 9, 59)),
      node: 'T1',
      loadKw: 0,
      baseLoadKw: 0,
      chargingKw: 0,
      limitKw: 100,
    });
  });

  it('a node rated in A has no limit in kW: empty, not a number', async () => {
    await run({ out: join(dir, 'd.parquet'), series: 'F1', step: '30' });
    const [point] = await parquetReadObjects({ file: await asyncBufferFromFile(join(dir, 'd.series.parquet')) });
    expect(point?.['limitKw'] ?? null).toBeNull();
  });
});

describe('the progress bar', () => {
  const screen = (isTTY: boolean): { readonly stream: NodeJS.WriteStream; readonly text: () => string } => {
    let text = '';
    const pipe = new PassThrough();
    pipe.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return { stream: Object.assign(pipe, { isTTY }) as unknown as NodeJS.WriteStream, text: () => text };
  };

  it('is silent where no terminal is', () => {
    const { stream, text } = screen(false);
    const progress = createProgress(stream);
    progress.advance(0.5);
    progress.stop();
    expect(text()).toBe('');
  });

  it('tells the share and when it will be ready on a terminal', async () => {
    const { stream, text } = screen(true);
    const methods = { cursorTo: () => true, clearLine: () => true, moveCursor: () => true, columns: 100, rows: 20 };
    const progress = createProgress(Object.assign(stream, methods));
    progress.advance(0.5);
    await new Promise((resolve) => setImmediate(resolve));
    expect(text()).toMatch(/50 % · .* · ready in/);
    progress.stop();
  });
});
