import type { FlowNetwork } from './flow-network.ts';

/**
 * One arc fewer than nodes that connect all of them, the preferred ones first: `free` and `wanted`, `free`, `wanted`, then arcs out of rows that
 * have room, columns with room, and what is left. Flags are per arc.
 */
export function spanningArcs(
  network: FlowNetwork,
  { wanted, free }: { readonly wanted: Uint8Array; readonly free?: Uint8Array },
): Int32Array {
  const { nodeCount, arcCount, columnCount, from, to, upperKwh } = network;
  const arcs = new Int32Array(nodeCount - 1);
  const leader = Int32Array.from({ length: nodeCount }, (_, node) => node);
  const leaderOf = (node: number): number => {
    let at = node;
    while (leader[at] !== at) {
      const above = leader[leader[at] ?? 0] ?? 0;
      leader[at] = above;
      at = above;
    }
    return at;
  };
  let count = 0;
  const rank = (arc: number): number => {
    if (free?.[arc] === 1) return wanted[arc] === 1 ? 0 : 1;
    if (wanted[arc] === 1) return 2;
    if ((upperKwh[arc] ?? 0) === 0) return 5;
    return arc >= columnCount ? 3 : 4;
  };
  for (let turn = free === undefined ? 2 : 0; turn <= 5 && count < arcs.length; turn += 1) {
    for (let arc = 0; arc < arcCount && count < arcs.length; arc += 1) {
      if (rank(arc) !== turn) continue;
      const a = leaderOf(from[arc] ?? 0);
      const b = leaderOf(to[arc] ?? 0);
      if (a === b) continue;
      leader[a] = b;
      arcs[count++] = arc;
    }
  }
  return arcs;
}
