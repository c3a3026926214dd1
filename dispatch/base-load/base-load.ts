import type { BaseLoadSource } from '../grid/index.ts';
import { ALIGN_MS, isCovered, rangeAt, refusal, STALE_MS } from './charger-range.ts';
import type { MeteredConnector, MeterSample, Taken } from './charger-range.ts';

/**
 * The base load of a metered node, from above. Its meter sees base load and chargers at once, the chargers' own readings come
 * seconds later, so `meter - sum of latest readings` would jump whenever chargers ramp, and an allocator that believed it would swing.
 *
 * Each meter sample is judged only when the readings around it are in: then the chargers' sum at that moment lies between the sums of
 * their lowest and highest neighbouring readings, and the base load between the bounds that follow. Messages are late by an unknown time, so
 * a neighbour before is a reading that was received before the sample was taken, and one after was taken when the sample had been received:
 * a reading from before a drop that comes after it must not be subtracted from what the meter saw since. From sample to sample the upper bound is
 * `min(previous + growth x time, this sample's)`: a ramping charger widens one sample's bounds, but not the estimate. When a lower
 * bound contradicts the estimate, the base load has grown faster than the configured growth, and the sample's own bound counts.
 * (A set-membership filter: Schweppe, Recursive state estimation: unknown but bounded errors and system inputs, 1968.)
 *
 * All times are of this service's clock. Pure: every function returns the new state.
 */
export type BaseLoadState = {
  /** Latest meter sample. */
  readonly latest?: MeterSample;
  /** Samples that are not judged yet, ascending; at most `MAXIMUM_SAMPLES`. */
  readonly waiting: readonly MeterSample[];
  /** The last judged sample. */
  readonly judged?: JudgedSample;
  /** Exposures of recent ticks, one entry from each change on, ascending; at most `MAXIMUM_SAMPLES`. */
  readonly exposures: readonly { readonly atMs: number; readonly exposureKw: number }[];
};

type JudgedSample = {
  readonly takenAtMs: number;
  /** The filter's upper bound of the base load at that time. */
  readonly upperKw: number;
  /** What this sample alone proves to be base load at least. */
  readonly lowerKw: number;
  /** Readings interpolated: the likeliest value, for people and forecasts. */
  readonly bestKw: number;
};

export type BaseLoadEstimate = {
  /** Upper estimate: what the ledger and the allocator use. */
  readonly hiKw: number;
  readonly bestKw: number;
  readonly meter: 'live' | 'stale' | 'fixed';
  /** Since the latest meter sample was taken; undefined = none yet. */
  readonly ageMs?: number;
};

/** Samples closer together tell nothing more. */
const SPACING_MS = 500;
/** A minute of them: a sample waits for readings that are up to STALE_MS late. */
export const MAXIMUM_SAMPLES = 128;
export const emptyBaseLoad: BaseLoadState = { waiting: [], exposures: [] };

/** Takes a meter sample. Refused: not a number, taken after it was received, or not newer than the latest. */
export function withMeterSample(state: BaseLoadState, sample: MeterSample): Taken<BaseLoadState> {
  const refused = refusal(sample, sample.importKw, state.latest);
  if (refused !== undefined) return { state, refused: `meter: ${refused}` };
  const before = state.waiting.at(-1);
  if (before !== undefined && sample.takenAtMs - before.takenAtMs < SPACING_MS)
    return { state: { ...state, latest: sample } };
  return { state: { ...state, latest: sample, waiting: [...state.waiting, sample].slice(-MAXIMUM_SAMPLES) } };
}

/**
 * One tick: judges the samples whose readings are in and estimates the base load now. `connectors` are all below the node that have
 * a session or a trace; `exposureKw` is the sum of exposures of everything below the node.
 *
 * `hiKw` is the filter's bound plus growth since its sample, at most `maximumKw` unless more is measured; and never less than the latest
 * sample minus the exposures at its time. Without a meter, with none for `STALE_MS`, or before the first sample is judged: `maximumKw`.
 */
