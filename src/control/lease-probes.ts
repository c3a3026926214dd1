import {
  beginProbe,
  canProve,
  carriedOver,
  commandedKw,
  isDistrusted,
  LEASE_PROBE,
  probeRead,
  probeTimedOut,
} from '../../dispatch/index.ts';
import type { ConnectorId, LeaseProbe, LeaseVerdict, LedgerBounds } from '../../dispatch/index.ts';
import { modelKey, quirksOf } from '../../ocpp/index.ts';
import type { LogEntry, ModelMemory, QuirkRule, StationEvent, StationModel } from '../../ocpp/index.ts';
import type { ConnectorRecord } from './connector-record.ts';
import type { ControlState } from './control-state.ts';
import type { StationRecord } from './station-record.ts';

export type LeaseProbesDeps = {
  readonly state: ControlState;
  readonly models: ModelMemory;
  readonly quirks: readonly QuirkRule[];
  readonly ledgerBounds: LedgerBounds;
  readonly log: (entry: LogEntry) => void;
};

/** Let this limit of this connector run out. */
export type LeaseQuestion = { readonly connectorId: ConnectorId; readonly limitKw: number; readonly leaseMs: number };

type Form = 'expiry' | 'two-periods';
type Running = { readonly model: StationModel; readonly form: Form; readonly probe: LeaseProbe };
/** Models and forms about which a look has nothing to ask: what is known of one station is not looked up again for all of its model. */
type Unasked = { readonly model: StationModel; readonly form: Form }[];

/** Has the meter say, once per model and form, whether its grants end by themselves. One connector of a model at a time. */
export class LeaseProbes {
  readonly #deps: LeaseProbesDeps;
  readonly #running = new Map<ConnectorId, Running>();
  /** By model: when a probe began last; an entry that is older than its use is dropped. */
  readonly #begunAtMs = new Map<string, number>();

  constructor(deps: LeaseProbesDeps) {
    this.#deps = deps;
  }

  isWatching(connectorId: ConnectorId): boolean {
    return this.#running.has(connectorId);
  }

