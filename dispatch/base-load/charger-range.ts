import type { ConnectorId } from '../grid/index.ts';

/** When something was measured, as far as it is known: after `takenAtMs - ALIGN_MS` and before `atMs`. */
type Measured = {
  /** Received. */
  readonly atMs: number;
  /** Taken by the sender's clock, corrected by how far that is behind ours; at most `atMs`. */
  readonly takenAtMs: number;
};

/** What the meter showed: net import, negative when the node exports. */
export type MeterSample = Measured & { readonly importKw: number };

/** The last readings of one connector, ascending, at most `MAXIMUM_READINGS`. Kept by whoever keeps the connector; any number of nodes may look at it. */
export type PowerTrace = readonly PowerReading[];
export type PowerReading = Measured & { readonly powerKw: number };

/** What a charger may have been obeying, one entry from each change on, ascending, at most `MAXIMUM_LIMITS`. Kept like its trace. */
export type LimitTrace = readonly LimitsInForce[];
export type LimitsInForce = {
  readonly atMs: number;
  /** The least of them. */
  readonly leastKw: number;
  /** The newest: above the least it is a raise that may have arrived. */
  readonly newestKw: number;
};

/** A connector below the node, as it is at this tick. */
export type MeteredConnector = {
  readonly connectorId: ConnectorId;
  readonly trace: PowerTrace;
  /** Limits until now. */
  readonly limits: LimitTrace;
  /** Has a session: samples wait for its next reading. Without one, a missing reading means nothing is drawn. */
  readonly charging: boolean;
  readonly exposureKw: number;
  /** Where the meter is that of one phase: the share of the power that runs over it; undefined = all. */
  readonly phaseShare?: { readonly least: number; readonly most: number };
};

/** `refused` says why the input was not taken; the state is then the one before. */
export type Taken<State> = { readonly state: State; readonly refused?: string };

/** Older than this, a measurement says nothing about now: a meter's maximum counts, a charger is silent. */
export const STALE_MS = 30_000;
/**
 * What `takenAtMs` may be too late by: the shortest way of a message, which no lag tells from a slow clock, and a drift that was not seen yet.
 * How much longer a message is on its way does not matter.
 */
export const ALIGN_MS = 5_000;
/** One every 5 s covers the minute, and half a minute before. */
export const MAXIMUM_READINGS = 18;
/** From the answer to a limit until watts have followed. */
const ACTUATION_MS = 15_000;
/** Enough for a raise and its answer every 5 s while a sample waits. */
export const MAXIMUM_LIMITS = 48;

/** Takes a charger's power. Refused: not a number, taken after it was received, or not newer than the last. */
export function withReading(trace: PowerTrace, reading: PowerReading): Taken<PowerTrace> {
  const refused = refusal(reading, reading.powerKw, trace.at(-1));
  if (refused !== undefined) return { state: trace, refused: `reading: ${refused}` };
  return { state: [...trace, reading].slice(-MAXIMUM_READINGS) };
}

/** Takes what a charger may be obeying from `atMs` on; the same trace when that has not changed. */
export function withLimits(limits: LimitTrace, now: LimitsInForce): LimitTrace {
  const last = limits.at(-1);
  if (last !== undefined && last.leastKw === now.leastKw && last.newestKw === now.newestKw) return limits;
  return [...limits, now].slice(-MAXIMUM_LIMITS);
}

/** All readings that may still say something about a sample are in: one was taken later, or none will come. */
export function isCovered({ trace, charging }: MeteredConnector, sample: MeterSample, nowMs: number): boolean {
  const last = trace.at(-1);
  if (!charging || last === undefined) return true;
  return isAfter(last, sample) || nowMs - last.atMs > STALE_MS;
}

/** It was here before the meter looked. */
function isBefore(reading: PowerReading, sample: MeterSample): boolean {
  return reading.atMs <= sample.takenAtMs - ALIGN_MS;
}

