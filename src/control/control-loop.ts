import { check, createAllocator, exposureKw, gate, nextCeilings, recordCase } from '../../dispatch/index.ts';
import type {
  Allocation,
  Allocator,
  CheckedMoves,
  DecisionCase,
  GridSnapshot,
  NodeId,
  RampCeiling,
} from '../../dispatch/index.ts';
import { isCriticalSecurityEvent } from '../../ocpp/index.ts';
import type { StationEvent } from '../../ocpp/index.ts';
import { AlarmBook, isAlertingMonitor } from './alarm-book.ts';
import { ControlState } from './control-state.ts';
import { Escalations } from './escalations.ts';
import { keepMinimums } from './keep-minimum.ts';
import { ledgerLook } from './ledger-look.ts';
import { LimitTimer } from './limit-timer.ts';
import { Orders, UNKNOWN_CONNECTOR } from './orders.ts';
import { photograph } from './photograph.ts';
import type { ControlDeps } from './control-deps.ts';
import { type Progress, Publisher } from './publisher.ts';
import { react } from './react.ts';
import { Restorer } from './restorer.ts';
import { Sources } from './sources.ts';
import { gatherMs, TickTimer } from './tick-timer.ts';
import type { Control, ControlEvent, ControlView, HistoryPoint } from './view.ts';

/** Photograph, decide, act: events only change records; once a tick a snapshot is decided on, proven, and sent. */
export class ControlLoop implements Control {
  readonly #deps: ControlDeps;
  readonly #state: ControlState;
  readonly #limitTimer: LimitTimer;
  readonly #orders: Orders;
  readonly #allocator: Allocator;
  readonly #alarms: AlarmBook;
  readonly #publisher: Publisher;
  readonly #restorer: Restorer;
  readonly #escalations: Escalations;
  #allocation: Allocation | undefined;
  #snapshot: GridSnapshot | undefined;
  #capacity: GridSnapshot['capacity'] = [];
  #ceilings: ReadonlyMap<NodeId, RampCeiling> = new Map();
  #tickCount = 0;
  #tickMs = 0;
  #tickError: string | undefined;
  #planWaits = false;
  #vetoes = 0;
  #metersSavedAtMs: number;
  readonly #timer: TickTimer;

