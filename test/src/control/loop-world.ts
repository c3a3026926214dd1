import { ALLOCATE_SETTINGS, GATE_SETTINGS, LEDGER_BOUNDS } from '../../../dispatch/index.ts';
import type { Connector, GridNode } from '../../../dispatch/index.ts';
import type { LimitCommand, LogEntry, StationEvent } from '../../../ocpp/index.ts';
import { VirtualClock } from '../../../simulator/index.ts';
import type { SiteConfig } from '../../../src/config/index.ts';
import { BaseLoads, CONTROL_BOUNDS, ControlLoop, Estimates, Planner } from '../../../src/control/index.ts';
import type { ControlDeps } from '../../../src/control/control-deps.ts';
import type { EscalationMark } from '../../../src/store/index.ts';
import type { StationCall } from '../../../src/control/escalations.ts';

export const T0 = 1_800_000_000_000;

export const node = (id: string, more: Partial<GridNode>): GridNode => ({
  id,
  kind: 'transformer',
  voltageV: 230,
  margin: 0,
  ...more,
});

export const pile = (stationId: string, nodeId: string, more: Partial<Connector> = {}): Connector => ({
  id: `${stationId}/1`,
  stationId,
  nodeId,
  kind: 'AC',
  phases: ['L1', 'L2', 'L3'],
  voltageV: 230,
  ratingKw: 11.04,
  minimumKw: 4.14,
  failsafeKw: 0,
  weight: 1,
  ...more,
});

export const siteOf = (
  nodes: readonly GridNode[],
  connectors: readonly Connector[],
  more: Partial<SiteConfig> = {},
): SiteConfig => ({
  name: 'Test street',
  timeZone: 'UTC',
  grid: { nodes, connectors },
  stations: [...new Set(connectors.map(({ stationId }) => stationId))].map((stationId) => ({
    stationId,
    planned: false,
  })),
  unknownStations: 'refuse',
  defaults: { energyKwh: 40, stayMs: 8 * 3_600_000 },
  objective: { kind: 'quick', prices: [] },
  ...more,
});

/** What a station does with a limit. `obeys` = confirms it and follows; `draws` = confirms it and draws its rating; `mute` = answers nothing. */
type Manner = 'obeys' | 'draws' | 'mute';

/** The control loop of the product on a virtual clock, with stations that answer at once, and no network. */
export class LoopWorld {
  readonly clock = new VirtualClock(T0);
  readonly control: ControlLoop;
  readonly calls: (StationCall & { readonly stationId: string })[] = [];
  readonly log: LogEntry[] = [];
  /** What the store would keep. */
  readonly escalations = new Map<string, EscalationMark>();
  readonly limits = new Map<string, LimitCommand>();
  readonly manner = new Map<string, Manner>();
  readonly #site: SiteConfig;
  /** Registers of the connectors that charge, kWh. */
  readonly #registers = new Map<Connector['id'], number>();

  constructor(site: SiteConfig, more: Partial<ControlDeps> = {}) {
    this.#site = site;
    const { clock } = this;
    this.control = new ControlLoop({
      site,
      clock,
      monotonicMs: () => clock.nowMs(),
      bounds: CONTROL_BOUNDS,
      ledgerBounds: LEDGER_BOUNDS,
      allocateSettings: ALLOCATE_SETTINGS,
      gateSettings: { ...GATE_SETTINGS, bounds: LEDGER_BOUNDS },
      setLimit: (command) => this.#obey(command),
      setFailsafe: ({ connectorId, failsafeKw }) =>
        this.#later(300, { kind: 'failsafe-answered', connectorId, failsafeKw, outcome: 'accepted' }),
      planner: new Planner({
        solve: async () => ({ status: 'failed', detail: 'no engine', engine: 'none', solveMs: 0 }),
        bounds: CONTROL_BOUNDS,
        objective: site.objective,
        timeZone: site.timeZone,
        forecastBaseKw: (_grid, _nodeId, slots) => slots.slice(1).map(() => 0),
        log: () => undefined,
      }),
      baseLoads: new BaseLoads(),
      estimates: new Estimates({ timeZone: 'UTC', use: 'stated', readSessions: async () => [] }),
      telemetry: {
        write: () => undefined,
        state: () => {
          throw new Error('nobody asks');
        },
        close: async () => undefined,
      },
      saveMeters: () => undefined,
      saveGoal: () => undefined,
      saveConfigured: () => undefined,
      saveEscalation: async (connectorId, mark) => void this.escalations.set(connectorId, mark),
      callStation: async (stationId, call) => {
        this.calls.push({ stationId, ...call });
        return { ok: true, payload: { status: 'Accepted' } };
      },
      restorationSeed: 7,
      log: (entry) => this.log.push(entry),
      restored: {
        sessions: [],
        envelopes: [],
        overrides: [],
        isConfigured: () => false,
        escalationOf: () => undefined,
      },
      ...more,
    });
  }

