import type Database from 'libsql';
import type { SessionRegister, SignedValue } from '../../ocpp/index.ts';
import { storeBounds } from './bounds.ts';
import type { GroupCommit } from './group-commit.ts';

type Keep = SessionRegister['keepSigned'];
type Kept = Awaited<ReturnType<Keep>>;

/** What meters have signed at the begin and the end of sessions. Never deleted, like the sessions. */
export function signedValueTable({
  database,
  commit,
}: {
  readonly database: Database.Database;
  readonly commit: GroupCommit;
}): {
  readonly keep: Keep;
  /** Oldest first. */
  readonly list: (stationId: string, transactionId: string) => readonly SignedValue[];
} {
  const selectSession = database.prepare(
    'SELECT seq, connector_number AS connectorNumber FROM session WHERE station_id = ? AND transaction_id = ?',
  );
  const select = database.prepare(
    `SELECT record FROM signed_value WHERE session_seq =
     (SELECT seq FROM session WHERE station_id = ? AND transaction_id = ?) ORDER BY seq`,
  );
  const insert = database.prepare('INSERT INTO signed_value (session_seq, record) VALUES (?, ?)');

  function list(stationId: string, transactionId: string): readonly SignedValue[] {
    const rows = select.all(stationId, transactionId) as { readonly record: string }[];
    const values = rows.map(({ record }) => JSON.parse(record) as SignedValue);
    return values.sort((one, other) => one.measuredAtMs - other.measuredAtMs);
  }

  function keepNew({ stationId, transactionId, values }: Parameters<Keep>[0]): Kept {
    const [session] = selectSession.all(stationId, transactionId) as {
      readonly seq: number;
      readonly connectorNumber: number;
    }[];
    if (session === undefined) return undefined;
    const kept = [...list(stationId, transactionId)];
    let chars = kept.reduce((sum, value) => sum + charsOf(value), 0);
    let dropped = 0;
    for (const value of values) {
      if (kept.some((before) => isSame(before, value))) continue;
      if (!hasRoom({ count: kept.length, chars }, value)) {
        dropped += 1;
        continue;
      }
      insert.run(session.seq, JSON.stringify(value));
      kept.push(value);
      chars += charsOf(value);
    }
    return { connectorNumber: session.connectorNumber, dropped };
  }

  return { keep: (request) => commit.enqueue(() => keepNew(request)), list };
}

function hasRoom({ count, chars }: { readonly count: number; readonly chars: number }, value: SignedValue): boolean {
  const added = charsOf(value);
  return (
    count < storeBounds.signedValuesPerSession &&
    value.data.length <= storeBounds.signedValueChars &&
    chars + added <= storeBounds.signedCharsPerSession
  );
}

function isSame(one: SignedValue, other: SignedValue): boolean {
  return one.measuredAtMs === other.measuredAtMs && one.context === other.context && one.data === other.data;
}

/** Of all that a station chose. */
function charsOf({
  data,
  measurand = '',
  signingMethod = '',
  encodingMethod = '',
  publicKey = '',
}: SignedValue): number {
  return data.length + measurand.length + signingMethod.length + encodingMethod.length + publicKey.length;
}
