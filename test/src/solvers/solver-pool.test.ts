import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSolver, type SolverDeps } from '../../../src/solvers/index.ts';
import { builtWorker } from './built-worker.ts';
import { largeHorizon, programOf } from './programs.ts';

const small = programOf([[1, 5, [[0, 2]]]], [[-Infinity, 4]]);
/** Says it is ready, never answers. */
const MUTE =
  "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => {}); parentPort.postMessage({ kind: 'ready' });";
const CRASHING =
  "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { throw new Error('out of memory'); }); parentPort.postMessage({ kind: 'ready' });";
/** Dies of a program of two columns, answers others. */
const CRASHING_ONCE =
  "import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ id, program }) => { if (program.columnCount === 2) throw new Error('out of memory'); parentPort.postMessage({ kind: 'solved', id, solution: { status: 'late', detail: '', engine: 'echo', solveMs: 0 } }); }); parentPort.postMessage({ kind: 'ready' });";
const crash = programOf(
  [
    [1, 1, []],
    [1, 1, []],
  ],
  [],
);

/** Timers that fire when the test says so. */
function handTimers(): {
  readonly after: SolverDeps['after'];
  readonly fire: () => void;
  readonly delays: () => number[];
} {
  const open = new Map<number, { readonly delayMs: number; readonly run: () => void }>();
  let next = 0;
  return {
    after: (delayMs, run) => {
      const id = next++;
      open.set(id, { delayMs, run });
      return () => void open.delete(id);
    },
    fire: () => {
      // A copy: what a timer starts by firing must wait for the next time.
      const due = Array.from(open);
      for (const [id, { run }] of due) {
        open.delete(id);
        run();
      }
    },
    delays: () => [...open.values()].map(({ delayMs }) => delayMs),
  };
}

