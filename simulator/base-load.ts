import type { NodeId } from '../dispatch/index.ts';
import { HOME_KW, interpolate, WORKSHOP_SHARE } from './daily-shapes.ts';
import { createRandom, type Random } from './random.ts';
import { localTime } from './time-zone.ts';

/** Who lives and works at a node, besides those below its children. */
export type BaseLoadNode = {
  readonly nodeId: NodeId;
  readonly parentId?: NodeId;
  readonly homes?: number;
  /** An enterprise: its load at full work. */
  readonly workshopKw?: number;
};

export type BaseLoadModel = {
  /** All base load below a node at an instant; 0 for a node nobody named. Outside the modelled time the nearest value. */
  readonly kw: (nodeId: NodeId, atMs: number) => number;
  /** The most it reaches, with a tenth in reserve, rounded up to 5 kW: what a planner of the grid would write down. */
  readonly maximumKw: (nodeId: NodeId) => number;
  /** The fastest growth between two points of the series, rounded up to 0.01 kW/s. */
  readonly growthKwPerS: (nodeId: NodeId) => number;
};

/** Points of the series; between them the load is linear, so an appliance needs this long to be seen at the transformer. */
const POINT_MS = 10_000;
/** Slow wandering of the sum around its mean: 3 %, forgotten over five minutes. */
const NOISE_SHARE = 0.03;
const NOISE_MEMORY_MS = 300_000;
/** A home switches on a big appliance (kettle, shower, hob) about once in two hours; part of the mean curve already. */
const APPLIANCES_PER_HOME_HOUR = 0.5;
const APPLIANCE_KW = [1, 2.2] as const;
const APPLIANCE_MS = [120_000, 900_000] as const;

/** Base load of homes and workshops as series made once, so that an instant's value does not depend on who asked before. */
export function createBaseLoad(options: {
  readonly seed: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly timeZone: string;
  readonly nodes: readonly BaseLoadNode[];
}): BaseLoadModel {
  const count = Math.ceil((options.endMs - options.startMs) / POINT_MS) + 2;
  const series = new Map(options.nodes.map((node) => [node.nodeId, new Float64Array(count)]));
  for (const node of options.nodes) {
    const own = ownSeries(node, { ...options, count });
    for (const nodeId of selfAndAncestors(options.nodes, node)) {
      const sum = series.get(nodeId);
      if (sum === undefined) throw new Error(`base load: node ${node.nodeId} has unknown parent ${nodeId}`);
      for (const [point, kw] of own.entries()) sum[point] = (sum[point] ?? 0) + kw;
    }
  }
  return {
    kw: (nodeId, atMs) => interpolate(series.get(nodeId), (atMs - options.startMs) / POINT_MS),
    maximumKw: (nodeId) => {
      const values = series.get(nodeId) ?? new Float64Array(1);
      return Math.ceil((values.reduce((most, kw) => Math.max(most, kw), 0) * 1.1) / 5) * 5;
    },
    growthKwPerS: (nodeId) => {
      const values = series.get(nodeId) ?? new Float64Array(1);
      const steepest = values.reduce((most, kw, point) => Math.max(most, kw - (values[point - 1] ?? kw)), 0);
      return Math.ceil((steepest / (POINT_MS / 1000)) * 100) / 100;
    },
  };
}

type SeriesOptions = {
  readonly seed: number;
  readonly startMs: number;
  readonly timeZone: string;
  readonly count: number;
};

function ownSeries(node: BaseLoadNode, { seed, startMs, timeZone, count }: SeriesOptions): Float64Array {
  const random = createRandom(seed).fork(`base-load/${node.nodeId}`);
  const homes = node.homes ?? 0;
  const workshopKw = node.workshopKw ?? 0;
  const series = new Float64Array(count);
  const memory = Math.exp(-POINT_MS / NOISE_MEMORY_MS);
  let noise = random.normal();
  const noises = random.fork('noise');
  for (let point = 0; point < count; point += 1) {
    const { hour, minute, second } = localTime(timeZone, startMs + point * POINT_MS);
    const hours = hour + minute / 60 + second / 3600;
    const meanKw = homes * interpolate(HOME_KW, hours) + workshopKw * interpolate(WORKSHOP_SHARE, hours);
    noise = memory * noise + Math.sqrt(1 - memory * memory) * noises.normal();
    // Three standard deviations at most, so that the maximum of a long run is that of a short one.
    series[point] = meanKw * (1 + NOISE_SHARE * Math.max(-3, Math.min(3, noise)));
  }
  addAppliances(series, { homes, random: random.fork('appliances') });
  return series;
}

/** Switches appliances on and off around the mean: what they add on average is taken away evenly. */
function addAppliances(
  series: Float64Array,
  { homes, random }: { readonly homes: number; readonly random: Random },
): void {
  // Some were switched on before the first point.
  const earlier = Math.round(APPLIANCE_MS[1] / POINT_MS);
  const hours = ((series.length + earlier) * POINT_MS) / 3_600_000;
  const events = Math.round(homes * APPLIANCES_PER_HOME_HOUR * hours);
  let energy = 0;
  for (let event = 0; event < events; event += 1) {
    const from = random.integer(series.length + earlier) - earlier;
    const powerKw = random.between(...APPLIANCE_KW);
    const points = Math.round(random.between(...APPLIANCE_MS) / POINT_MS);
    for (let point = Math.max(0, from); point < Math.min(series.length, from + points); point += 1) {
      series[point] = (series[point] ?? 0) + powerKw;
      energy += powerKw;
    }
  }
  const meanKw = energy / series.length;
  for (let point = 0; point < series.length; point += 1) series[point] = Math.max(0, (series[point] ?? 0) - meanKw);
}

function selfAndAncestors(nodes: readonly BaseLoadNode[], node: BaseLoadNode): readonly NodeId[] {
  const path: NodeId[] = [];
  let next: NodeId | undefined = node.nodeId;
  while (next !== undefined && path.length <= nodes.length) {
    const nodeId: NodeId = next;
    path.push(nodeId);
    next = nodes.find((one) => one.nodeId === nodeId)?.parentId;
  }
  return path;
}
