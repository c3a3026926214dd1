import type { Row } from './rows.ts';

/** The rows that contain each connector, in flat arrays: connector i has the entries start[i] <= k < end[i]. */
export type Places = {
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Row index. */
  readonly row: Int32Array;
  /** Index of the connector's group when the groups of all rows are counted through; `firstGroup[row]` is a row's first. */
  readonly group: Int32Array;
  /** Row unit per kW of the connector. */
  readonly perKw: Float64Array;
  /** Per row, and one more: the number of all groups. */
  readonly firstGroup: Int32Array;
};

/** The places of `count` connectors; a connector's rows come deepest first (`depth` per row), then in the order of the rows. */
export function placesOf(rows: readonly Row[], depth: Int32Array, count: number): Places {
  const firstGroup = new Int32Array(rows.length + 1);
  const counts = new Int32Array(count + 1);
  rows.forEach((row, r) => {
    firstGroup[r + 1] = (firstGroup[r] ?? 0) + row.groups.length;
    for (const { members } of row.groups)
      for (const member of members) counts[member + 1] = (counts[member + 1] ?? 0) + 1;
  });
  for (let i = 0; i < count; i++) counts[i + 1] = (counts[i + 1] ?? 0) + (counts[i] ?? 0);
  const total = counts[count] ?? 0;
  const next = counts.slice();
  const row = new Int32Array(total);
  const group = new Int32Array(total);
  const perKw = new Float64Array(total);
  const deepestFirst = Int32Array.from(depth, (_, index) => index).sort((a, b) => (depth[b] ?? 0) - (depth[a] ?? 0));
  for (const r of deepestFirst) {
    rows[r]?.groups.forEach((one, g) => {
      for (let k = 0; k < one.members.length; k++) {
        const member = one.members[k] ?? 0;
        const at = next[member] ?? 0;
        next[member] = at + 1;
        row[at] = r;
        group[at] = (firstGroup[r] ?? 0) + g;
        perKw[at] = one.perKw[k] ?? 0;
      }
    });
  }
  return { start: counts.subarray(0, count), end: counts.subarray(1), row, group, perKw, firstGroup };
}
