import type { ConnectorId } from '../dispatch/index.ts';
import type { CarSpec } from './car.ts';
import type { Random } from './random.ts';
import type { ScenarioSession } from './scenario.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** How customers come to one kind of pile. Means of what public studies of Chinese cities report: slow piles fill in the evening and overnight, fast ones from noon on. */
type Visits = {
  /** Arrivals per hour at a free pile, by local hour 0..23. */
  readonly perHour: readonly number[];
  /** Lognormal stay: median and spread. */
  readonly stayHours: { readonly median: number; readonly spread: number };
  /** Those who come from 17:00 on and stay until the morning. */
  readonly overnightShare: number;
  /** Normal, cut at `leastKwh` and at what the stay could give. */
  readonly needKwh: { readonly mean: number; readonly deviation: number };
};

const SLOW: Visits = {
  perHour: [
    0.02, 0.01, 0.01, 0.01, 0.01, 0.02, 0.03, 0.07, 0.12, 0.12, 0.09, 0.08, 0.08, 0.08, 0.07, 0.07, 0.09, 0.16, 0.26,
    0.28, 0.22, 0.16, 0.1, 0.05,
  ],
  stayHours: { median: 2.6, spread: 0.55 },
  overnightShare: 0.6,
  needKwh: { mean: 17, deviation: 7 },
};
const FAST: Visits = {
  perHour: [
    0.3, 0.2, 0.12, 0.1, 0.15, 0.25, 0.3, 0.3, 0.35, 0.4, 0.5, 0.65, 0.8, 0.75, 0.6, 0.5, 0.5, 0.55, 0.6, 0.6, 0.55,
    0.5, 0.45, 0.4,
  ],
  stayHours: { median: 0.8, spread: 0.35 },
  overnightShare: 0,
  needKwh: { mean: 27, deviation: 9 },
};
const LEAST_KWH = 3;
const EVENING_HOUR = 17;
/** Nobody plugs in for less. */
const LEAST_STAY_MS = 15 * MINUTE_MS;
/** Of what the whole stay at full power could give: a driver does not ask for the impossible. */
const REACHABLE_SHARE = 0.9;
/** The next customer finds the place empty and drives in. */
const CHANGE_MS = 3 * MINUTE_MS;
/** Thinning draws from the highest rate. */
const MOST_TRIES = 10_000;

/** Everybody who comes to one pile in [startMs, endMs): an inhomogeneous Poisson process while the pile is free, by thinning. */
export function visitsOfPile(pile: {
  readonly connectorId: ConnectorId;
  readonly fast: boolean;
  readonly ratingKw: number;
  readonly random: Random;
  readonly startMs: number;
  readonly endMs: number;
  /** Local hour of the day at an instant, 0 to 24. */
  readonly hourOf: (atMs: number) => number;
}): readonly ScenarioSession[] {
  const { connectorId, fast, ratingKw, random, startMs, endMs, hourOf } = pile;
  const visits = fast ? FAST : SLOW;
  const highest = Math.max(...visits.perHour);
  const sessions: ScenarioSession[] = [];
  let atMs = startMs;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    atMs += Math.ceil((-Math.log(1 - random.next()) / highest) * HOUR_MS);
    if (atMs >= endMs) break;
    const hour = hourOf(atMs);
    if (random.next() * highest > (visits.perHour[Math.floor(hour)] ?? 0)) continue;
    const stayMs = stayOf(visits, { hour, random });
    const { mean, deviation } = visits.needKwh;
    const mostKwh = REACHABLE_SHARE * ratingKw * (stayMs / HOUR_MS);
    const needKwh = Math.min(mostKwh, Math.max(LEAST_KWH, mean + deviation * random.normal()));
    sessions.push({
      connectorId,
      arrivalMs: atMs,
      departureMs: atMs + stayMs,
      // Drivers are a little wrong about when they leave, and round up what they need.
      statedDepartureMs: atMs + Math.max(LEAST_STAY_MS, stayMs + Math.round(random.between(-20, 30)) * MINUTE_MS),
      needKwh,
      statedKwh: Math.ceil(needKwh * random.between(1, 1.15)),
      car: carOf({ fast, needKwh, ratingKw, random }),
      idToken: `${connectorId}#${sessions.length + 1}`,
    });
    atMs += stayMs + CHANGE_MS;
  }
  return sessions;
}

function stayOf(
  { stayHours, overnightShare }: Visits,
  { hour, random }: { readonly hour: number; readonly random: Random },
): number {
  const overnight = random.next() < overnightShare && hour >= EVENING_HOUR;
  const hours = overnight
    ? 24 - hour + 7.5 + 0.8 * random.normal()
    : stayHours.median * Math.exp(stayHours.spread * random.normal());
  return Math.max(LEAST_STAY_MS, Math.round(hours * HOUR_MS));
}

function carOf({
  fast,
  needKwh,
  ratingKw,
  random,
}: {
  readonly fast: boolean;
  readonly needKwh: number;
  readonly ratingKw: number;
  readonly random: Random;
}): CarSpec {
  // What it needs fits, from 3 % at the latest.
  const batteryKwh = Math.max(Math.round(random.between(45, 90)), Math.ceil(needKwh / 0.95));
  const targetPercent = random.between(70, fast ? 82 : 95);
  const arrivalSocPercent = Math.max(3, targetPercent - (100 * needKwh) / batteryKwh);
  const base = { batteryKwh, arrivalSocPercent, taper: 'two-stage' } as const;
  if (fast) return { ...base, maximumKw: Math.round(random.between(50, 130)), phaseCount: 3 };
  return { ...base, maximumKw: ratingKw, phaseCount: 1 };
}
