export { createSolver, type SolverDeps, type SolverState } from './solver-pool.ts';
export { createInProcessSolver, createSolverNow } from './in-process.ts';
