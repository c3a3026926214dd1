import type { AllocateSettings } from './allocate-settings.ts';
import { LEAST_LAXITY_H, MOST_LAXITY_H, OVERSTAY_LAXITY_H, PLAN_ON_SHARE } from './allocate-settings.ts';
import { laxityMs } from '../demand/index.ts';
import type { CompiledGrid, ConnectorTable } from '../grid/index.ts';
import { stepBelowKw } from '../grid/index.ts';
import type { Plan } from '../plan/index.ts';
import { rankOf } from './rank.ts';
import type { ConnectorSnapshot, GridSnapshot, SessionDemand } from '../snapshot.ts';

/** What every connector may get and wants, by connector index; all finite and in bounds whatever the snapshot said. */
export type Wishes = {
  /** 1 where something is to be decided: controllable, with a session. */
  readonly open: Uint8Array;
  /** 1 where energy is missing; without any only the failsafe share is offered. */
  readonly hasDemand: Uint8Array;
  /** 1 where the plan wants nothing now and there is no surplus to be taken. */
  readonly heldByPlan: Uint8Array;
  /** 1 where a person's limit is what `upperKw` is. */
  readonly isOverridden: Uint8Array;
  /** Turn in the admission, least first (rank.ts). */
  readonly rank: Uint8Array;
  /** What it draws at most where nothing is decided, else 0. */
  readonly fixedKw: Float64Array;
  /** The first step that can be offered; 0 = none within the bounds. */
  readonly leastKw: Float64Array;
  /** The most that may be offered, before the plan: 0 or >= leastKw. */
  readonly upperKw: Float64Array;
  /** The floor that no grid operator's limit takes away: 0 or >= leastKw. */
  readonly protectedKw: Float64Array;
  /** Planned for this slot, at most `upperKw`; NaN = not planned. */
  readonly plannedKw: Float64Array;
  /** A person's limit holds even below the failsafe share, which the rows count all the same. Infinity = none. */
  readonly overrideKw: Float64Array;
  /** Reserved by the ledger whatever is decided; 0 or >= the charger's minimum. */
  readonly failsafeKw: Float64Array;
  /** NaN = unknown. */
  readonly acceptedKw: Float64Array;
  readonly laxityH: Float64Array;
  readonly priority: Float64Array;
  readonly arrivedAtMs: Float64Array;
};

export function emptyWishes(count: number): Wishes {
  const flags = (): Uint8Array => new Uint8Array(count);
  const numbers = (): Float64Array => new Float64Array(count);
  return {
    open: flags(),
    hasDemand: flags(),
    heldByPlan: flags(),
    isOverridden: flags(),
    rank: flags(),
    fixedKw: numbers(),
    leastKw: numbers(),
    upperKw: numbers(),
    protectedKw: numbers(),
    plannedKw: numbers(),
    overrideKw: numbers(),
    failsafeKw: numbers(),
    acceptedKw: numbers(),
    laxityH: numbers(),
    priority: numbers(),
    arrivedAtMs: numbers(),
  };
}

/** When and how wishes are read. */
export type Moment = {
  readonly atMs: number;
  readonly settings: AllocateSettings;
  readonly plan: Plan | undefined;
  /** Of the plan; negative outside its horizon, where nothing is planned. */
  readonly slot: number;
};

export function momentOf({ atMs, plan }: GridSnapshot, settings: AllocateSettings): Moment {
  const slot = plan === undefined ? -1 : plan.slotStartMs.findIndex((startMs) => startMs > atMs) - 1;
  return { atMs, settings, plan, slot };
}

