import { estimateOf, expectationOf, VisitHistory, type Expectation, type Visit } from '../dispatch/index.ts';
import type { Believe } from './believe.ts';
import type { ScenarioSession } from './scenario.ts';
import { localTime } from './time-zone.ts';

/** A driver who stated nothing: the same as a site's defaults. */
const DEFAULT_NEED_KWH = 15;
const DEFAULT_STAY_MS = 3 * 3_600_000;
/** Statements before the arrival occur; a stay is at least this. */
const LEAST_STAY_MS = 60_000;

/** What drivers said, believed blindly. */
export const STATED_INPUTS: Believe = {
  name: 'stated',
  of: ({ arrivalMs, statedDepartureMs, statedKwh }) => ({
    departureMs: statedDepartureMs ?? arrivalMs + DEFAULT_STAY_MS,
    needKwh: statedKwh ?? DEFAULT_NEED_KWH,
  }),
  left: () => {},
};

/**
 * What the central system learns from the cars that have left (`dispatch/demand`), with the statement as one input. `past`: visits of an earlier time,
 * uncontrolled, so that each took what it wanted; they are learned in the order of their departures. Station ids are those of the connectors, cards are
 * not looked at: the real data has a new one for every session. One object for one run: it remembers.
 */
export function learnedInputs({
  timeZone,
  past = [],
}: {
  readonly timeZone: string;
  readonly past?: readonly ScenarioSession[];
}): Believe {
  const history = new VisitHistory();
  const expectations = new Map<ScenarioSession, Expectation>();
  const learn = (session: ScenarioSession, seen: { leftAtMs: number; deliveredKwh: number; full: boolean }): void => {
    const { leftAtMs, deliveredKwh, full } = seen;
    history.learn({ ...visitOf(session, timeZone), stayMs: leftAtMs - session.arrivalMs, deliveredKwh, full });
  };
  for (const session of past.toSorted((a, b) => a.departureMs - b.departureMs))
    learn(session, { leftAtMs: session.departureMs, deliveredKwh: session.needKwh, full: true });
  return {
    name: 'learned',
    of(session, { atMs, deliveredKwh, satisfied = false }) {
      let expectation = expectations.get(session);
      if (expectation === undefined) {
        expectation = expectationOf(history, visitOf(session, timeZone));
        expectations.set(session, expectation);
      }
      const { departureMs, needKwh, stayMs } = estimateOf(expectation, {
        arrivedAtMs: session.arrivalMs,
        atMs,
        deliveredKwh,
        full: satisfied,
      });
      return { departureMs: departureMs.used, needKwh: needKwh.used, stay: { stayMs, untilMs: Infinity } };
    },
    left(session, { atMs, deliveredKwh, satisfied = false }) {
      expectations.delete(session);
      learn(session, { leftAtMs: atMs, deliveredKwh, full: satisfied });
    },
  };
}

/** The visit as the models of `dispatch/demand` know it when the car arrives. */
export function visitOf(
  { connectorId, arrivalMs, statedDepartureMs, statedKwh }: ScenarioSession,
  timeZone: string,
): Visit {
  const { year, month, day, hour, minute } = localTime(timeZone, arrivalMs);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return {
    stationId: connectorId,
    arrivalMinute: hour * 60 + minute,
    weekend: weekday === 0 || weekday === 6,
    ...(statedDepartureMs === undefined
      ? {}
      : { statedStayMs: Math.max(LEAST_STAY_MS, statedDepartureMs - arrivalMs) }),
    ...(statedKwh === undefined ? {} : { statedKwh }),
  };
}
