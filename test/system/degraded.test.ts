import { afterEach, describe, expect, it } from 'vitest';
import { districtScenario } from '../../simulator/index.ts';
import { freePort } from '../servers/ports.ts';
import { startSite } from './site-in-process.ts';
import type { RunningSite } from './site-in-process.ts';

let site: RunningSite | undefined;
afterEach(async () => {
  await site?.close();
  site = undefined;
});

describe('when everything around it is dead', () => {
  it('goes on controlling without InfluxDB, MQTT broker and LP, and says so', async () => {
    const scenario = { ...districtScenario({ seed: 7, minutes: 10 }), events: [] };
    const nobody = await freePort();
    site = await startSite(scenario, {
      influxUrl: `http://127.0.0.1:${nobody}`,
      mqttUrl: `mqtt://127.0.0.1:${nobody}`,
      solve: async () => ({ status: 'failed', detail: 'the engine is gone', engine: 'none', solveMs: 0 }),
    });
    const { service, fleet, scorekeeper } = site;
    await site.until(scenario.startMs + 4 * 60_000);
    // Cars charge within the limits all the same; without meters the configured maximum of the base load counts.
    expect(fleet.truth().nodeChargingKw.get('T1') ?? 0).toBeGreaterThan(20);
    expect(scorekeeper.score(fleet.sessionsResult()).violations).toEqual([]);
    const ready = await fetch(`${service.url}/readyz`);
    const { ok, degraded } = (await ready.json()) as { ok: boolean; degraded: string[] };
    expect([ready.status, ok, degraded.toSorted()]).toEqual([200, true, ['mqtt', 'planner', 'telemetry']]);
  });
});