/** Writes the wish of connector `index`, as it is `seen`. */
export function readWish(
  { wishes, grid }: { readonly wishes: Wishes; readonly grid: CompiledGrid },
  index: number,
  seen: ConnectorSnapshot | undefined,
  moment: Moment,
): void {
  const { table } = grid;
  const session = seen?.session;
  wishes.fixedKw[index] = fixedKwOf(table, index, seen);
  if (seen === undefined || session === undefined || !seen.controllable) {
    wishes.open[index] = 0;
    return;
  }
  const stepKw = table.leastKw[index] ?? Number.POSITIVE_INFINITY;
  const hasDemand = !(session.remainingKwh <= 0);
  const maximumKw = nonNegative(session.maximumKw);
  // Less than the least step cannot be offered; a car that can take less takes less.
  const ownKw = Math.min(table.ratingKw[index] ?? 0, maximumKw === 0 ? 0 : Math.max(maximumKw, stepKw));
  const overrideKw = seen.override === undefined ? Number.POSITIVE_INFINITY : nonNegative(seen.override.limitKw);
  const boundKw = hasDemand ? Math.min(ownKw, overrideKw) : 0;
  const upperKw = boundKw < stepKw * (1 - 1e-6) ? 0 : boundKw;
  const planned = moment.slot < 0 ? undefined : moment.plan?.powerKw.get(seen.connectorId)?.[moment.slot];
  const plannedKw = planned !== undefined && planned >= 0 ? Math.min(planned, upperKw) : Number.NaN;
  wishes.open[index] = 1;
  wishes.hasDemand[index] = hasDemand ? 1 : 0;
  wishes.heldByPlan[index] = plannedKw >= 0 && isHeld(plannedKw, stepKw, session, moment) ? 1 : 0;
  wishes.isOverridden[index] = overrideKw < ownKw ? 1 : 0;
  wishes.leastKw[index] = upperKw === 0 ? 0 : Math.min(stepKw, upperKw);
  wishes.upperKw[index] = upperKw;
  const protectedKw = table.protectedKw[index] ?? 0;
  wishes.protectedKw[index] = protectedKw > 0 ? stepBelowKw(table, index, Math.min(protectedKw, upperKw)) : 0;
  wishes.plannedKw[index] = plannedKw;
  wishes.overrideKw[index] = overrideKw;
  wishes.failsafeKw[index] = nonNegative(table.failsafeKw[index] ?? 0);
  wishes.acceptedKw[index] = seen.acceptedKw ?? Number.NaN;
  const laxityH = sharingLaxityH(session, moment.atMs);
  wishes.laxityH[index] = laxityH;
  wishes.priority[index] = session.priority;
  wishes.arrivedAtMs[index] = session.arrivedAtMs;
  wishes.rank[index] = rankOf(session, laxityH, moment);
}

/**
 * What a connector draws at most that is not decided here, kW: the exposure where it cannot be controlled, the failsafe share where nobody
 * charges, 0 for those to be decided. An unknown exposure is the nameplate.
 */
export function fixedKwOf(table: ConnectorTable, index: number, seen: ConnectorSnapshot | undefined): number {
  if (seen?.controllable === true) return seen.session === undefined ? (table.failsafeKw[index] ?? 0) : 0;
  const exposureKw = seen?.exposureKw ?? Number.NaN;
  return exposureKw >= 0 && Number.isFinite(exposureKw) ? exposureKw : (table.ratingKw[index] ?? 0);
}

/** Between 0 and the minimum the plan is packed in time: on or off, with the dwell of a car that charges already. */
function isHeld(plannedKw: number, stepKw: number, session: SessionDemand, { atMs, settings }: Moment): boolean {
  if (settings.surplus || plannedKw >= PLAN_ON_SHARE * stepKw) return false;
  const onForMs = session.admitted
    ? atMs - (session.admittedSinceMs ?? Number.NEGATIVE_INFINITY)
    : Number.POSITIVE_INFINITY;
  return !(plannedKw > 0 && onForMs < settings.dwellOnMs);
}

function sharingLaxityH(session: SessionDemand, atMs: number): number {
  if (!(session.departureMs > atMs)) return OVERSTAY_LAXITY_H;
  const laxityH = laxityMs(session, atMs) / 3_600_000;
  return Number.isNaN(laxityH) ? OVERSTAY_LAXITY_H : Math.min(MOST_LAXITY_H, Math.max(LEAST_LAXITY_H, laxityH));
}

/** What is negative or not a number is no permission. */
function nonNegative(value: number): number {
  return value > 0 ? value : 0;
}
