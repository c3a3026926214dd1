import { Worker } from 'node:worker_threads';
import type { Solution } from '../../dispatch/index.ts';
import { SOLVER_BOUNDS } from './bounds.ts';
import type { SolveMessage, WorkerMessage } from './solver-messages.ts';
import type { SolverDeps } from './solver-pool.ts';

export type Job = { readonly message: SolveMessage; readonly settle: (solution: Solution) => void };

/** What a slot tells its pool. */
export type SlotEvents = {
  readonly free: () => void;
  readonly solved: () => void;
  readonly down: (how: string) => void;
};

/**
 * One worker thread and whoever takes its place. A worker that has not answered `timeLimitMs` + grace after it was given a program is terminated and
 * replaced at once; one that dies by itself is started again after a pause.
 */
export class WorkerSlot {
  readonly #deps: SolverDeps;
  readonly #events: SlotEvents;
  #worker: Worker | undefined;
  #phase: 'starting' | 'ready' | 'solving' | 'down' | 'closed' = 'down';
  #running: Job | undefined;
  #cancelTimer: () => void = () => {};
  #replaced = 0;

  constructor(deps: SolverDeps, events: SlotEvents) {
    this.#deps = deps;
    this.#events = events;
    this.#start();
  }

  get phase(): 'starting' | 'ready' | 'solving' | 'down' | 'closed' {
    return this.#phase;
  }

  get replaced(): number {
    return this.#replaced;
  }

  /** Only when `ready`. */
  give(job: Job): void {
    this.#running = job;
    this.#phase = 'solving';
    // Copied, not transferred: the caller keeps its program.
    this.#worker?.postMessage(job.message, []);
    this.#bound(job.message.timeLimitMs + SOLVER_BOUNDS.graceMs, () => this.#onLate(job));
  }

  async close(): Promise<void> {
    this.#phase = 'closed';
    const worker = this.#drop();
    this.#fail('the solver was closed');
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

  #onMessage(message: WorkerMessage): void {
    this.#cancelTimer();
    this.#phase = 'ready';
    const job = this.#running;
    if (message.kind === 'solved' && job !== undefined) {
      this.#running = undefined;
      this.#events.solved();
      job.settle(message.solution);
    }
    this.#events.free();
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

  #onDeath(how: string): void {
    this.#deps.log({
      level: 'error',
      message: `solver: the worker ${how}, next start in ${SOLVER_BOUNDS.restartMs} ms`,
    });
    this.#replaced += 1;
    void this.#drop()?.terminate();
    this.#phase = 'down';
    this.#fail(`the worker ${how}`);
    this.#bound(SOLVER_BOUNDS.restartMs, () => this.#start());
    this.#events.down(how);
  }

  #fail(detail: string): void {
    const job = this.#running;
    this.#running = undefined;
    job?.settle(unanswered('failed', detail));
  }

  #drop(): Worker | undefined {
    this.#cancelTimer();
    const worker = this.#worker;
    this.#worker = undefined;
    return worker;
  }

  /** At most one thing is waited for: the start, an answer, or the next start. */
  #bound(delayMs: number, run: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#deps.after(delayMs, run);
  }
}

export function unanswered(status: 'late' | 'failed', detail: string): Solution {
  return { status, detail, engine: 'none', solveMs: 0 };
}