export function advanceBaseLoad(
  state: BaseLoadState,
  tick: {
    readonly atMs: number;
    readonly source: BaseLoadSource;
    readonly connectors: readonly MeteredConnector[];
    readonly exposureKw: number;
  },
): { readonly state: BaseLoadState; readonly estimate: BaseLoadEstimate } {
  const { atMs, source, exposureKw } = tick;
  if (source.kind === 'fixed') {
    const fixedKw = Math.max(0, source.maximumKw);
    return { state: emptyBaseLoad, estimate: { hiKw: fixedKw, bestKw: fixedKw, meter: 'fixed' } };
  }
  const connectors = source.measures === 'base' ? [] : tick.connectors;
  const changed = state.exposures.at(-1)?.exposureKw !== exposureKw;
  const exposures = changed ? [...state.exposures, { atMs, exposureKw }].slice(-MAXIMUM_SAMPLES) : state.exposures;
  const after = judge({ ...state, exposures }, { atMs, connectors, growthKwPerS: source.growthKwPerS });
  return { state: after, estimate: estimateOf(after, atMs, source) };
}

function estimateOf(state: BaseLoadState, atMs: number, source: BaseLoadSource): BaseLoadEstimate {
  const { latest, judged } = state;
  const { maximumKw, growthKwPerS } = source;
  const ageMs = latest === undefined ? undefined : Math.max(0, atMs - latest.takenAtMs);
  const age = ageMs === undefined ? {} : { ageMs };
  const measuredKw = judged?.lowerKw ?? -Infinity;
  if (latest === undefined || ageMs === undefined || ageMs > STALE_MS) {
    const staleKw = Math.max(maximumKw, measuredKw);
    return { hiKw: staleKw, bestKw: staleKw, meter: 'stale', ...age };
  }
  const grownKw =
    judged === undefined ? maximumKw : judged.upperKw + (growthKwPerS * Math.max(0, atMs - judged.takenAtMs)) / 1000;
  const believedKw = measuredKw > maximumKw ? grownKw : Math.min(grownKw, maximumKw);
  const chargersKw = source.measures === 'base' ? 0 : largestExposureKw(state, latest.takenAtMs - ALIGN_MS);
  const hiKw = Math.max(believedKw, latest.importKw - chargersKw);
  return { hiKw, bestKw: Math.min(hiKw, judged?.bestKw ?? hiKw), meter: 'live', ...age };
}

/** The most that everything below may have drawn since `fromMs`: the ledger may have let go of it since the meter saw it. */
function largestExposureKw({ exposures }: BaseLoadState, fromMs: number): number {
  let largestKw = 0;
  for (const [index, { exposureKw }] of exposures.entries()) {
    // The entry before `fromMs` was in force then.
    const endedAtMs = exposures[index + 1]?.atMs ?? Infinity;
    if (endedAtMs > fromMs) largestKw = Math.max(largestKw, exposureKw);
  }
  return largestKw;
}

type JudgeTick = {
  readonly atMs: number;
  readonly connectors: readonly MeteredConnector[];
  readonly growthKwPerS: number;
};

function judge(state: BaseLoadState, tick: JudgeTick): BaseLoadState {
  let { judged } = state;
  let count = 0;
  for (const sample of state.waiting) {
    if (!tick.connectors.every((connector) => isCovered(connector, sample, tick.atMs))) break;
    judged = filtered(judged, boundsOf(sample, tick), tick.growthKwPerS);
    count += 1;
  }
  return judged === undefined ? state : { ...state, judged, waiting: state.waiting.slice(count) };
}

function filtered(before: JudgedSample | undefined, own: JudgedSample, growthKwPerS: number): JudgedSample {
  if (before === undefined) return own;
  const grownKw = before.upperKw + (growthKwPerS * Math.max(0, own.takenAtMs - before.takenAtMs)) / 1000;
  // Two samples that were differently long on their way seem to grow a little faster: that alone must not open the whole range.
  const delayKw = (growthKwPerS * ALIGN_MS) / 1000;
  if (own.lowerKw > grownKw + delayKw) return own;
  return { ...own, upperKw: Math.min(own.upperKw, own.lowerKw > grownKw ? own.lowerKw + delayKw : grownKw) };
}

/** The base load that a sample alone allows: meter minus the most, and the least, that the chargers may have drawn. */
function boundsOf(sample: MeterSample, { connectors }: JudgeTick): JudgedSample {
  let [lowKw, highKw, bestKw] = [0, 0, 0];
  for (const connector of connectors) {
    const range = rangeAt(connector, sample);
    lowKw += range.lowKw;
    highKw += range.highKw;
    bestKw += range.bestKw;
  }
  return {
    takenAtMs: sample.takenAtMs,
    upperKw: sample.importKw - lowKw,
    lowerKw: sample.importKw - highKw,
    bestKw: sample.importKw - bestKw,
  };
}
