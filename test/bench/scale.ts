import { performance } from 'node:perf_hooks';
import type { Allocation, GridSnapshot } from '../../dispatch/index.ts';
import { ALLOCATE_SETTINGS, compileGrid, createAllocator } from '../../dispatch/index.ts';
import { createRandom } from '../../simulator/index.ts';
import type { Bench, BenchRow } from './bench.ts';
import { carOf, scaleSite, scaleSnapshot } from './scale-site.ts';

const COUNTS = [300, 1_000, 10_000, 100_000];
const TICK_MS = 1_000;

/** The fast layer on one core: all tiers, phases, steps, deadband and reasons; then one car that comes or goes. */
export const bench: Bench = {
  title: 'The fast layer at scale',
  run: ({ seed, small, say }) => {
    const rows = (small ? [300, 1_000] : COUNTS).flatMap((count) =>
      [
        { scarce: 'feeders', rootShare: 2 },
        { scarce: 'root', rootShare: 0.6 },
      ].map(({ scarce, rootShare }) => {
        say(`${count} connectors, scarce ${scarce}`);
        return {
          connectors: count,
          scarce,
          ...measured({ count, rootShare, seed, ticks: small ? 5 : ticksOf(count) }),
        };
      }),
    );
    return Promise.resolve(rows);
  },
  section: (rows) =>
    [
      'Half of the piles have a car; a tick allocates all of them (floors, shares on a tree of five levels, phases, steps of the chargers, deadband, reasons).',
      '`incremental` is one car that comes or goes between two ticks: only the part of the site is decided anew that no slack node separates from it. `scarce: root` is the',
      'worst case: the substation binds, so everything is one part.',
      '',
      '| connectors | scarce | compile ms | allocate ms p50 | p99 | incremental ms p50 |',
      '|---:|---|---:|---:|---:|---:|',
      ...rows.map(
        (row) =>
          `| ${row['connectors']} | ${row['scarce']} | ${number(row['compileMs'])} | ${number(row['allocateMsP50'])} | ${number(row['allocateMsP99'])} | ${number(row['incrementalMsP50'])} |`,
      ),
    ].join('\n'),
};

function ticksOf(count: number): number {
  return Math.min(300, Math.max(30, 2_000_000 / count));
}

function measured({
  count,
  rootShare,
  seed,
  ticks,
}: {
  readonly count: number;
  readonly rootShare: number;
  readonly seed: number;
  readonly ticks: number;
}): BenchRow {
  const source = createRandom(seed);
  const random = (): number => source.next();
  const site = scaleSite(count, random, rootShare);
  const compileMs = timed(() => compileGrid(site)).ms;
  let snapshot = scaleSnapshot(site, random);
  const allocator = createAllocator(ALLOCATE_SETTINGS);
  const allocateMs: number[] = [];
  const incrementalMs: number[] = [];
  let allocation: Allocation = allocator.allocate(snapshot);
  for (let tick = 0; tick < ticks; tick++) {
    snapshot = nextTick(snapshot, allocation, random);
    const regular = timed(() => allocator.allocate(snapshot));
    allocateMs.push(regular.ms);
    const { index, after } = oneCar(snapshot, random);
    const early = timed(() => allocator.reallocate(after, { connectors: [index], rows: [] }));
    incrementalMs.push(early.ms);
    snapshot = after;
    allocation = early.value;
  }
  return {
    compileMs,
    allocateMsP50: quantile(allocateMs, 0.5),
    allocateMsP99: quantile(allocateMs, 0.99),
    incrementalMsP50: quantile(incrementalMs, 0.5),
    sessions: allocation.setpoints.length,
    limitedByRow: allocation.setpoints.filter(({ limitedBy }) => limitedBy.kind === 'node').length,
    paused: allocation.setpoints.filter(({ limitKw }) => limitKw === 0).length,
  };
}

/** A second later: the limits are accepted, and every tenth car has reported some energy. */
function nextTick(before: GridSnapshot, { setpoints }: Allocation, random: () => number): GridSnapshot {
  const limits = new Map(setpoints.map(({ connectorId, limitKw }) => [connectorId, limitKw]));
  const connectors = before.connectors.map((one) => {
    if (one.session === undefined) return one;
    const acceptedKw = limits.get(one.connectorId) ?? 0;
    const reportedKwh = random() < 0.1 ? (10 / 3600) * acceptedKw : 0;
    const remainingKwh = Math.max(0, one.session.remainingKwh - reportedKwh);
    return { ...one, acceptedKw, session: { ...one.session, remainingKwh, admitted: acceptedKw > 0 } };
  });
  return { ...before, atMs: before.atMs + TICK_MS, connectors };
}

function oneCar(before: GridSnapshot, random: () => number): { readonly index: number; readonly after: GridSnapshot } {
  const index = Math.floor(random() * before.connectors.length);
  const connectors = [...before.connectors];
  const connector = before.grid.connectors[index];
  const seen = before.connectors[index];
  if (connector !== undefined && seen !== undefined) {
    const { session, ...rest } = seen;
    connectors[index] = session === undefined ? { ...rest, session: carOf(connector, random) } : rest;
  }
  return { index, after: { ...before, connectors } };
}

function timed<T>(work: () => T): { readonly ms: number; readonly value: T } {
  const startedMs = performance.now();
  const value = work();
  return { ms: performance.now() - startedMs, value };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function number(value: BenchRow[string] | undefined): string {
  return typeof value === 'number' ? value.toFixed(2) : '-';
}
