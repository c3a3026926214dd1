import type { BaseLoadSource } from '../grid/index.ts';

/** One measured stretch of base load, e.g. a minute's mean. */
export type BaseLoadSample = { readonly atMs: number; readonly baseLoadKw: number };

/** What a clock at the site shows; time zones and summer time are the caller's business. */
export type LocalTime = (atMs: number) => {
  /** 0 to 1439. */
  readonly minuteOfDay: number;
  readonly weekend: boolean;
  /** Any number that differs from day to day. */
  readonly day: number;
};

/** The usual base load by time of day, learned from past days. Bins of `BIN_MINUTES`; a bin with too few days is undefined. */
export type BaseLoadProfile = {
  readonly weekday: readonly (ProfileBin | undefined)[];
  readonly weekend: readonly (ProfileBin | undefined)[];
};
export type ProfileBin = { readonly medianKw: number; readonly upperKw: number };

/** A slot's forecast: the likeliest mean, and a value that the load stays below in 19 of 20 cases. */
export type SlotForecast = { readonly bestKw: number; readonly hiKw: number };

/** Prices, meals and factory shifts go by quarter-hours. */
const BIN_MINUTES = 15;
const BINS = (24 * 60) / BIN_MINUTES;
/** Fewer days say nothing about how days differ. */
const LEAST_DAYS = 3;
const UPPER_QUANTILE = 0.95;
/** How fast the surprise of the current value fades: after this time 1 / e of it is left. */
const MEMORY_MS = 60 * 60_000;
/** Without past days the load may grow until the next plan is made; to let it grow for hours would plan for the worst of all evenings. */
const GROWTH_MS = 60_000;
const HORIZON_STEP_MS = BIN_MINUTES * 60_000;

/** Learns a profile from the samples of past days, in any order. Samples that are not numbers are left out. */
export function learnProfile(history: readonly BaseLoadSample[], localTime: LocalTime): BaseLoadProfile {
  const collected = {
    weekday: Array.from({ length: BINS }, () => new Collected()),
    weekend: Array.from({ length: BINS }, () => new Collected()),
  };
  for (const { atMs, baseLoadKw } of history) {
    if (!Number.isFinite(atMs) || !Number.isFinite(baseLoadKw)) continue;
    const { minuteOfDay, weekend, day } = localTime(atMs);
    collected[weekend ? 'weekend' : 'weekday'][Math.floor(minuteOfDay / BIN_MINUTES)]?.add(baseLoadKw, day);
  }
  return {
    weekday: collected.weekday.map((bin) => bin.summary()),
    weekend: collected.weekend.map((bin) => bin.summary()),
  };
}

/**
 * Base load in each slot [slotStartMs[k], slotStartMs[k + 1]), the highest moment of the slot counting for `hiKw`.
 * The deviation of the current value from its usual one fades with distance (a first-order autoregression around the profile), and the
 * spread of past days comes back as it fades. Where no days were seen: the current value, growing for a minute as fast as configured for `hiKw`.
 * `hiKw` is at most `maximumKw` unless more is drawn now,
 */
export function forecastBaseLoad(request: {
  readonly atMs: number;
  /** Likeliest value and upper estimate of now, e.g. from `advanceBaseLoad`. */
  readonly now: SlotForecast;
  readonly slotStartMs: readonly number[];
  readonly profile: BaseLoadProfile;
  readonly localTime: LocalTime;
  readonly source: BaseLoadSource;
}): SlotForecast[] {
  const { slotStartMs, source, now } = request;
  const ceilingKw = Math.max(source.maximumKw, now.hiKw);
  if (source.kind === 'fixed') {
    return slotStartMs.slice(1).map(() => ({ bestKw: source.maximumKw, hiKw: source.maximumKw }));
  }
  return slotStartMs.slice(1).map((endMs, slot) => {
    const moments = momentsOf(slotStartMs[slot] ?? endMs, endMs).map((atMs) => momentForecast(request, atMs));
    const bestKw = moments.reduce((sum, moment) => sum + moment.bestKw, 0) / moments.length;
    const highestKw = Math.max(...moments.map((moment) => moment.hiKw));
    return { bestKw: Math.min(bestKw, ceilingKw), hiKw: Math.min(highestKw, ceilingKw) };
  });
}

/** The start of a slot, each quarter-hour in it and its last moment. */
function momentsOf(startMs: number, endMs: number): number[] {
  const count = Math.max(1, Math.ceil((endMs - startMs) / HORIZON_STEP_MS));
  return Array.from({ length: count + 1 }, (_, k) => Math.min(startMs + k * HORIZON_STEP_MS, endMs - 1));
}

function momentForecast(
  { atMs, now, profile, localTime, source }: Parameters<typeof forecastBaseLoad>[0],
  momentMs: number,
): SlotForecast {
  const aheadMs = Math.max(0, momentMs - atMs);
  const usual = binAt(profile, localTime, momentMs);
  const usualNow = binAt(profile, localTime, atMs);
  if (usual === undefined || usualNow === undefined) {
    return { bestKw: now.bestKw, hiKw: now.hiKw + (source.growthKwPerS * Math.min(aheadMs, GROWTH_MS)) / 1000 };
  }
  const memory = Math.exp(-aheadMs / MEMORY_MS);
  const faded = Math.sqrt(1 - memory * memory);
  return {
    bestKw: usual.medianKw + memory * (now.bestKw - usualNow.medianKw),
    hiKw: usual.medianKw + memory * (now.hiKw - usualNow.medianKw) + faded * (usual.upperKw - usual.medianKw),
  };
}

function binAt(profile: BaseLoadProfile, localTime: LocalTime, atMs: number): ProfileBin | undefined {
  const { minuteOfDay, weekend } = localTime(atMs);
  return profile[weekend ? 'weekend' : 'weekday'][Math.floor(minuteOfDay / BIN_MINUTES)];
}

/** The values of one bin and the days that they come from. */
class Collected {
  readonly #valuesKw: number[] = [];
  readonly #days = new Set<number>();

  add(valueKw: number, day: number): void {
    this.#valuesKw.push(valueKw);
    this.#days.add(day);
  }

  summary(): ProfileBin | undefined {
    if (this.#days.size < LEAST_DAYS) return undefined;
    const sorted = this.#valuesKw.sort((a, b) => a - b);
    const quantile = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return { medianKw: quantile(0.5), upperKw: quantile(UPPER_QUANTILE) };
  }
}