const removals: (() => void)[] = [];
const closing: (() => Promise<void>)[] = [];
let workerUrl: URL;
beforeAll(async () => {
  const worker = await builtWorker();
  removals.push(worker.remove);
  workerUrl = worker.url;
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(() => {
  for (const remove of removals) remove();
});

async function solverWith(replacement?: string, workers = 1) {
  const timers = handTimers();
  const logged: string[] = [];
  let url = workerUrl;
  if (replacement !== undefined) {
    const worker = await builtWorker(replacement);
    removals.push(worker.remove);
    url = worker.url;
  }
  const log: SolverDeps['log'] = ({ message }) => void logged.push(message);
  const solver = createSolver({ workerUrl: url, after: timers.after, log, workers });
  closing.push(() => solver.close());
  return { solver, timers, logged };
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000 && !holds(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(holds()).toBe(true);
}

describe('solver in a worker', () => {
  test('solves what waits as soon as it is warm, small and large', async () => {
    const { solver } = await solverWith();
    expect(solver.state()).toEqual({ worker: 'starting', replaced: 0, solved: 0, superseded: 0 });
    const first = await solver.solve(small, { timeLimitMs: 1000 });
    expect(first).toMatchObject({
      status: 'optimal',
      x: Float64Array.of(2),
      objective: 2,
      engine: 'javascript-lp-solver',
    });
    const large = await solver.solve(largeHorizon(100), { timeLimitMs: 10_000 });
    expect(large).toMatchObject({ status: 'optimal', engine: 'highs' });
    expect(solver.state()).toEqual({ worker: 'ready', replaced: 0, solved: 2, superseded: 0 });
  });

  test('keeps only the newest of those that wait', async () => {
    const { solver } = await solverWith();
    const [older, newer] = await Promise.all([
      solver.solve(small, { timeLimitMs: 1000 }),
      solver.solve(small, { timeLimitMs: 1000 }),
    ]);
    expect(older).toEqual({ status: 'late', detail: 'a newer program took its place', engine: 'none', solveMs: 0 });
    expect(newer.status).toBe('optimal');
    expect(solver.state().superseded).toBe(1);
  });

  test('a worker that does not answer in time is replaced, and the next program is solved by its successor', async () => {
    const { solver, timers, logged } = await solverWith();
    await solver.solve(small, { timeLimitMs: 1000 });
    const late = solver.solve(largeHorizon(1000), { timeLimitMs: 60_000 });
    expect(solver.state().worker).toBe('solving');
    expect(timers.delays()).toEqual([61_000]);
    timers.fire();
    const detail = 'no answer 60000 ms + 1000 ms after the program was given';
    expect(await late).toEqual({ status: 'late', detail, engine: 'none', solveMs: 0 });
    expect(logged).toEqual([`solver: ${detail}, its worker is replaced`]);
    expect((await solver.solve(small, { timeLimitMs: 1000 })).status).toBe('optimal');
    expect(solver.state()).toEqual({ worker: 'ready', replaced: 1, solved: 2, superseded: 0 });
  });

  test('also when it is a worker that never answers at all', async () => {
    const { solver, timers } = await solverWith(MUTE);
    const answer = solver.solve(small, { timeLimitMs: 500 });
    await until(() => solver.state().worker === 'solving');
    timers.fire();
    expect((await answer).status).toBe('late');
  });

  test('a worker that dies fails its program, and is started again after a pause', async () => {
    const { solver, timers, logged } = await solverWith(CRASHING);
    const answer = await solver.solve(small, { timeLimitMs: 500 });
    expect(answer).toEqual({ status: 'failed', detail: 'the worker died: out of memory', engine: 'none', solveMs: 0 });
    expect(logged).toEqual(['solver: the worker died: out of memory, next start in 2000 ms']);
    expect({ state: solver.state().worker, delays: timers.delays() }).toEqual({ state: 'down', delays: [2000] });
    timers.fire();
    await until(() => solver.state().worker === 'ready');
  });

  test('a worker that is not there fails whoever waits for it', async () => {
    const solver = createSolver({
      workerUrl: new URL('nowhere.js', workerUrl),
      after: handTimers().after,
      log: () => {},
    });
    closing.push(() => solver.close());
    const answer = await solver.solve(small, { timeLimitMs: 500 });
    expect(answer).toMatchObject({ status: 'failed', engine: 'none' });
  });

  test('a worker that does not get ready is given up', async () => {
    const { solver, timers } = await solverWith('setInterval(() => {}, 1000);');
    const answer = solver.solve(small, { timeLimitMs: 500 });
    expect(timers.delays()).toEqual([20_000]);
    timers.fire();
    expect(await answer).toMatchObject({ status: 'failed', detail: 'the worker was not ready after 20000 ms' });
  });

  test('the programs of one plan are solved by as many workers as there are, in order', async () => {
    const { solver } = await solverWith(undefined, 2);
    const programs = [1, 2, 3, 4, 5].map((limit) => programOf([[1, 5, [[0, 2]]]], [[-Infinity, limit]]));
    const answers = await solver.solveAll(programs, { timeLimitMs: 1000 });
    expect(answers.map((answer) => ('objective' in answer ? answer.objective : answer))).toEqual([0.5, 1, 1.5, 2, 2.5]);
    expect(solver.state()).toEqual({ worker: 'ready', replaced: 0, solved: 5, superseded: 0 });
    expect(await solver.solveAll([], { timeLimitMs: 1000 })).toEqual([]);
  });

  test('a newer plan takes the place of what the older one has not begun', async () => {
    const { solver, timers } = await solverWith(MUTE, 2);
    const older = solver.solveAll([small, small, small], { timeLimitMs: 500 });
    await until(() => timers.delays().filter((delayMs) => delayMs === 1500).length === 2);
    const newer = solver.solve(small, { timeLimitMs: 500 });
    expect(solver.state().superseded).toBe(1);
    await solver.close();
    expect((await older).map(({ status }) => status)).toEqual(['failed', 'failed', 'late']);
    expect((await newer).status).toBe('failed');
  });

  test('while one of two workers lives, the death of the other fails only its own program', async () => {
    const { solver, timers, logged } = await solverWith(CRASHING_ONCE, 2);
    const [first, second, third] = await solver.solveAll([crash, small, small], { timeLimitMs: 500 });
    expect(first).toMatchObject({ status: 'failed', detail: 'the worker died: out of memory' });
    expect([second?.engine, third?.engine]).toEqual(['echo', 'echo']);
    expect(logged).toHaveLength(1);
    expect(timers.delays()).toEqual([2000]);
  });

  test('closing answers everyone, ends the worker and lets no timer run on', async () => {
    const { solver, timers } = await solverWith(MUTE);
    const running = solver.solve(small, { timeLimitMs: 500 });
    await until(() => solver.state().worker === 'solving');
    const waiting = solver.solve(small, { timeLimitMs: 500 });
    await solver.close();
    const closed = { status: 'failed', detail: 'the solver was closed', engine: 'none', solveMs: 0 };
    expect(await Promise.all([running, waiting])).toEqual([closed, closed]);
    expect(await solver.solve(small, { timeLimitMs: 500 })).toMatchObject({
      status: 'failed',
      detail: 'the solver is closed',
    });
    expect({ worker: solver.state().worker, delays: timers.delays() }).toEqual({ worker: 'closed', delays: [] });
  });

  test('a program with a NaN is refused, not solved', async () => {
    const { solver } = await solverWith();
    const answer = await solver.solve({ ...small, objective: Float64Array.of(Number.NaN) }, { timeLimitMs: 1000 });
    expect(answer).toEqual({ status: 'failed', detail: 'objective[0] is NaN', engine: 'none', solveMs: 0 });
  });
});
