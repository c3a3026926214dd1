import type { Scenario, ScenarioSession } from '../scenario.ts';

/** A car's stay in whole intervals, between which nobody comes or goes. */
export type Stay = {
  readonly session: ScenarioSession;
  /** Index into `connectors` of the scenario's grid. */
  readonly connector: number;
  readonly needKwh: number;
  /** Of charger and car. */
  readonly mostKw: number;
  /** Present in intervals [from, to). */
  readonly from: number;
  readonly to: number;
};

/** Cars that share capacity with each other and with nobody else: between two groups the site is empty. */
export type StayGroup = {
  readonly stays: readonly Stay[];
  /** Hours of each interval. */
  readonly hours: readonly number[];
};

/**
 * Cuts a scenario where cars come and go. Within an interval all instants are alike, so an optimum with constant powers exists as soon as
 * the limits are convex: a month has some 60 intervals a day instead of 288 periods, without any loss.
 * Throws an Error for a scenario whose capacity changes (base load, events): its optimum needs finer intervals.
 */
export function stayGroups(scenario: Scenario): readonly StayGroup[] {
  const { sessions, grid, events, startMs, endMs, baseLoadKw } = scenario;
  const middleMs = (startMs + endMs) / 2;
  if (events.length > 0 || grid.nodes.some(({ id }) => baseLoadKw(id, middleMs) !== 0)) {
    throw new Error(`optimum of ${scenario.name}: only scenarios without base load and events are handled`);
  }
  const groups: ScenarioSession[][] = [];
  let emptyAtMs = Number.NEGATIVE_INFINITY;
  for (const session of sessions.toSorted((a, b) => a.arrivalMs - b.arrivalMs)) {
    if (session.arrivalMs >= emptyAtMs) groups.push([]);
    groups.at(-1)?.push(session);
    emptyAtMs = Math.max(emptyAtMs, session.departureMs);
  }
  const connectors = new Map(grid.connectors.map((connector, index) => [connector.id, { connector, index }]));
  return groups.map((group) => {
    const edges = [...new Set(group.flatMap(({ arrivalMs, departureMs }) => [arrivalMs, departureMs]))].sort(
      (a, b) => a - b,
    );
    const indexOf = new Map(edges.map((atMs, index) => [atMs, index]));
    return {
      hours: edges.slice(1).map((atMs, index) => (atMs - (edges[index] ?? atMs)) / 3_600_000),
      stays: group.map((session) => {
        const found = connectors.get(session.connectorId);
        if (found === undefined) throw new Error(`optimum: unknown connector ${session.connectorId}`);
        return {
          session,
          connector: found.index,
          needKwh: session.needKwh,
          mostKw: Math.min(session.car.maximumKw, found.connector.ratingKw),
          from: indexOf.get(session.arrivalMs) ?? 0,
          to: indexOf.get(session.departureMs) ?? 0,
        };
      }),
    };
  });
}
