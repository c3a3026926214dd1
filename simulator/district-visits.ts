import { carFor, PILE_11KW, PILE_120KW, PILE_22KW, PILE_60KW, PILE_7KW, type PileKind } from './piles.ts';
import type { Random } from './random.ts';
import type { ScenarioSession } from './scenario.ts';

const MINUTE_MS = 60_000;
/** The whole evening; a shorter run shows the middle of it. */
export const EVENING_MINUTES = 240;

/** One car an evening. */
const ALL_EVENING = [300, 300] as const;

/** Which piles stand where and how their customers come, in minutes of the evening. */
const PILES: readonly { readonly pile: PileKind; readonly count: number; readonly visits: Visits }[] = [
  {
    pile: PILE_7KW,
    count: 24,
    visits: { firstMinutes: [0, 75], stayMinutes: [125, 160], gapMinutes: ALL_EVENING, needKwh: [5, 8] },
  },
  {
    pile: PILE_11KW,
    count: 16,
    visits: { firstMinutes: [5, 80], stayMinutes: [100, 150], gapMinutes: ALL_EVENING, needKwh: [5, 9] },
  },
  {
    pile: PILE_22KW,
    count: 12,
    visits: { firstMinutes: [5, 80], stayMinutes: [80, 130], gapMinutes: ALL_EVENING, needKwh: [5, 9] },
  },
  {
    pile: PILE_60KW,
    count: 5,
    visits: { firstMinutes: [10, 45], stayMinutes: [45, 75], gapMinutes: [25, 70], needKwh: [10, 18] },
  },
  {
    pile: PILE_120KW,
    count: 3,
    visits: { firstMinutes: [20, 45], stayMinutes: [40, 60], gapMinutes: [30, 80], needKwh: [14, 40] },
  },
];
type Visits = {
  readonly firstMinutes: readonly [number, number];
  readonly stayMinutes: readonly [number, number];
  /** Between one car and the next at the same pile. */
  readonly gapMinutes: readonly [number, number];
  readonly needKwh: readonly [number, number];
};
/** Residents who stay overnight: they leave after the evening. */
const OVERNIGHT_SHARE = 0.25;
const OVERNIGHT_MINUTES = 720;

/** Who would leave this soon after the run begins is left out. */
const SHORTEST_STAY_MS = 10 * MINUTE_MS;

/** The piles of the district, one entry each, by index. */
export const DISTRICT_PILES: readonly PileKind[] = PILES.flatMap(({ pile, count }) =>
  Array.from({ length: count }, () => pile),
);
const VISITS = PILES.flatMap(({ visits, count }) => Array.from({ length: count }, () => visits));

/**
 * Everybody who comes to the district's piles, ascending by arrival. `eveningMs` is the instant of the evening's first minute;
 * the run shows [startMs, endMs) of it.
 */
export function districtSessions(run: {
  readonly random: Random;
  readonly eveningMs: number;
  readonly startMs: number;
  readonly endMs: number;
}): readonly ScenarioSession[] {
  return DISTRICT_PILES.flatMap((pile, index) =>
    visitsOf(pile, { index, eveningMs: run.eveningMs, random: run.random.fork(stationId(index)) }),
  )
    .flatMap((session) => shown(session, { ...run, random: run.random.fork(`early/${session.idToken}`) }))
    .sort((a, b) => a.arrivalMs - b.arrivalMs || (a.connectorId < b.connectorId ? -1 : 1));
}

/** `P01`. */
export function stationId(index: number): string {
  return `P${String(index + 1).padStart(2, '0')}`;
}

function visitsOf(
  pile: PileKind,
  { index, eveningMs, random }: { readonly index: number; readonly eveningMs: number; readonly random: Random },
): readonly ScenarioSession[] {
  const visits = VISITS[index];
  if (visits === undefined) return [];
  const sessions: ScenarioSession[] = [];
  let minute = random.between(...visits.firstMinutes);
  while (minute < EVENING_MINUTES - 20) {
    const draws = random.fork(`visit/${sessions.length}`);
    const needKwh = Math.round(draws.between(...visits.needKwh) * 10) / 10;
    const overnight = pile.phaseCount === 1 && draws.next() < OVERNIGHT_SHARE;
    const stayMinutes = overnight ? OVERNIGHT_MINUTES : draws.between(...visits.stayMinutes);
    const arrivalMs = eveningMs + Math.round(minute * MINUTE_MS);
    const departureMs = arrivalMs + Math.round(stayMinutes * MINUTE_MS);
    sessions.push({
      connectorId: `${stationId(index)}/1`,
      arrivalMs,
      departureMs,
      // Drivers round up what they need and are a little wrong about when they leave.
      statedDepartureMs: departureMs + Math.round(draws.between(-5, 10)) * MINUTE_MS,
      needKwh,
      statedKwh: Math.ceil(needKwh * draws.between(1, 1.15)),
      car: carFor(pile, { needKwh, random: draws.fork('car') }),
      idToken: `CARD${String(index + 1).padStart(2, '0')}${sessions.length + 1}`,
    });
    minute += stayMinutes + random.between(...visits.gapMinutes);
  }
  return sessions;
}

/**
 * The part of a visit that a shorter run shows: a car that came before plugs in during the first minute and needs what is left of its
 * need, as if it had charged evenly until then.
 */
function shown(
  session: ScenarioSession,
  { startMs, endMs, random }: { readonly startMs: number; readonly endMs: number; readonly random: Random },
): readonly ScenarioSession[] {
  const { departureMs, arrivalMs: plannedMs, needKwh, statedKwh } = session;
  const arrivalMs = plannedMs > startMs ? plannedMs : startMs + 5000 + random.integer(MINUTE_MS);
  if (arrivalMs >= endMs || departureMs - arrivalMs < SHORTEST_STAY_MS) return [];
  const leftShare = (departureMs - arrivalMs) / (departureMs - plannedMs);
  return [
    {
      ...session,
      arrivalMs,
      needKwh: needKwh * leftShare,
      ...(statedKwh === undefined ? {} : { statedKwh: Math.max(1, Math.round(statedKwh * leftShare)) }),
    },
  ];
}
