import type { AllocateSettings } from './allocate-settings.ts';
import { LEAST_LAXITY_H, MOST_LAXITY_H, OVERSTAY_LAXITY_H, PLAN_ON_SHARE } from './allocate-settings.ts';
import { laxityMs } from '../demand/index.ts';
import type { Connector } from '../grid/index.ts';
import type { Plan } from '../plan/index.ts';
import { leastStepKw } from './quantize.ts';
import type { ConnectorSnapshot, GridSnapshot, SessionDemand } from '../snapshot.ts';

/** What one allocatable connector may get and wants, all finite and in bounds whatever the snapshot said. */
export type Wish = {
  readonly index: number;
  readonly connector: Connector;
  readonly snapshot: ConnectorSnapshot;
  readonly session: SessionDemand;
  /** Missing energy; without any only the failsafe share is offered. */
  readonly hasDemand: boolean;
  /** The first step that can be offered; 0 = none within the bounds. */
  readonly leastKw: number;
  /** The most that may be offered, before the plan: 0 or >= leastKw. */
  readonly upperKw: number;
  /** Which of the bounds `upperKw` is. */
  readonly upperIs: 'own-maximum' | 'override' | 'no-demand';
  /** Planned for this slot, at most `upperKw`; undefined = not planned. */
  readonly plannedKw?: number;
  /** The plan wants nothing now, and there is no surplus to be taken. */
  readonly heldByPlan: boolean;
  /** Reserved by the ledger whatever is decided; 0 or >= the charger's minimum. */
  readonly failsafeKw: number;
  /** A person's limit holds even below the failsafe share, which the rows count all the same. Infinity = none. */
  readonly overrideKw: number;
  readonly laxityH: number;
};

/** The connectors that are controllable and have a session, in the order of the grid. */
export function wishesOf(snapshot: GridSnapshot, settings: AllocateSettings): Wish[] {
  const slot = snapshot.plan === undefined ? undefined : slotAt(snapshot.plan, snapshot.atMs);
  return snapshot.grid.connectors.flatMap((connector, index) => {
    const seen = snapshot.connectors[index];
    if (seen?.session === undefined || !seen.controllable) return [];
    const planned = slot === undefined ? undefined : snapshot.plan?.powerKw.get(connector.id)?.[slot];
    return [wishOf({ connector, index, seen, session: seen.session, planned, atMs: snapshot.atMs, settings })];
  });
}

/**
 * What each connector draws at most that is not decided here, kW per connector index: the exposure where it cannot be controlled,
 * the failsafe share where nobody charges, 0 for the allocatable ones. An unknown exposure is the nameplate.
 */
export function fixedLoads({ grid, connectors }: GridSnapshot): Float64Array {
  return Float64Array.from(grid.connectors, (connector, index) => {
    const seen = connectors[index];
    if (seen?.controllable === true) return seen.session === undefined ? connector.failsafeKw : 0;
    const exposureKw = seen?.exposureKw ?? Number.NaN;
    return exposureKw >= 0 && Number.isFinite(exposureKw) ? exposureKw : connector.ratingKw;
  });
}

function wishOf({
  connector,
  index,
  seen,
  session,
  planned,
  atMs,
  settings,
}: {
  readonly connector: Connector;
  readonly index: number;
  readonly seen: ConnectorSnapshot;
  readonly session: SessionDemand;
  readonly planned: number | undefined;
  readonly atMs: number;
  readonly settings: AllocateSettings;
}): Wish {
  const hasDemand = !(session.remainingKwh <= 0);
  const least = leastStepKw(connector) ?? Number.POSITIVE_INFINITY;
  const maximumKw = nonNegative(session.maximumKw);
  // Less than the least step cannot be offered; a car that can take less takes less.
  const ownKw = Math.min(connector.ratingKw, maximumKw === 0 ? 0 : Math.max(maximumKw, least));
  const overrideKw = seen.override === undefined ? Number.POSITIVE_INFINITY : nonNegative(seen.override.limitKw);
  const boundKw = hasDemand ? Math.min(ownKw, overrideKw) : 0;
  const upperKw = boundKw < least * (1 - 1e-6) ? 0 : boundKw;
  const plannedKw = planned !== undefined && planned >= 0 ? Math.min(planned, upperKw) : undefined;
  return {
    index,
    connector,
    snapshot: seen,
    session,
    hasDemand,
    leastKw: upperKw === 0 ? 0 : Math.min(least, upperKw),
    upperKw,
    upperIs: hasDemand ? (overrideKw < ownKw ? 'override' : 'own-maximum') : 'no-demand',
    ...(plannedKw === undefined ? {} : { plannedKw }),
    heldByPlan: plannedKw !== undefined && isHeld({ plannedKw, least, session, atMs, settings }),
    failsafeKw: nonNegative(connector.failsafeKw),
    overrideKw,
    laxityH: sharingLaxityH(session, atMs),
  };
}

/** Between 0 and the minimum the plan is packed in time: on or off, with the dwell of a car that charges already. */
function isHeld({
  plannedKw,
  least,
  session,
  atMs,
  settings,
}: {
  readonly plannedKw: number;
  readonly least: number;
  readonly session: SessionDemand;
  readonly atMs: number;
  readonly settings: AllocateSettings;
}): boolean {
  if (settings.surplus || plannedKw >= PLAN_ON_SHARE * least) return false;
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

/** The slot that covers `atMs`; negative outside the horizon, where nothing is planned. */
function slotAt({ slotStartMs }: Plan, atMs: number): number {
  return slotStartMs.findIndex((startMs) => startMs > atMs) - 1;
}

/** What is negative or not a number is no permission. */
function nonNegative(value: number): number {
  return value > 0 ? value : 0;
}
