import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Bench, BenchArgs, BenchRow } from './bench/bench.ts';

const root = new URL('..', import.meta.url);
const data = '../shared/data';

/** Columns that these tables promise to whoever reads their JSON. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  acn: [
    'network',
    'quantised',
    'battery',
    'policy',
    'capKw',
    'energyPercent',
    'sessionsFullPercent',
    'stepMsP50',
    'stepMsP99',
  ],
  realism: ['policy', 'capKw', 'quantised', 'battery', 'energyPercent', 'lossPoints'],
  month: ['policy', 'capKw', 'seconds', 'energyPercent'],
};

const argsOf = (options: Readonly<Record<string, string>>): BenchArgs => ({
  dataDir: data,
  small: true,
  seed: 7,
  option: (name) => options[name],
  say: () => {},
});
async function benchOf(name: string): Promise<Bench> {
  const { bench } = (await import(`./bench/${name}.ts`)) as { readonly bench: Bench };
  return bench;
}

describe('benchmarks', () => {
  it('each file of a benchmark is registered', () => {
    const folder = new URL('bench/', import.meta.url);
    const names = readdirSync(folder)
      .filter(
        (file) =>
          file.endsWith('.ts') && readFileSync(new URL(file, folder), 'utf8').includes('export const bench: Bench'),
      )
      .map((file) => file.replace('.ts', ''));
    const main = readFileSync(new URL('main.ts', folder), 'utf8');
    expect(names.filter((name) => !main.includes(`'./${name}.ts'`))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(Object.keys(COLUMNS)));
  });

  it('a name that nobody knows is refused with those there are', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', './test/servers/ts-hook.mjs', 'test/bench/main.ts', 'nonsense'],
      { cwd: root, encoding: 'utf8' },
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/no benchmark "nonsense", there is .*\bacn\b.*\bmonth\b/);
  });
});

describe('the gateway against bare servers', () => {
  it('each boots all stations and takes their meter values', async () => {
    const bench = await benchOf('gateway');
    const rows = await bench.run(argsOf({ stations: '12', systems: 'ws,ocpp-rpc,headroom' }));
    expect(rows.map(({ system }) => system)).toEqual(['ws', 'ocpp-rpc', 'headroom']);
    for (const row of rows) {
      expect(row).toMatchObject({ stations: 12, refusals: 0 });
      expect(Number(row['meterValuesPerS'])).toBeGreaterThan(0);
    }
    expect(rows.map(({ meterRatio }) => Number(meterRatio) > 0)).toEqual([true, true, true]);
    expect(bench.section(rows, argsOf({}))).toContain('| headroom |');
  });
});

describe.skipIf(!existsSync(`${data}/sessions`))(
  'benchmarks on a small size (need the public data set, not part of the project)',
  () => {
    it.each(Object.entries(COLUMNS))('%s: rows of plain values, and a table of them', async (name, columns) => {
      const bench = await benchOf(name);
      const rows = await bench.run(argsOf({ policies: 'edf,headroom' }));
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) {
        expect(Object.keys(row)).toEqual(expect.arrayContaining([...columns]));
        expect(JSON.parse(JSON.stringify(row))).toEqual(row);
      }
      const section = bench.section(rows, argsOf({}));
      expect(section).toMatch(/\| edf/);
      expect(section).not.toMatch(/NaN|undefined|\[object/);
    });

    it('one line of JSON on the command line', () => {
      const { stdout, status } = spawnSync(
        'npm',
        [
          'run',
          '--silent',
          'bench',
          '--',
          'month',
          '--data',
          data,
          '--policies',
          'edf',
          '--small',
          '--json',
          '--seed',
          '7',
        ],
        { cwd: root, encoding: 'utf8' },
      );
      expect(status).toBe(0);
      const result = JSON.parse(stdout) as Record<string, unknown> & { readonly rows: readonly BenchRow[] };
      expect(Object.keys(result)).toEqual(['bench', 'seed', 'commit', 'machine', 'rows']);
      expect([result['bench'], result['seed'], result.rows.length]).toEqual(['month', 7, 1]);
    });

    it('nobody delivers more than the optimum, and nothing is ever above capacity', async () => {
      const rows = await (await benchOf('acn')).run(argsOf({ policies: 'optimum,llf,round-robin,headroom' }));
      for (const network of ['one-cap', 'three-phase']) {
        const here = rows.filter((row) => row['network'] === network);
        const optimum = Number(here.find((row) => row['policy'] === 'optimum')?.['energyPercent']);
        expect(optimum).toBeGreaterThan(50);
        const others = here.filter((row) => row['policy'] !== 'optimum');
        expect(others.filter((row) => Number(row['energyPercent']) > optimum + 0.01)).toEqual([]);
        expect(others.filter((row) => row['aboveCapacityS'] !== 0)).toEqual([]);
      }
    });

    it.each([
      ['a wrong cap', { caps: '20,x' }, '--caps must be kW > 0, got "20,x"'],
      ['a policy nobody knows', { policies: 'best' }, 'no policy "best", there is '],
      ['inputs nobody knows', { inputs: 'guessed' }, '--inputs must be true or driver, got "guessed"'],
      ['a wiring nobody knows', { wiring: 'star' }, '--wiring must be one-cap or three-phase, got "star"'],
    ])('refuses %s', async (_, options, message) => {
      const bench = await benchOf('acn');
      await expect(bench.run(argsOf(options))).rejects.toThrow(message);
    });
  },
);
