import type { LimitedBy } from '../allocation.ts';
import { floorToStepKw, nextStepKw } from './quantize.ts';
import type { RowLoads } from './row-loads.ts';
import type { GridSnapshot } from '../snapshot.ts';
import type { Wish } from './wishes.ts';

/** More than any row with a limit bears: asks which row has the least room. */
const BEYOND_ALL_KW = 1e9;

/**
 * Why a setpoint is not one step higher, asked of the finished allocation: the bound of the connector itself, else a row that
 * would not bear the next step (`bindingRow` if it is one of them), else the step.
 */
export function limitedBy({
  snapshot,
  wish,
  limitKw,
  upperKw,
  bindingRow,
  loads,
}: {
  readonly snapshot: GridSnapshot;
  readonly wish: Wish;
  readonly limitKw: number;
  /** Its upper bound after admission and plan. */
  readonly upperKw: number;
  /** The row that stopped it while the level rose; -1 = none. */
  readonly bindingRow: number;
  readonly loads: RowLoads;
}): LimitedBy {
  const { connector, index } = wish;
  if (!wish.hasDemand) return { kind: 'no-demand' };
  if (limitKw >= floorToStepKw(connector, wish.upperKw) * (1 - 1e-6)) return ownBound(wish);
  if (wish.heldByPlan) return { kind: 'plan' };
  const atPlan = limitKw > 0 && limitKw >= floorToStepKw(connector, upperKw) * (1 - 1e-6);
  if (atPlan) return { kind: 'plan' };
  const nextKw = nextStepKw(connector, limitKw) ?? wish.upperKw;
  // A paused car may wait for room for everybody: then the row with the least room is the reason.
  const row =
    loads.blocking(index, nextKw - limitKw, bindingRow) ??
    (limitKw === 0 ? loads.blocking(index, BEYOND_ALL_KW, -1) : undefined);
  return row === undefined ? { kind: 'step' } : rowReason(snapshot, row);
}

function ownBound({ upperIs, snapshot: { override } }: Wish): LimitedBy {
  if (upperIs !== 'override' || override === undefined) return { kind: 'own-maximum' };
  const { id, untilMs } = override;
  return { kind: 'override', overrideId: id, ...(untilMs === undefined ? {} : { untilMs }) };
}

function rowReason({ grid, capacity }: GridSnapshot, index: number): LimitedBy {
  const row = grid.rows[index];
  if (row === undefined) return { kind: 'step' };
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
