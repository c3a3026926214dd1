import { estimateOf, expectationOf, VisitHistory } from '../../dispatch/index.ts';
import type { Estimate, Expectation, Visit } from '../../dispatch/index.ts';
import { dayAndMinute } from '../config/index.ts';
import type { SessionGoal, SessionRecord } from '../store/port.ts';
import type { ConnectorRecord, SessionState } from './connector-record.ts';

/** Sessions of the store that are read at start: what the history can hold of one busy site. A page takes about 10 ms. */
const HISTORY_PAGES = 5;
const PAGE_SESSIONS = 1_000;
/** With fewer past sessions the statements are all there is. */
const LEAST_SESSIONS = 20;
/** Quantiles move with the hours of a stay. */
const REFRESH_MS = 60_000;
/** Statements in the past occur; a stay is at least this. */
const LEAST_STAY_MS = 60_000;

type Remembered = {
  readonly session: SessionState['sessionId'];
  readonly goal: SessionGoal;
  readonly expectation: Expectation;
  readonly atMs: number;
  readonly estimate: Estimate;
};

export type EstimatesDeps = {
  readonly timeZone: string;
  /** `stated`: nothing is learned, every answer is undefined. */
  readonly use: 'learned' | 'stated';
  /** Of ended sessions, newest first; `after` is the last id of the page before. */
  readonly readSessions: (query: { limit: number; after?: string }) => Promise<readonly SessionRecord[]>;
};

/**
 * What is expected of the open sessions: learned from those of the store at start, and from each one that ends. Without enough of them, or when the
 * site trusts statements alone, there are no estimates. Answers are kept for a minute, so a tick pays for what changed.
 */
export class Estimates {
  readonly #deps: EstimatesDeps;
  readonly #history = new VisitHistory();
  readonly #remembered = new Map<ConnectorRecord['connectorId'], Remembered>();
  #learned = 0;

  constructor(deps: EstimatesDeps) {
    this.#deps = deps;
  }

  /** Rejects as the store does; what was read before is kept. */
  async learnFromStore(): Promise<void> {
    if (this.#deps.use === 'stated') return;
    const sessions: SessionRecord[] = [];
    for (let page = 0; page < HISTORY_PAGES; page++) {
      const after = sessions.at(-1)?.sessionId;
      const found = await this.#deps.readSessions({
        limit: PAGE_SESSIONS,
        ...(after === undefined ? {} : { after }),
      });
      sessions.push(...found);
      if (found.length < PAGE_SESSIONS) break;
    }
    for (const session of sessions.toReversed()) this.#learnStored(session);
  }

  /** A session has ended: `record` as it was before. */
  ended(record: ConnectorRecord, atMs: number): void {
    const { session, connectorId } = record;
    this.#remembered.delete(connectorId);
    if (session === undefined) return;
    this.#learn(connectorId, session, {
      stayMs: atMs - session.startedAtMs,
      deliveredKwh: session.deliveredKwh,
      // It rests, or takes less than it is offered: it has what it wants.
      full: record.restingSinceMs !== undefined || record.offerCap.capKw !== undefined,
    });
  }

  /** Undefined without a session, or without enough past ones. */
  of(record: ConnectorRecord, atMs: number): Estimate | undefined {
    const { session, connectorId } = record;
    if (session === undefined || this.#learned < LEAST_SESSIONS) return undefined;
    const { sessionId, goal, deliveredKwh, startedAtMs } = session;
    const before = this.#remembered.get(connectorId);
    const same = before?.session === sessionId && before.goal === goal;
    // Who has taken what was expected takes more than expected.
    if (same && atMs - before.atMs < REFRESH_MS && deliveredKwh < before.estimate.needKwh.used) return before.estimate;
    const expectation = same ? before.expectation : expectationOf(this.#history, this.#visit(connectorId, session));
    const estimate = estimateOf(expectation, { arrivedAtMs: startedAtMs, atMs, deliveredKwh, full: false });
    this.#remembered.set(connectorId, { session: sessionId, goal, expectation, atMs, estimate });
    return estimate;
  }

  /** Whether it took all it wanted is not in the store: it is taken for it, as most cars do. */
  #learnStored(session: SessionRecord): void {
    const { stationId, connectorNumber, startedAtMs, endedAtMs, meterStartKwh, meterStopKwh, meterKwh } = session;
    const lastKwh = meterStopKwh ?? meterKwh;
    if (endedAtMs === undefined || meterStartKwh === undefined || lastKwh === undefined) return;
    this.#learn(`${stationId}/${connectorNumber}`, session, {
      stayMs: endedAtMs - startedAtMs,
      deliveredKwh: lastKwh - meterStartKwh,
      full: true,
    });
  }

  #learn(
    connectorId: ConnectorRecord['connectorId'],
    session: Pick<SessionState, 'idToken' | 'startedAtMs' | 'goal'>,
    outcome: { readonly stayMs: number; readonly deliveredKwh: number; readonly full: boolean },
  ): void {
    if (this.#deps.use === 'stated') return;
    this.#history.learn({ ...this.#visit(connectorId, session), ...outcome });
    this.#learned += 1;
  }

  #visit(
    connectorId: ConnectorRecord['connectorId'],
    { idToken, startedAtMs, goal }: Pick<SessionState, 'idToken' | 'startedAtMs' | 'goal'>,
  ): Visit {
    const { minuteOfDay, weekend } = dayAndMinute(startedAtMs, this.#deps.timeZone);
    return {
      stationId: connectorId.slice(0, connectorId.lastIndexOf('/')),
      ...(idToken === '' ? {} : { driverId: idToken }),
      arrivalMinute: minuteOfDay,
      weekend,
      ...(goal.departureMs === undefined
        ? {}
        : { statedStayMs: Math.max(LEAST_STAY_MS, goal.departureMs - startedAtMs) }),
      ...(goal.energyKwh === undefined ? {} : { statedKwh: goal.energyKwh }),
    };
  }
}
