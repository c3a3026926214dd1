import { exposureKw, isDistrusted, isMute } from '../../dispatch/index.ts';
import type { Allocation, CompiledGrid, GateSettings, LedgerBounds } from '../../dispatch/index.ts';
import type { StationEvent } from '../../ocpp/index.ts';
import type { BaseLoads } from './base-loads.ts';
import type { ConnectorRecord } from './connector-record.ts';
import type { StationRecord } from './station-record.ts';
import type { Alarm, PlannerState } from './view.ts';

export type Condition = Omit<Alarm, 'sinceMs'>;

/** How long a security event stays on the page. */
const NOTE_MS = 600_000;

/** What is wrong now, in the order of `AlarmBook` ids. */
export function alarmsOf(state: {
  readonly atMs: number;
  readonly grid: CompiledGrid;
  readonly records: readonly ConnectorRecord[];
  readonly stations: ReadonlyMap<string, StationRecord>;
  readonly baseLoads: BaseLoads;
  readonly allocation: Allocation | undefined;
  readonly planner: PlannerState;
  readonly vetoes: number;
  readonly tick: { readonly lastError?: string };
  readonly gateSettings: GateSettings;
  readonly ledgerBounds: LedgerBounds;
}): readonly Condition[] {
  const { atMs, grid, records, stations, allocation } = state;
  const found: Condition[] = [];
  if (state.tick.lastError !== undefined) {
    found.push({
      id: 'tick-failed',
      severity: 'critical',
      kind: 'tick-failed',
      subject: 'control',
      text: 'The last tick failed; chargers fall back to their failsafe shares as their leases end.',
    });
  }
  if (state.vetoes > 0) {
    found.push({
      id: 'vetoed',
      severity: 'critical',
      kind: 'vetoed',
      subject: 'control',
      text: `The independent checker vetoed increases ${state.vetoes} times.`,
    });
  }
  for (const { rowId, nodeId, excess } of allocation?.overcommitted ?? []) {
    const unit = grid.rows.find((row) => row.id === rowId)?.unit ?? 'kW';
    found.push({
      id: `overcommitted:${rowId}`,
      severity: 'critical',
      kind: 'overcommitted',
      subject: nodeId,
      text: `${rowId} is ${excess.toFixed(1)} ${unit} above its limit with every charger at its floor.`,
    });
  }
  for (const node of grid.nodes) {
    if (state.baseLoads.viewOf(node.id)?.meter !== 'stale') continue;
    found.push({
      id: `meter-stale:${node.id}`,
      severity: 'warning',
      kind: 'meter-stale',
      subject: node.id,
      text: `The meter of ${node.id} is silent; its configured maximum of ${node.baseLoad?.maximumKw ?? 0} kW counts.`,
    });
  }
  for (const { account, connectorId, session } of records) {
    if (isDistrusted(account, atMs) && account.distrust?.reason !== 'restarted') {
      const worstKw = exposureKw(account, atMs, state.ledgerBounds);
      found.push({
        id: `untrusted:${connectorId}`,
        severity: account.distrust?.reason === 'above-limit' ? 'critical' : 'warning',
        kind: account.distrust?.reason ?? 'untrusted',
        subject: connectorId,
        text: `${connectorId} is not trusted (${account.distrust?.reason ?? ''}); ${worstKw} kW are reserved for it.`,
      });
    }
    const station = stations.get(connectorId.slice(0, connectorId.lastIndexOf('/')));
    if (session !== undefined && station?.connected !== true) {
      found.push({
        id: `silent:${connectorId}`,
        severity: 'warning',
        kind: 'silent',
        subject: connectorId,
        text: `${connectorId} charges but its station is not connected; it falls to its failsafe share when its lease ends.`,
      });
    }
  }
  for (const { account, connectorId } of records) {
    if (!isMute(account, state.gateSettings)) continue;
    found.push({
      id: `mute:${connectorId}`,
      severity: 'critical',
      kind: 'mute',
      subject: connectorId,
      text: `${connectorId} has not answered ${account.unanswered} limits in a row; what it may be obeying is reserved, and it gets no more than its failsafe share.`,
    });
  }
  const { lastStatus } = state.planner;
  if (lastStatus !== 'none' && lastStatus !== 'optimal' && lastStatus !== 'feasible') {
    found.push({
      id: 'planner',
      severity: 'warning',
      kind: 'planner',
      subject: 'planner',
      text: `The last plan was ${lastStatus}; the allocator goes on without it.`,
    });
  }
  return found;
}

/** Remembers since when each condition lasts, and short notes that are no condition. Bounded; the oldest notes go first. */
export class AlarmBook {
  readonly #max: number;
  #since = new Map<string, number>();
  #notes: { readonly alarm: Alarm; readonly untilMs: number }[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  note(event: Extract<StationEvent, { kind: 'security' }>): void {
    const id = `security:${event.stationId}:${event.type}`;
    this.#notes = this.#notes.filter((note) => note.alarm.id !== id);
    const alarm: Alarm = {
      id,
      severity: 'warning',
      sinceMs: event.atMs,
      kind: 'security',
      subject: event.stationId,
      text: `${event.type}: ${event.detail}`,
    };
    this.#notes.push({ alarm, untilMs: event.atMs + NOTE_MS });
    if (this.#notes.length > this.#max) this.#notes.shift();
  }

  update(atMs: number, conditions: readonly Condition[]): readonly Alarm[] {
    const bounded = conditions.slice(0, this.#max);
    const lasting = bounded.map((one) => ({ ...one, sinceMs: this.#since.get(one.id) ?? atMs }));
    this.#since = new Map(lasting.map((one) => [one.id, one.sinceMs]));
    this.#notes = this.#notes.filter((note) => note.untilMs > atMs);
    return [...lasting, ...this.#notes.map((note) => note.alarm)];
  }
}
