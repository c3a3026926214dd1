import { POLYGON_SIDES, SNAP_KW, SNAP_KWH } from './plan-bounds.ts';
import type { PlanRequest, PowerColumn } from './plan-request.ts';
import { hoursBefore } from './plan-slots.ts';
import type { Row } from '../grid/index.ts';

/** A capacity row of the program: sum of coefficients (0..1) x power <= limitKw. */
export type PlanRow = {
  /** Indexes of power columns, ascending. */
  readonly members: readonly number[];
  readonly coefficients: readonly number[];
  readonly limitKw: number;
};

/** One linear side of a grid row over sessions, scaled so that its largest coefficient is 1. */
type Side = { readonly sessions: readonly number[]; readonly coefficients: readonly number[]; readonly scale: number };

/**
 * The power columns of a plan and the capacity rows that can bind.
 * A row of one session becomes a bound of its column; a row whose members cannot reach its limit is left out; of rows with the same
 * members and coefficients the tightest stays; a column without room for a watt does not exist.
 */
export function planRows(
  request: PlanRequest,
  staysUntilMs: readonly number[],
): { readonly columns: readonly PowerColumn[]; readonly rows: readonly PlanRow[] } {
  const slots = request.slotStartMs.length - 1;
  const { sessions, grid } = request;
  const sessionOf = new Map(sessions.map(({ connectorId }, index) => [grid.connectorIndex.get(connectorId), index]));
  const sides = grid.rows.map((row) => sidesOf(row, sessionOf));
  const columns: PowerColumn[] = [];
  const rows: PlanRow[] = [];
  for (let slot = 0; slot < slots; slot += 1) {
    const limited = sidesOfSlot(request, sides, slot);
    const columnOf = addColumns({ request, staysUntilMs, limited, slot, columns });
    rows.push(...bindingRows(limited, columnOf, columns));
  }
  return { columns, rows };
}

type LimitedSide = { readonly side: Side; readonly limitKw: number };

function sidesOfSlot(request: PlanRequest, sides: readonly (readonly Side[])[], slot: number): LimitedSide[] {
  return sides.flatMap((ofRow, rowIndex) => {
    if (ofRow.length === 0) return [];
    const limit = request.rowLimit(rowIndex, slot);
    if (Number.isNaN(limit)) {
      throw new RangeError(`plan: row ${request.grid.rows[rowIndex]?.id} has no number as limit in slot ${slot}`);
    }
    if (limit === Infinity) return [];
    return ofRow.map((side) => ({ side, limitKw: snap(limit / side.scale) }));
  });
}

/** Adds a column for each session that is there in this slot and has room; returns its index per session, -1 for none. */
function addColumns(args: {
  readonly request: PlanRequest;
  readonly staysUntilMs: readonly number[];
  readonly limited: readonly LimitedSide[];
  readonly slot: number;
  readonly columns: PowerColumn[];
}): Int32Array {
  const { request, staysUntilMs, limited, slot, columns } = args;
  const uppers = request.sessions.map(({ maximumKw }) => maximumKw);
  for (const {
    side: { sessions, coefficients },
    limitKw,
  } of limited) {
    sessions.forEach((session, k) => {
      uppers[session] = Math.min(uppers[session] ?? 0, limitKw / (coefficients[k] ?? 1));
    });
  }
  return Int32Array.from(request.sessions, ({ remainingKwh }, session) => {
    const hours = hoursBefore(request.slotStartMs, slot, staysUntilMs[session] ?? 0);
    const upperKw = snap(uppers[session] ?? 0);
    if (hours === 0 || upperKw === 0 || remainingKwh < SNAP_KWH) return -1;
    return columns.push({ session, slot, hours, upperKw }) - 1;
  });
}

function bindingRows(
  limited: readonly LimitedSide[],
  columnOf: Int32Array,
  columns: readonly PowerColumn[],
): PlanRow[] {
  const alike = new Map<string, PlanRow[]>();
  for (const {
    side: { sessions, coefficients },
    limitKw,
  } of limited) {
    const members: number[] = [];
    const kept: number[] = [];
    let reachKw = 0;
    sessions.forEach((session, k) => {
      const column = columnOf[session] ?? -1;
      if (column < 0) return;
      members.push(column);
      kept.push(coefficients[k] ?? 0);
      reachKw += (coefficients[k] ?? 0) * (columns[column]?.upperKw ?? 0);
    });
    if (members.length < 2 || reachKw <= limitKw) continue;
    const row = { members, coefficients: kept, limitKw };
    const key = `${members.length}:${members[0]}:${members.at(-1)}`;
    alike.set(key, withTightest(alike.get(key) ?? [], row));
  }
  return [...alike.values()].flat();
}

/** `rows` with `row` added, or in the place of the one that it is tighter than. */
function withTightest(rows: readonly PlanRow[], row: PlanRow): PlanRow[] {
  const same = rows.findIndex(
    ({ members, coefficients }) =>
      members.every((member, k) => member === row.members[k]) &&
      coefficients.every((coefficient, k) => coefficient === row.coefficients[k]),
  );
  const before = rows[same];
  if (before === undefined) return [...rows, row];
  return before.limitKw <= row.limitKw ? [...rows] : rows.with(same, row);
}

/**
 * The linear sides of a grid row. An ordinary row is its own single side. A phasor row becomes a regular polygon inside its circle:
 * a side per direction u, in which only groups that point along u count, so it also holds when cars that cancel others stop.
 * The largest such sum over all directions is the worst magnitude; between two of n directions it is missed by at most cos(pi / n).
 */
function sidesOf(row: Row, sessionOf: ReadonlyMap<number | undefined, number>): Side[] {
  const ordinary = row.groups.length === 1;
  const directions = ordinary ? 1 : POLYGON_SIDES;
  const inside = ordinary ? 1 : Math.cos(Math.PI / POLYGON_SIDES);
  return Array.from({ length: directions }, (_, k) => (2 * Math.PI * k) / directions).flatMap((angle) => {
    const members: { readonly session: number; readonly perKw: number }[] = [];
    for (const { re, im, members: connectors, perKw } of row.groups) {
      const along = ordinary ? 1 : re * Math.cos(angle) + im * Math.sin(angle);
      if (along < 1e-9) continue;
      connectors.forEach((connector, index) => {
        const session = sessionOf.get(connector);
        if (session !== undefined) members.push({ session, perKw: along * (perKw[index] ?? 0) });
      });
    }
    if (members.length === 0) return [];
    const largest = Math.max(...members.map(({ perKw }) => perKw));
    members.sort((a, b) => a.session - b.session);
    return [
      {
        sessions: members.map(({ session }) => session),
        coefficients: members.map(({ perKw }) => perKw / largest),
        scale: largest / inside,
      },
    ];
  });
}

function snap(powerKw: number): number {
  return powerKw < SNAP_KW ? 0 : powerKw;
}
