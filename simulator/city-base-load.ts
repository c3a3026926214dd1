import type { NodeId } from '../dispatch/index.ts';
import { HOME_KW, interpolate, WORKSHOP_SHARE } from './daily-shapes.ts';
import type { Random } from './random.ts';

/** Who lives and works at a node of the city itself, not below it. */
export type CityBaseNode = {
  readonly nodeId: NodeId;
  /** Index into the list; a parent comes before its children. -1 = the root. */
  readonly parent: number;
  readonly homes: number;
  readonly workshopKw: number;
};

export type CityBaseLoad = {
  /** All base load below a node, kW. Fast for many nodes at one instant. */
  readonly kw: (nodeId: NodeId, atMs: number) => number;
  /** Never exceeded, kW. */
  readonly maximumKw: readonly number[];
  /** Never exceeded, kW/s. */
  readonly growthKwPerS: readonly number[];
};

/** Each node's load wanders around its mean: three waves, together at most this share. */
const WAVE_SHARE = 0.06;
/** The fastest of them. */
const SHORTEST_WAVE_MS = 900_000;
const LONGEST_WAVE_MS = 5_400_000;
const HOUR_MS = 3_600_000;

/** Homes and workshops by their daily shapes with slow waves: a function of time, so thousands of nodes need no series. */
export function cityBaseLoad({
  nodes,
  random,
  hourOf,
}: {
  readonly nodes: readonly CityBaseNode[];
  readonly random: Random;
  readonly hourOf: (atMs: number) => number;
}): CityBaseLoad {
  const indexOf = new Map(nodes.map(({ nodeId }, index) => [nodeId, index]));
  const waves = nodes.map(({ nodeId, homes, workshopKw }) =>
    homes === 0 && workshopKw === 0 ? [] : wavesOf(random.fork(nodeId)),
  );
  const totals = new Float64Array(nodes.length);
  let totalsAtMs: number | undefined;

  function addUp(atMs: number): void {
    const hour = hourOf(atMs);
    const homeKw = interpolate(HOME_KW, hour);
    const workShare = interpolate(WORKSHOP_SHARE, hour);
    nodes.forEach(({ homes, workshopKw }, index) => {
      let wave = 1;
      for (const { periodMs, phase, share } of waves[index] ?? [])
        wave += share * Math.sin((2 * Math.PI * atMs) / periodMs + phase);
      totals[index] = (homes * homeKw + workshopKw * workShare) * wave;
    });
    sumUp(totals, nodes);
    totalsAtMs = atMs;
  }

  const steepest = (shape: readonly number[]): number =>
    shape.reduce((most, value, k) => Math.max(most, value - (shape[k - 1] ?? value)), 0) / 3600;
  const ownMostKw = nodes.map((node) => node.homes * Math.max(...HOME_KW) + node.workshopKw);
  const waveGrowth = (WAVE_SHARE * 2 * Math.PI * 1000) / SHORTEST_WAVE_MS;
  const growth = nodes.map(
    (node, index) =>
      (node.homes * steepest(HOME_KW) + node.workshopKw * steepest(WORKSHOP_SHARE)) * (1 + WAVE_SHARE) +
      (ownMostKw[index] ?? 0) * waveGrowth,
  );
  return {
    kw: (nodeId, atMs) => {
      if (totalsAtMs !== atMs) addUp(atMs);
      return totals[indexOf.get(nodeId) ?? -1] ?? 0;
    },
    maximumKw: [
      ...sumUp(
        Float64Array.from(ownMostKw, (kw) => kw * (1 + WAVE_SHARE)),
        nodes,
      ),
    ],
    growthKwPerS: [...sumUp(Float64Array.from(growth), nodes)],
  };
}

type Wave = { readonly periodMs: number; readonly phase: number; readonly share: number };

function wavesOf(random: Random): readonly Wave[] {
  return [1, 2, 3].map(() => ({
    periodMs: random.between(SHORTEST_WAVE_MS, LONGEST_WAVE_MS),
    phase: random.between(0, 2 * Math.PI),
    share: WAVE_SHARE / 3,
  }));
}

/** Adds every node to its parent; children come after their parents. */
function sumUp(values: Float64Array, nodes: readonly CityBaseNode[]): Float64Array {
  for (let index = nodes.length - 1; index > 0; index -= 1) {
    const parent = nodes[index]?.parent ?? -1;
    if (parent >= 0) values[parent] = (values[parent] ?? 0) + (values[index] ?? 0);
  }
  return values;
}

/** Local hour of the day in a zone without changes of the clock. */
export function hourAt(offsetHours: number): (atMs: number) => number {
  return (atMs) => (atMs / HOUR_MS + offsetHours) % 24;
}
