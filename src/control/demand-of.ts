import { taperEndKwh } from '../../dispatch/index.ts';
import type { Connector, Estimate, SessionDemand, Stay } from '../../dispatch/index.ts';
import type { SiteConfig } from '../config/site.ts';
import type { ControlBounds } from './bounds.ts';
import { shareOf } from './connector-record.ts';
import type { ConnectorRecord, SessionState } from './connector-record.ts';

/** Served before those that are past their goal, and these before cars that report to be satisfied. */
const PRIORITY = { needy: 1, pastGoal: 2, satisfied: 3 } as const;
/** Statements are poor: a car that still draws after its goal is offered this much more, at lower priority. */
const PAST_GOAL_KWH = 0.5;
/** Registers count in steps of up to 0.1 kWh. */
const GOAL_MET_KWH = 0.1;

export type StatedDemand = {
  readonly energyGoalKwh: number;
  readonly departureMs: number;
  readonly remainingKwh: number;
};

/** Goal and remaining need of a session: what was stated, or the site's defaults. */
export function statedDemand(session: SessionState, defaults: SiteConfig['defaults']): StatedDemand {
  const energyGoalKwh = session.goal.energyKwh ?? defaults.energyKwh;
  return {
    energyGoalKwh,
    departureMs: session.goal.departureMs ?? session.startedAtMs + defaults.stayMs,
    remainingKwh: Math.max(0, energyGoalKwh - session.deliveredKwh),
  };
}

/** What the allocator is asked to serve on this connector; undefined without a session. `estimate` undefined = statements are all there is. */
export function demandOf(
  record: ConnectorRecord,
  connector: Connector,
  {
    atMs,
    defaults,
    bounds,
    estimate,
  }: {
    readonly atMs: number;
    readonly defaults: SiteConfig['defaults'];
    readonly bounds: ControlBounds;
    readonly estimate?: Estimate | undefined;
  },
): SessionDemand | undefined {
  const { session } = record;
  if (session === undefined) return undefined;
  const stated = statedDemand(session, defaults);
  const expected = estimate === undefined ? undefined : expectedDemand(session, { stated, estimate, atMs });
  const { departureMs, remainingKwh } = expected ?? stated;
  const restingMs = record.restingSinceMs === undefined ? 0 : atMs - record.restingSinceMs;
  const satisfied = restingMs >= bounds.satisfiedMs;
  // A car that takes nothing leaves its share to the others. One without its goal may have a timer of its own: now and then it is asked again.
  const asked = stated.remainingKwh > GOAL_MET_KWH && restingMs % bounds.wakeEveryMs < bounds.wakeForMs;
  const untilFullKwh = (taperEndKwh(record.taper ?? { idleSamples: 0 }) ?? Infinity) - session.deliveredKwh;
  // In terms of the offer: a car on one of three phases needs three times the offer for the same energy.
  const share = shareOf(record, connector.phases.length);
  const carKw = Math.min(
    connector.ratingKw,
    (session.carMaximumKw ?? Infinity) / share,
    record.offerCap.capKw ?? Infinity,
  );
  const demand: { -readonly [Name in keyof SessionDemand]: SessionDemand[Name] } = {
    sessionId: session.sessionId,
    arrivedAtMs: session.startedAtMs,
    departureMs,
    remainingKwh: satisfied && !asked ? 0 : Math.max(Math.min(remainingKwh, untilFullKwh), PAST_GOAL_KWH) / share,
    maximumKw: satisfied ? Math.min(carKw, connector.minimumKw) : carKw,
    priority: satisfied ? PRIORITY.satisfied : remainingKwh > 0 ? PRIORITY.needy : PRIORITY.pastGoal,
    admitted: record.admitted,
  };
  if (expected !== undefined) demand.stay = expected.stay;
  const changedAtMs = record.admittedChangedAtMs;
  if (changedAtMs !== undefined) demand[record.admitted ? 'admittedSinceMs' : 'pausedSinceMs'] = changedAtMs;
  return demand;
}

/**
 * What the dispatch works with. What nobody stated is what such sessions were like. What a person stated is a promise: never later than said while
 * that lies ahead (the estimate may be earlier), and of the energy what nine of ten such sessions took at most, for requests are twice what is taken;
 * who takes more is seen to do so, and the estimate moves on.
 */
function expectedDemand(
  { goal, deliveredKwh }: SessionState,
  { stated, estimate, atMs }: { readonly stated: StatedDemand; readonly estimate: Estimate; readonly atMs: number },
): Pick<StatedDemand, 'departureMs' | 'remainingKwh'> & { readonly stay: Stay } {
  const { departureMs, needKwh, stayMs } = estimate;
  const promised = goal.departureMs !== undefined && goal.departureMs > atMs;
  const missingKwh = (goal.energyKwh === undefined ? needKwh.used : needKwh.p90) - deliveredKwh;
  return {
    departureMs: promised ? Math.min(stated.departureMs, departureMs.used) : departureMs.used,
    stay: { stayMs, untilMs: promised ? stated.departureMs : Infinity },
    remainingKwh: Math.max(0, goal.energyKwh === undefined ? missingKwh : Math.min(stated.remainingKwh, missingKwh)),
  };
}
