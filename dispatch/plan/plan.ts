import type { ConnectorId } from '../grid/index.ts';

/** The slow layer's answer: planned average power per connector and slot. */
export type Plan = {
  readonly madeAtMs: number;
  /** Slot k covers [slotStartMs[k], slotStartMs[k + 1]); length = slots + 1. */
  readonly slotStartMs: readonly number[];
  /** kW per connector, one entry a slot. Connectors that are absent were not planned. */
  readonly powerKw: ReadonlyMap<ConnectorId, readonly number[]>;
  /**
   * Shadow prices, where the engine gives them: per row id, one entry a slot, >= 0. What one more unit (kW or A) of the row during the slot
   * would add to the objective, per hour. Rows that bind nowhere are absent.
   */
  readonly rowPrice?: ReadonlyMap<string, Float64Array>;
  /** What one more kWh for the session would add to the objective, before the price of the rows. */
  readonly worthPerKwh?: ReadonlyMap<ConnectorId, number>;
  /** Expected missing energy at departure, kWh; absent = none. */
  readonly shortfallKwh: ReadonlyMap<ConnectorId, number>;
  /** Which engine answered. */
  readonly engine: string;
  readonly solveMs: number;
};

/** A linear program as plain data: maximise c'x subject to rows and bounds. Compressed sparse columns. */
export type LinearProgram = {
  readonly columnCount: number;
  readonly rowCount: number;
  /** Objective per column (maximised). */
  readonly objective: Float64Array;
  readonly columnLower: Float64Array;
  readonly columnUpper: Float64Array;
  /** -Infinity / Infinity where a side is open. */
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  readonly columnStart: Int32Array;
  readonly rowIndex: Int32Array;
  readonly value: Float64Array;
  /** Present when the program is a flow network: then the network simplex may solve it. */
  readonly network?: NetworkShape;
  /** Whoever asks needs the duals: an engine without them is no use. */
  readonly wantsDuals?: boolean;
  /** For warm starts of a program that is no network. */
  readonly keys?: ProgramKeys;
};

/** Per column and per row a number that means the same car and slot, or row and slot, in the program of the next minute. */
export type ProgramKeys = {
  readonly columnKey: Float64Array;
  readonly rowKey: Float64Array;
  /** Whose keys they are: programs of one zone of a grid follow one another. Absent = 0. */
  readonly family?: number;
};

/**
 * Why a program is a flow network: every power column lies in one balance row (coefficient: the hours of its slot, the same for all columns of the slot)
 * and in a chain of capacity rows of its slot with coefficient 1 that form a forest; every other column lies in one balance row with
 * coefficient -1. Balance rows are equalities with 0, capacity rows have an upper side only.
 */
export type NetworkShape = ProgramKeys & {
  /** Per column: its balance row. */
  readonly balanceRow: Int32Array;
  /** Per column: the innermost capacity row that contains it; -1 = none. */
  readonly capacityRow: Int32Array;
  /** Per row: the capacity row around a capacity row; -1 = none, and for balance rows. */
  readonly parentRow: Int32Array;
  /** Per column: hours of its slot, > 0; 1 for a column without a slot. */
  readonly hours: Float64Array;
};

export type Solution =
  | {
      readonly status: 'optimal' | 'feasible';
      readonly x: Float64Array;
      readonly objective: number;
      /** Row duals where the engine gives them. */
      readonly duals?: Float64Array;
      readonly engine: string;
      readonly solveMs: number;
    }
  | {
      readonly status: 'infeasible' | 'unbounded' | 'late' | 'failed';
      readonly detail: string;
      readonly engine: string;
      readonly solveMs: number;
    };

/**
 * Port to an LP engine. Never rejects: every failure is a `Solution` with a status.
 * The caller checks the answer like any other input.
 */
export interface Solve {
  (program: LinearProgram, options: { readonly timeLimitMs: number }): Promise<Solution>;
}

/** The same in the calling thread, for simulations that must repeat exactly. Never throws. */
export interface SolveNow {
  (program: LinearProgram, options: { readonly timeLimitMs: number }): Solution;
}

/** `Solve` for the programs of one plan, in parallel where there is room; one solution for each, in order. Never rejects. */
export interface SolveAll {
  (programs: readonly LinearProgram[], options: { readonly timeLimitMs: number }): Promise<readonly Solution[]>;
}
