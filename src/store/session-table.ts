import type Database from 'libsql';
import type { OpenSession, ReplacedSession, SessionEnd, SessionStart } from '../../ocpp/index.ts';
import { storeBounds } from './bounds.ts';
import type { GroupCommit } from './group-commit.ts';
import { withoutNulls } from './json.ts';
import { signedValueTable } from './signed-value-table.ts';
import type { SessionGoal, SessionRecord, SessionStore } from './port.ts';

type Row = Readonly<Record<string, unknown>> & { readonly goal: string; readonly flags: string };

const COLUMNS = `station_id || '#' || transaction_id AS sessionId, station_id AS stationId, connector_number AS connectorNumber,
  transaction_id AS transactionId, id_token AS idToken, started_at_ms AS startedAtMs, meter_start_kwh AS meterStartKwh,
  meter_kwh AS meterKwh, ended_at_ms AS endedAtMs, meter_stop_kwh AS meterStopKwh, stop_reason AS stopReason, evidence, flags, goal`;

/** Sessions: the acknowledged transactions of the stations. Nothing here is ever deleted or doubled. */
export function sessionTable(deps: {
  readonly database: Database.Database;
  readonly commit: GroupCommit;
  readonly randomInt: (belowExclusive: number) => number;
}): SessionStore {
  const { database, commit } = deps;
  const selectOne = database.prepare(`SELECT ${COLUMNS} FROM session WHERE station_id = ? AND transaction_id = ?`);
  const selectOpen = database.prepare(
    `SELECT ${COLUMNS} FROM session WHERE ended_at_ms IS NULL ORDER BY started_at_ms, seq`,
  );
  const selectOpenOfStation = database.prepare(
    `SELECT ${COLUMNS} FROM session WHERE station_id = ? AND ended_at_ms IS NULL ORDER BY started_at_ms, seq`,
  );
  const selectStationsWithOpen = database.prepare(
    'SELECT DISTINCT station_id AS stationId FROM session WHERE ended_at_ms IS NULL',
  );
  // NULL IS NULL, so that a station without a start register is recognised as well.
  const selectSameStart = database.prepare(
    `SELECT transaction_id AS transactionId FROM session
     WHERE station_id = ? AND connector_number = ? AND started_at_ms = ? AND meter_start_kwh IS ?`,
  );
  const insert = database.prepare(
    `INSERT INTO session (station_id, transaction_id, connector_number, id_token, started_at_ms, meter_start_kwh, meter_kwh, goal)
     VALUES (?, ?, ?, ?, ?, ?, ?, '{}') ON CONFLICT (station_id, transaction_id) DO NOTHING`,
  );
  const finish = database.prepare(
    `UPDATE session SET ended_at_ms = ?, meter_stop_kwh = ?, meter_kwh = coalesce(?, meter_kwh), stop_reason = ?, evidence = NULL
     WHERE station_id = ? AND transaction_id = ? AND (ended_at_ms IS NULL OR evidence IS NOT NULL)`,
  );
  const conclude = database.prepare(
    `UPDATE session SET ended_at_ms = max(?, started_at_ms), meter_stop_kwh = coalesce(?, meter_kwh), stop_reason = ?, evidence = ?
     WHERE station_id = ? AND transaction_id = ? AND ended_at_ms IS NULL`,
  );
  const nameToken = database.prepare(
    `UPDATE session SET id_token = ? WHERE station_id = ? AND transaction_id = ? AND id_token = '' AND ended_at_ms IS NULL`,
  );
  const selectOlderOfConnector = database.prepare(
    `SELECT ${COLUMNS} FROM session WHERE station_id = ? AND connector_number = ? AND ended_at_ms IS NULL AND started_at_ms < ?`,
  );
  const updateFlags = database.prepare('UPDATE session SET flags = ? WHERE station_id = ? AND transaction_id = ?');
  const countOfToken = database.prepare(
    `SELECT count(*) AS open FROM session
     WHERE id_token = ? COLLATE NOCASE AND ended_at_ms IS NULL AND NOT (station_id = ? AND transaction_id = ?)`,
  );
  const updateGoal = database.prepare('UPDATE session SET goal = ? WHERE station_id = ? AND transaction_id = ?');
  const updateMeter = database.prepare(
    'UPDATE session SET meter_kwh = ? WHERE station_id = ? AND transaction_id = ? AND ended_at_ms IS NULL',
  );

  // Most stations have none: when a city comes back, 10,000 of them are told so without reading a table.
  const stationsWithOpen = new Set(
    (selectStationsWithOpen.all() as { readonly stationId: string }[]).map(({ stationId }) => stationId),
  );
  const signed = signedValueTable(deps);

  function insertNew(start: SessionStart, transactionId: string): boolean {
    const { stationId, connectorNumber, idToken, startedAtMs, meterStartKwh = null } = start;
    stationsWithOpen.add(stationId);
    return (
      insert.run(stationId, transactionId, connectorNumber, idToken, startedAtMs, meterStartKwh, meterStartKwh)
        .changes > 0
    );
  }

  /** OCPP 1.6: the register makes the transaction id. A start that was sent again because the answer was lost gets the same one. */
  function startWithOwnId(start: SessionStart): { transactionId: string; isNew: boolean } {
    const { stationId, connectorNumber, startedAtMs, meterStartKwh = null } = start;
    const [known] = selectSameStart.all(stationId, connectorNumber, startedAtMs, meterStartKwh) as {
      transactionId: string;
    }[];
    if (known !== undefined) return { transactionId: known.transactionId, isNew: false };
    for (let attempt = 0; attempt < storeBounds.transactionIdTries; attempt += 1) {
      // Random, not counted: an id that a station remembers from a lost database must not name a new transaction.
      const transactionId = String(1 + deps.randomInt(2 ** 31 - 1));
      if (insertNew(start, transactionId)) return { transactionId, isNew: true };
    }
    throw new Error(`no free transaction id for station ${stationId} after ${storeBounds.transactionIdTries} tries`);
  }

  /** The station itself has begun another transaction on the connector: what was open there ended at the latest then. */
  function closeOlder({ stationId, connectorNumber, startedAtMs }: SessionStart): readonly ReplacedSession[] {
    const older = (selectOlderOfConnector.all(stationId, connectorNumber, startedAtMs) as Row[]).map(readSession);
    return older.map(({ sessionId, transactionId, meterKwh }) => {
      conclude.run(startedAtMs, meterKwh ?? null, null, 'new-transaction', stationId, transactionId);
      return {
        sessionId,
        transactionId,
        endedAtMs: startedAtMs,
        ...(meterKwh === undefined ? {} : { meterStopKwh: meterKwh }),
      };
    });
  }

  type Ended = { readonly connectorNumber: number; readonly isNew: boolean; readonly isCorrection?: boolean };

  function endOnce(end: SessionEnd): Ended | undefined {
    const { stationId, transactionId, endedAtMs, reason = null, evidence } = end;
    const meterStopKwh = end.meterStopKwh ?? null;
    const before = (selectOne.all(stationId, transactionId) as Row[]).map(readSession)[0];
    if (before === undefined) return undefined;
    const { connectorNumber } = before;
    if (evidence !== undefined) {
      const ended = conclude.run(endedAtMs, meterStopKwh, reason, evidence, stationId, transactionId);
      return { connectorNumber, isNew: ended.changes > 0 };
    }
    // The first end counts: some stations send a second one on shutdown, with another reason.
    const changed = finish.run(endedAtMs, meterStopKwh, meterStopKwh, reason, stationId, transactionId).changes > 0;
    if (changed && before.endedAtMs !== undefined) return { connectorNumber, isNew: false, isCorrection: true };
    return { connectorNumber, isNew: changed };
  }

  function addFlag(sessionId: string, flag: string): boolean {
    const key = splitSessionId(sessionId);
    const before = (selectOne.all(...key) as Row[]).map(readSession)[0];
    if (before === undefined) return false;
    const flags = [...new Set([...(before.flags ?? []), flag])].sort();
    updateFlags.run(JSON.stringify(flags), ...key);
    return true;
  }

  function openOf(stationId: string): readonly OpenSession[] {
    if (!stationsWithOpen.has(stationId)) return [];
    const rows = selectOpenOfStation.all(stationId) as Row[];
    // Not when a session ends: that could still be rolled back. One station too many in the set costs a read.
    if (rows.length === 0) stationsWithOpen.delete(stationId);
    return rows.map(readSession).map(openSession);
  }

  return {
    start: (start) =>
      commit.enqueue(() => {
        const { transactionId, isNew } =
          start.transactionId === undefined
            ? startWithOwnId(start)
            : { transactionId: start.transactionId, isNew: insertNew(start, start.transactionId) };
        const replaced = isNew ? closeOlder(start) : [];
        const sessionId = `${start.stationId}#${transactionId}` as const;
        return { sessionId, transactionId, isNew, ...(replaced.length === 0 ? {} : { replaced }) };
      }),
    end: (end) => commit.enqueue(() => endOnce(end)),
    identify: ({ stationId, transactionId, idToken }) =>
      commit.enqueue(() => nameToken.run(idToken, stationId, transactionId).changes > 0),
    open: async (stationId) => openOf(stationId),
    keepSigned: signed.keep,
    signedValues: async (sessionId) => signed.list(...splitSessionId(sessionId)),
    get: async (sessionId) => (selectOne.all(...splitSessionId(sessionId)) as Row[]).map(readSession)[0],
    listOpen: async () => (selectOpen.all() as Row[]).map(readSession),
    list: async (query) => {
      const conditions: string[] = [];
      const parameters: unknown[] = [];
      if (query.state !== undefined) conditions.push(`ended_at_ms IS ${query.state === 'open' ? '' : 'NOT'} NULL`);
      if (query.stationId !== undefined) {
        conditions.push('station_id = ?');
        parameters.push(query.stationId);
      }
      if (query.after !== undefined) {
        conditions.push('seq < (SELECT seq FROM session WHERE station_id = ? AND transaction_id = ?)');
        parameters.push(...splitSessionId(query.after));
      }
      const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
      const limit = Math.max(0, Math.min(query.limit, storeBounds.listRows));
      const rows = database
        .prepare(`SELECT ${COLUMNS} FROM session ${where} ORDER BY seq DESC LIMIT ?`)
        .all(...parameters, limit);
      return (rows as Row[]).map(readSession);
    },
    setGoal: (sessionId, goal) =>
      commit.enqueue(() => updateGoal.run(JSON.stringify(goal), ...splitSessionId(sessionId)).changes > 0),
    flag: (sessionId, flag) => commit.enqueue(() => addFlag(sessionId, flag)),
    countOpenOfToken: async ({ idToken, except = '' }) =>
      (countOfToken.all(idToken, ...splitSessionId(except)) as { readonly open: number }[])[0]?.open ?? 0,
    saveMeters: async (meters) => {
      const pages: Promise<void>[] = [];
      for (let from = 0; from < meters.length; from += storeBounds.pageRows) {
        const page = meters.slice(from, from + storeBounds.pageRows);
        pages.push(
          commit.enqueue(() => {
            for (const { sessionId, meterKwh } of page) updateMeter.run(meterKwh, ...splitSessionId(sessionId));
          }, page.length),
        );
      }
      await Promise.all(pages);
    },
  };
}

function readSession({ goal, flags, ...row }: Row): SessionRecord {
  return {
    ...withoutNulls(row),
    ...(flags === '[]' ? {} : { flags: JSON.parse(flags) as string[] }),
    goal: JSON.parse(goal) as SessionGoal,
  } as unknown as SessionRecord;
}

function openSession(record: SessionRecord): OpenSession {
  const { sessionId, transactionId, connectorNumber, idToken, startedAtMs, meterKwh } = record;
  return {
    sessionId,
    transactionId,
    connectorNumber,
    idToken,
    startedAtMs,
    ...(meterKwh === undefined ? {} : { meterKwh }),
  };
}

/** Station ids hold no `#`, transaction ids of 2.x may: the first one divides. */
function splitSessionId(sessionId: string): readonly [string, string] {
  const at = sessionId.indexOf('#');
  return at < 0 ? [sessionId, ''] : [sessionId.slice(0, at), sessionId.slice(at + 1)];
}
