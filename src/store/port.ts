import type { GridEnvelope } from '../../dispatch/index.ts';
import type { SessionRegister } from '../../ocpp/index.ts';

/**
 * The store: what must survive a kill. Every promise resolves only after the commit is on disk (group commit);
 * a rejected promise means nothing of that call was kept. One writer process.
 */
export interface Store {
  readonly stations: StationStore;
  readonly sessions: SessionStore;
  readonly envelopes: EnvelopeStore;
  readonly overrides: OverrideStore;
  readonly apiKeys: ApiKeyStore;
  readonly audit: AuditStore;
  readonly rollups: RollupStore;
  readonly idempotency: IdempotencyStore;
  /** Whether the last write succeeded; for /readyz. */
  healthy(): { readonly ok: boolean; readonly detail?: string };
  close(): Promise<void>;
}

export type StationRecord = {
  readonly stationId: string;
  /** `scrypt$N$r$p$salt$hash`, base64url parts; undefined = cannot log in. */
  readonly passwordHash?: string;
  /** Where its definition comes from: the grid file wins on restart over what REST changed for the same id. */
  readonly origin: 'grid-file' | 'rest' | 'cli' | 'quarantine';
  /** `quarantined`: may connect, share 0. */
  readonly state: 'enabled' | 'quarantined' | 'disabled';
  /** Node and connectors, for stations that are not in the grid file. JSON of the grid file's station schema. */
  readonly definition?: unknown;
  /** Connector numbers whose failsafe profile the charger has confirmed, with that share in kW. */
  readonly configured: Readonly<Record<string, number>>;
  /** Connector numbers that were taken out of service or reset because they did not obey. */
  readonly escalated?: Readonly<Record<string, EscalationMark>>;
  readonly vendor?: string;
  readonly model?: string;
  readonly firmware?: string;
  readonly updatedAtMs: number;
};

/** What a restart must not forget of a charger that did not obey: who took it out of service, and when it was reset. */
export type EscalationMark = { readonly outOfService: boolean; readonly resetAtMs?: number };

export interface StationStore {
  get(stationId: string): Promise<StationRecord | undefined>;
  list(): Promise<readonly StationRecord[]>;
  put(record: StationRecord): Promise<void>;
  remove(stationId: string): Promise<boolean>;
}

export type SessionRecord = {
  readonly sessionId: `${string}#${string}`;
  readonly stationId: string;
  readonly connectorNumber: number;
  readonly transactionId: string;
  readonly idToken: string;
  readonly startedAtMs: number;
  readonly meterStartKwh?: number;
  /** Last known register. */
  readonly meterKwh?: number;
  readonly endedAtMs?: number;
  readonly meterStopKwh?: number;
  readonly stopReason?: string;
  readonly goal: SessionGoal;
};
export type SessionGoal = { readonly energyKwh?: number; readonly departureMs?: number; readonly source?: string };

/** Also the `SessionRegister` of the OCPP side: one table, one truth. */
export interface SessionStore extends SessionRegister {
  get(sessionId: string): Promise<SessionRecord | undefined>;
  /** Newest first; `after` is the last sessionId of the page before. */
  list(query: {
    readonly state?: 'open' | 'ended';
    readonly stationId?: string;
    readonly limit: number;
    readonly after?: string;
  }): Promise<readonly SessionRecord[]>;
  listOpen(): Promise<readonly SessionRecord[]>;
  setGoal(sessionId: string, goal: SessionGoal): Promise<boolean>;
  /** Progress of registers, many at once; need not be flushed before it resolves. */
  saveMeters(meters: readonly { readonly sessionId: string; readonly meterKwh: number }[]): Promise<void>;
}

export interface EnvelopeStore {
  list(): Promise<readonly GridEnvelope[]>;
  /** Insert or, when `ifMatch` is given, replace only if the stored etag equals it. Resolves false on a mismatch. */
  put(envelope: GridEnvelope, ifMatch?: string): Promise<boolean>;
}

export type Override = {
  readonly id: string;
  readonly connectorId: `${string}/${number}`;
  readonly limitKw: number;
  readonly reason: string;
  readonly startMs: number;
  readonly endMs?: number;
  readonly status: 'active' | 'ended';
  readonly createdBy: string;
  readonly etag: string;
};
export interface OverrideStore {
  list(): Promise<readonly Override[]>;
  put(override: Override, ifMatch?: string): Promise<boolean>;
}

export type Role = 'viewer' | 'operator' | 'dispatcher' | 'researcher' | 'admin';
export type ApiKeyRecord = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** sha256 of the key (keys are 256-bit random, so a plain hash is enough), hex. */
  readonly keyHash: string;
  readonly createdAtMs: number;
  readonly expiresAtMs?: number;
  readonly revokedAtMs?: number;
};
export interface ApiKeyStore {
  findByHash(keyHash: string): Promise<ApiKeyRecord | undefined>;
  list(): Promise<readonly ApiKeyRecord[]>;
  put(record: ApiKeyRecord): Promise<void>;
}

export type AuditEntry = {
  readonly atMs: number;
  /** API key name, `station:<id>`, `cli`, `system`. */
  readonly actor: string;
  /** e.g. `envelope.create`, `station.refused`. */
  readonly action: string;
  readonly subject: string;
  readonly detail: unknown;
};
export type AuditRecord = AuditEntry & {
  readonly seq: number;
  /** sha256 over the previous hash and this entry's canonical JSON. */
  readonly hash: string;
};
export interface AuditStore {
  append(entry: AuditEntry): Promise<AuditRecord>;
  /** Newest first, records with seq < `before`. */
  list(query: { readonly limit: number; readonly before?: number }): Promise<readonly AuditRecord[]>;
  /** Recomputes the chain; the first seq that does not fit, or undefined. */
  verify(): Promise<number | undefined>;
}

/** One minute of one node, means over the minute except where named. */
export type Rollup = {
  readonly nodeId: string;
  readonly minuteMs: number;
  readonly baseLoadKw: number;
  readonly chargingKw: number;
  readonly peakKw: number;
  readonly limitKw?: number;
};
export interface RollupStore {
  append(rollups: readonly Rollup[]): Promise<void>;
  read(query: { readonly nodeId: string; readonly fromMs: number; readonly toMs: number }): Promise<readonly Rollup[]>;
  /** Keeps what is younger; returns how many rows went. */
  prune(olderThanMs: number): Promise<number>;
}

export interface IdempotencyStore {
  /** The stored answer of an earlier request with this key and the same body hash, 'conflict' for another body, undefined if new. */
  find(
    key: string,
    bodyHash: string,
  ): Promise<{ readonly status: number; readonly body: string } | 'conflict' | undefined>;
  save(entry: {
    readonly key: string;
    readonly bodyHash: string;
    readonly status: number;
    readonly body: string;
    readonly atMs: number;
  }): Promise<void>;
}
