import type { Allocation, GateSettings, LedgerBounds, RowCapacity } from '../../dispatch/index.ts';
import type { Clock, LogEntry } from '../../ocpp/index.ts';
import type { SiteConfig } from '../config/site.ts';
import type { Telemetry } from '../telemetry/port.ts';
import { alarmsOf } from './alarms.ts';
import type { AlarmBook } from './alarm-book.ts';
import type { BaseLoads } from './base-loads.ts';
import type { ControlBounds } from './bounds.ts';
import { ConnectorViews } from './connector-views.ts';
import type { ControlState } from './control-state.ts';
import type { Escalations } from './escalations.ts';
import type { Estimates } from './estimates.ts';
import { History } from './history.ts';
import type { LimitTimer } from './limit-timer.ts';
import type { Planner } from './planner.ts';
import type { Restorer } from './restorer.ts';
import { StationViews } from './station-views.ts';
import { Thermals } from './thermals.ts';
import { pointsOfTick } from './tick-points.ts';
import { showEveryMs } from './tick-timer.ts';
import type { ControlView } from './view.ts';
import { viewOf } from './view-of.ts';

export type PublisherDeps = {
  readonly state: ControlState;
  readonly site: SiteConfig;
  readonly clock: Clock;
  readonly bounds: ControlBounds;
  readonly ledgerBounds: LedgerBounds;
  readonly gateSettings: GateSettings;
  readonly planner: Planner;
  readonly baseLoads: BaseLoads;
  readonly estimates: Estimates;
  readonly limitTimer: LimitTimer;
  readonly alarms: AlarmBook;
  readonly telemetry: Telemetry;
  readonly restorer: Restorer;
  readonly escalations: Escalations;
  /** Limits wait to be handed over that must not wait for onlookers. */
  readonly isBusy: () => boolean;
  readonly log: (entry: LogEntry) => void;
};

/** What the loop knows of its own last tick. */
export type Progress = {
  readonly tick: ControlView['tick'];
  readonly vetoes: number;
  readonly allocation: Allocation | undefined;
  readonly capacity: readonly RowCapacity[];
};

/** Shows the state after each tick: the view, the load curves, the telemetry, and whoever listens. */
export class Publisher {
  readonly history: History;
  readonly #deps: PublisherDeps;
  readonly #thermals = new Thermals();
  readonly #connectorViews = new ConnectorViews();
  readonly #stationViews = new StationViews();
  readonly #listeners = new Set<(view: ControlView) => void>();
  #view: ControlView;
  #shownAtMs = -Infinity;
  #cancel: (() => void) | undefined;

  constructor(deps: PublisherDeps, progress: Progress) {
    this.#deps = deps;
    this.history = new History({ stepMs: deps.bounds.historyStepMs, points: deps.bounds.historyPoints });
    this.#view = this.#look(deps.clock.nowMs(), progress);
  }

  get view(): ControlView {
    return this.#view;
  }

  /** Returns the unsubscribe. */
  onTick(listener: (view: ControlView) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Shows what the tick at `atMs` left, unless a site of this size is not shown yet. On one that is not small in a turn of its own: orders go out
   * and stations are answered before anybody looks on, at the latest when the next is due. Never throws: whoever looks on must not stop the control.
   */
  tickDone(atMs: number, progress: Progress): void {
    const { state, bounds, clock } = this.#deps;
    const { connectors } = state.grid;
    if (atMs - this.#shownAtMs < showEveryMs(connectors.length, bounds)) return;
    this.#shownAtMs = atMs;
    const isOverdue = this.#cancel !== undefined;
    this.stop();
    if (connectors.length < bounds.smallSite) {
      this.#publish(atMs, progress);
      return;
    }
    const show = (): void => {
      if (this.#deps.isBusy() && !isOverdue) {
        this.#cancel = clock.after(0, show);
        return;
      }
      this.#cancel = undefined;
      // What was decided is in the order of a grid that is gone: the next tick shows the new one.
      if (state.grid.connectors === connectors) this.#publish(atMs, progress);
      else this.#shownAtMs = -Infinity;
    };
    this.#cancel = clock.after(0, show);
  }

  /** What waits to be shown is not shown any more. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #publish(atMs: number, progress: Progress): void {
    try {
      this.#show(atMs, progress);
    } catch (error) {
      this.#deps.log({ level: 'error', message: `tick ${progress.tick.count} was not published: ${String(error)}` });
    }
  }

  #show(atMs: number, progress: Progress): void {
    const before = this.#view;
    this.#warm(atMs);
    this.#view = this.#look(atMs, progress);
    for (const { nodeId, baseLoadKw, chargingKw, limitKw } of this.#view.nodes) {
      this.history.add(nodeId, { atMs, baseLoadKw, chargingKw, ...(limitKw === undefined ? {} : { limitKw }) });
    }
    for (const point of pointsOfTick(before, this.#view)) this.#deps.telemetry.write(point);
    for (const listener of this.#listeners) {
      try {
        listener(this.#view);
      } catch (error) {
        this.#deps.log({ level: 'error', message: `a listener of the tick failed: ${String(error)}` });
      }
    }
  }

  /** Every watched transformer under the load that its node has now. */
  #warm(atMs: number): void {
    const { state, baseLoads } = this.#deps;
    if (state.grid.nodes.every(({ transformer }) => transformer === undefined)) return;
    const records = state.records();
    for (const [index, { id, transformer }] of state.grid.nodes.entries()) {
      if (transformer === undefined) continue;
      let loadKw = baseLoads.viewOf(id)?.bestKw ?? 0;
      for (const one of state.grid.connectorsBelowNode[index] ?? []) loadKw += records[one]?.reading?.powerKw ?? 0;
      this.#thermals.advance(id, transformer, { loadKw, atMs });
    }
  }

  #look(atMs: number, { tick, vetoes, allocation, capacity }: Progress): ControlView {
    const { site, state, planner, baseLoads, ledgerBounds, gateSettings, limitTimer, alarms } = this.#deps;
    const { grid, stations, limits, overrides, sources } = state;
    const looked = {
      atMs,
      site,
      grid,
      records: state.records(),
      stations,
      envelopes: limits,
      overrides,
      baseLoads,
      estimates: this.#deps.estimates,
      allocation,
      plan: planner.plan,
      planner: planner.state,
      ledgerBounds,
      limitTimings: limitTimer.timings(),
      thermals: this.#thermals,
      connectorViews: this.#connectorViews,
      stationViews: this.#stationViews,
      sources: sources.views(),
      restorations: this.#deps.restorer.views(),
      tick,
    };
    return viewOf({
      ...looked,
      alarms: alarms.update(
        atMs,
        alarmsOf({ ...looked, capacity, vetoes, gateSettings, escalations: this.#deps.escalations }),
      ),
    });
  }
}
