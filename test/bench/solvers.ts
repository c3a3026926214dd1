import {
  buildPlanProgram,
  checkPlan,
  type LinearProgram,
  type Plan,
  type PlanRequest,
  zonesOf,
} from '../../dispatch/index.ts';
import { monotonicMs, systemClock } from '../../src/clock.ts';
import { planByZones } from '../../src/control/zone-plan.ts';
import type { Engine } from '../../src/solvers/engine.ts';
import { loadHighs } from '../../src/solvers/highs.ts';
import { createSolver, createSolverNow } from '../../src/solvers/index.ts';
import { javascriptLpSolver } from '../../src/solvers/javascript-lp-solver.ts';
import { createNetworkEngine } from '../../src/solvers/network-engine.ts';
import { answerFault, objectiveAt } from '../../src/solvers/program-check.ts';
import { firstPowers, networkProgram, networkWorld, rolling } from '../dispatch/network-world.ts';
import { servedKwh, sitesRequest } from '../dispatch/zone-world.ts';
import { builtWorker } from '../src/solvers/built-worker.ts';
import type { Bench, BenchArgs, BenchRow } from './bench.ts';

const LIMIT_MS = 120_000;
const COLD = 'network-simplex, cold';
const WARM = 'network-simplex, warm';

/** What is run side by side: each engine solves each program in turn. */
type Race = {
  readonly model: string;
  readonly programs: Iterable<LinearProgram>;
  readonly engines: Readonly<Record<string, Engine>>;
};

export const bench: Bench = {
  title: 'LP engines side by side',
  run: async (args) => {
    const highs = await warmHighs();
    const rows = races(args, highs).flatMap((race) => {
      args.say(`solvers: ${race.model}`);
      return run(race);
    });
    return [...rows, ...(await zoneRows(args))];
  },
  section,
};

/** The first solves of wasm and of fresh code are many times slower, and no one waits for them in the service. */
async function warmHighs(): Promise<Engine> {
  const highs = await loadHighs();
  const network = createNetworkEngine({ nowMs: monotonicMs });
  for (let seed = 1; seed <= 20; seed += 1) {
    const program = networkProgram(networkWorld(seed, { places: 20, slots: 48 }));
    for (const engine of [highs, network]) engine.solve(program, LIMIT_MS);
  }
  return highs;
}

function races({ small, seed }: BenchArgs, highs: Engine): Race[] {
  const cold: Engine = {
    solve: (program, limitMs) => createNetworkEngine({ nowMs: monotonicMs }).solve(program, limitMs),
  };
  const size = (places: number, slots: number, count: number): Pick<Race, 'model' | 'programs'> => ({
    model: `${places} x ${slots}`,
    programs: Array.from({ length: count }, (_, k) => networkProgram(networkWorld(seed + k, { places, slots }))),
  });
  const both = { [COLD]: cold, highs };
  const all = { ...both, 'javascript-lp-solver': javascriptLpSolver };
  const day = (places: number, slots: number, steps: number): Race => ({
    model: `${places} x ${slots} rolling`,
    programs: rollingPrograms(seed, { places, slots, steps }),
    engines: { [WARM]: createNetworkEngine({ nowMs: monotonicMs }), ...both },
  });
  if (small) return [{ ...size(20, 24, 3), engines: all }, day(20, 24, 20)];
  return [
    { ...size(20, 24, 20), engines: all },
    { ...size(54, 48, 5), engines: all },
    { ...size(54, 144, 20), engines: both },
    { model: '54 x 144, every car present', programs: presentPrograms(seed, 10), engines: both },
    { ...size(100, 96, 10), engines: both },
    { ...size(500, 96, 5), engines: both },
    { ...size(1000, 1, 20), engines: both },
    { ...size(1000, 96, 3), engines: both },
    day(54, 144, 200),
    day(500, 96, 15),
  ];
}

/** A car at every place from the first slot to the last. */
function presentPrograms(seed: number, count: number): LinearProgram[] {
  return Array.from({ length: count }, (_, k) => {
    const world = networkWorld(seed + k, { places: 54, slots: 144 });
    return networkProgram({ ...world, cars: world.cars.map((car) => ({ ...car, fromSlot: 0, untilSlot: 144 })) });
  });
}

/** The site's plan is followed for a slot at a time, as the last (cold) engine of no race would change it: by an engine of its own. */
function* rollingPrograms(
  seed: number,
  size: { readonly places: number; readonly slots: number; readonly steps: number },
): Generator<LinearProgram> {
  const guide = createNetworkEngine({ nowMs: monotonicMs });
  const day = rolling(seed, size);
  let step = day.next();
  while (step.done !== true) {
    const program = networkProgram(step.value);
    yield program;
    const answer = guide.solve(program, LIMIT_MS);
    step = day.next('x' in answer ? firstPowers(step.value, program, answer.x) : new Map());
  }
}

