import type Database from 'libsql';

/** Numbered steps from an empty file to the present schema. A step that was released is never edited: add one. */
export const migrations: readonly { readonly version: number; readonly name: string; readonly sql: string }[] = [
  {
    version: 1,
    name: 'stations, sessions, envelopes, overrides, keys, audit, rollups, idempotency',
    sql: `
      CREATE TABLE station (
        station_id TEXT PRIMARY KEY,
        record TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE session (
        seq INTEGER PRIMARY KEY,
        station_id TEXT NOT NULL,
        transaction_id TEXT NOT NULL,
        connector_number INTEGER NOT NULL,
        id_token TEXT NOT NULL,
        started_at_ms REAL NOT NULL,
        meter_start_kwh REAL,
        meter_kwh REAL,
        ended_at_ms REAL,
        meter_stop_kwh REAL,
        stop_reason TEXT,
        goal TEXT NOT NULL,
        UNIQUE (station_id, transaction_id)
      ) STRICT;
      CREATE INDEX session_start ON session (station_id, connector_number, started_at_ms);
      CREATE INDEX session_open ON session (station_id) WHERE ended_at_ms IS NULL;

      CREATE TABLE envelope (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        etag TEXT NOT NULL,
        record TEXT NOT NULL
      ) STRICT;

      CREATE TABLE limit_override (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        etag TEXT NOT NULL,
        record TEXT NOT NULL
      ) STRICT;

      CREATE TABLE api_key (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        key_hash TEXT NOT NULL UNIQUE,
        record TEXT NOT NULL
      ) STRICT;

      CREATE TABLE audit (
        seq INTEGER PRIMARY KEY,
        entry TEXT NOT NULL,
        hash TEXT NOT NULL
      ) STRICT;

      CREATE TABLE rollup (
        node_id TEXT NOT NULL,
        minute_ms INTEGER NOT NULL,
        base_load_kw REAL NOT NULL,
        charging_kw REAL NOT NULL,
        peak_kw REAL NOT NULL,
        limit_kw REAL,
        PRIMARY KEY (node_id, minute_ms)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX rollup_age ON rollup (minute_ms);

      CREATE TABLE idempotency (
        key TEXT PRIMARY KEY,
        body_hash TEXT NOT NULL,
        status INTEGER NOT NULL,
        body TEXT NOT NULL,
        at_ms REAL NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX idempotency_age ON idempotency (at_ms);
    `,
  },
  {
    version: 2,
    name: 'commands of operators and what each station answered',
    sql: `
      CREATE TABLE command (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        status TEXT NOT NULL,
        kind TEXT NOT NULL,
        targets INTEGER NOT NULL,
        ended INTEGER NOT NULL,
        record TEXT NOT NULL
      ) STRICT;
      CREATE INDEX command_open ON command (seq) WHERE ended = 0;

      CREATE TABLE command_target (
        command_id TEXT NOT NULL,
        position INTEGER NOT NULL,
        state TEXT NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (command_id, position)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 3,
    name: 'evidence and flags of sessions, tokens, local lists, reservations',
    sql: `
      ALTER TABLE session ADD COLUMN evidence TEXT;
      ALTER TABLE session ADD COLUMN flags TEXT NOT NULL DEFAULT '[]';
      CREATE INDEX session_token ON session (id_token COLLATE NOCASE) WHERE ended_at_ms IS NULL;

      CREATE TABLE token (
        key TEXT PRIMARY KEY,
        version INTEGER NOT NULL UNIQUE,
        record TEXT
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE local_list (
        station_id TEXT PRIMARY KEY,
        record TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE reservation (
        id INTEGER PRIMARY KEY,
        record TEXT NOT NULL
      ) STRICT;
    `,
  },
  {
    version: 4,
    name: 'security events',
    sql: `
      CREATE TABLE security_event (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at_ms REAL NOT NULL,
        station_id TEXT NOT NULL,
        source TEXT NOT NULL,
        type TEXT NOT NULL,
        is_critical INTEGER NOT NULL,
        detail TEXT,
        measured_at_ms REAL
      ) STRICT;
      CREATE INDEX security_event_station ON security_event (station_id, seq);
      CREATE INDEX security_event_type ON security_event (type, seq);
    `,
  },
  {
    version: 5,
    name: 'what is known of station models',
    sql: `
      CREATE TABLE station_model (
        key TEXT PRIMARY KEY,
        record TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 6,
    name: 'keys of this installation',
    sql: `
      CREATE TABLE own_key (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 7,
    name: 'signed values of sessions',
    sql: `
      CREATE TABLE signed_value (
        seq INTEGER PRIMARY KEY,
        session_seq INTEGER NOT NULL REFERENCES session (seq),
        record TEXT NOT NULL
      ) STRICT;
      CREATE INDEX signed_value_session ON signed_value (session_seq);
    `,
  },
];

/** Brings the schema up to date, one transaction a step. Throws when the file was written by a newer version. */
export function migrate(database: Database.Database, nowMs: number): void {
  database.exec(
    'CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at_ms REAL NOT NULL) STRICT',
  );
  const [row] = database.prepare('SELECT max(version) AS version FROM migration').all() as { version: number | null }[];
  const present = row?.version ?? 0;
  const newest = migrations.at(-1)?.version ?? 0;
  if (present > newest) {
    throw new Error(`the store has schema ${present}, this version of Headroom knows ${newest}: use the newer version`);
  }
  for (const { version, name, sql } of migrations) {
    if (version <= present) continue;
    database.exec(
      `BEGIN IMMEDIATE; ${sql}; INSERT INTO migration VALUES (${version}, '${name}', ${Math.round(nowMs)}); COMMIT`,
    );
  }
}
