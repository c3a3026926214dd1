import { ESCALATION_BOUNDS, escalate, isDistrusted, isMute } from '../../dispatch/index.ts';
import type { ConnectorId, Escalation, EscalationStep, GateSettings } from '../../dispatch/index.ts';
import type { CallOutcome, LogEntry, OcppVersion } from '../../ocpp/index.ts';
import type { ConnectorRecord } from './connector-record.ts';
import type { EscalationMark } from '../store/port.ts';
import type { ControlState, Restored } from './control-state.ts';

export type StationCall = { readonly action: string; readonly payload: Record<string, unknown> };

export type EscalationsDeps = {
  readonly state: ControlState;
  readonly gateSettings: GateSettings;
  readonly callStation: (stationId: string, call: StationCall) => Promise<CallOutcome>;
  /** Resolves when it is kept, or the failure is logged. */
  readonly saveEscalation: (connectorId: ConnectorId, mark: EscalationMark) => Promise<void>;
  readonly restored: Pick<Restored, 'escalationOf'>;
  readonly log: (entry: LogEntry) => void;
};

/** The last resort against chargers that do not obey: out of service for new cars, and a reset of those that go on drawing. */
export class Escalations {
  readonly #deps: EscalationsDeps;
  readonly #states = new Map<ConnectorId, Escalation>();

  constructor(deps: EscalationsDeps, atMs: number) {
    this.#deps = deps;
    for (const { connectorId } of deps.state.records()) {
      const mark = deps.restored.escalationOf(connectorId);
      // It counts as misbehaving until it is seen: its minute of obedience begins when it is back.
      if (mark !== undefined) this.#states.set(connectorId, { ...mark, misbehaves: true, sinceMs: atMs });
    }
  }

  /** Once a tick. Calls are never waited for: what they did shows in what the charger does. */
  look(atMs: number): void {
    const { state, gateSettings } = this.#deps;
    const resetStations = new Set<string>();
    for (const record of state.records()) {
      const trouble = troubleOf(record, atMs, gateSettings);
      // Nearly always nobody has one: then nobody's is looked for.
      if (trouble === 'none' && this.#states.size === 0) continue;
      const before = this.#states.get(record.connectorId);
      if (before === undefined && trouble === 'none') continue;
      const station = state.stations.get(stationIdOf(record.connectorId));
      if (station?.connected !== true || station.version === undefined) continue;
      const { after, step } = escalate(before, { trouble, atMs }, ESCALATION_BOUNDS);
      if (after === undefined) this.#states.delete(record.connectorId);
      else this.#states.set(record.connectorId, after);
      if (step === undefined || (step === 'reset' && resetStations.has(station.stationId))) continue;
      if (step === 'reset') resetStations.add(station.stationId);
      this.#take(step, {
        connectorId: record.connectorId,
        stationId: station.stationId,
        version: station.version,
        mark: markOf(after),
      });
    }
  }

  /** Whether new cars are kept away from it, by us. */
  isOutOfService(connectorId: ConnectorId): boolean {
    return this.#states.get(connectorId)?.outOfService === true;
  }

  #take(step: EscalationStep, { connectorId, stationId, version, mark }: Target): void {
    const { callStation, saveEscalation, log } = this.#deps;
    const call = stationCall(step, version, Number(connectorId.slice(connectorId.lastIndexOf('/') + 1)));
    log({
      level: 'warn',
      stationId,
      message: `${connectorId}: ${step}, ${call.action} ${JSON.stringify(call.payload)}`,
    });
    const send = async (): Promise<boolean> => {
      const outcome = await callStation(stationId, call);
      const answer = outcome.ok ? JSON.stringify(outcome.payload) : `${outcome.code} ${outcome.detail}`;
      log({ level: 'warn', stationId, message: `${connectorId}: ${call.action} was answered ${answer}` });
      return outcome.ok;
    };
    // Killed in between, a run must leave a charger that is remembered and in service, never one that is forgotten and out of it.
    const inOrder = async (): Promise<void> => {
      if (step !== 'in-service') await saveEscalation(connectorId, mark);
      const answered = await send();
      if (step === 'in-service' && answered) await saveEscalation(connectorId, mark);
    };
    inOrder().catch((error: unknown) =>
      log({ level: 'error', stationId, message: `${connectorId}: ${call.action}: ${String(error)}` }),
    );
  }
}

type Target = {
  readonly connectorId: ConnectorId;
  readonly stationId: string;
  readonly version: OcppVersion;
  readonly mark: EscalationMark;
};

function markOf(escalation: Escalation | undefined): EscalationMark {
  const { outOfService = false, resetAtMs } = escalation ?? {};
  return { outOfService, ...(resetAtMs === undefined ? {} : { resetAtMs }) };
}

/** In the words of its version: OCPP 1.6 sections 5.2 and 5.14, OCPP 2.0.1 G03 and B12. */
function stationCall(step: EscalationStep, version: OcppVersion, connectorNumber: number): StationCall {
  const v16 = version === '1.6';
  // Soft and OnIdle would wait for the very session that does not obey; a 1.6 soft reset ends it in good order.
  if (step === 'reset') return { action: 'Reset', payload: { type: v16 ? 'Soft' : 'Immediate' } };
  const status = step === 'in-service' ? 'Operative' : 'Inoperative';
  return {
    action: 'ChangeAvailability',
    payload: v16
      ? { connectorId: connectorNumber, type: status }
      : { evse: { id: connectorNumber }, operationalStatus: status },
  };
}

function troubleOf({ account }: ConnectorRecord, atMs: number, settings: GateSettings): 'none' | 'mute' | 'draws' {
  const reason = isDistrusted(account, atMs) ? account.distrust?.reason : undefined;
  if (reason === 'above-limit' || reason === 'under-reports') return 'draws';
  return isMute(account, settings) ? 'mute' : 'none';
}

function stationIdOf(connectorId: ConnectorId): string {
  return connectorId.slice(0, connectorId.lastIndexOf('/'));
}
