import {
  compileGrid,
  isFull,
  kwPerA,
  offerCap,
  openAccount,
  taperSeen,
  usedPhases,
  withUsedShares,
} from '../../dispatch/index.ts';
import type {
  Allocation,
  CompiledGrid,
  Connector,
  Grid,
  GridEnvelope,
  LedgerBounds,
  Phase,
} from '../../dispatch/index.ts';
import type { ConnectorId, StationEvent } from '../../ocpp/index.ts';
import type { EscalationMark, Override, SessionGoal, SessionRecord } from '../store/port.ts';
import { reduceConnector, shareOf, withoutLeaseCredit } from './connector-record.ts';
import type { ConnectorRecord } from './connector-record.ts';
import type { Sources } from './sources.ts';
import { losesLeaseCredit, newStation, reduceStation } from './station-record.ts';
import type { StationRecord } from './station-record.ts';

/** A DC charger's limit is set in steps of this. */
const DC_STEP_KW = 1;

/** What an earlier run left in the store. */
export type Restored = {
  readonly sessions: readonly SessionRecord[];
  readonly envelopes: readonly GridEnvelope[];
  readonly overrides: readonly Override[];
  /** Whether the charger confirmed exactly this failsafe share. */
  readonly isConfigured: (connectorId: ConnectorId, failsafeKw: number) => boolean;
  /** What was done to a charger that did not obey. */
  readonly escalationOf: (connectorId: ConnectorId) => EscalationMark | undefined;
};

export type ControlStateStart = {
  readonly restored: Restored;
  readonly bounds: LedgerBounds;
  readonly atMs: number;
  readonly sources: Sources;
};

/** What one event did to one connector. */
export type Change = { readonly before: ConnectorRecord; readonly after: ConnectorRecord };

/** One record per connector and per station. Events change records and nothing else; whoever passes them in reacts to the changes. */
export class ControlState {
  envelopes: readonly GridEnvelope[];
  overrides: readonly Override[];
  #grid: CompiledGrid;
  #narrowed: CompiledGrid | undefined;
  readonly #records = new Map<ConnectorId, ConnectorRecord>();
  readonly #stations = new Map<string, StationRecord>();
  /** A search of the whole grid for each event of a station would take minutes when a city of 10,000 comes back at once. */
  readonly #connectorsOf = new Map<string, ConnectorId[]>();
  readonly #bounds: LedgerBounds;
  readonly #isConfigured: Restored['isConfigured'];
  readonly sources: Sources;

  constructor(grid: Grid, { restored, bounds, atMs, sources }: ControlStateStart) {
    this.#grid = compileGrid(grid);
    this.#bounds = bounds;
    this.#isConfigured = restored.isConfigured;
    this.sources = sources;
    this.envelopes = restored.envelopes;
    this.overrides = restored.overrides;
    this.#openRecords(atMs);
    for (const session of restored.sessions) this.#restoreSession(session);
  }

  /** As it is now: rows count what the present cars can draw of their offers. */
  get grid(): CompiledGrid {
    this.#narrowed ??= withUsedShares(this.#grid, this.#shares(), this.#usedPhases());
    return this.#narrowed;
  }

  /** All that limits import: what was set, and the failsafe limits of sources that are silent. */
  get limits(): readonly GridEnvelope[] {
    const imposed = this.sources.envelopes();
    return imposed.length === 0 ? this.envelopes : [...this.envelopes, ...imposed];
  }

  get stations(): ReadonlyMap<string, StationRecord> {
    return this.#stations;
  }

