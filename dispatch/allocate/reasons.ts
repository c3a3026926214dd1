import type { LimitedBy } from '../allocation.ts';
import type { Desk } from './desk.ts';
import { stepAboveKw, stepBelowKw } from '../grid/index.ts';
import type { GridSnapshot } from '../snapshot.ts';

export type RowReason = Extract<LimitedBy, { readonly kind: 'node' }>;

/** The photograph, and the reasons that name a row, filled as they are asked for. */
type Known = { readonly snapshot: GridSnapshot; readonly ofRow: (RowReason | undefined)[] };

/** More than any row with a limit bears: asks which row has the least room. */
const BEYOND_ALL_KW = 1e9;
const OWN_MAXIMUM: LimitedBy = { kind: 'own-maximum' };
const NO_DEMAND: LimitedBy = { kind: 'no-demand' };
const PLAN: LimitedBy = { kind: 'plan' };
const STEP: LimitedBy = { kind: 'step' };

/**
 * Why a setpoint is not one step higher, asked of the finished allocation: the bound of the connector itself, else a row that
 * would not bear the next step (its binding row if it is one of them), else the step.
 */
export function limitedBy(desk: Desk, i: number, limitKw: number, { snapshot, ofRow }: Known): LimitedBy {
  const { wishes, loads } = desk;
  const { table } = desk.grid;
  if (wishes.hasDemand[i] === 0) return NO_DEMAND;
  const ownKw = wishes.upperKw[i] ?? 0;
  if (limitKw >= stepBelowKw(table, i, ownKw) * (1 - 1e-6)) return ownBound(desk, i, snapshot);
  if (wishes.heldByPlan[i] === 1) return PLAN;
  if (limitKw > 0 && limitKw >= stepBelowKw(table, i, desk.upperKw[i] ?? 0) * (1 - 1e-6)) return PLAN;
  const nextKw = stepAboveKw(table, i, limitKw) ?? ownKw;
  // A paused car may wait for room for everybody: then the row with the least room is the reason.
  const row =
    loads.blocking(i, nextKw - limitKw, desk.bindingRow[i] ?? -1) ??
    (limitKw === 0 ? loads.blocking(i, BEYOND_ALL_KW, -1) : undefined);
  if (row === undefined) return STEP;
  ofRow[row] ??= rowReason(snapshot, row);
  return ofRow[row] ?? STEP;
}

function ownBound({ wishes }: Desk, i: number, { connectors }: GridSnapshot): LimitedBy {
  const override = connectors[i]?.override;
  if (wishes.isOverridden[i] === 0 || override === undefined) return OWN_MAXIMUM;
  const { id, untilMs } = override;
  return { kind: 'override', overrideId: id, ...(untilMs === undefined ? {} : { untilMs }) };
}

function rowReason({ grid, capacity }: GridSnapshot, index: number): RowReason | undefined {
  const row = grid.rows[index];
  if (row === undefined) return undefined;
  const { envelopeId, untilMs } = capacity[index] ?? {};
  return {
    kind: 'node',
    nodeId: row.nodeId,
    rowId: row.id,
    ...(row.phase === undefined ? {} : { phase: row.phase }),
    ...(envelopeId === undefined ? {} : { envelopeId }),
    ...(untilMs === undefined ? {} : { untilMs }),
  };
}
