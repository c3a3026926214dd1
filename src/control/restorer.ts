import { restorationsAt, restoredCapacities, startDelayMs } from '../../dispatch/index.ts';
import type {
  CompiledGrid,
  Connector,
  ConnectorSnapshot,
  Restorations,
  RestorationSettings,
  RowCapacity,
} from '../../dispatch/index.ts';
import type { StationRecord } from './station-record.ts';

export type RestorationView = { readonly nodeId: string; readonly sinceMs: number };

/** Brings charging back slowly where stations were dark. Without settings it does nothing. */
export class Restorer {
  readonly #settings: RestorationSettings | undefined;
  /** Makes the start times of this process its own: after a blackout of many sites they must not start together. */
  readonly #seed: number;
  #restorations: Restorations = new Map();
  #grid: CompiledGrid | undefined;

  constructor(settings: RestorationSettings | undefined, seed: number) {
    this.#settings = settings;
    this.#seed = seed;
  }

  /** Looks for nodes whose stations have just booted together. */
  watch(atMs: number, grid: CompiledGrid, stations: ReadonlyMap<string, StationRecord>): void {
    const settings = this.#settings;
    if (settings === undefined) return;
    this.#grid = grid;
    const bootedAtMs = new Map<string, number>();
    for (const { stationId, bootedAtMs: bootMs } of stations.values())
      if (bootMs !== undefined && atMs - bootMs < settings.withinMs) bootedAtMs.set(stationId, bootMs);
    if (bootedAtMs.size === 0 && this.#restorations.size === 0) return;
    this.#restorations = restorationsAt(this.#restorations, { atMs, grid, bootedAtMs }, settings);
  }

  capacities(
    capacity: readonly RowCapacity[],
    {
      atMs,
      grid,
      floorKw,
    }: { readonly atMs: number; readonly grid: CompiledGrid; readonly floorKw: () => readonly number[] },
  ): readonly RowCapacity[] {
    if (this.#settings === undefined || this.#restorations.size === 0) return capacity;
    return restoredCapacities(
      capacity,
      { atMs, grid, floorKw: floorKw(), restorations: this.#restorations },
      this.#settings,
    );
  }

  /** Until a connector's own time has come it has its failsafe share. */
  startLimit(
    connector: Connector,
    { atMs, bootedAtMs }: { readonly atMs: number; readonly bootedAtMs: number | undefined },
  ): ConnectorSnapshot['override'] {
    if (this.#settings === undefined || bootedAtMs === undefined || this.#restorations.size === 0) return undefined;
    const nodeIndex = this.#grid?.nodeIndex.get(connector.nodeId) ?? -1;
    const above = this.#grid?.ancestorsOfNode[nodeIndex] ?? [];
    if (![...above].some((index) => this.#restorations.has(this.#grid?.nodes[index]?.id ?? ''))) return undefined;
    const untilMs = bootedAtMs + startDelayMs({ seed: this.#seed, connectorId: connector.id }, this.#settings);
    return atMs < untilMs ? { id: 'restoration', limitKw: connector.failsafeKw, untilMs } : undefined;
  }

  views(): readonly RestorationView[] {
    return [...this.#restorations].map(([nodeId, sinceMs]) => ({ nodeId, sinceMs }));
  }
}
