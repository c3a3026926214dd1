import { HISTORY_BOUNDS, LIKENESS } from './estimate-settings.ts';
import type { PastVisit, Visit } from './visit.ts';

/** A past visit and how much it tells about another one. */
export type Precedent = { readonly past: PastVisit; readonly stayWeight: number; readonly needWeight: number };

/**
 * The visits that a site remembers: the last ones of everybody, of each station and of each driver (`HISTORY_BOUNDS`).
 * Bounded: the oldest goes first, of stations and drivers the one that was not seen for longest.
 */
export class VisitHistory {
  readonly #site: PastVisit[] = [];
  readonly #stations = new Map<string, PastVisit[]>();
  readonly #drivers = new Map<string, PastVisit[]>();

  /** In the order in which they ended. What is not a number, or no visit at all, is left out. */
  learn(past: PastVisit): void {
    if (!(past.stayMs > 0 && past.deliveredKwh >= 0 && Number.isFinite(past.stayMs + past.deliveredKwh))) return;
    remember(this.#site, past, HISTORY_BOUNDS.siteVisits);
    rememberOf(this.#stations, past.stationId, past, {
      keys: HISTORY_BOUNDS.stations,
      visits: HISTORY_BOUNDS.stationVisits,
    });
    if (past.driverId === undefined) return;
    rememberOf(this.#drivers, past.driverId, past, {
      keys: HISTORY_BOUNDS.drivers,
      visits: HISTORY_BOUNDS.driverVisits,
    });
  }

  /**
   * What went before a visit like this one. Shrinkage from driver to station to site by weights: each precedent counts by how alike the
   * statement and the time of day are, a precedent of the same station or driver counts several times.
   */
  precedents(visit: Visit): readonly Precedent[] {
    const weights = new Map<PastVisit, number>();
    const add = (pasts: readonly PastVisit[] | undefined, weight: number): void => {
      for (const past of pasts ?? []) weights.set(past, (weights.get(past) ?? 0) + weight);
    };
    add(this.#site, LIKENESS.siteWeight);
    add(this.#stations.get(visit.stationId), LIKENESS.stationWeight);
    if (visit.driverId !== undefined) add(this.#drivers.get(visit.driverId), LIKENESS.driverWeight);
    return [...weights].map(([past, weight]) => {
      const same = weight * sameWords(visit, past);
      const when = whenAlike(visit, past);
      const stay = saidAlike(visit.statedStayMs, past.statedStayMs, LIKENESS.stayShare);
      const energy = saidAlike(visit.statedKwh, past.statedKwh, LIKENESS.energyShare);
      return {
        past,
        stayWeight: same * when * stay * energy ** LIKENESS.crossPower,
        needWeight: same * energy * (when * stay) ** LIKENESS.crossPower,
      };
    });
  }
}

/** Gaussian in the time of day; workdays tell little about weekends. */
function whenAlike(visit: Visit, past: PastVisit): number {
  const apart = Math.abs(visit.arrivalMinute - past.arrivalMinute);
  const around = Math.min(apart, 1440 - apart) / LIKENESS.arrivalMinutes;
  return Math.exp(-0.5 * around * around) * (visit.weekend === past.weekend ? 1 : LIKENESS.otherDayWeight);
}

/** Who says again exactly what was said before is probably the same person, card or not. */
function sameWords(visit: Visit, past: PastVisit): number {
  const { statedKwh, statedStayMs } = past;
  const sameKwh = statedKwh !== undefined && visit.statedKwh === statedKwh;
  const apartMs = Math.abs((visit.statedStayMs ?? Number.NaN) - (statedStayMs ?? Number.NaN));
  return (sameKwh ? LIKENESS.sameWordsWeight : 1) * (apartMs < SAME_STAY_MS ? LIKENESS.sameWordsWeight : 1);
}

/** Stays are stated in minutes. */
const SAME_STAY_MS = 30_000;

/** Gaussian in the logarithm of what was said; who said nothing is like others who said nothing. */
function saidAlike(said: number | undefined, pastSaid: number | undefined, share: number): number {
  if (said === undefined && pastSaid === undefined) return 1;
  if (!(said !== undefined && pastSaid !== undefined && said > 0 && pastSaid > 0)) return LIKENESS.unsaidWeight;
  const apart = Math.log(said / pastSaid) / share;
  return Math.max(LIKENESS.leastWeight, Math.exp(-0.5 * apart * apart));
}

function rememberOf(
  groups: Map<string, PastVisit[]>,
  key: string,
  past: PastVisit,
  { keys, visits }: { readonly keys: number; readonly visits: number },
): void {
  const group = groups.get(key) ?? [];
  // A map keeps the order of insertion: the first is the one not seen for longest.
  groups.delete(key);
  groups.set(key, group);
  remember(group, past, visits);
  const [oldest] = groups.keys();
  if (groups.size > keys && oldest !== undefined) groups.delete(oldest);
}

function remember(pasts: PastVisit[], past: PastVisit, most: number): void {
  pasts.push(past);
  if (pasts.length > most) pasts.shift();
}
