import { commandedKw, isConfigured, isMute, limitSent } from '../../dispatch/index.ts';
import type { CheckedMoves, Connector, ConnectorId, GateSettings, LedgerBounds, Move } from '../../dispatch/index.ts';
import type {
  Clock,
  Electrical,
  FailsafeCommand,
  LimitCommand,
  LogEntry,
  ModelMemory,
  QuirkRule,
  StationEvent,
} from '../../ocpp/index.ts';
import type { ControlBounds } from './bounds.ts';
import { shareOf, type ConnectorRecord } from './connector-record.ts';
import type { ControlState } from './control-state.ts';
import { LeaseProbes } from './lease-probes.ts';
import type { LimitTimer } from './limit-timer.ts';

export type OrdersDeps = {
  readonly state: ControlState;
  readonly limitTimer: LimitTimer;
  readonly clock: Clock;
  readonly bounds: ControlBounds;
  readonly ledgerBounds: LedgerBounds;
  readonly gateSettings: GateSettings;
  /** What earlier stations taught; absent = leases are believed and nobody is asked. */
  readonly models?: ModelMemory;
  readonly quirks: readonly QuirkRule[];
  readonly log: (entry: LogEntry) => void;
  readonly setLimit: (command: LimitCommand) => void;
  readonly setFailsafe: (command: FailsafeCommand) => void;
};

/** What a quarantined station that is in nobody's grid is taken for. */
export const UNKNOWN_CONNECTOR: Electrical = { kind: 'AC', voltageV: 230, phaseCount: 3 };

/** The one place that tells chargers what to do. Whatever is handed over is in the ledger before. */
export class Orders {
  readonly #deps: OrdersDeps;
  readonly #leaseProbes: LeaseProbes | undefined;
  #commandCount = 0;
  /** Of connectors of the grid, when each was raised last. */
  readonly #raisedAtMs = new Map<ConnectorId, number>();
  #outbox: LimitCommand[] = [];
  #handsOver = false;
  /** Where the last slice of failsafe shares ended: who never answers must not keep the others waiting. */
  #configuredUpTo = -1;

  constructor(deps: OrdersDeps) {
    this.#deps = deps;
    const { models } = deps;
    this.#leaseProbes = models === undefined ? undefined : new LeaseProbes({ ...deps, models });
  }

  /** More limits wait to be handed over than one turn of the event loop takes. */
  get isBusy(): boolean {
    return this.#outbox.length > this.#deps.bounds.ordersInTurn;
  }

  /** Sends what was proven. Decreases that an envelope causes are timed from the tick that began at `tickRealMs`. */
  act({ moves, atMs }: CheckedMoves, tickRealMs: number): void {
    const caused = new Map<string, string[]>();
    for (const move of moves) {
      if (!this.#maySend(move, atMs)) continue;
      if (this.#mustWait(move, atMs)) {
        this.#keep(move.connectorId, atMs);
        continue;
      }
      const commandId = this.#send(move, atMs);
      const limitedBy = this.#deps.state.record(move.connectorId)?.setpoint?.limitedBy;
      if (
        commandId === undefined ||
        move.kind !== 'decrease' ||
        limitedBy?.kind !== 'node' ||
        limitedBy.envelopeId === undefined
      )
        continue;
      caused.set(limitedBy.envelopeId, [...(caused.get(limitedBy.envelopeId) ?? []), commandId]);
    }
    for (const [envelopeId, commandIds] of caused)
      this.#deps.limitTimer.decided(envelopeId, { commandIds, atMs, tickRealMs });
    this.#deps.limitTimer.tickDone();
    this.#handOver();
  }

  /** Asks the meters of models that are not known whether their grants end by themselves. The ledger counts such a grant as one without an end. */
  askLeases(atMs: number): void {
    for (const { connectorId, limitKw, leaseMs } of this.#leaseProbes?.look(atMs) ?? [])
      this.#send({ connectorId, limitKw, kind: 'renewal' }, atMs, leaseMs);
    this.#handOver();
  }

  reading(event: Extract<StationEvent, { kind: 'reading' }>): void {
    this.#leaseProbes?.reading(event);
  }

  /** A decrease always; nothing else into a lease that is being watched. */
  #maySend({ connectorId, kind }: Move, atMs: number): boolean {
    if (kind === 'decrease') this.#leaseProbes?.giveUp(connectorId, atMs);
    return kind === 'decrease' || this.#leaseProbes?.isWatching(connectorId) !== true;
  }

  /** A raise within a session comes no more often than the flash of its model bears (profile rule 11). */
  #mustWait({ connectorId, kind }: Move, atMs: number): boolean {
    const { state } = this.#deps;
    if (kind !== 'increase') return false;
    const station = state.stations.get(state.connector(connectorId)?.stationId ?? '');
    const { minimumIntervalMs } = station?.capability ?? {};
    const raisedAtMs = this.#raisedAtMs.get(connectorId);
    const isFirst = state.record(connectorId)?.account.accepted === undefined;
    if (minimumIntervalMs === undefined || raisedAtMs === undefined || isFirst) return false;
    return atMs - raisedAtMs < minimumIntervalMs;
  }

