import { Worker } from 'node:worker_threads';
import type { LinearProgram, Solution, Solve } from '../../dispatch/index.ts';
import { SOLVER_BOUNDS } from './bounds.ts';
import type { SolveMessage, WorkerMessage } from './solver-messages.ts';

export type SolverDeps = {
  /** The compiled `solver-worker.js`; only the composition root knows where it is. */
  readonly workerUrl: URL;
  /** Calls `run` once after `delayMs` of real time; the returned function cancels. */
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly log: (entry: { readonly level: 'info' | 'warn' | 'error'; readonly message: string }) => void;
};

export type SolverState = {
  readonly worker: 'starting' | 'ready' | 'solving' | 'down' | 'closed';
  /** How often a worker was replaced because it was late or died. */
  readonly replaced: number;
  readonly solved: number;
  /** Requests that a newer one took the place of while they waited. */
  readonly superseded: number;
};

/**
 * `Solve` in a worker thread, bounded in time whatever the engine does: a worker that has not answered `timeLimitMs` + grace after it was
 * given a program is terminated and replaced, and the answer is `late`. One solve at a time; of those that wait only the newest is kept, because a
 * plan of an older snapshot is of no use. Never rejects.
 */
export function createSolver(deps: SolverDeps): {
  readonly solve: Solve;
  readonly close: () => Promise<void>;
  readonly state: () => SolverState;
} {
  const pool = new SolverPool(deps);
  return {
    solve: (program, { timeLimitMs }) => pool.solve(program, timeLimitMs),
    close: () => pool.close(),
    state: () => pool.state(),
  };
}

type Job = { readonly message: SolveMessage; readonly settle: (solution: Solution) => void };

class SolverPool {
  readonly #deps: SolverDeps;
  #worker: Worker | undefined;
  #phase: SolverState['worker'] = 'down';
  #running: Job | undefined;
  #waiting: Job | undefined;
  #cancelTimer: () => void = () => {};
  #nextId = 1;
  #replaced = 0;
  #solved = 0;
  #superseded = 0;

  constructor(deps: SolverDeps) {
    this.#deps = deps;
    this.#start();
  }

  solve(program: LinearProgram, timeLimitMs: number): Promise<Solution> {
    return new Promise((settle) => {
      const job: Job = { message: { id: this.#nextId++, program, timeLimitMs }, settle };
      if (this.#phase === 'closed') return settle(unanswered('failed', 'the solver is closed'));
      if (this.#waiting !== undefined) {
        this.#superseded += 1;
        this.#waiting.settle(unanswered('late', 'a newer program took its place'));
      }
      this.#waiting = job;
      this.#next();
    });
  }

  state(): SolverState {
    return {
      worker: this.#phase,
      replaced: this.#replaced,
      solved: this.#solved,
      superseded: this.#superseded,
    };
  }

  async close(): Promise<void> {
    this.#phase = 'closed';
    const worker = this.#drop();
    this.#settleAll('failed', 'the solver was closed');
    await worker?.terminate();
  }

  #start(): void {
    const worker = new Worker(this.#deps.workerUrl);
    this.#worker = worker;
    this.#phase = 'starting';
    // A worker must not keep the process alive; whoever waits for a plan does.
    worker.unref();
    worker.on('message', (message: WorkerMessage) => {
      if (worker === this.#worker) this.#onMessage(message);
    });
    worker.on('error', (error) => {
      if (worker === this.#worker) this.#onDeath(`died: ${error.message}`);
    });
    worker.on('exit', (code) => {
      if (worker === this.#worker) this.#onDeath(`exited with code ${code}`);
    });
    this.#bound(SOLVER_BOUNDS.startMs, () => this.#onDeath(`was not ready after ${SOLVER_BOUNDS.startMs} ms`));
  }

  #next(): void {
    if (this.#phase !== 'ready' || this.#waiting === undefined || this.#worker === undefined) return;
    const job = this.#waiting;
    this.#waiting = undefined;
    this.#running = job;
    this.#phase = 'solving';
    // Copied, not transferred: the caller keeps its program.
    this.#worker.postMessage(job.message, []);
    this.#bound(job.message.timeLimitMs + SOLVER_BOUNDS.graceMs, () => this.#onLate(job));
  }

  #onMessage(message: WorkerMessage): void {
    this.#cancelTimer();
    this.#phase = 'ready';
    const job = this.#running;
    if (message.kind === 'solved' && job !== undefined) {
      this.#running = undefined;
      this.#solved += 1;
      job.settle(message.solution);
    }
    this.#next();
  }

  #onLate(job: Job): void {
    const detail = `no answer ${job.message.timeLimitMs} ms + ${SOLVER_BOUNDS.graceMs} ms after the program was given`;
    this.#deps.log({ level: 'warn', message: `solver: ${detail}, its worker is replaced` });
    this.#replaced += 1;
    void this.#drop()?.terminate();
    this.#running = undefined;
    this.#start();
    job.settle(unanswered('late', detail));
  }

  /** The one that waits is answered too: a worker that does not start would let it wait for ever. */
  #onDeath(how: string): void {
    this.#deps.log({
      level: 'error',
      message: `solver: the worker ${how}, next start in ${SOLVER_BOUNDS.restartMs} ms`,
    });
    this.#replaced += 1;
    void this.#drop()?.terminate();
    this.#phase = 'down';
    this.#settleAll('failed', `the worker ${how}`);
    this.#bound(SOLVER_BOUNDS.restartMs, () => this.#start());
  }

  #drop(): Worker | undefined {
    this.#cancelTimer();
    const worker = this.#worker;
    this.#worker = undefined;
    return worker;
  }

  #settleAll(status: 'failed', detail: string): void {
    const jobs = [this.#running, this.#waiting];
    this.#running = undefined;
    this.#waiting = undefined;
    for (const job of jobs) job?.settle(unanswered(status, detail));
  }

  /** At most one thing is waited for: the start, an answer, or the next start. */
  #bound(delayMs: number, run: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#deps.after(delayMs, run);
  }
}

function unanswered(status: 'late' | 'failed', detail: string): Solution {
  return { status, detail, engine: 'none', solveMs: 0 };
}