  /** Every station boots at once and a car comes to each. */
  openDay(): void {
    this.control.start();
    for (const { stationId } of this.#site.stations) this.boot(stationId);
    this.clock.advanceBy(30_000);
    for (const { id } of this.#site.grid.connectors) this.plugIn(id);
    this.#report();
  }

  boot(stationId: string): void {
    const atMs = this.clock.nowMs();
    this.control.post({
      kind: 'connected',
      stationId,
      atMs,
      version: '1.6',
      generation: 1,
      quarantined: false,
      remoteAddress: '192.0.2.1',
    });
    this.control.post({ kind: 'booted', stationId, atMs, vendor: 'Test', model: 'Pile' });
  }

  plugIn(connectorId: Connector['id']): void {
    const atMs = this.clock.nowMs();
    this.#registers.set(connectorId, 0);
    this.control.post({
      kind: 'session-started',
      stationId: stationOf(connectorId),
      connectorId,
      atMs,
      sessionId: `${stationOf(connectorId)}#1`,
      idToken: 'CARD',
      startedAtMs: atMs,
      offline: false,
    });
  }

  envelope(nodeId: string, limitKw: number | undefined): void {
    const startMs = this.clock.nowMs();
    const envelopes =
      limitKw === undefined
        ? []
        : [
            {
              id: 'env-1',
              nodeId,
              direction: 'import' as const,
              source: 'rest:test',
              priority: 1,
              mode: 'limit' as const,
              reason: 'test',
              startMs,
              intervals: [{ startMs, limitKw }],
              status: 'active' as const,
              createdBy: 'test',
              createdAtMs: startMs,
              etag: `v-${startMs}`,
            },
          ];
    this.control.post({ kind: 'envelopes', envelopes, cause: 'test', writer: { by: 'rest:dso', nodeId } });
  }

  meter(nodeId: string, importKw: number): void {
    const atMs = this.clock.nowMs();
    this.control.post({ kind: 'meter', reading: { nodeId, receivedAtMs: atMs, measuredAtMs: atMs, importKw } });
  }

  alarmIds(): readonly string[] {
    return this.control.view().alarms.map(({ id }) => id);
  }

  commandedKw(): readonly number[] {
    return this.control.view().connectors.map(({ commandedKw }) => commandedKw ?? Number.NaN);
  }

  /** The limit that each station has been told last, added up. */
  commandedSumKw(): number {
    return this.commandedKw().reduce((sum, kw) => sum + (Number.isNaN(kw) ? 0 : kw), 0);
  }

  #obey(command: LimitCommand): void {
    const { connectorId, commandId } = command;
    this.limits.set(connectorId, command);
    if (this.#mannerOf(connectorId) === 'mute') {
      this.#later(5_000, { kind: 'limit-answered', connectorId, commandId, outcome: 'unknown' });
      return;
    }
    this.#later(200, { kind: 'limit-answered', connectorId, commandId, outcome: 'accepted' });
  }

  /** Readings of all that charge, every ten seconds. */
  #report(): void {
    for (const [connectorId, beforeKwh] of this.#registers) {
      const atMs = this.clock.nowMs();
      const limitKw = this.limits.get(connectorId)?.limitKw ?? 0;
      const powerKw = this.#mannerOf(connectorId) === 'draws' ? 11.04 : limitKw;
      const energyKwh = beforeKwh + (powerKw * 10) / 3600;
      this.#registers.set(connectorId, energyKwh);
      this.control.post({
        kind: 'reading',
        stationId: stationOf(connectorId),
        connectorId,
        atMs,
        measuredAtMs: atMs,
        takenAtMs: atMs,
        powerKw,
        energyKwh,
        historic: false,
        flags: [],
      });
    }
    this.clock.after(10_000, () => this.#report());
  }

  #mannerOf(connectorId: string): Manner {
    return this.manner.get(stationOf(connectorId)) ?? 'obeys';
  }

  #later(delayMs: number, event: WithoutTimes<StationEvent>): void {
    this.clock.after(delayMs, () => {
      const stationId = stationOf('connectorId' in event ? (event.connectorId ?? '') : '');
      this.control.post({ ...event, stationId, atMs: this.clock.nowMs() });
    });
  }
}

type WithoutTimes<Event> = Event extends unknown ? Omit<Event, 'atMs' | 'stationId'> : never;

function stationOf(connectorId: string): string {
  return connectorId.slice(0, connectorId.lastIndexOf('/'));
}
