import type { StationEvent } from '../../ocpp/index.ts';
import type { SessionGoal } from '../store/port.ts';
import type { ConnectorRecord } from './connector-record.ts';

/** What the car asks for becomes the goal of its session; a person's goal is worth more than the car's default. */
export function withNeeds(
  before: ConnectorRecord,
  event: Extract<StationEvent, { kind: 'charging-needs' }>,
): ConnectorRecord {
  const { session } = before;
  if (session === undefined) return before;
  const goal: SessionGoal =
    session.goal.source === 'operator'
      ? session.goal
      : {
          ...(event.energyKwh === undefined ? {} : { energyKwh: session.deliveredKwh + event.energyKwh }),
          ...(event.departureMs === undefined ? {} : { departureMs: event.departureMs }),
          source: 'station',
        };
  return {
    ...before,
    session: {
      ...session,
      goal,
      ...(event.maximumKw === undefined ? {} : { carMaximumKw: event.maximumKw }),
      ...(event.v2x === undefined ? {} : { v2x: event.v2x }),
    },
  };
}

/** Somebody took priority for the session, or gave it up. */
export function withPriority(
  before: ConnectorRecord,
  { sessionId, active }: Extract<StationEvent, { kind: 'priority-charging' }>,
): ConnectorRecord {
  if (before.session?.sessionId !== sessionId) return before;
  return { ...before, session: { ...before.session, hasPriority: active ? true : undefined } };
}