  constructor(deps: ControlDeps) {
    const { site, restored, ledgerBounds, bounds, clock } = deps;
    this.#deps = deps;
    const atMs = clock.nowMs();
    const sources = new Sources(site.sources ?? [], { atMs, log: (message) => deps.log({ level: 'warn', message }) });
    this.#state = new ControlState(site.grid, { restored, bounds: ledgerBounds, atMs, sources });
    this.#restorer = new Restorer(site.restoration, deps.restorationSeed);
    this.#escalations = new Escalations({ ...deps, state: this.#state }, atMs);
    this.#limitTimer = new LimitTimer(bounds.maxLimitTimings);
    this.#allocator = createAllocator(deps.allocateSettings);
    this.#orders = new Orders({ ...deps, quirks: site.quirks ?? [], state: this.#state, limitTimer: this.#limitTimer });
    this.#alarms = new AlarmBook(bounds.maxAlarms);
    this.#publisher = new Publisher(
      {
        ...deps,
        state: this.#state,
        limitTimer: this.#limitTimer,
        alarms: this.#alarms,
        restorer: this.#restorer,
        escalations: this.#escalations,
        isBusy: () => this.#orders.isBusy,
      },
      this.#progress(),
    );
    this.#metersSavedAtMs = atMs;
    this.#timer = new TickTimer({ clock, run: () => this.#tick() });
  }

  start(): void {
    this.#timer.start();
  }

  stop(): void {
    this.#timer.stop();
    this.#publisher.stop();
    this.#saveMeters();
  }

  view(): ControlView {
    return this.#publisher.view;
  }

  onTick(listener: (view: ControlView) => void): () => void {
    return this.#publisher.onTick(listener);
  }

  history(nodeId: NodeId, fromMs: number, toMs: number): readonly HistoryPoint[] {
    return this.#publisher.history.read(nodeId, fromMs, toMs);
  }

  decision(): DecisionCase | undefined {
    if (this.#snapshot === undefined || this.#allocation === undefined) return undefined;
    return recordCase(this.#snapshot, this.#deps.allocateSettings, this.#allocation);
  }

  post(event: ControlEvent): void {
    switch (event.kind) {
      case 'meter':
        this.#deps.baseLoads.meter(event.reading);
        return;
      case 'envelopes':
        this.#setEnvelopes(event);
        return;
      case 'heartbeat':
        this.#state.sources.heartbeat(event.sourceId, this.#deps.clock.nowMs());
        return;
      case 'overrides':
        this.#state.overrides = event.overrides;
        break;
      case 'goal':
        if (!this.#state.setGoal(event.sessionId, event.goal)) return;
        break;
      case 'quarantine':
        this.#state.setQuarantine(event.stationId, event.quarantined);
        break;
      case 'grid':
        this.#state.setGrid(event.grid, this.#deps.clock.nowMs());
        break;
      default:
        this.#stationEvent(event);
        return;
    }
    this.#deps.planner.changed();
    this.#timer.within(0);
  }

  /** One tick. Our own mistakes fail the tick, never the process; leases then bring every charger to its failsafe share. */
  #tick(): void {
    const startedMs = this.#deps.monotonicMs();
    const atMs = this.#deps.clock.nowMs();
    let photo: GridSnapshot | undefined;
    try {
      const snapshot = this.#photograph(atMs);
      // An early tick decides only what changed since the regular one.
      const allocation = this.#allocator.follow(snapshot, this.#deps.bounds.tickMs);
      this.#allocation = allocation;
      this.#snapshot = snapshot;
      this.#capacity = snapshot.capacity;
      this.#state.remember(allocation);
      this.#orders.act(this.#prove(snapshot, allocation), startedMs);
      this.#orders.askLeases(atMs);
      this.#orders.configureStations(atMs);
      this.#orders.repeatToOutsiders(atMs);
      this.#escalations.look(atMs);
      photo = snapshot;
      this.#tickError = undefined;
    } catch (error) {
      this.#tickError = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#deps.log({ level: 'error', message: `tick ${this.#tickCount} failed: ${this.#tickError}` });
    }
    this.#tickCount += 1;
    this.#tickMs = this.#deps.monotonicMs() - startedMs;
    // The slow layer asks its question when everything that cannot wait is on its way, at the latest a tick later.
    this.#planWaits = this.#orders.isBusy && !this.#planWaits;
    if (photo !== undefined && !this.#planWaits) this.#deps.planner.tick(photo, this.#state.limits);
    this.#publisher.tickDone(atMs, this.#progress());
    if (atMs - this.#metersSavedAtMs >= this.#deps.bounds.saveMetersMs) this.#saveMeters();
    this.#timer.after(this.#deps.bounds.tickMs);
  }

  #photograph(atMs: number): GridSnapshot {
    const { site, bounds, ledgerBounds, gateSettings, planner, baseLoads, estimates } = this.#deps;
    this.#state.sources.timePassed(atMs);
    const { grid, stations, limits, overrides } = this.#state;
    this.#restorer.watch(atMs, grid, stations);
    const records = this.#state.records();
    const { plan } = planner;
    const exposuresKw = records.map(({ account }) => exposureKw(account, atMs, ledgerBounds));
    const baseKw = baseLoads.estimate(
      grid,
      atMs,
      ledgerLook(grid, records, { exposuresKw, atMs, bounds: ledgerBounds }),
    );
    this.#ceilings = nextCeilings(grid, this.#ceilings, { atMs, exposureKw: exposuresKw });
    return photograph({
      atMs,
      grid,
      records,
      exposuresKw,
      stations,
      connectorCountOf: (stationId) => this.#state.connectorCountOf(stationId),
      envelopes: limits,
      overrides,
      baseKw,
      basePhaseKw: baseLoads.phaseKw(),
      ceilings: this.#ceilings,
      defaults: site.defaults,
      estimates,
      bounds,
      gateSettings,
      restorer: this.#restorer,
      ...(plan === undefined ? {} : { plan }),
    });
  }

  #prove(snapshot: GridSnapshot, allocation: Allocation): CheckedMoves {
    const { gateSettings, ledgerBounds } = this.#deps;
    const accounts = this.#state.records().map((record) => record.account);
    const told = keepMinimums(snapshot, allocation, accounts, this.#state.stations);
    const result = check(snapshot, gate(snapshot, told, accounts, gateSettings), accounts, ledgerBounds);
    if (result.ok) return result.moves;
    this.#vetoes += 1;
    this.#deps.log({
      level: 'error',
      message: `checker vetoed increases of tick ${this.#tickCount}: ${JSON.stringify(result.violations.slice(0, 3))}`,
    });
    return result.withoutThem;
  }

  #stationEvent(event: StationEvent): void {
    const changes = this.#state.apply(event);
    for (const change of changes) react(event, change, this.#deps);
    if (event.kind === 'reading') this.#orders.reading(event);
    switch (event.kind) {
      case 'limit-sent':
      case 'limit-answered':
        this.#limitTimer.left(event.commandId, this.#deps.monotonicMs());
        return;
      case 'security':
        this.#alarms.note(event);
        return;
      case 'security-event':
        if (isCriticalSecurityEvent(event.type)) this.#alarms.note(event);
        return;
      case 'monitor-event':
        if (isAlertingMonitor(event)) this.#alarms.noteMonitor(event);
        return;
      case 'der':
        this.#alarms.noteDer(event);
        return;
      case 'answer-refused':
        this.#alarms.noteRefusedAnswer(event);
        return;
      case 'session-started':
      case 'session-ended':
        this.#deps.planner.changed();
        this.#timer.within(gatherMs(this.#state.grid.connectors.length, this.#deps.bounds));
        return;
      case 'status':
        // A quarantined station that is in nobody's grid: visible, share 0.
        if (
          event.connectorId === undefined ||
          changes.length > 0 ||
          this.#state.stations.get(event.stationId)?.quarantined !== true
        )
          return;
        this.#deps.setFailsafe({ connectorId: event.connectorId, failsafeKw: 0, electrical: UNKNOWN_CONNECTOR });
    }
  }

  #setEnvelopes({ envelopes, writer }: Extract<ControlEvent, { kind: 'envelopes' }>): void {
    const { clock, bounds, monotonicMs, planner } = this.#deps;
    const known = new Set(this.#state.envelopes.map((one) => `${one.id} ${one.etag}`));
    for (const envelope of envelopes) {
      if (envelope.status !== 'active' || known.has(`${envelope.id} ${envelope.etag}`)) continue;
      const bindsNow = envelope.intervals.some((interval) => interval.startMs <= clock.nowMs() + bounds.leadMs);
      this.#limitTimer.accepted(envelope.id, bindsNow ? monotonicMs() : undefined);
    }
    this.#state.envelopes = envelopes;
    if (writer !== undefined) this.#state.sources.wrote(writer, clock.nowMs());
    planner.changed();
    this.#timer.within(0);
  }

  #progress(): Progress {
    const lastError = this.#tickError === undefined ? {} : { lastError: this.#tickError };
    return {
      tick: { count: this.#tickCount, lastMs: this.#tickMs, ...lastError },
      vetoes: this.#vetoes,
      allocation: this.#allocation,
      capacity: this.#capacity,
    };
  }

  #saveMeters(): void {
    this.#metersSavedAtMs = this.#deps.clock.nowMs();
    const meters = this.#state.openMeters();
    if (meters.length > 0) this.#deps.saveMeters(meters);
  }
}
