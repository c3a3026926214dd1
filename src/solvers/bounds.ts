/** Every bound of the solvers, with its reason. */
export const SOLVER_BOUNDS = {
  /** Cost of a dense tableau grows with the cube: 200 columns take some 50 ms, 1,000 columns seconds. */
  smallColumns: 200,
  /** Rows and finite column bounds together, each a row of its tableau. */
  smallRows: 500,
  /** A plan of 1,000 sessions has some 20,000 columns; beyond 200,000 wasm memory and minutes are at stake: plan by zone. */
  columns: 200_000,
  rows: 200_000,
  /** Typed arrays, some 100 bytes a column: a million columns are 100 MB and half a minute, which its time limit cuts. */
  networkColumns: 1_000_000,
  /** HiGHS up to here without presolve: it takes half the time of a plan of 250 columns, and would lose the basis of the plan before. */
  unpresolvedColumns: 2_000,
  /** Bases that a worker remembers, one per zone: some 100 bytes a column, 0.3 MB for a site of 54. */
  families: 512,
  /** An engine that looks at its clock seldom (time_limit 100 ms was seen to return after 690 ms) gets this long on top before its worker is replaced. */
  graceMs: 1_000,
  /** Loading wasm and warming takes 0.3 s on an idle core; a busy machine gets this long. */
  startMs: 20_000,
  /** Pause before a worker that died by itself is started again, so that a broken build does not spin. */
  restartMs: 2_000,
  /** The first solves after loading are up to 15 times slower; after 20 they are not. */
  warmingSolves: 20,
  /** Relative to max(1, |bound|): HiGHS promises 1e-7 of its scaled model, this is what its answers may miss by here. */
  feasibility: 1e-5,
} as const;

/** Right-hand sides (kW, kWh) below this mislead javascript-lp-solver: they are 0. */
export const SNAP = 1e-6;
