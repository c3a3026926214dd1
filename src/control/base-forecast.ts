import { forecastBaseLoad, learnProfile } from '../../dispatch/index.ts';
import type { BaseLoadProfile, BaseLoadSample, CompiledGrid, LocalTime, NodeId } from '../../dispatch/index.ts';
import { dayAndMinute } from '../config/index.ts';
import type { BaseLoads } from './base-loads.ts';

export type BaseForecastDeps = {
  readonly baseLoads: BaseLoads;
  readonly timeZone: string;
  /** Minute means of past days. */
  readonly readHistory: (nodeId: NodeId, fromMs: number, toMs: number) => Promise<readonly BaseLoadSample[]>;
  readonly log: (message: string) => void;
};

/** Four weeks tell weekdays from weekends and forget the season before. */
const HISTORY_MS = 28 * 86_400_000;
const REFRESH_MS = 6 * 3_600_000;
/** A horizon in quarter-hours and the learning of a few days. */
const REMEMBERED_MINUTES = 5_000;
const NOTHING_KNOWN: BaseLoadProfile = { weekday: [], weekend: [] };

/** The base load ahead, from what past days were like and what it is now. Learns in the background; until then the present counts. */
export class BaseForecast {
  readonly #deps: BaseForecastDeps;
  readonly #localTime: LocalTime;
  readonly #profiles = new Map<NodeId, BaseLoadProfile>();
  #learntAtMs = -Infinity;

  constructor(deps: BaseForecastDeps) {
    this.#deps = deps;
    this.#localTime = rememberedMinutes((atMs) => dayAndMinute(atMs, deps.timeZone));
  }

  /** Upper forecast of the base load below a node in each slot [slotStartMs[k], slotStartMs[k + 1]), kW. */
  upperKw(grid: CompiledGrid, nodeId: NodeId, slotStartMs: readonly number[]): readonly number[] {
    const atMs = slotStartMs[0] ?? 0;
    if (atMs - this.#learntAtMs > REFRESH_MS) this.#learn(grid, atMs);
    const node = grid.nodes.find((one) => one.id === nodeId);
    if (node?.baseLoad !== undefined) {
      const now = this.#deps.baseLoads.viewOf(nodeId) ?? {
        bestKw: node.baseLoad.maximumKw,
        hiKw: node.baseLoad.maximumKw,
      };
      const profile = this.#profiles.get(nodeId) ?? NOTHING_KNOWN;
      return forecastBaseLoad({
        atMs,
        now,
        slotStartMs,
        profile,
        localTime: this.#localTime,
        source: node.baseLoad,
      }).map(({ hiKw }) => hiKw);
    }
    const children = grid.nodes
      .filter((one) => one.parentId === nodeId)
      .map((child) => this.upperKw(grid, child.id, slotStartMs));
    return slotStartMs.slice(1).map((_, slot) => children.reduce((sum, child) => sum + (child[slot] ?? 0), 0));
  }

  #learn(grid: CompiledGrid, atMs: number): void {
    this.#learntAtMs = atMs;
    for (const { id, baseLoad } of grid.nodes) {
      if (baseLoad?.kind !== 'meter') continue;
      this.#deps.readHistory(id, atMs - HISTORY_MS, atMs).then(
        (history) => this.#profiles.set(id, learnProfile(history, this.#localTime)),
        (error: unknown) => this.#deps.log(`base load of ${id}: past days could not be read: ${String(error)}`),
      );
    }
  }
}

/** Calendars are slow, and all nodes ask for the same minutes of the same horizon. Time zones change by whole minutes. */
function rememberedMinutes(localTime: LocalTime): LocalTime {
  const known = new Map<number, ReturnType<LocalTime>>();
  return (atMs) => {
    const minute = Math.floor(atMs / 60_000);
    const before = known.get(minute);
    if (before !== undefined) return before;
    if (known.size >= REMEMBERED_MINUTES) known.clear();
    const time = localTime(minute * 60_000);
    known.set(minute, time);
    return time;
  };
}
