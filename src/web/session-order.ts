import type { Connector, Session } from './types.ts';

export type SessionSort = 'urgency' | 'connector' | 'power';

const HOUR_MS = 3_600_000;
/** Sessions that are about as urgent keep their places: rows that jump cannot be read. */
const STEP_MS = 300_000;

type Known = { readonly connectors: ReadonlyMap<string, Connector>; readonly nowMs: number };

/** Time to spare until departure if it charged at full power from now on; undefined = it wants no energy, or has no departure. */
function slackMs(session: Session, { connectors, nowMs }: Known): number | undefined {
  const { departure, remainingKwh = 0, connectorId } = session;
  const ratingKw = connectors.get(connectorId)?.ratingKw ?? 0;
  if (departure === undefined || remainingKwh <= 0 || ratingKw <= 0) return undefined;
  return Date.parse(departure) - nowMs - (remainingKwh / ratingKw) * HOUR_MS;
}

export function sortedSessions(sessions: readonly Session[], sort: SessionSort, known: Known): readonly Session[] {
  const byConnector = (a: Session, b: Session): number =>
    a.connectorId.localeCompare(b.connectorId, 'en', { numeric: true });
  if (sort === 'connector') return sessions.toSorted(byConnector);
  if (sort === 'power') return sessions.toSorted((a, b) => (b.powerKw ?? 0) - (a.powerKw ?? 0) || byConnector(a, b));
  const steps = new Map(
    sessions.map((session) => [session, Math.floor((slackMs(session, known) ?? Number.MAX_SAFE_INTEGER) / STEP_MS)]),
  );
  return sessions.toSorted((a, b) => (steps.get(a) ?? 0) - (steps.get(b) ?? 0) || byConnector(a, b));
}

/** Whether connector, token or circuit contains the text. */
export function matches(
  { connectorId, idToken, limitedBy }: Session,
  nodeId: string | undefined,
  text: string,
): boolean {
  const wanted = text.trim().toLowerCase();
  return [connectorId, idToken, nodeId, limitedBy?.nodeId].some(
    (field) => field?.toLowerCase().includes(wanted) === true,
  );
}
