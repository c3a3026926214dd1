import type { GridNode, Connector } from '../../../dispatch/index.ts';
import type { LogEntry } from '../../../ocpp/index.ts';
import type { SiteConfig } from '../../../src/config/index.ts';
import type {
  ConnectorView,
  Control,
  ControlEvent,
  ControlView,
  HistoryPoint,
  NodeView,
  SessionView,
} from '../../../src/control/view.ts';
import { type Actor, createOperations, type Operations, type OperationsDeps } from '../../../src/operations/index.ts';
import { openSqliteStore, type Store } from '../../../src/store/index.ts';

/** 2026-03-02T17:00:00+08:00, a Monday evening. */
export const EVENING_MS = Date.UTC(2026, 2, 2, 9, 0, 0);
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

const node = (id: string, more: Partial<GridNode>): GridNode => ({
  id,
  kind: 'feeder',
  voltageV: 230,
  margin: 0.05,
  ...more,
});
const connector = (id: `${string}/${number}`, nodeId: string): Connector => ({
  id,
  stationId: id.split('/')[0] ?? '',
  nodeId,
  kind: 'AC',
  phases: ['L1', 'L2', 'L3'],
  voltageV: 230,
  ratingKw: 22,
  minimumKw: 4.14,
  failsafeKw: 4.14,
  weight: 1,
});

/** A small street: transformer T1 with feeders F1 and F2, three stations. */
export const street: SiteConfig = {
  name: 'Elm Street',
  timeZone: 'Asia/Shanghai',
  grid: {
    nodes: [
      node('T1', {
        kind: 'transformer',
        ratingKw: 250,
        baseLoad: { kind: 'meter', measures: 'total', maximumKw: 150, growthKwPerS: 0.5 },
      }),
      node('F1', { parentId: 'T1', ratingA: 250 }),
      node('F2', { parentId: 'T1', ratingA: 160 }),
    ],
    connectors: [
      connector('A01/1', 'F1'),
      connector('A01/2', 'F1'),
      connector('A02/1', 'F1'),
      connector('B01/1', 'F2'),
    ],
  },
  stations: ['A01', 'A02', 'B01'].map((stationId) => ({ stationId, planned: false })),
  unknownStations: 'refuse',
  defaults: { energyKwh: 20, stayMs: 8 * HOUR_MS },
  objective: { kind: 'fair', prices: [] },
  sources: [{ id: 'dispatcher-key', nodeId: 'T1', failsafeKw: 120, heartbeatMs: 120_000 }],
};

export function nodeView(nodeId: string, more: Partial<NodeView> = {}): NodeView {
  return {
    nodeId,
    kind: 'feeder',
    margin: 0.05,
    baseLoadKw: 60.12345,
    chargingKw: 20,
    exposureKw: 30,
    meter: 'live',
    meterAgeMs: 1500,
    phases: [],
    ...more,
  };
}

export function connectorView(connectorId: `${string}/${number}`, more: Partial<ConnectorView> = {}): ConnectorView {
  return {
    connectorId,
    stationId: connectorId.split('/')[0] ?? '',
    nodeId: 'F1',
    kind: 'AC',
    status: 'available',
    ratingKw: 22,
    failsafeKw: 4.14,
    exposureKw: 4.14,
    ...more,
  };
}

export function sessionView(sessionId: string, more: Partial<SessionView> = {}): SessionView {
  return {
    sessionId,
    connectorId: 'A01/1',
    stationId: 'A01',
    idToken: '04A1B2C3D4E5',
    startedAtMs: EVENING_MS - HOUR_MS,
    goal: {},
    energyGoalKwh: 20,
    departureMs: EVENING_MS + 7 * HOUR_MS,
    deliveredKwh: 5,
    remainingKwh: 15,
    setpointKw: 11,
    powerKw: 10.9,
    limitedBy: { kind: 'node', nodeId: 'T1', rowId: 'T1:kW', envelopeId: 'env-7', untilMs: EVENING_MS + 3 * HOUR_MS },
    shortfallKwh: 0,
    ...more,
  };
}