  /** What is in force must not run out while a raise waits. It is less than the raise that was proven. */
  #keep(connectorId: ConnectorId, atMs: number): void {
    const account = this.#deps.state.record(connectorId)?.account;
    const { accepted } = account ?? {};
    if (account === undefined || accepted?.expiresAtMs === undefined || account.pending.length > 0) return;
    const isInForce = commandedKw(account, atMs) === accepted.limitKw && accepted.limitKw > account.failsafeKw;
    if (!isInForce || accepted.expiresAtMs - atMs > (accepted.expiresAtMs - accepted.sentAtMs) / 2) return;
    this.#send({ connectorId, limitKw: accepted.limitKw, kind: 'renewal' }, atMs);
  }

  /** Hands one limit over. The ledger counts it first: from here on it may be obeyed. */
  #send({ connectorId, limitKw, kind }: Move, atMs: number, probeMs?: number): string | undefined {
    const record = this.#deps.state.record(connectorId);
    const connector = this.#deps.state.connector(connectorId);
    if (record?.session === undefined || connector === undefined) return undefined;
    const { ledgerBounds } = this.#deps;
    const { leaseForm, leaseMs: modelLeaseMs } = this.#deps.state.stations.get(connector.stationId)?.capability ?? {};
    const leaseMs = probeMs ?? modelLeaseMs ?? ledgerBounds.leaseMs;
    // A lease that is not proven to end, or that has no end, counts until it is replaced.
    const ends = probeMs === undefined && leaseForm !== 'none';
    if (kind === 'increase') this.#raisedAtMs.set(connectorId, atMs);
    this.#commandCount += 1;
    const commandId = `c${this.#commandCount}`;
    const sent = { commandId, limitKw, sentAtMs: atMs, ...(ends ? { expiresAtMs: atMs + leaseMs } : {}) };
    this.#deps.state.replace({ ...record, account: limitSent(record.account, sent, ledgerBounds) });
    this.#outbox.push({
      commandId,
      connectorId,
      sessionId: record.session.sessionId,
      limitKw,
      failsafeKw: connector.failsafeKw,
      electrical: electricalOf(connector, record),
      leaseMs,
      decrease: kind === 'decrease',
    });
    return commandId;
  }

  /** A slice at a time, in the order of the decisions: between slices stations are answered and the next tick may run. */
  #handOver(): void {
    if (!this.#handsOver) this.#handOverSome(this.#deps.bounds.ordersAtOnce);
  }

  #handOverSome(most: number): void {
    for (const command of this.#outbox.splice(0, most)) this.#deps.setLimit(command);
    this.#handsOver = this.#outbox.length > 0;
    if (this.#handsOver) this.#deps.clock.after(0, () => this.#handOverSome(this.#deps.bounds.ordersInTurn));
  }

  /** Every connector of a connected station gets its failsafe profile before it can get anything else; when a city comes back, a slice a tick. */
  configureStations(atMs: number): void {
    const { bounds, setFailsafe } = this.#deps;
    const { connectors } = this.#deps.state.grid;
    const records = this.#deps.state.records();
    let left = bounds.failsafesPerTick;
    for (let looked = 0; looked < connectors.length && left > 0; looked += 1) {
      this.#configuredUpTo = (this.#configuredUpTo + 1) % connectors.length;
      const connector = connectors[this.#configuredUpTo];
      if (connector === undefined) continue;
      const record = records[this.#configuredUpTo];
      if (record === undefined || (isConfigured(record.account) && record.shareDue !== true)) continue;
      const station = this.#deps.state.stations.get(connector.stationId);
      if (station?.connected !== true) continue;
      if (!station.booted && atMs - (station.connectedAtMs ?? atMs) < bounds.bootGraceMs) continue;
      if (record.failsafeSentAtMs !== undefined && atMs - record.failsafeSentAtMs < bounds.failsafeRetryMs) continue;
      left -= 1;
      this.#deps.state.replace({ ...record, failsafeSentAtMs: atMs });
      setFailsafe({ connectorId: connector.id, failsafeKw: connector.failsafeKw, electrical: electricalOf(connector) });
    }
  }

  /**
   * What a charger outside of the allocation is told again and again: its failsafe share when it draws more than it may or answers nothing, nothing
   * at all when it is in quarantine. The others already make room for what it may draw.
   */
  repeatToOutsiders(atMs: number): void {
    const { state, bounds, gateSettings } = this.#deps;
    const { connectors } = state.grid;
    const records = state.records();
    for (let index = 0; index < records.length; index++) {
      const record = records[index];
      if (record?.session === undefined) continue;
      const { account, connectorId } = record;
      const quarantined = state.stations.get(connectors[index]?.stationId ?? '')?.quarantined === true;
      const disobedient = account.distrust?.reason === 'above-limit' || account.distrust?.reason === 'implausible';
      if (!(quarantined || disobedient || isMute(account, gateSettings))) continue;
      const limitKw = quarantined ? 0 : account.failsafeKw;
      const last = account.pending.at(-1) ?? account.accepted;
      const waitMs = last?.limitKw === limitKw ? bounds.outsiderRetryMs : 0;
      if (last !== undefined && atMs - last.sentAtMs < waitMs) continue;
      this.#send({ connectorId, limitKw, kind: 'retry' }, atMs);
    }
    this.#handOver();
  }
}

/** What turns kW into the wire's unit for this connector, and for the car of `record` where one is seen. */
function electricalOf({ kind, phases, phaseDeg, voltageV }: Connector, record?: ConnectorRecord): Electrical {
  const phaseCount = kind === 'DC' ? 3 : phaseDeg === undefined ? phases.length : 1;
  const share = record === undefined || kind === 'DC' || phaseCount === 1 ? 1 : shareOf(record, phaseCount);
  return { kind, voltageV, phaseCount, ...(share < 1 ? { usedPhaseCount: Math.round(share * phaseCount) } : {}) };
}
