import type { GridEnvelope } from '../../dispatch/index.ts';
import type { ModelFacts, SessionRegister, SignedValue, StationModel } from '../../ocpp/index.ts';
import type { LocalListStore, ReservationStore, TokenStore } from './token-port.ts';
import type { CommandStore } from './command-port.ts';

export type * from './command-port.ts';

/**
 * The store: what must survive a kill. Every promise resolves only after the commit is on disk (group commit);
 * a rejected promise means nothing of that call was kept. One writer process.
 */
export interface Store {
  readonly stations: StationStore;
  readonly sessions: SessionStore;
  readonly envelopes: EnvelopeStore;
  readonly overrides: OverrideStore;
  readonly tokens: TokenStore;
  readonly localLists: LocalListStore;
  readonly reservations: ReservationStore;
  readonly securityEvents: SecurityEventStore;
  readonly commands: CommandStore;
  readonly apiKeys: ApiKeyStore;
  readonly audit: AuditStore;
  readonly rollups: RollupStore;
  readonly idempotency: IdempotencyStore;
  readonly models: ModelStore;
  readonly ownKeys: OwnKeyStore;
  /** Whether the last write succeeded; for /readyz. */
  healthy(): { readonly ok: boolean; readonly detail?: string };
  close(): Promise<void>;
}

/** Keys that this installation made for itself and uses again after a restart. */
export interface OwnKeyStore {
  /** The key of that name; `fresh` from now on, when there is none. */
  keep(name: string, fresh: Buffer): Promise<Buffer>;
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
  /** The least OCPP security profile with which it may connect; raised by what it shows. Absent = 1. 0 = opted in to none. */
  readonly securityProfile?: 0 | 1 | 2 | 3;
  /** A new password is on its way to it. */
  readonly rotation?: PasswordRotation;
  /** What a rotation replaced: the grid file may still have it, and must not bring it back. */
  readonly supersededHash?: string;
  /** The address, of IPv6 the /64, from which it logged in last: there the wrong passwords of others do not slow it. */
  readonly network?: string;
  /** The certificate that it showed last. */
  readonly certificate?: { readonly serialNumber: string; readonly validUntilMs: number };
  /** Serial numbers (`certificateNumber`) of certificates that let nobody in any more. */
  readonly withdrawnCertificates?: readonly string[];
  readonly updatedAtMs: number;
};

/**
 * sending: it may have it at any moment. written: it has acknowledged it. unanswered: it may have it or not, and may use it from its next reboot on.
 * While it is open both passwords are accepted. After the overlap a written one leaves the new alone; one without an answer is given up when the
 * station still comes with the old.
 */
export type PasswordRotation = {
  readonly passwordHash: string;
  readonly status: 'sending' | 'written' | 'unanswered';
  readonly startedAtMs: number;
  readonly overlapEndsAtMs: number;
};

/** What a restart must not forget of a charger that did not obey: who took it out of service, and when it was reset. */
export type EscalationMark = { readonly outOfService: boolean; readonly resetAtMs?: number };

export interface StationStore {
  get(stationId: string): Promise<StationRecord | undefined>;
  list(): Promise<readonly StationRecord[]>;
  put(record: StationRecord): Promise<void>;
  /**
   * Changes the record as it is when its turn comes: two who change different things of one station do not undo each other. `change` is pure.
   * Answers the record as it is then; undefined = no such station.
   */
  update(stationId: string, change: (before: StationRecord) => StationRecord): Promise<StationRecord | undefined>;
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
  /** Why it was closed although its station never said so; a real end that comes later takes its place. */
  readonly evidence?: string;
  /** What was wrong with its story, e.g. `decreasing-register`, `sequence-gap`. Sorted; absent = nothing. */
  readonly flags?: readonly string[];
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
  /** Oldest first; empty also when there is no such session. */
  signedValues(sessionId: string): Promise<readonly SignedValue[]>;
  setGoal(sessionId: string, goal: SessionGoal): Promise<boolean>;
  /** Adds a flag; resolves to false when there is no such session. */
  flag(sessionId: string, flag: string): Promise<boolean>;
  /** How many sessions of this token are open, whatever its case; `except` does not count. */
  countOpenOfToken(request: { readonly idToken: string; readonly except?: string }): Promise<number>;
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

/** Something that concerns security, told by a station or found out by the gateway. */
export type SecurityEventEntry = {
  readonly atMs: number;
  /** Of a login that failed: whom it claimed to be. */
  readonly stationId: string;
  readonly source: 'station' | 'gateway';
  readonly type: string;
  /** By the list of the standard. */
  readonly isCritical: boolean;
  readonly detail?: string;
  /** By the station's clock. */
  readonly measuredAtMs?: number;
};
export type SecurityEventRecord = SecurityEventEntry & { readonly seq: number };
export interface SecurityEventStore {
  /** Bounded per station and in all: the oldest go. */
  append(entry: SecurityEventEntry): Promise<SecurityEventRecord>;
  /** Newest first, records with seq < `before`; times are a half-open interval of `atMs`. */
  list(query: {
    readonly limit: number;
    readonly before?: number;
    readonly stationId?: string;
    readonly type?: string;
    readonly source?: SecurityEventEntry['source'];
    readonly fromMs?: number;
    readonly toMs?: number;
  }): Promise<readonly SecurityEventRecord[]>;
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

/** What stations of one vendor, model and firmware taught us. A starting point for the next one, no truth about it. */
export type ModelRecord = {
  readonly model: StationModel;
  readonly facts: ModelFacts;
  readonly learnedAtMs: number;
};
export interface ModelStore {
  list(): Promise<readonly ModelRecord[]>;
  put(record: ModelRecord): Promise<void>;
  /** Resolves also when nothing is known of the model. */
  forget(model: ModelRecord['model']): Promise<void>;
}
