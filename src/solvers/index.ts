export { createSolver, type SolverDeps, type SolverState } from './solver-pool.ts';
export { createInProcessSolver } from './in-process.ts';
