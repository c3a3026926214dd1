// npm run --silent bench -- NAME --data DIR [--json] [--small] [--seed N] [--write] [--OPTION VALUE ...]
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { Bench, BenchRow } from './bench.ts';

const BENCHES: Readonly<Record<string, () => Promise<{ readonly bench: Bench }>>> = {
  acn: () => import('./acn.ts'),
  solvers: () => import('./solvers.ts'),
  month: () => import('./month.ts'),
  realism: () => import('./realism.ts'),
  city: () => import('./city.ts'),
  scale: () => import('./scale.ts'),
  profit: () => import('./profit.ts'),
  estimates: () => import('./estimates.ts'),
  gateway: () => import('./gateway.ts'),
};
const FLAGS = new Set(['json', 'small', 'write']);
const DOCS = new URL('../../docs/benchmarks.md', import.meta.url);

const [name = '', ...rest] = process.argv.slice(2);
const load = BENCHES[name];
if (load === undefined) {
  console.error(`bench: no benchmark "${name}", there is ${Object.keys(BENCHES).join(', ')}`);
  process.exit(1);
}
const options = parse(rest);
const seed = Number(options.get('seed') ?? '1');
const { bench } = await load();
const args = {
  dataDir: options.get('data') ?? '../shared/data',
  small: options.has('small'),
  seed,
  option: (key: string) => options.get(key),
  say: (line: string) => process.stderr.write(`${line}\n`),
};
const rows = await bench.run(args);
const cpu = cpus()[0]?.model.trim() ?? 'unknown processor';
const machine = `${cpu}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
const result = { bench: name, seed, commit: commit(), machine, rows };
if (options.has('write')) write(bench, result);
console.log(options.has('json') ? JSON.stringify(result) : table(rows));
process.exit(0);

/** `--key value`, or `--flag`. */
function parse(words: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at < words.length; at++) {
    const key = words[at]?.replace(/^--/, '') ?? '';
    if (!words[at]?.startsWith('--')) throw new Error(`bench: "${words[at]}" is no option`);
    if (FLAGS.has(key)) found.set(key, '');
    else {
      at += 1;
      const value = words[at];
      if (value === undefined) throw new Error(`bench: --${key} needs a value`);
      found.set(key, value);
    }
  }
  return found;
}

/** What tells sections of one benchmark apart. */
function variant(): string {
  const said = ['stations', 'from', 'to', 'inputs'].flatMap((key) => {
    const value = options.get(key);
    return value === undefined ? [] : [`${key} ${value}`];
  });
  return said.length === 0 ? '' : `, ${said.join(' ')}`;
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { cwd: new URL('../..', import.meta.url) })
      .toString()
      .trim();
  } catch {
    return 'unknown';
  }
}

function table(lines: readonly BenchRow[]): string {
  const columns = [...new Set(lines.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...lines.map((row) => columns.map((key) => show(row[key])))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  return cells.map((row) => row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('  ')).join('\n');
}

function show(value: BenchRow[string] | undefined): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toFixed(3);
  return value === undefined || value === null ? '-' : String(value);
}

/** Puts the benchmark's section into docs/benchmarks.md, between its marks, or at the end. */
function write(
  { title, section }: Bench,
  {
    seed: ofSeed,
    commit: at,
    machine: on,
    rows: lines,
  }: { seed: number; commit: string; machine: string; rows: readonly BenchRow[] },
): void {
  // A section for each set of options: another month does not replace the first.
  const unlike = [...options].filter(([key]) => !FLAGS.has(key) && key !== 'data' && key !== 'seed');
  const mark = [name, ...unlike.map(([key, value]) => `${key}=${value}`)].join(' ');
  const [from, to] = [`<!-- bench ${mark} -->`, `<!-- end of ${mark} -->`];
  const words = [name, ...unlike.map(([key, value]) => `--${key} ${value}`), '--data DIR'];
  const head = `## ${title}${variant()}\n\n\`npm run bench -- ${words.join(' ')}\` · seed ${ofSeed} · commit ${at} · ${on}\n\n`;
  const part = `${from}\n${head}${section(lines, args)}\n${to}`;
  const before = existsSync(DOCS) ? readFileSync(DOCS, 'utf8') : '# Benchmarks\n';
  const start = before.indexOf(from);
  const end = before.indexOf(to);
  const after =
    start < 0 || end < 0
      ? `${before.trimEnd()}\n\n${part}\n`
      : `${before.slice(0, start)}${part}${before.slice(end + to.length)}`;
  writeFileSync(DOCS, after);
}