function run({ model, programs, engines }: Race): BenchRow[] {
  const names = Object.keys(engines);
  const ms = new Map<string, number[]>(names.map((name) => [name, []]));
  const shares = new Map<string, number[]>(names.map((name) => [name, []]));
  for (const program of programs) {
    const worths = new Map<string, number>();
    for (const [name, engine] of Object.entries(engines)) {
      const startedAtMs = monotonicMs();
      const answer = engine.solve(program, LIMIT_MS);
      ms.get(name)?.push(monotonicMs() - startedAtMs);
      if (!('x' in answer)) throw new Error(`${model}, ${name}: ${answer.status}, ${answer.detail}`);
      const fault = answerFault(program, answer.x);
      if (fault !== undefined) throw new Error(`${model}, ${name}: ${fault}`);
      worths.set(name, objectiveAt(program, answer.x));
    }
    const best = Math.max(...worths.values());
    for (const [name, worth] of worths) shares.get(name)?.push(best === 0 ? 1 : worth / best);
  }
  return names.map((engine) => {
    const ofEngine = ms.get(engine) ?? [];
    return { model, engine, ...quantiles(ofEngine), objectiveShare: Math.min(...(shares.get(engine) ?? [])) };
  });
}

function quantiles(ms: readonly number[]): { readonly msP50: number; readonly msP95: number } {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
  return { msP50: at(0.5), msP95: at(0.95) };
}

/** Whole plans, from the request to the joined plan: builder, parent, zones, copies to the threads and back. */
async function zoneRows({ small, seed, say }: BenchArgs): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const worker = await builtWorker();
  try {
    for (const sites of small ? [4] : [20, 185]) {
      for (const workers of small ? [2] : [1, 2]) {
        say(`solvers: ${sites * 54} chargers by zones on ${workers} workers`);
        rows.push(...(await zoneDay({ sites, workers, seed, steps: small ? 2 : 8, workerUrl: worker.url })));
      }
    }
  } finally {
    worker.remove();
  }
  return rows;
}

/** The first plan of a fleet, and those of the next slots: what was planned is charged, cars leave, a fiftieth of the chargers gets a new one. */
async function zoneDay(args: {
  readonly sites: number;
  readonly workers: number;
  readonly seed: number;
  readonly steps: number;
  readonly workerUrl: URL;
}): Promise<BenchRow[]> {
  const { sites, workers, seed, steps, workerUrl } = args;
  let request = fleetRequest({ sites, seed });
  const zoning = zonesOf(request.grid, { maximumConnectors: 60 });
  const solver = createSolver({
    workerUrl,
    workers,
    after: (delayMs, then) => systemClock.after(delayMs, then),
    log: () => {},
  });
  const ms: number[] = [];
  const shares: number[] = [];
  try {
    await solver.solveAll([emptyProgram(), emptyProgram()], { timeLimitMs: 1000 });
    for (let step = 0; step < steps; step += 1) {
      const startedAtMs = monotonicMs();
      const planned = await planByZones(request, zoning, { solveAll: solver.solveAll, timeLimitMs: LIMIT_MS });
      ms.push(monotonicMs() - startedAtMs);
      if (!('plan' in planned)) throw new Error(`zones: ${planned.status}, ${planned.detail}`);
      const check = checkPlan(planned.plan, request);
      if (!check.ok) throw new Error(`zones: ${check.why}`);
      // One program for the whole grid takes minutes for ten thousand.
      if (step === 0 && sites <= 20) shares.push(await shareOfOne(request, planned.plan));
      request = nextRequest(request, { plan: planned.plan, sites, seed: seed + 1000 * (step + 1) });
    }
  } finally {
    await solver.close();
  }
  const model = `${sites} sites x 54 x 144`;
  const engine = `network-simplex by zones, ${workers} worker${workers === 1 ? '' : 's'}`;
  return [
    { model: `${model}, first plan`, engine, ...quantiles(ms.slice(0, 1)), objectiveShare: shares[0] ?? null },
    { model: `${model} rolling`, engine, ...quantiles(ms.slice(1)), objectiveShare: null },
  ];
}

const SLOT_MS = 300_000;

function fleetRequest({ sites, seed }: { readonly sites: number; readonly seed: number }): PlanRequest {
  const slotStartMs = Array.from({ length: 145 }, (_, slot) => Date.UTC(2026, 2, 2, 7) + slot * SLOT_MS);
  return sitesRequest(seed, { sites, piles: 54, phases: false, scarcity: 0.6, slotStartMs, stayHours: 9 });
}

