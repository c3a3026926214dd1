import type { ConnectorId, NodeId } from '../dispatch/index.ts';
import type { Clock } from './clock.ts';
import type { InstalledProfile } from './profile-stack.ts';
import { createRandom } from './random.ts';
import type { Scenario, ScenarioSession } from './scenario.ts';
import type { Faults } from './station/faults.ts';
import { Station } from './station/station.ts';
import type { Truth } from './truth.ts';
import { World, type SessionResult } from './world.ts';

export type FleetOptions = {
  readonly scenario: Scenario;
  /** Of the central system's websocket, without the station id, e.g. `ws://127.0.0.1:9000/ocpp`. */
  readonly url: string;
  readonly clock: Clock;
  readonly randomSeed: number;
  /** Stations connect evenly over this (virtual) time. Default 5000. */
  readonly connectSpreadMs?: number;
  /** A site meter's value, every 5 s: base load and charging together (`total`), or the base load alone (`base`), as the grid says. */
  readonly onMeter?: (nodeId: NodeId, importKw: number, atMs: number) => void;
  /** What really flows, once a step (1 s of virtual time). */
  readonly onStep?: (truth: Truth) => void;
  readonly onSetChargingProfile?: (stationId: string, profile: InstalledProfile, atMs: number) => void;
};

export interface Fleet {
  truth(): Truth;
  sessionsResult(): readonly SessionResult[];
  stations(): { readonly total: number; readonly online: number };
  /** Throws when no station has that id. */
  station(stationId: string): Station;
  /** Changes how a station misbehaves. */
  setFaults(stationId: string, faults: Faults): void;
  /** Stops the physics and closes all sockets. */
  stop(): Promise<void>;
}

/** Physics and its events. */
const STEP_MS = 1000;
/** Site meters report this often. */
const METER_MS = 5000;

/** Runs all stations and cars of a scenario against a central system over real websockets, in the time of the injected clock. */
export function startFleet(options: FleetOptions): Fleet {
  const { scenario, url, clock, connectSpreadMs = 5000 } = options;
  const world = new World(scenario, clock.nowMs());
  const random = createRandom(options.randomSeed);
  const stations = new Map(
    scenario.stations.map(({ stationId, version, password, faults }) => [
      stationId,
      new Station({
        url,
        stationId,
        version,
        password,
        connectors: scenario.grid.connectors.filter((connector) => connector.stationId === stationId),
        physical: world,
        clock,
        random: random.fork(stationId),
        ...(faults === undefined ? {} : { faults }),
        onProfile: (profile) => options.onSetChargingProfile?.(stationId, profile, clock.nowMs()),
      }),
    ]),
  );
  const byConnector = new Map<ConnectorId, Station>();
  for (const { id, stationId } of scenario.grid.connectors) {
    const station = stations.get(stationId);
    if (station !== undefined) byConnector.set(id, station);
  }
  const metered = scenario.grid.nodes.filter((node) => node.baseLoad?.kind === 'meter');
  let truth = world.truth();
  let cancelStep: (() => void) | undefined;
  let nextMeterMs = clock.nowMs();

  function step(): void {
    // Rescheduled from the planned time, so that steps do not drift.
    cancelStep = clock.after(STEP_MS, step);
    for (const { kind, session } of world.step(clock.nowMs())) {
      const station = byConnector.get(session.connectorId);
      if (kind === 'plugged') station?.plugIn(session.connectorId, driverOf(session));
      else station?.unplug(session.connectorId);
    }
    for (const station of stations.values()) station.step();
    truth = world.truth();
    options.onStep?.(truth);
    if (clock.nowMs() < nextMeterMs) return;
    nextMeterMs += METER_MS;
    for (const { id, baseLoad } of metered) {
      const chargingKw = baseLoad?.measures === 'base' ? (truth.nodeChargingKw.get(id) ?? 0) : 0;
      options.onMeter?.(id, (truth.nodeKw.get(id) ?? 0) - chargingKw, truth.atMs);
    }
  }

  let index = 0;
  for (const station of stations.values()) {
    station.start((connectSpreadMs * index) / stations.size);
    index += 1;
  }
  cancelStep = clock.after(STEP_MS, step);

  function stationOf(stationId: string): Station {
    const station = stations.get(stationId);
    if (station === undefined) throw new Error(`fleet: unknown station ${stationId}`);
    return station;
  }

  return {
    truth: () => truth,
    sessionsResult: () => world.sessions(),
    stations: () => {
      const all = [...stations.values()];
      return { total: all.length, online: all.filter((station) => station.isOnline()).length };
    },
    station: stationOf,
    setFaults: (stationId, faults) => stationOf(stationId).setFaults(faults),
    stop: async () => {
      cancelStep?.();
      await Promise.all([...stations.values()].map((station) => station.stop()));
    },
  };
}

function driverOf(session: ScenarioSession): Parameters<Station['plugIn']>[1] {
  return {
    idToken: session.idToken,
    needs: {
      maximumKw: session.car.maximumKw,
      ...(session.statedKwh === undefined ? {} : { energyKwh: session.statedKwh }),
      ...(session.statedDepartureMs === undefined ? {} : { departureMs: session.statedDepartureMs }),
    },
  };
}