  /** Once a tick: what ended without an answer, and the questions to ask now. */
  look(atMs: number): readonly LeaseQuestion[] {
    const { state } = this.#deps;
    for (const [connectorId, { probe }] of this.#running) {
      const station = state.stations.get(stationIdOf(connectorId));
      const lost = station?.connected !== true || state.record(connectorId)?.session === undefined;
      if (lost || probeTimedOut(probe, atMs)) this.giveUp(connectorId, atMs);
    }
    for (const [key, begunAtMs] of this.#begunAtMs)
      if (atMs - begunAtMs >= LEASE_PROBE.againMs) this.#begunAtMs.delete(key);
    const questions: LeaseQuestion[] = [];
    const unasked: Unasked = [];
    for (const record of state.records()) {
      const found = this.#candidate(record, atMs, unasked);
      if (found === undefined) continue;
      this.#begunAtMs.set(modelKey(found.model), atMs);
      this.#running.set(record.connectorId, found);
      state.replace({ ...record, leaseWatched: true });
      questions.push({ connectorId: record.connectorId, limitKw: found.probe.limitKw, leaseMs: LEASE_PROBE.leaseMs });
    }
    return questions;
  }

  /** Something else must be said to the connector, or nobody can answer any more. */
  giveUp(connectorId: ConnectorId, atMs: number): void {
    if (this.#running.has(connectorId)) this.#end(connectorId, 'inconclusive', atMs);
  }

  reading({ connectorId, powerKw, historic, atMs }: Extract<StationEvent, { kind: 'reading' }>): void {
    const running = this.#running.get(connectorId);
    if (running === undefined || powerKw === undefined || historic) return;
    const { after, verdict } = probeRead(running.probe, { powerKw, atMs }, this.#deps.ledgerBounds);
    if (verdict === undefined) this.#running.set(connectorId, { ...running, probe: after });
    else this.#end(connectorId, verdict, atMs);
  }

  #candidate(record: ConnectorRecord, atMs: number, unasked: Unasked): Running | undefined {
    const { state } = this.#deps;
    const { account, session, connectorId } = record;
    const { accepted, measuredKw } = account;
    if (session === undefined || accepted === undefined || measuredKw === undefined) return undefined;
    if (account.pending.length > 0 || isDistrusted(account, atMs) || commandedKw(account, atMs) === undefined)
      return undefined;
    const { limitKw } = accepted;
    const shareKw = account.failsafeKw;
    if (record.shareDue === true || !canProve({ measuredKw, limitKw, shareKw })) return undefined;
    const station = state.stations.get(stationIdOf(connectorId));
    const form = station?.capability?.leaseForm ?? 'expiry';
    if (form === 'none' || station?.connected !== true || station.quarantined) return undefined;
    if (unasked.some((one) => one.form === form && isOfModel(station, one.model))) return undefined;
    const model = modelOf(station);
    if (model === undefined) return undefined;
    if (this.#isAskable(model, form)) return { model, form, probe: beginProbe({ limitKw, shareKw, atMs }) };
    unasked.push({ model, form });
    return undefined;
  }

  /** Nobody knows how the model's leases end in this form, and nobody is being asked. */
  #isAskable(model: StationModel, form: Form): boolean {
    const { models, quirks } = this.#deps;
    if (models.recall(model)?.forms?.[form] !== undefined || quirksOf(quirks, model).leaseForm !== undefined)
      return false;
    return !this.#begunAtMs.has(modelKey(model));
  }

  #end(connectorId: ConnectorId, verdict: LeaseVerdict, atMs: number): void {
    const { models, log } = this.#deps;
    const running = this.#running.get(connectorId);
    if (running === undefined) return;
    this.#running.delete(connectorId);
    const { model, form } = running;
    // Whatever came out, its limit is told again; what it may be obeying counts until then.
    this.#void(connectorId, atMs);
    if (verdict === 'inconclusive') return;
    models.learn(model, { forms: { ...models.recall(model)?.forms, [form]: verdict } });
    // The next form is asked at once.
    this.#begunAtMs.delete(modelKey(model));
    if (verdict === 'ignored') this.#distrustForm(model, form, atMs);
    log({
      level: verdict === 'honoured' ? 'info' : 'warn',
      message: `${model.vendor} ${model.model}: a lease by ${form} was ${verdict} (meter of ${connectorId})`,
    });
  }

  /** No station of the model ends its grants in this way: what they hold counts until they are told in another. */
  #distrustForm(model: StationModel, form: Form, atMs: number): void {
    const { state } = this.#deps;
    for (const { connectorId } of state.records()) {
      const station = state.stations.get(stationIdOf(connectorId));
      const its = modelOf(station);
      if (its === undefined || modelKey(its) !== modelKey(model)) continue;
      if ((station?.capability?.leaseForm ?? 'expiry') === form) this.#void(connectorId, atMs);
    }
  }

  #void(connectorId: ConnectorId, atMs: number): void {
    const { state, ledgerBounds: bounds } = this.#deps;
    const record = state.record(connectorId);
    if (record === undefined) return;
    const leaseWatched = this.#running.has(connectorId) ? record.leaseWatched : undefined;
    state.replace({ ...record, leaseWatched, account: carriedOver(record.account, { atMs, isVoid: true, bounds }) });
  }
}

function isOfModel(station: StationRecord, { vendor, model, firmware }: StationModel): boolean {
  return station.vendor === vendor && station.model === model && station.firmware === firmware;
}

function modelOf(station: StationRecord | undefined): StationModel | undefined {
  if (station?.vendor === undefined || station.model === undefined) return undefined;
  const { vendor, model, firmware } = station;
  return { vendor, model, ...(firmware === undefined ? {} : { firmware }) };
}

function stationIdOf(connectorId: ConnectorId): string {
  return connectorId.slice(0, connectorId.lastIndexOf('/'));
}
