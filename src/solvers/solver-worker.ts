/** Entry of the solver's worker thread: warms the engines, says `ready`, then answers one `SolveMessage` after the other. */
import { parentPort } from 'node:worker_threads';
import { monotonicMs } from '../clock.ts';
import { createInProcessSolver } from './in-process.ts';
import type { SolveMessage, WorkerMessage } from './solver-messages.ts';
import { warm } from './warming.ts';

if (parentPort === null) throw new Error('solver-worker must run in a worker thread');
const port = parentPort;
const solve = createInProcessSolver({ nowMs: monotonicMs });
const say = (message: WorkerMessage): void => port.postMessage(message);

port.on('message', ({ id, program, timeLimitMs }: SolveMessage) => {
  void solve(program, { timeLimitMs }).then((solution) => say({ kind: 'solved', id, solution }));
});
await warm(solve);
say({ kind: 'ready' });
