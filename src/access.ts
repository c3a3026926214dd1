import type { AuthenticateAnswer, AuthenticateRequest, ConnectorId, LogEntry } from '../ocpp/index.ts';
import type { SiteConfig } from './config/index.ts';
import { afterLogin, createLogin, type LoginGuard, type Proof, type SecurityProfile } from './security/index.ts';
import { createPasswordVerifier, hashPassword } from './store/index.ts';
import type { EscalationMark, PasswordVerifier, StationRecord, Store } from './store/index.ts';

/** Who may connect, and what is remembered of a station across restarts. Kept in memory; the store is the truth. */
export interface Access {
  authenticate(this: void, request: AuthenticateRequest): Promise<AuthenticateAnswer>;
  connectorsOf(this: void, stationId: string): readonly number[] | undefined;
  isConfigured(this: void, connectorId: ConnectorId, failsafeKw: number): boolean;
  noteConfigured(stationId: string, connectorNumber: number, failsafeKw: number): Promise<void>;
  /** What an earlier run, or this one, did to a connector that did not obey. */
  escalationOf(this: void, connectorId: ConnectorId): EscalationMark | undefined;
  noteEscalation(connectorId: ConnectorId, mark: EscalationMark): Promise<void>;
  /** Writes from where stations have logged in since it was last written. Rejects when the store does. */
  saveNetworks(): Promise<void>;
  /** Reads the store again after stations were added, changed or removed. */
  reload(): Promise<void>;
  /** All stations as they are known now. */
  records(): readonly StationRecord[];
}

/** What decides a login beside the station's own record. */
export type AccessSecurity = {
  readonly guard: LoginGuard;
  readonly blockedMs: (stationId: string) => number;
  /** No station may connect with less. */
  readonly minimumProfile: SecurityProfile;
  readonly report: (event: { readonly stationId: string; readonly type: string; readonly detail: string }) => void;
};

/** Written in one go, at about 0.1 ms each, while stations wait. */
const NETWORKS_AT_ONCE = 100;

/**
 * Puts the stations of the grid file into the store (their state survives, their password is the file's), and answers from there.
 * Rejects when the store does.
 */
export async function createAccess({
  site,
  store,
  nowMs,
  randomBytes,
  security,
  log,
}: {
  readonly site: SiteConfig;
  readonly store: Store;
  readonly nowMs: () => number;
  readonly randomBytes: (count: number) => Buffer;
  readonly security: AccessSecurity;
  readonly log: (entry: LogEntry) => void;
}): Promise<Access> {
  const verifier = createPasswordVerifier();
  let records = new Map<string, StationRecord>();
  let connectors = new Map<string, number[]>();
  /** From where stations have logged in, until it is written with something else or now and then: a city that comes back must not be 10,000 writes. */
  const unsaved = new Map<string, string>();

  function withNetwork(record: StationRecord): StationRecord {
    const network = unsaved.get(record.stationId);
    return network === undefined || network === record.network ? record : { ...record, network };
  }

  async function reload(): Promise<void> {
    records = new Map((await store.stations.list()).map((record) => [record.stationId, withNetwork(record)]));
    connectors = connectorNumbers(site, [...records.values()]);
  }

  await reload();
  await Promise.all(
    site.stations.map(async ({ stationId, password, passwordHash, planned, securityProfile }) => {
      const before = records.get(stationId);
      const hash = passwordHash ?? (await hashOfFile(password, before, { verifier, randomBytes }));
      const isSuperseded = hash !== undefined && hash === before?.supersededHash;
      await store.stations.put({
        ...before,
        stationId,
        ...(hash === undefined || isSuperseded ? {} : { passwordHash: hash }),
        ...profileOf(before?.securityProfile, securityProfile),
        origin: 'grid-file',
        state: planned
          ? 'disabled'
          : before?.state === undefined || before.origin === 'quarantine'
            ? 'enabled'
            : before.state,
        configured: before?.configured ?? {},
        updatedAtMs: nowMs(),
      });
    }),
  );
  await reload();

  /** In memory at once; on disk on top of what others have changed there meanwhile. Rejects when the store does. */
  async function change(stationId: string, by: (before: StationRecord) => StationRecord): Promise<void> {
    const record = records.get(stationId);
    if (record === undefined) return;
    records.set(stationId, by(record));
    const stored = await store.stations.update(stationId, (before) => withNetwork(by(before)));
    if (stored === undefined) return;
    if (unsaved.get(stationId) === stored.network) unsaved.delete(stationId);
    records.set(stationId, withNetwork(stored));
  }

  /** A station that has logged in must not wait for the disk. */
  function noteProof({ stationId }: StationRecord, proof: Proof): void {
    const atMs = nowMs();
    // As it is now: the password was being checked for a while.
    const before = records.get(stationId);
    if (before === undefined) return;
    if (proof.network !== before.network) unsaved.set(stationId, proof.network);
    const record = withNetwork(before);
    records.set(stationId, record);
    const after = afterLogin(record, proof, atMs);
    if (after === record) return;
    if (after.passwordHash !== record.passwordHash)
      security.report({ stationId, type: 'password-rotated', detail: 'it uses its new password; the old one is void' });
    change(stationId, (stored) => afterLogin(stored, proof, atMs)).catch((error: unknown) =>
      log({ level: 'error', stationId, message: `login was not noted: ${String(error)}` }),
    );
  }

  return {
    authenticate: createLogin({
      ...security,
      recordOf: (stationId) => records.get(stationId),
      unknownStations: site.unknownStations,
      verifier,
      nowMs,
      onProven: noteProof,
    }),
    records: () => [...records.values()],
    connectorsOf: (stationId) => connectors.get(stationId),
    isConfigured: (connectorId, failsafeKw) => {
      const { stationId, number } = partsOf(connectorId);
      return records.get(stationId)?.configured[number] === failsafeKw;
    },
    noteConfigured: (stationId, connectorNumber, failsafeKw) =>
      change(stationId, (before) => ({
        ...before,
        configured: { ...before.configured, [connectorNumber]: failsafeKw },
      })),
    escalationOf: (connectorId) => {
      const { stationId, number } = partsOf(connectorId);
      return records.get(stationId)?.escalated?.[number];
    },
    noteEscalation: (connectorId, mark) => {
      const { stationId, number } = partsOf(connectorId);
      return change(stationId, (before) => ({ ...before, escalated: { ...before.escalated, [number]: mark } }));
    },
    saveNetworks: async () => {
      const all = [...unsaved.keys()];
      for (const stationId of all) if (!records.has(stationId)) unsaved.delete(stationId);
      for (let at = 0; at < all.length; at += NETWORKS_AT_ONCE)
        await Promise.all(
          all.slice(at, at + NETWORKS_AT_ONCE).map((stationId) => change(stationId, (before) => before)),
        );
    },
    reload,
  };
}

