import type { Connector } from '../../dispatch/index.ts';
import type { Random } from '../random.ts';
import type { ConnectorReading } from '../world.ts';

/** What the driver told the car, and the car tells the charger (ISO 15118, 2.0.1 only). */
export type StatedNeeds = {
  readonly energyKwh?: number;
  readonly departureMs?: number;
  readonly maximumKw: number;
  /** 2.1: it could give this back. */ readonly maximumDischargeKw?: number;
};

/** A transaction as the station knows it. */
export type Transaction = {
  readonly idToken: string;
  readonly startedAtMs: number;
  /** 2.0.1: made by the station. 1.6: the central system's, once it has answered. */
  transactionId: string | undefined;
  /** 2.0.1. */
  nextSeqNo: number;
  /** The last state that was reported. */
  state: ChargingState;
  /** It used this reservation. */
  readonly reservationId?: number;
  /** 2.x: the operator who started it gave it this number. */
  readonly remoteStartId?: number;
};

export type ChargingState = 'charging' | 'suspended-ev' | 'suspended-evse';

/** One connector of the station, its plug and its transaction. */
export type Evse = {
  readonly number: number;
  readonly connector: Connector;
  /** The register showed this when the scenario began: real meters do not start at 0. */
  readonly registerOffsetKwh: number;
  plugged: { readonly idToken: string; readonly needs: StatedNeeds } | undefined;
  transaction: Transaction | undefined;
  /** A transaction ended and the cable is still in: no new one by itself. */
  finished: boolean;
  inoperative: boolean;
  /** ChangeAvailability came during a transaction. */
  inoperativeNext: boolean;
  /** Somebody has it to himself. */
  reserved: boolean;
};

export type EvseStatus = 'available' | 'reserved' | 'preparing' | 'finishing' | 'unavailable' | ChargingState;

export function statusOf(evse: Evse): EvseStatus {
  if (evse.transaction !== undefined) return evse.transaction.state;
  if (evse.inoperative) return 'unavailable';
  if (evse.plugged === undefined) return evse.reserved ? 'reserved' : 'available';
  return evse.finished ? 'finishing' : 'preparing';
}

/** A car that is offered nothing is held by the charger; one that draws nothing of an offer has had enough. */
export function chargingState(reading: ConnectorReading): ChargingState {
  if (reading.powerKw > 0) return 'charging';
  if (reading.offeredKw === 0) return 'suspended-evse';
  return reading.satisfied ? 'suspended-ev' : 'charging';
}

/** Whole Wh, as both versions' transaction messages want it. */
export function registerWh(evse: Evse, reading: ConnectorReading): number {
  return Math.round((evse.registerOffsetKwh + reading.registerKwh) * 1000);
}

/** A connector of a new station; its register shows what it metered before. */
export function newEvse(connector: Connector, stationId: string, random: Random): Evse {
  return {
    number: Number(connector.id.slice(stationId.length + 1)),
    connector,
    registerOffsetKwh: Math.round(random.fork(connector.id).between(100, 20_000)),
    plugged: undefined,
    transaction: undefined,
    finished: false,
    inoperative: false,
    inoperativeNext: false,
    reserved: false,
  };
}

/** A car that could start a transaction. */
export function isWaiting(evse: Evse): boolean {
  return evse.plugged !== undefined && evse.transaction === undefined && !evse.inoperative;
}