/** It was measured when the sample was here. */
function isAfter(reading: PowerReading, sample: MeterSample): boolean {
  return reading.takenAtMs - ALIGN_MS >= sample.atMs;
}

/**
 * What a charger may have drawn when the meter looked: from the lowest to the highest of the last reading before, the first after, and all between;
 * and less, where it was told less for so short a time that no reading shows it.
 * Where a side is missing it may have been nothing, or all of its exposure if it is charging: what no reading explains counts as base load.
 */
export function rangeAt(
  { trace, limits, charging, exposureKw, phaseShare = ALL }: MeteredConnector,
  sample: MeterSample,
): { readonly lowKw: number; readonly highKw: number; readonly bestKw: number } {
  const before = trace.findLastIndex((reading) => isBefore(reading, sample));
  const after = trace.findIndex((reading) => isAfter(reading, sample));
  const hasBefore = before >= 0 && sample.takenAtMs - (trace[before]?.atMs ?? -Infinity) <= STALE_MS;
  const hasAfter = after >= 0 && (trace[after]?.takenAtMs ?? Infinity) - sample.atMs <= STALE_MS;
  const raisedByMs = trace[after]?.atMs ?? Infinity;
  const seenKw = trace
    .slice(hasBefore ? before : before + 1, after < 0 ? undefined : hasAfter ? after + 1 : after)
    .map(({ powerKw }) => powerKw);
  const complete = hasBefore && hasAfter;
  return {
    lowKw: complete ? phaseShare.least * Math.min(...seenKw, passingKw(limits, sample, raisedByMs)) : 0,
    highKw: phaseShare.most * Math.max(0, ...seenKw, !complete && charging ? exposureKw : 0),
    bestKw: ((phaseShare.least + phaseShare.most) / 2) * interpolatedKw(trace, sample.takenAtMs),
  };
}

/** The least limit that it may have obeyed when the meter looked, and that was raised by `raisedByMs`: one that still held at the reading after shows in that. */
function passingKw(limits: LimitTrace, sample: MeterSample, raisedByMs: number): number {
  let passing = Infinity;
  for (const [index, { atMs, leastKw }] of limits.entries()) {
    const endedAtMs = limits[index + 1]?.atMs ?? Infinity;
    if (atMs > sample.atMs || endedAtMs + ACTUATION_MS < sample.takenAtMs - ALIGN_MS) continue;
    const raised = limits.slice(index).find(({ newestKw }) => newestKw > leastKw);
    if (raised !== undefined && raised.atMs <= raisedByMs) passing = Math.min(passing, leastKw);
  }
  return passing;
}

const ALL = { least: 1, most: 1 };

/** Between the readings that were taken next to a time; 0 where one is missing. */
function interpolatedKw(trace: PowerTrace, atMs: number): number {
  const recent = trace.filter(({ takenAtMs }) => Math.abs(takenAtMs - atMs) <= STALE_MS);
  const from = recent.findLast(({ takenAtMs }) => takenAtMs <= atMs);
  const to = recent.find(({ takenAtMs }) => takenAtMs > atMs);
  if (from === undefined || to === undefined) return 0;
  const share = (atMs - from.takenAtMs) / (to.takenAtMs - from.takenAtMs);
  return from.powerKw + (to.powerKw - from.powerKw) * share;
}

/** Why something is not taken; undefined when it is. Messages that come together were still taken one after the other. */
export function refusal(
  { atMs, takenAtMs }: Measured,
  valueKw: number,
  last: Measured | undefined,
): string | undefined {
  if (![atMs, takenAtMs, valueKw].every(Number.isFinite))
    return `${valueKw} kW at ${atMs}, taken at ${takenAtMs}, is no measurement`;
  if (takenAtMs > atMs) return `${valueKw} kW at ${atMs} was taken later, at ${takenAtMs}`;
  if (last === undefined || atMs > last.atMs || (atMs === last.atMs && takenAtMs > last.takenAtMs)) return undefined;
  return `${valueKw} kW at ${atMs} is not newer than ${last.atMs}`;
}
