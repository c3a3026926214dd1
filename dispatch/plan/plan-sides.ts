import type { Row, RowGroup } from '../grid/index.ts';
import { POLYGON_SIDE_DEG } from './plan-bounds.ts';

/**
 * The linear sides of the grid's rows over sessions, flat: side k holds sessions and coefficients [start[k], start[k + 1]).
 * Scaled so that the largest coefficient of a side is 1: the side says sum <= row limit / scale, in kW.
 */
export type Sides = {
  readonly count: number;
  /** Grid row of each side, ascending. */
  readonly rowOf: Int32Array;
  /** Row unit per scaled kW. */
  readonly scale: Float64Array;
  readonly start: Int32Array;
  readonly session: Int32Array;
  readonly coefficient: Float64Array;
};

/**
 * Sides of all rows for those sessions that can charge. `sessionOf`: session index per connector index, -1 = none.
 * An ordinary row is its own single side; a phasor row becomes a polygon inside its circle (`phasorDirections`).
 */
export function sidesOf(rows: readonly Row[], sessionOf: Int32Array): Sides {
  const rowOf: number[] = [];
  const scale: number[] = [];
  const start: number[] = [0];
  const session: number[] = [];
  const coefficient: number[] = [];
  const addSide = (rowIndex: number, inside: number, along: (group: RowGroup) => number): void => {
    const from = session.length;
    let largest = 0;
    for (const group of rows[rowIndex]?.groups ?? []) {
      const share = along(group);
      if (share < 1e-9) continue;
      for (let k = 0; k < group.members.length; k += 1) {
        const index = sessionOf[group.members[k] ?? -1] ?? -1;
        if (index < 0) continue;
        const perKw = share * (group.perKw[k] ?? 0);
        largest = Math.max(largest, perKw);
        session.push(index);
        coefficient.push(perKw);
      }
    }
    if (session.length === from) return;
    for (let k = from; k < session.length; k += 1) coefficient[k] = (coefficient[k] ?? 0) / largest;
    rowOf.push(rowIndex);
    scale.push(largest / inside);
    start.push(session.length);
  };
  for (let rowIndex = 0; rowIndex < rows.length; rowIndex += 1) {
    const groups = (rows[rowIndex]?.groups ?? []).filter(({ members }) =>
      members.some((one) => (sessionOf[one] ?? -1) >= 0),
    );
    if (groups.length <= 1) addSide(rowIndex, 1, () => 1);
    else {
      for (const { angle, inside } of phasorDirections(groups)) {
        const [re, im] = [Math.cos(angle), Math.sin(angle)];
        addSide(rowIndex, inside, (group) => group.re * re + group.im * im);
      }
    }
  }
  return {
    count: rowOf.length,
    rowOf: Int32Array.from(rowOf),
    scale: Float64Array.from(scale),
    start: Int32Array.from(start),
    session: Int32Array.from(session),
    coefficient: Float64Array.from(coefficient),
  };
}

/** A number per session, the same for sessions that lie in the same sides with the same coefficients. */
export function classesOf(sides: Sides, sessionCount: number): Int32Array {
  const classOf = new Int32Array(sessionCount);
  let count = 1;
  for (let side = 0; side < sides.count; side += 1) {
    // Sessions of a side leave their class together with those that have the same coefficient.
    const parts = new Map<number, Map<number, number>>();
    for (let k = sides.start[side] ?? 0; k < (sides.start[side + 1] ?? 0); k += 1) {
      const session = sides.session[k] ?? 0;
      const before = classOf[session] ?? 0;
      const part = parts.get(before) ?? new Map<number, number>();
      parts.set(before, part);
      const coefficient = sides.coefficient[k] ?? 0;
      const now = part.get(coefficient) ?? count++;
      part.set(coefficient, now);
      classOf[session] = now;
    }
  }
  return renumbered(classOf);
}

function renumbered(classOf: Int32Array): Int32Array {
  const numbers = new Map<number, number>();
  return classOf.map((one) => {
    const number = numbers.get(one) ?? numbers.size;
    numbers.set(one, number);
    return number;
  });
}

/**
 * Directions (radians) of the sides of a polygon inside the unit circle, and how far each side is from the middle.
 * A phasor row is loaded by any subset of its groups, so by every point of a body that lies in the cone of the groups' directions. The polygon has its
 * corners on the circle, the first and last at the edges of the cone, and a side in which only groups that point along it count: a body inside
 * all sides is inside the circle, also when cars that cancel others stop. Directions outside the cone need no side.
 */
function phasorDirections(
  groups: readonly Pick<RowGroup, 're' | 'im'>[],
): readonly { readonly angle: number; readonly inside: number }[] {
  const angles = groups.map(({ re, im }) => Math.atan2(im, re)).sort((a, b) => a - b);
  let widestGap = 0;
  let from = 0;
  angles.forEach((angle, k) => {
    const next = angles[k + 1] ?? (angles[0] ?? 0) + 2 * Math.PI;
    if (next - angle > widestGap) {
      widestGap = next - angle;
      from = next;
    }
  });
  // Directions all around, or opposite ones: no cone to leave out.
  const width = widestGap > Math.PI + 1e-9 ? 2 * Math.PI - widestGap : 2 * Math.PI;
  const count = Math.max(1, Math.ceil(width / ((POLYGON_SIDE_DEG * Math.PI) / 180) - 1e-9));
  const step = width / count;
  return Array.from({ length: count }, (_, k) => ({ angle: from + (k + 0.5) * step, inside: Math.cos(step / 2) }));
}
