import type { ControlView } from '../control/index.ts';
import type { LogEntry } from '../../ocpp/index.ts';
import type { Scenario } from '../../simulator/index.ts';
import type { Client } from './client.ts';

/**
 * The drivers' app of the demo: OCPP 1.6 has no message for what a driver needs, so the app tells it over REST once the session is known.
 * Drivers of 2.0.1 stations tell their car, which sends NotifyEVChargingNeeds.
 */
export function createDriversApp({
  scenario,
  client,
  log,
}: {
  readonly scenario: Scenario;
  readonly client: Client;
  readonly log: (entry: LogEntry) => void;
}): { tick(view: ControlView): void } {
  const told = new Set<string>();
  const oldStations = new Set(
    scenario.stations.filter((station) => station.version === '1.6').map((station) => station.stationId),
  );
  const drivers = new Map(scenario.sessions.map((session) => [`${session.connectorId} ${session.idToken}`, session]));
  return {
    tick: (view) => {
      for (const { sessionId, stationId, connectorId, idToken, deliveredKwh } of view.sessions) {
        if (told.has(sessionId) || !oldStations.has(stationId)) continue;
        told.add(sessionId);
        const driver = drivers.get(`${connectorId} ${idToken}`);
        if (driver === undefined) continue;
        const goal = {
          energyKwh: deliveredKwh + (driver.statedKwh ?? driver.needKwh),
          departure: new Date(driver.statedDepartureMs ?? driver.departureMs).toISOString(),
        };
        client.send('PUT', `/api/v1/sessions/${encodeURIComponent(sessionId)}/goal`, goal).catch((error: unknown) => {
          log({ level: 'warn', message: `the driver at ${connectorId} could not state a goal: ${String(error)}` });
        });
      }
    },
  };
}
