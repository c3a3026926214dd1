import { compileGrid, isFull, kwPerA, offerCap, openAccount, taperSeen } from '../../dispatch/index.ts';
import type { Allocation, CompiledGrid, Connector, Grid, GridEnvelope, LedgerBounds } from '../../dispatch/index.ts';
import type { ConnectorId, StationEvent } from '../../ocpp/index.ts';
import type { EscalationMark, Override, SessionGoal, SessionRecord } from '../store/port.ts';
import { copyRecord, openRecord, openSession, shareOf } from './connector-record.ts';
import type { ConnectorRecord } from './connector-record.ts';
import { narrowedBy } from './narrowed-grid.ts';
import { reduceConnector, withoutLeaseCredit } from './reduce-connector.ts';
import type { Sources } from './sources.ts';
import { StationLimits } from './station-limits.ts';
import { losesLeaseCredit, newStation, reduceStation } from './station-record.ts';
import type { StationRecord } from './station-record.ts';

/** A DC charger's limit is set in steps of this. */
const DC_STEP_KW = 1;
const NO_TAPER = { idleSamples: 0 } as const;

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
  readonly #stationLimits: StationLimits;
  #narrowed: CompiledGrid | undefined;
  /** In the order of the grid's connectors. Whoever asked for the list keeps it as it was: the next change is made in a copy. */
  #records: ConnectorRecord[] = [];
  #isRead = false;
  readonly #stations = new Map<string, StationRecord>();
  /** A search of the whole grid for each event of a station would take minutes when a city of 10,000 comes back at once. */
  readonly #connectorsOf = new Map<string, ConnectorId[]>();
  readonly #bounds: LedgerBounds;
  readonly #isConfigured: Restored['isConfigured'];
  readonly sources: Sources;

  constructor(grid: Grid, { restored, bounds, atMs, sources }: ControlStateStart) {
    this.#stationLimits = new StationLimits(grid);
    this.#grid = compileGrid(grid);
    this.#bounds = bounds;
    this.#isConfigured = restored.isConfigured;
    this.sources = sources;
    this.envelopes = restored.envelopes;
    this.overrides = restored.overrides;
    this.#openRecords(atMs);
    for (const session of restored.sessions) this.#restoreSession(session);
  }

  /** As it is now: rows count what the present cars can draw of their offers, and stations that others limit as a whole have rows of their own. */
  get grid(): CompiledGrid {
    const changed = this.#stationLimits.changedGrid();
    if (changed !== undefined) {
      this.#grid = compileGrid(changed);
      this.#narrowed = undefined;
    }
    this.#narrowed ??= narrowedBy(this.#grid, this.#records);
    return this.#narrowed;
  }

  /** All that limits import: what was set, the failsafe limits of sources that are silent, and what others limit stations to. */
  get limits(): readonly GridEnvelope[] {
    const imposed = [...this.sources.envelopes(), ...this.#stationLimits.envelopes()];
    return imposed.length === 0 ? this.envelopes : [...this.envelopes, ...imposed];
  }

  get stations(): ReadonlyMap<string, StationRecord> {
    return this.#stations;
  }

  /** In the order of the grid's connectors. */
  records(): readonly ConnectorRecord[] {
    this.#isRead = true;
    return this.#records;
  }

  connectorCountOf(stationId: string): number {
    return this.#connectorsOf.get(stationId)?.length ?? 0;
  }

  record(connectorId: ConnectorId): ConnectorRecord | undefined {
    return this.#records[this.#indexOf(connectorId)];
  }

  /** In the place of the record that its connector has; without effect where the grid has no such connector. */
  replace(record: ConnectorRecord): void {
    const index = this.#indexOf(record.connectorId);
    if (index >= 0) this.#put(index, record);
  }

  connector(connectorId: ConnectorId): Connector | undefined {
    return this.#grid.connectors[this.#indexOf(connectorId)];
  }

  /** An event of a station: the changes it made, none for connectors that are not in the grid. */
  apply(event: StationEvent): readonly Change[] {
    // Anyone can claim any name before a login: no record of a station is made of that.
    if (event.kind === 'security' && !this.#stations.has(event.stationId)) return [];
    const station = this.#stations.get(event.stationId) ?? newStation(event.stationId);
    const stationAfter = reduceStation(station, event);
    if (stationAfter !== station || !this.#stations.has(event.stationId))
      this.#stations.set(event.stationId, stationAfter);
    if (stationAfter.externalLimits !== station.externalLimits)
      this.#stationLimits.set(event.stationId, stationAfter.externalLimits ?? []);
    const isVoid = losesLeaseCredit(station, event, this.#bounds);
    const changes: Change[] = [];
    for (const connectorId of this.#concerned(event, isVoid)) {
      const index = this.#indexOf(connectorId);
      const before = this.#records[index];
      const connector = this.#grid.connectors[index];
      if (before === undefined || connector === undefined) continue;
      const phaseCount = connector.phases.length;
      const reduced = reduceConnector(before, event, {
        bounds: this.#bounds,
        phaseCount,
        outlivesSession: stationAfter.capability?.outlivesSession === true,
        kwPerA: kwPerA(connector),
      });
      const credited = isVoid ? withoutLeaseCredit(reduced, event.atMs, this.#bounds) : reduced;
      const after = this.#withOfferCap(credited, event, connector);
      if (shareOf(after, phaseCount) !== shareOf(before, phaseCount)) this.#narrowed = undefined;
      this.#put(index, after);
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
    for (const record of this.#records) {
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
    this.#stationLimits.setGrid(grid);
    this.#grid = compileGrid(this.#stationLimits.changedGrid() ?? grid);
    this.#narrowed = undefined;
    this.#openRecords(atMs);
  }

  /** Keeps each connector's setpoint, and notes when a car was admitted or paused. */
  remember(allocation: Allocation): void {
    const records = this.records();
    const { setpoints } = allocation;
    // Both are in the order of the grid's connectors: one walk along the two finds each connector's own.
    let next = 0;
    for (let index = 0; index < records.length; index++) {
      const record = records[index];
      if (record === undefined) continue;
      const setpoint = setpoints[next]?.connectorId === record.connectorId ? setpoints[next] : undefined;
      if (setpoint !== undefined) next += 1;
      // The allocator says the same object again while its decision stands.
      if (setpoint === record.setpoint) continue;
      const after = copyRecord(record);
      after.setpoint = setpoint;
      const admitted = setpoint === undefined ? record.admitted : setpoint.limitKw > 0;
      if (admitted !== record.admitted) {
        after.admitted = admitted;
        after.admittedChangedAtMs = allocation.atMs;
      }
      this.#put(index, after);
    }
    if (next < setpoints.length)
      throw new Error(`remember: ${setpoints[next]?.connectorId} is not in the order of the grid`);
  }

  #indexOf(connectorId: ConnectorId): number {
    return this.#grid.connectorIndex.get(connectorId) ?? -1;
  }

  #put(index: number, record: ConnectorRecord): void {
    if (this.#isRead) this.#records = [...this.#records];
    this.#isRead = false;
    this.#records[index] = record;
  }

  /** One record for each connector of the grid: what is known of it, or a fresh one. */
  #openRecords(atMs: number): void {
    this.#connectorsOf.clear();
    const known = new Map(this.#records.map((record) => [record.connectorId, record]));
    this.#records = this.#grid.connectors.map((connector) => {
      const siblings = this.#connectorsOf.get(connector.stationId);
      if (siblings === undefined) this.#connectorsOf.set(connector.stationId, [connector.id]);
      else siblings.push(connector.id);
      if (!this.#stations.has(connector.stationId))
        this.#stations.set(connector.stationId, newStation(connector.stationId));
      const before = known.get(connector.id);
      if (before !== undefined) return before;
      const configured = this.#isConfigured(connector.id, connector.failsafeKw);
      return openRecord(connector.id, openAccount(connector, { configured, atMs, bounds: this.#bounds }));
    });
    this.#isRead = false;
  }

  #restoreSession(session: SessionRecord): void {
    const record = this.record(`${session.stationId}/${session.connectorNumber}`);
    if (record === undefined) return;
    const { sessionId, idToken, startedAtMs, meterStartKwh, meterKwh, goal } = session;
    const deliveredKwh =
      meterStartKwh === undefined || meterKwh === undefined ? 0 : Math.max(0, meterKwh - meterStartKwh);
    const state = openSession({ sessionId, idToken, startedAtMs, meterStartKwh });
    state.deliveredKwh = deliveredKwh;
    state.goal = goal;
    this.replace({ ...record, session: state });
  }

  #withOfferCap(record: ConnectorRecord, event: StationEvent, connector: Connector): ConnectorRecord {
    if (event.kind !== 'reading' || event.historic || event.powerKw === undefined) return record;
    const { accepted } = record.account;
    if (record.session === undefined || accepted === undefined) return record;
    if (record.leaseWatched === true) return record;
    const share = shareOf(record, connector.phases.length);
    const sample = {
      powerKw: event.powerKw / share,
      offeredKw: accepted.limitKw,
      offeredForMs: event.atMs - accepted.acceptedAtMs,
      minimumKw: connector.minimumKw,
      maximumKw: Math.min(connector.ratingKw, (record.session.carMaximumKw ?? Infinity) / share),
      stepKw: kwPerA(connector) ?? DC_STEP_KW,
      deliveredKwh: record.session.deliveredKwh,
    };
    const taper = taperSeen(record.taper ?? NO_TAPER, sample);
    const cap = offerCap(record.offerCap, sample);
    // A steady car, reading after reading.
    if (taper === record.taper && cap === record.offerCap) return record;
    // Not every station says that its car is full; the meter does.
    const after = copyRecord(record);
    after.taper = taper;
    after.offerCap = cap;
    if (isFull(taper)) after.restingSinceMs ??= event.atMs;
    return after;
  }

  /** Which connectors an event is about: its own, or all of its station. */
  #concerned(event: StationEvent, isVoid: boolean): readonly ConnectorId[] {
    if ('connectorId' in event && event.connectorId !== undefined) return [event.connectorId];
    if (event.kind !== 'booted' && event.kind !== 'connected' && !isVoid) return [];
    return this.#connectorsOf.get(event.stationId) ?? [];
  }
}
