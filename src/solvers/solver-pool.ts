import type { LinearProgram, Solution, Solve, SolveAll } from '../../dispatch/index.ts';
import { type Job, unanswered, WorkerSlot } from './worker-slot.ts';

export type SolverDeps = {
  /** The compiled `solver-worker.js`; only the composition root knows where it is. */
  readonly workerUrl: URL;
  /** Calls `run` once after `delayMs` of real time; the returned function cancels. */
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly log: (entry: { readonly level: 'info' | 'warn' | 'error'; readonly message: string }) => void;
  /** Threads at most, 1 unless told; all but the first start when a plan of several programs first needs them. */
  readonly workers?: number;
};

export type SolverState = {
  /** Of the busiest worker: `solving` before `ready` before the others. */
  readonly worker: 'starting' | 'ready' | 'solving' | 'down' | 'closed';
  /** How often a worker was replaced because it was late or died. */
  readonly replaced: number;
  readonly solved: number;
  /** Programs that a newer plan took the place of while they waited. */
  readonly superseded: number;
};

/**
 * `Solve` in worker threads, bounded in time whatever the engine does (`WorkerSlot`). `solveAll` spreads the programs of one plan over the threads.
 * Of the plans that wait only the newest is kept, because a plan of an older snapshot is of no use. Never rejects.
 */
export function createSolver(deps: SolverDeps): {
  readonly solve: Solve;
  readonly solveAll: SolveAll;
  readonly close: () => Promise<void>;
  readonly state: () => SolverState;
} {
  const pool = new SolverPool(deps);
  return {
    solve: async (program, { timeLimitMs }) => {
      const [solution] = await pool.solveAll([program], timeLimitMs);
      return solution ?? unanswered('failed', 'no answer');
    },
    solveAll: (programs, { timeLimitMs }) => pool.solveAll(programs, timeLimitMs),
    close: () => pool.close(),
    state: () => pool.state(),
  };
}

function familyOf({ network, keys }: LinearProgram): number {
  return (network ?? keys)?.family ?? 0;
}

class SolverPool {
  readonly #deps: SolverDeps;
  readonly #slots: WorkerSlot[] = [];
  /** Programs of the newest plan that no worker has yet. */
  #waiting: Job[] = [];
  #closed = false;
  #nextId = 1;
  #solved = 0;
  #superseded = 0;

  constructor(deps: SolverDeps) {
    this.#deps = deps;
    this.#grow();
  }

  async solveAll(programs: readonly LinearProgram[], timeLimitMs: number): Promise<readonly Solution[]> {
    if (this.#closed) return programs.map(() => unanswered('failed', 'the solver is closed'));
    this.#superseded += this.#waiting.length;
    this.#settleWaiting('late', 'a newer program took its place');
    const answers = programs.map(
      (program) =>
        new Promise<Solution>((settle) => {
          this.#waiting.push({ message: { id: this.#nextId++, program, timeLimitMs }, settle });
        }),
    );
    const wanted = Math.min(programs.length, this.#deps.workers ?? 1);
    while (this.#slots.length < wanted) this.#grow();
    this.#next();
    return Promise.all(answers);
  }

  state(): SolverState {
    const phases = this.#slots.map(({ phase }) => phase);
    const worker = (['closed', 'solving', 'ready', 'starting'] as const).find((phase) => phases.includes(phase));
    return {
      worker: worker ?? 'down',
      replaced: this.#slots.reduce((sum, { replaced }) => sum + replaced, 0),
      solved: this.#solved,
      superseded: this.#superseded,
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    const closing = this.#slots.map((slot) => slot.close());
    this.#settleWaiting('failed', 'the solver was closed');
    await Promise.all(closing);
  }

  #grow(): void {
    const slot = new WorkerSlot(this.#deps, {
      free: () => this.#next(),
      solved: () => void (this.#solved += 1),
      // Whoever waits is answered too when nobody is left: a worker that does not start would let it wait for ever.
      down: (how) => {
        if (this.#slots.every(({ phase }) => phase === 'down')) this.#settleWaiting('failed', `the worker ${how}`);
      },
    });
    this.#slots.push(slot);
  }

  #next(): void {
    this.#slots.forEach((slot, k) => {
      if (slot.phase !== 'ready') return;
      // The worker that solved a family before remembers its basis; one without work of its own helps the others.
      const own = this.#waiting.findIndex(({ message }) => familyOf(message.program) % this.#slots.length === k);
      const [job] = this.#waiting.splice(Math.max(0, own), 1);
      if (job !== undefined) slot.give(job);
    });
  }

  #settleWaiting(status: 'late' | 'failed', detail: string): void {
    const jobs = this.#waiting;
    this.#waiting = [];
    for (const job of jobs) job.settle(unanswered(status, detail));
  }
}
