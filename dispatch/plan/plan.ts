import type { ConnectorId } from '../grid/index.ts';

/** The slow layer's answer: planned average power per connector and slot. */
export type Plan = {
  readonly madeAtMs: number;
  /** Slot k covers [slotStartMs[k], slotStartMs[k + 1]); length = slots + 1. */
  readonly slotStartMs: readonly number[];
  /** kW per connector, one entry a slot. Connectors that are absent were not planned. */
  readonly powerKw: ReadonlyMap<ConnectorId, readonly number[]>;
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