function nextRequest(
  request: PlanRequest,
  { plan, sites, seed }: { readonly plan: Plan; readonly sites: number; readonly seed: number },
): PlanRequest {
  const atMs = request.atMs + SLOT_MS;
  const still = request.sessions.flatMap((session) => {
    const remainingKwh = session.remainingKwh - (plan.powerKw.get(session.connectorId)?.[0] ?? 0) / 12;
    return session.departureMs > atMs && remainingKwh > 0.1 ? [{ ...session, remainingKwh }] : [];
  });
  const taken = new Set(still.map(({ connectorId }) => connectorId));
  const fresh = fleetRequest({ sites, seed }).sessions.filter(
    ({ connectorId }, k) => k % 50 === 0 && !taken.has(connectorId),
  );
  const shift = Math.round((atMs - Date.UTC(2026, 2, 2, 7)) / SLOT_MS);
  return {
    ...request,
    atMs,
    slotStartMs: request.slotStartMs.map((startMs) => startMs + SLOT_MS),
    sessions: [
      ...still,
      ...fresh.map((session) => ({ ...session, departureMs: session.departureMs + shift * SLOT_MS })),
    ],
    pricePerKwh: request.pricePerKwh.map((_, slot) => 0.3 + 0.1 * Math.sin((slot + shift) / 7)),
    rowLimit: (row, slot) => (request.grid.rows[row]?.rating ?? 0) * (0.85 + 0.15 * Math.sin((slot + shift) / 5 + row)),
  };
}

/** Energy of a plan, as a share of what one program for the whole grid serves. */
async function shareOfOne(request: PlanRequest, plan: Plan): Promise<number> {
  const { program, decode } = buildPlanProgram(request);
  const whole = (await createSolverNow({ nowMs: monotonicMs }))(program, { timeLimitMs: LIMIT_MS });
  if (!('x' in whole)) throw new Error(`one program: ${whole.status}`);
  return servedKwh(plan.powerKw, request.slotStartMs) / servedKwh(decode(whole).powerKw, request.slotStartMs);
}

function emptyProgram(): LinearProgram {
  return networkProgram(networkWorld(1, { places: 0, slots: 1 }));
}

/** Measured elsewhere on a shared core with Node 20.20, other random numbers: median ms, `rolling` p50 / p95. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  '20 x 24': 'javascript-lp-solver 6, yalps 0.9, glpk.js 2.1, HiGHS 2.0',
  '54 x 48': 'javascript-lp-solver 449, yalps 64, glpk.js 25, HiGHS 10',
  '54 x 144': 'javascript-lp-solver 12,282, yalps 2,179, glpk.js 316, HiGHS 110–190',
  '100 x 96': 'javascript-lp-solver 23,027, yalps 1,830, glpk.js 134, HiGHS 69',
  '500 x 96': 'glpk.js 9,282, HiGHS 700–1,120',
  '1000 x 1': 'javascript-lp-solver 165, yalps 15, glpk.js 28, HiGHS 4.6',
  '1000 x 96': 'glpk.js 10,068, HiGHS 773–893',
  '54 x 144 rolling': 'HiGHS 35 / 103, with a warm basis 11 / 28; ASA-QC (Caltech) 200–400',
  '500 x 96 rolling': 'HiGHS 569, with a warm basis 141',
};

function section(rows: readonly BenchRow[]): string {
  const figure = (value: BenchRow[string] | undefined): string => (typeof value === 'number' ? value.toFixed(2) : '–');
  const share = (value: BenchRow[string] | undefined): string =>
    typeof value === 'number' ? `${(100 * value).toFixed(value > 0.9999 ? 4 : 2)} %` : '–';
  return [
    'Horizon programs of cars × slots on a three-level tree; every engine solves the same programs one after the other, and every answer is checked.',
    '`rolling`: a site slot by slot, with the cars that are there. By zones: a whole plan from the request to the joined plan; the share is its energy against',
    'that of one program for the whole grid.',
    '',
    '| model | engine | ms p50 | ms p95 | least share of the best | measured elsewhere, ms |',
    '|---|---|---|---|---|---|',
    ...rows.map(
      ({ model, engine, msP50, msP95, objectiveShare }) =>
        `| ${model} | ${engine} | ${figure(msP50)} | ${figure(msP95)} | ${share(objectiveShare)} | ${ELSEWHERE[String(model)] ?? ''} |`,
    ),
  ].join('\n');
}
