import type { AuthenticateAnswer, AuthenticateRequest, AuthorizeAnswer, ConnectorId, LogEntry } from '../ocpp/index.ts';
import type { SiteConfig } from './config/index.ts';
import { createPasswordVerifier, hashPassword } from './store/index.ts';
import type { EscalationMark, StationRecord, Store } from './store/index.ts';

/** Who may connect, and what is remembered of a station across restarts. Kept in memory; the store is the truth. */
export interface Access {
  authenticate(this: void, request: AuthenticateRequest): Promise<AuthenticateAnswer>;
  authorize(this: void, request: { readonly stationId: string; readonly idToken: string }): Promise<AuthorizeAnswer>;
  connectorsOf(this: void, stationId: string): readonly number[] | undefined;
  isConfigured(this: void, connectorId: ConnectorId, failsafeKw: number): boolean;
  noteConfigured(stationId: string, connectorNumber: number, failsafeKw: number): Promise<void>;
  /** What an earlier run, or this one, did to a connector that did not obey. */
  escalationOf(this: void, connectorId: ConnectorId): EscalationMark | undefined;
  noteEscalation(connectorId: ConnectorId, mark: EscalationMark): Promise<void>;
  /** Reads the store again after stations were added, changed or removed. */
  reload(): Promise<void>;
}

/**
 * Puts the stations of the grid file into the store (their state survives, their password is the file's), and answers from there.
 * Rejects when the store does.
 */
export async function createAccess({
  site,
  store,
  nowMs,
  randomBytes,
  log,
}: {
  readonly site: SiteConfig;
  readonly store: Store;
  readonly nowMs: () => number;
  readonly randomBytes: (count: number) => Buffer;
  readonly log: (entry: LogEntry) => void;
}): Promise<Access> {
  const verifier = createPasswordVerifier();
  let records = new Map<string, StationRecord>();
  let connectors = new Map<string, number[]>();

  async function reload(): Promise<void> {
    records = new Map((await store.stations.list()).map((record) => [record.stationId, record]));
    connectors = connectorNumbers(site, [...records.values()]);
  }

  await reload();
  await Promise.all(
    site.stations.map(async ({ stationId, password, passwordHash, planned }) => {
      const before = records.get(stationId);
      const same =
        before?.passwordHash !== undefined &&
        password !== undefined &&
        (await verifier.verify(Buffer.from(password), before.passwordHash));
      const hash =
        passwordHash ??
        (same ? before?.passwordHash : password === undefined ? undefined : await hashPassword(password, randomBytes));
      await store.stations.put({
        ...before,
        stationId,
        ...(hash === undefined ? {} : { passwordHash: hash }),
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

  return {
    authenticate: async ({ stationId, credentials, remoteAddress }) => {
      const record = records.get(stationId);
      // The same work for unknown stations as for wrong passwords, so that ids cannot be told apart by time.
      const known = credentials !== undefined && (await verifier.verify(credentials.password, record?.passwordHash));
      if (known && record?.state === 'enabled') return 'accepted';
      if (known && record?.state === 'quarantined') return 'quarantined';
      if (record === undefined && site.unknownStations === 'quarantine') {
        log({
          level: 'warn',
          stationId,
          message: `unknown station ${stationId} from ${remoteAddress} is held in quarantine`,
        });
        return 'quarantined';
      }
      return 'refused';
    },
    // Whom a token belongs to is the business of the operator's back office: every token that fits the protocol may charge.
    authorize: async () => ({ status: 'Accepted' }),
    connectorsOf: (stationId) => connectors.get(stationId),
    isConfigured: (connectorId, failsafeKw) => {
      const { stationId, number } = partsOf(connectorId);
      return records.get(stationId)?.configured[number] === failsafeKw;
    },
    noteConfigured: async (stationId, connectorNumber, failsafeKw) => {
      const record = records.get(stationId);
      if (record === undefined) return;
      const noted = { ...record, configured: { ...record.configured, [connectorNumber]: failsafeKw } };
      records.set(stationId, noted);
      await store.stations.put(noted);
    },
    escalationOf: (connectorId) => {
      const { stationId, number } = partsOf(connectorId);
      return records.get(stationId)?.escalated?.[number];
    },
    noteEscalation: async (connectorId, mark) => {
      const { stationId, number } = partsOf(connectorId);
      const record = records.get(stationId);
      if (record === undefined) return;
      const noted = { ...record, escalated: { ...record.escalated, [number]: mark } };
      records.set(stationId, noted);
      await store.stations.put(noted);
    },
    reload,
  };
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