/**
 * The stored hash that the password of the grid file fits, or a new one. One that a rotation replaced comes back as itself, so that the caller
 * sees that the file is behind.
 */
async function hashOfFile(
  password: string | undefined,
  before: StationRecord | undefined,
  { verifier, randomBytes }: { readonly verifier: PasswordVerifier; readonly randomBytes: (count: number) => Buffer },
): Promise<string | undefined> {
  if (password === undefined) return undefined;
  for (const known of [before?.passwordHash, before?.supersededHash]) {
    if (known !== undefined && (await verifier.verify(Buffer.from(password), known))) return known;
  }
  return hashPassword(password, randomBytes);
}

/** The file may ask for more than a station has shown, and never for less; only an operator lowers it. */
function profileOf(
  before: StationRecord['securityProfile'],
  ofFile: StationRecord['securityProfile'],
): Pick<StationRecord, 'securityProfile'> {
  const securityProfile = before === undefined || (ofFile ?? 0) > before ? ofFile : before;
  return securityProfile === undefined ? {} : { securityProfile };
}

/** Connector numbers by station, from the grid and from the definitions of stations that were added at run time. */
function connectorNumbers(site: SiteConfig, records: readonly StationRecord[]): Map<string, number[]> {
  const numbers = new Map<string, number[]>();
  const add = (stationId: string, number: number): void => {
    numbers.set(stationId, [...(numbers.get(stationId) ?? []), number]);
  };
  for (const { id, stationId } of site.grid.connectors) add(stationId, Number(id.slice(id.lastIndexOf('/') + 1)));
  for (const { stationId, definition } of records) {
    if (numbers.has(stationId)) continue;
    for (const number of definedNumbers(definition)) add(stationId, number);
  }
  return numbers;
}

function partsOf(connectorId: ConnectorId): { readonly stationId: string; readonly number: string } {
  const slash = connectorId.lastIndexOf('/');
  return { stationId: connectorId.slice(0, slash), number: connectorId.slice(slash + 1) };
}

function definedNumbers(definition: unknown): readonly number[] {
  if (
    typeof definition !== 'object' ||
    definition === null ||
    !('connectors' in definition) ||
    !Array.isArray(definition.connectors)
  )
    return [];
  return definition.connectors.map((_, index) => index + 1);
}