/** The street on an evening: one car at A01/1, limited by an envelope on T1. */
export function eveningView(more: Partial<ControlView> = {}): ControlView {
  const session = sessionView('A01#77');
  const { limitedBy } = session;
  return {
    atMs: EVENING_MS,
    nodes: [
      nodeView('T1', {
        kind: 'transformer',
        ratingKw: 250,
        limitKw: 200,
        envelopeId: 'env-7',
        limitUntilMs: EVENING_MS + 3 * HOUR_MS,
        headroomKw: 99.8766,
      }),
      nodeView('F1', { parentId: 'T1', ratingA: 250, phases: [{ phase: 'L1', loadA: 101.5, limitA: 250 }] }),
      nodeView('F2', {
        parentId: 'T1',
        ratingA: 160,
        phases: [{ phase: 'L1', loadA: 0, limitA: Number.POSITIVE_INFINITY }],
      }),
    ],
    stations: [
      {
        stationId: 'A01',
        nodeId: 'F1',
        connected: true,
        version: '1.6',
        quarantined: false,
        vendor: 'Acme',
        lastHeardAtMs: EVENING_MS,
      },
      { stationId: 'A02', nodeId: 'F1', connected: false, quarantined: false },
      {
        stationId: 'B01',
        nodeId: 'F2',
        connected: true,
        version: '2.0.1',
        quarantined: false,
        distrust: 'never-configured',
      },
    ],
    connectors: [
      connectorView('A01/1', {
        status: 'charging',
        setpointKw: 11,
        commandedKw: 11,
        acceptedKw: 11,
        powerKw: 10.9,
        readAtMs: EVENING_MS - 4000,
        exposureKw: 11,
        ...(limitedBy === undefined ? {} : { limitedBy }),
        sessionId: 'A01#77',
      }),
      connectorView('A01/2'),
      connectorView('A02/1', { status: 'unknown' }),
      connectorView('B01/1', { nodeId: 'F2' }),
    ],
    sessions: [session],
    alarms: [
      {
        id: 'untrusted:B01/1',
        severity: 'warning',
        sinceMs: EVENING_MS - MINUTE_MS,
        kind: 'untrusted',
        subject: 'B01/1',
        text: 'B01/1 has not confirmed its failsafe share',
      },
    ],
    allocation: {
      atMs: EVENING_MS,
      setpoints: [{ connectorId: 'A01/1', limitKw: 11, limitedBy: limitedBy ?? { kind: 'plan' } }],
      overcommitted: [],
    },
    planner: { lastStatus: 'optimal', lastAtMs: EVENING_MS - MINUTE_MS, engine: 'highs', solveMs: 12, discarded: 0 },
    limitTimings: [{ envelopeId: 'env-7', atMs: EVENING_MS - MINUTE_MS, decreases: 3, toWireMs: 41 }],
    tick: { count: 3600, lastMs: 2 },
    sources: [
      { id: 'dispatcher-key', nodeId: 'T1', failsafeKw: 120, heartbeatMs: 120_000, phase: 'init', sinceMs: EVENING_MS },
    ],
    restorations: [],
    ...more,
  };
}

/** Keeps what is posted; shows the view it is given. */
export class FakeControl implements Control {
  readonly posted: ControlEvent[] = [];
  readonly #listeners = new Set<(view: ControlView) => void>();
  points: readonly HistoryPoint[] = [];
  #view: ControlView;

  constructor(view: ControlView) {
    this.#view = view;
  }

  view(): ControlView {
    return this.#view;
  }

  decision(): undefined {
    return undefined;
  }

  onTick(listener: (view: ControlView) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  history(_nodeId: string, fromMs: number, toMs: number): readonly HistoryPoint[] {
    return this.points.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  }

  post(event: ControlEvent): void {
    this.posted.push(event);
  }

  /** Another tick with these changes. */
  tick(change: Partial<ControlView>): void {
    const { tick } = this.#view;
    this.#view = { ...this.#view, tick: { ...tick, count: tick.count + 1 }, ...change };
    for (const listener of this.#listeners) listener(this.#view);
  }

  listenerCount(): number {
    return this.#listeners.size;
  }
}

export const controlRoom: Actor = { name: 'control-room', via: 'rest' };

export type Workshop = {
  readonly operations: Operations;
  readonly control: FakeControl;
  readonly store: Store;
  readonly log: LogEntry[];
  readonly dropped: { readonly stationId: string; readonly reason: string }[];
  readonly clock: { nowMs: number };
  /** Plays the stations that are sent commands; none is connected unless a test says so. */
  readonly stations: { answer: OperationsDeps['sendCommand'] };
};

/** Operations on a real store in memory; ids count up. `wrap` may stand between them and the store. */
export async function openWorkshop(wrap: (store: Store) => Store = (store) => store): Promise<Workshop> {
  const clock = { nowMs: EVENING_MS };
  const log: LogEntry[] = [];
  const dropped: { readonly stationId: string; readonly reason: string }[] = [];
  const store = wrap(await openSqliteStore({ file: ':memory:', randomInt: () => 76, nowMs: () => clock.nowMs }));
  const control = new FakeControl(eveningView());
  const stations: Workshop['stations'] = {
    answer: async () => ({ status: 'not-sent', detail: 'no station is connected' }),
  };
  let ids = 0;
  let bytes = 0;
  const operations = createOperations({
    store,
    control,
    site: street,
    nowMs: () => clock.nowMs,
    newId: (prefix) => `${prefix}-${(ids += 1)}`,
    randomBytes: (count) => Buffer.alloc(count, (bytes += 1)),
    sendCommand: (stationId, command) => stations.answer(stationId, command),
    liftBlock: (stationId) => stationId === 'A02',
    disconnectStation: (stationId, reason) => void dropped.push({ stationId, reason }),
    log: (entry) => void log.push(entry),
  });
  return { operations, control, store, log, dropped, clock, stations };
}
