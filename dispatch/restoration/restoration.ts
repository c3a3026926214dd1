import { rowLoad } from '../grid/index.ts';
import type { CompiledGrid, ConnectorId, NodeId, StationId } from '../grid/index.ts';
import type { RowCapacity } from '../snapshot.ts';

/**
 * Restoration after an outage or a cold start. When a street gets its voltage back, everything that was switched off starts at once and draws more than
 * before (cold load pickup, IEEE Std C37.230 and distribution practice); charging must not be part of it. So a node whose stations were dark gives
 * charging little for a quarter of an hour and then more from minute to minute, and each connector waits a time of its own before it starts.
 */
export type RestorationSettings = {
  /** A connector starts at a time of its own within this after its station booted. */
  readonly startMs: number;
  /** Share of each limit of the node that charging may have ... */
  readonly share: number;
  /** ... for this long, ... */
  readonly holdMs: number;
  /** ... and how much more of it a minute after that. */
  readonly sharePerMinute: number;
  /** A node was dark when so many of its stations, and this share of them, booted within `withinMs`. */
  readonly leastStations: number;
  readonly darkShare: number;
  readonly withinMs: number;
};

export const RESTORATION: RestorationSettings = {
  startMs: 600_000,
  share: 0.2,
  holdMs: 900_000,
  sharePerMinute: 0.1,
  /** One or two that restart are no outage, and too little to matter. */
  leastStations: 3,
  /** Stations of several makers come back over minutes; a third of them within one minute does not happen otherwise. */
  darkShare: 1 / 3,
  withinMs: 60_000,
};

/** Nodes under restoration and since when. */
export type Restorations = ReadonlyMap<NodeId, number>;

/**
 * The nodes under restoration at `atMs`: those of before that are not over, and those whose stations booted together just now. Boots during a restoration
 * do not prolong it. `bootedAtMs`: when each station booted last; stations that are absent did not.
 */
export function restorationsAt(
  before: Restorations,
  {
    atMs,
    grid,
    bootedAtMs,
  }: { readonly atMs: number; readonly grid: CompiledGrid; readonly bootedAtMs: ReadonlyMap<StationId, number> },
  settings: RestorationSettings,
): Restorations {
  const going = new Map([...before].filter(([, sinceMs]) => allowedShare(atMs - sinceMs, settings) < 1));
  const justBooted = new Set(
    [...bootedAtMs].filter(([, bootMs]) => atMs - bootMs < settings.withinMs).map(([stationId]) => stationId),
  );
  if (justBooted.size < settings.leastStations) return going;
  grid.nodes.forEach((node, index) => {
    if (going.has(node.id)) return;
    const below = new Set<StationId>();
    for (const one of grid.connectorsBelowNode[index] ?? []) below.add(grid.connectors[one]?.stationId ?? '');
    let booted = 0;
    for (const stationId of below) if (justBooted.has(stationId)) booted += 1;
    if (booted >= settings.leastStations && booted >= settings.darkShare * below.size) going.set(node.id, atMs);
  });
  return going;
}

/** Share of a limit that charging may have so long after the restoration began: 1 when it is over. */
export function allowedShare(elapsedMs: number, { share, holdMs, sharePerMinute }: RestorationSettings): number {
  return Math.min(1, share + (sharePerMinute * Math.max(0, elapsedMs - holdMs)) / 60_000);
}

/**
 * The capacities under restoration: in rows of a node that is restored, charging has its share of the limit and no more, but never less than `floorKw`
 * (per connector: what it may draw whatever we say, which no lower limit would free). A limit only becomes lower; what holds is named
 * `restoration:<node>` where an envelope would be named.
 */
export function restoredCapacities(
  capacity: readonly RowCapacity[],
  {
    atMs,
    grid,
    restorations,
    floorKw,
  }: {
    readonly atMs: number;
    readonly grid: CompiledGrid;
    readonly restorations: Restorations;
    readonly floorKw: ArrayLike<number>;
  },
  settings: RestorationSettings,
): readonly RowCapacity[] {
  if (restorations.size === 0) return capacity;
  return capacity.map((before, index) => {
    const row = grid.rows[index];
    const sinceMs = row === undefined ? undefined : restorations.get(row.nodeId);
    if (row === undefined || sinceMs === undefined) return before;
    const charging = Math.max(allowedShare(atMs - sinceMs, settings) * before.limit, rowLoad(row, floorKw));
    const limit = before.base + charging;
    if (!(limit < before.limit)) return before;
    const untilMs = sinceMs + settings.holdMs + ((1 - settings.share) / settings.sharePerMinute) * 60_000;
    return { limit, base: before.base, envelopeId: `restoration:${row.nodeId}`, untilMs };
  });
}

/**
 * How long after the boot of its station a connector waits: evenly spread over `startMs`, the same for the same seed and connector.
 * FNV-1a, finished as in MurmurHash3 so that neighbours differ.
 */
export function startDelayMs(
  { seed, connectorId }: { readonly seed: number; readonly connectorId: ConnectorId },
  { startMs }: Pick<RestorationSettings, 'startMs'>,
): number {
  let hash = 0x81_1c_9d_c5 ^ seed;
  for (let k = 0; k < connectorId.length; k++) hash = Math.imul(hash ^ connectorId.charCodeAt(k), 0x01_00_01_93);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  hash ^= hash >>> 16;
  return ((hash >>> 0) / 2 ** 32) * startMs;
}