  /** In the order of the grid's connectors. */
  records(): readonly ConnectorRecord[] {
    return this.#grid.connectors.map(({ id }) => {
      const record = this.#records.get(id);
      if (record === undefined) throw new Error(`control: connector ${id} of the grid has no record`);
      return record;
    });
  }

  record(connectorId: ConnectorId): ConnectorRecord | undefined {
    return this.#records.get(connectorId);
  }

  replace(record: ConnectorRecord): void {
    this.#records.set(record.connectorId, record);
  }

  connector(connectorId: ConnectorId): Connector | undefined {
    return this.#grid.connectors[this.#grid.connectorIndex.get(connectorId) ?? -1];
  }

  /** An event of a station: the changes it made, none for connectors that are not in the grid. */
  apply(event: StationEvent): readonly Change[] {
    // Anyone can claim any name before a login: no record of a station is made of that.
    if (event.kind === 'security' && !this.#stations.has(event.stationId)) return [];
    const station = this.#stations.get(event.stationId) ?? newStation(event.stationId);
    const stationAfter = reduceStation(station, event);
    this.#stations.set(event.stationId, stationAfter);
    const isVoid = losesLeaseCredit(station, event, this.#bounds);
    const changes: Change[] = [];
    for (const connectorId of this.#concerned(event, isVoid)) {
      const before = this.#records.get(connectorId);
      if (before === undefined) continue;
      const connector = this.connector(connectorId);
      const phaseCount = connector?.phases.length ?? 0;
      const reduced = reduceConnector(before, event, {
        bounds: this.#bounds,
        phaseCount,
        outlivesSession: stationAfter.capability?.outlivesSession === true,
        kwPerA: connector === undefined ? undefined : kwPerA(connector),
      });
      const after = this.#withOfferCap(isVoid ? withoutLeaseCredit(reduced, event.atMs, this.#bounds) : reduced, event);
      if (shareOf(after, phaseCount) !== shareOf(before, phaseCount)) this.#narrowed = undefined;
      this.#records.set(connectorId, after);
      changes.push({ before, after });
    }
    return changes;
  }

  /** Registers of the open sessions. */
  openMeters(): readonly { readonly sessionId: string; readonly meterKwh: number }[] {
    return this.records().flatMap(({ session }) =>
      session?.meterStartKwh === undefined
        ? []
        : [{ sessionId: session.sessionId, meterKwh: session.meterStartKwh + session.deliveredKwh }],
    );
  }

  /** Whether the session is known. */
  setGoal(sessionId: string, goal: SessionGoal): boolean {
    for (const record of this.#records.values()) {
      if (record.session?.sessionId !== sessionId) continue;
      this.replace({ ...record, session: { ...record.session, goal } });
      return true;
    }
    return false;
  }

  setQuarantine(stationId: string, quarantined: boolean): void {
    this.#stations.set(stationId, { ...(this.#stations.get(stationId) ?? newStation(stationId)), quarantined });
  }

  /** The grid changed at run time (a station was added or removed): known connectors keep their accounts, new ones start distrusted. */
  setGrid(grid: Grid, atMs: number): void {
    this.#grid = compileGrid(grid);
    this.#narrowed = undefined;
    for (const connectorId of this.#records.keys())
      if (!this.#grid.connectorIndex.has(connectorId)) this.#records.delete(connectorId);
    this.#openRecords(atMs);
  }

  /** Keeps each connector's setpoint, and notes when a car was admitted or paused. */
  remember(allocation: Allocation): void {
    const decided = new Map(allocation.setpoints.map((setpoint) => [setpoint.connectorId, setpoint]));
    for (const record of this.#records.values()) {
      const setpoint = decided.get(record.connectorId);
      // The allocator says the same object again while its decision stands.
      if (setpoint === record.setpoint) continue;
      const { setpoint: _, ...rest } = record;
      if (setpoint === undefined) {
        this.replace(rest);
        continue;
      }
      const admitted = setpoint.limitKw > 0;
      const since = admitted === record.admitted ? {} : { admitted, admittedChangedAtMs: allocation.atMs };
      this.replace({ ...rest, ...since, setpoint });
    }
  }

  #openRecords(atMs: number): void {
    this.#connectorsOf.clear();
    for (const connector of this.#grid.connectors) {
      const siblings = this.#connectorsOf.get(connector.stationId);
      if (siblings === undefined) this.#connectorsOf.set(connector.stationId, [connector.id]);
      else siblings.push(connector.id);
      if (!this.#stations.has(connector.stationId))
        this.#stations.set(connector.stationId, newStation(connector.stationId));
      if (this.#records.has(connector.id)) continue;
      const configured = this.#isConfigured(connector.id, connector.failsafeKw);
      this.replace({
        connectorId: connector.id,
        account: openAccount(connector, { configured, atMs, bounds: this.#bounds }),
        status: 'unknown',
        offerCap: { lowSamples: 0 },
        admitted: false,
      });
    }
  }

  #restoreSession(session: SessionRecord): void {
    const record = this.#records.get(`${session.stationId}/${session.connectorNumber}`);
    if (record === undefined) return;
    const { sessionId, idToken, startedAtMs, meterStartKwh, meterKwh, goal } = session;
    const deliveredKwh =
      meterStartKwh === undefined || meterKwh === undefined ? 0 : Math.max(0, meterKwh - meterStartKwh);
    this.replace({
      ...record,
      session: {
        sessionId,
        idToken,
        startedAtMs,
        deliveredKwh,
        goal,
        ...(meterStartKwh === undefined ? {} : { meterStartKwh }),
      },
    });
  }

  #withOfferCap(record: ConnectorRecord, event: StationEvent): ConnectorRecord {
    if (event.kind !== 'reading' || event.historic || event.powerKw === undefined) return record;
    const connector = this.connector(record.connectorId);
    const { accepted } = record.account;
    if (connector === undefined || record.session === undefined || accepted === undefined) return record;
    if (record.leaseWatched === true) return record;
    const share = shareOf(record, connector.phases.length);
    const sample = {
      powerKw: event.powerKw / share,
      offeredKw: accepted.limitKw,
      offeredForMs: event.atMs - accepted.acceptedAtMs,
      minimumKw: connector.minimumKw,
      maximumKw: Math.min(connector.ratingKw, (record.session.carMaximumKw ?? Infinity) / share),
      stepKw: kwPerA(connector) ?? DC_STEP_KW,
    };
    const taper = taperSeen(record.taper ?? { idleSamples: 0 }, {
      ...sample,
      deliveredKwh: record.session.deliveredKwh,
    });
    // Not every station says that its car is full; the meter does.
    const resting = isFull(taper) ? { restingSinceMs: record.restingSinceMs ?? event.atMs } : {};
    return { ...record, ...resting, taper, offerCap: offerCap(record.offerCap, sample) };
  }

  #shares(): ReadonlyMap<number, number> {
    const shares = new Map<number, number>();
    for (const [index, { id, phases }] of this.#grid.connectors.entries()) {
      const record = this.#records.get(id);
      const share = record === undefined ? 1 : shareOf(record, phases.length);
      if (share < 1) shares.set(index, share);
    }
    return shares;
  }

  #usedPhases(): ReadonlyMap<number, readonly Phase[]> {
    const used = new Map<number, readonly Phase[]>();
    for (const [index, connector] of this.#grid.connectors.entries()) {
      const phases = usedPhases(this.#records.get(connector.id)?.phaseUse, connector);
      if (phases !== undefined) used.set(index, phases);
    }
    return used;
  }

  /** Which connectors an event is about: its own, or all of its station. */
  #concerned(event: StationEvent, isVoid: boolean): readonly ConnectorId[] {
    if ('connectorId' in event && event.connectorId !== undefined) return [event.connectorId];
    if (event.kind !== 'booted' && event.kind !== 'connected' && !isVoid) return [];
    return this.#connectorsOf.get(event.stationId) ?? [];
  }
}
