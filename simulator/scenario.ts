import type { ConnectorId, Grid, NodeId, StationId } from '../dispatch/index.ts';
import type { CarSpec } from './car.ts';
import type { Random } from './random.ts';
import type { Faults } from './station/faults.ts';

/** Everything that happens, as data: the same scenario runs in-process and over real OCPP. */
export type Scenario = {
  readonly name: string;
  readonly seed: number;
  readonly startMs: number;
  readonly endMs: number;
  /** IANA name. */
  readonly timeZone: string;
  readonly grid: Grid;
  readonly stations: readonly ScenarioStation[];
  /** Ascending by arrival; never two at once at one connector. */
  readonly sessions: readonly ScenarioSession[];
  /** All base load below a node, kW. Deterministic; called with non-decreasing times. */
  readonly baseLoadKw: (nodeId: NodeId, atMs: number) => number;
  /** What the grid operator does, ascending by `atMs`. */
  readonly events: readonly ScenarioEvent[];
  /** How long after it was told a charger applies a limit; absent = 6-7 s, as real chargers do. */
  readonly chargerLagMs?: { readonly leastMs: number; readonly mostMs: number };
  /** The node whose capacity the scenario is about. */
  readonly capacityNodeId: NodeId;
};

export type ScenarioStation = {
  readonly stationId: StationId;
  readonly version: '1.6' | '2.0.1' | '2.1';
  readonly password: string;
  readonly faults?: Faults;
};

export type ScenarioSession = {
  readonly connectorId: ConnectorId;
  readonly arrivalMs: number;
  readonly departureMs: number;
  /** What the driver said, if anything; often wrong. */
  readonly statedDepartureMs?: number;
  readonly needKwh: number;
  readonly statedKwh?: number;
  readonly car: CarSpec;
  readonly idToken: string;
};

export type ScenarioEvent = {
  /** When the operator gives it out. */
  readonly atMs: number;
  readonly kind: 'envelope';
  readonly nodeId: NodeId;
  readonly limitKw: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly mode: 'limit' | 'emergency';
  readonly reason: string;
};

/** 40 hex digits: the longest AuthorizationKey of OCPP 1.6, as provisioning tools make them. */
export function stationPassword(random: Random): string {
  const alphabet = '0123456789abcdef';
  return Array.from({ length: 40 }, () => alphabet[random.integer(alphabet.length)]).join('');
}
