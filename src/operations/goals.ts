import type { ControlView, SessionView } from '../control/view.ts';
import type { SessionGoal, SessionRecord } from '../store/index.ts';
import { operationBounds as bounds } from './bounds.ts';
import type { Actor } from './deps.ts';
import { goalEtag } from './etag.ts';
import { done, type FieldError, refuse, refuseFields, type Result } from './result.ts';
import { matches, type Workplace } from './workplace.ts';

export type GoalDraft = {
  readonly sessionId: string;
  /** Absent = the last word wins: a driver's wish is not edited by two people. */
  readonly ifMatch?: readonly string[] | undefined;
  /** null or absent = not stated. */
  readonly energyKwh?: number | null | undefined;
  readonly departureMs?: number | null | undefined;
};

export type GoalOutcome = {
  readonly session: SessionRecord;
  /** Energy that will be missing at departure as far as is known now; 0 = it looks possible. */
  readonly shortfallKwh: number;
};

export type GoalOperations = {
  /** Replaces the goal of an open session. An impossible goal is kept and served as far as it goes. */
  setGoal(draft: GoalDraft, actor: Actor): Promise<Result<GoalOutcome>>;
};

export function goalOperations({ store, control, nowMs, inTurn, stored, record }: Workplace): GoalOperations {
  return {
    setGoal: ({ sessionId, ifMatch, energyKwh, departureMs }, actor) =>
      inTurn(async () => {
        const before = await stored(store.sessions.get(sessionId));
        if (before === undefined) return refuse('not-found', `no session ${sessionId}`);
        if (before.endedAtMs !== undefined) return refuse('conflict', `session ${sessionId} has ended`);
        if (ifMatch !== undefined && !matches(ifMatch, goalEtag(before.goal))) {
          return refuse(
            'stale',
            `the goal of session ${sessionId} was changed by someone else; its etag is now ${goalEtag(before.goal)}`,
          );
        }
        const errors = goalErrors({ energyKwh, departureMs }, nowMs());
        if (errors.length > 0) return refuseFields('goal', errors);
        const goal: SessionGoal = {
          ...(typeof energyKwh === 'number' ? { energyKwh } : {}),
          ...(typeof departureMs === 'number' ? { departureMs } : {}),
          source: `${actor.via}:${actor.name}`,
        };
        // It can end between reading and writing: the station does not wait for us.
        if (!(await stored(store.sessions.setGoal(sessionId, goal))))
          return refuse('conflict', `session ${sessionId} has ended`);
        const shortfallKwh = knownShortfallKwh(goal, sessionId, control.view(), nowMs());
        control.post({ kind: 'goal', sessionId, goal });
        await record({ action: 'goal.set', subject: sessionId, actor, detail: goal });
        return done({ session: { ...before, goal }, shortfallKwh });
      }),
  };
}

function goalErrors(
  { energyKwh, departureMs }: Pick<GoalDraft, 'energyKwh' | 'departureMs'>,
  nowMs: number,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (typeof energyKwh === 'number' && !(energyKwh >= 0 && energyKwh <= bounds.maxGoalKwh)) {
    errors.push({ pointer: '/energyKwh', detail: `must be 0 to ${bounds.maxGoalKwh} kWh, got ${energyKwh}` });
  }
  if (typeof departureMs === 'number' && !(departureMs > nowMs))
    errors.push({ pointer: '/departure', detail: 'must be in the future' });
  return errors;
}

/**
 * What is certain to be missing, in kWh: more than the connector can give until departure; or, for a goal that asks for no less
 * than the one the plan was made for, what the plan already misses plus what is asked on top.
 */
function knownShortfallKwh(goal: SessionGoal, sessionId: string, view: ControlView, nowMs: number): number {
  const session = view.sessions.find((session) => session.sessionId === sessionId);
  if (session === undefined) return 0;
  const energyKwh = goal.energyKwh ?? session.energyGoalKwh;
  const departureMs = goal.departureMs ?? session.departureMs;
  const remainingKwh = Math.max(0, energyKwh - session.deliveredKwh);
  const ratingKw =
    view.connectors.find(({ connectorId }) => connectorId === session.connectorId)?.ratingKw ??
    Number.POSITIVE_INFINITY;
  const reachableKwh = ratingKw * Math.max(0, (departureMs - nowMs) / 3_600_000);
  const shortfallKwh = Math.min(
    remainingKwh,
    Math.max(remainingKwh - reachableKwh, planShortfallKwh({ energyKwh, departureMs }, session)),
  );
  return shortfallKwh > bounds.goalToleranceKwh ? shortfallKwh : 0;
}

function planShortfallKwh(
  wanted: { readonly energyKwh: number; readonly departureMs: number },
  planned: SessionView,
): number {
  const asksNoLess = wanted.energyKwh >= planned.energyGoalKwh && wanted.departureMs <= planned.departureMs;
  return asksNoLess && planned.shortfallKwh > 0 ? planned.shortfallKwh + wanted.energyKwh - planned.energyGoalKwh : 0;
}
