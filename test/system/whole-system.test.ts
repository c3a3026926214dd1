import { afterEach, describe, expect, it } from 'vitest';
import { districtScenario } from '../../simulator/index.ts';
import type { Scenario } from '../../simulator/index.ts';
import { startSite } from './site-in-process.ts';
import type { RunningSite } from './site-in-process.ts';

let site: RunningSite | undefined;
afterEach(async () => {
  await site?.close();
  site = undefined;
});

/** Ten minutes of the evening, without the operator's own plans: the test is the operator. */
function evening(change: Partial<Scenario> = {}): Scenario {
  return { ...districtScenario({ seed: 7, minutes: 10 }), events: [], ...change };
}

const MINUTE_MS = 60_000;

describe('the whole system in one process', () => {
  it('charges inside the limits of every node, and says for each session what limits it', async () => {
    const scenario = evening();
    site = await startSite(scenario);
    await site.until(scenario.startMs + 6 * MINUTE_MS);
    const { sessions } = site.service.control.view();
    const score = site.scorekeeper.score(site.fleet.sessionsResult());
    expect({ above: score.secondsAboveCapacity, violations: score.violations }).toEqual({ above: 0, violations: [] });
    expect(sessions.length).toBeGreaterThan(20);
    expect(sessions.filter((session) => session.setpointKw !== undefined && session.limitedBy === undefined)).toEqual(
      [],
    );
    // Uncontrolled these cars draw far more than the transformer bears, so the transformer must be what binds.
    expect(sessions.some(({ limitedBy }) => limitedBy?.kind === 'node')).toBe(true);
    const delivered = site.fleet.sessionsResult().reduce((sum, session) => sum + session.deliveredKwh, 0);
    expect(delivered).toBeGreaterThan(5);
    expect(site.service.control.view().tick.lastError).toBeUndefined();
    expect(site.log.filter((entry) => entry.level === 'error')).toEqual([]);
  });

  it('obeys an emergency limit that comes over REST within 20 seconds, and names it as the reason', async () => {
    const scenario = evening();
    site = await startSite(scenario);
    const { fleet, client } = site;
    await site.until(scenario.startMs + 4 * MINUTE_MS);
    const baseKw = scenario.baseLoadKw('T1', site.clock.nowMs());
    const failsafeKw = scenario.grid.connectors.reduce((sum, connector) => sum + connector.failsafeKw, 0);
    const limitKw = Math.ceil((baseKw + failsafeKw + 40) / 0.95);
    expect(fleet.truth().nodeKw.get('T1') ?? 0).toBeGreaterThan(limitKw);
    const sentAtMs = site.clock.nowMs();
    const envelope = (await client.send('POST', '/api/v1/envelopes', {
      nodeId: 'T1',
      limitKw,
      mode: 'emergency',
      reason: 'test',
    })) as { envelopeId: string };
    await site.untilTrue('the load is below the limit', () => (fleet.truth().nodeKw.get('T1') ?? 0) <= limitKw);
    expect(fleet.truth().atMs - sentAtMs).toBeLessThanOrEqual(20_000);
    const reasons = site.service.control
      .view()
      .sessions.flatMap(({ limitedBy }) => (limitedBy?.kind === 'node' ? [limitedBy.envelopeId] : []));
    expect(reasons).toContain(envelope.envelopeId);
    // It stays there, and comes back when the limit ends.
    await site.until(sentAtMs + 2 * MINUTE_MS);
    expect(site.service.control.view().limitTimings.map((timing) => timing.envelopeId)).toEqual([envelope.envelopeId]);
    const etag = ((await client.get(`/api/v1/envelopes/${envelope.envelopeId}`)) as { etag: string }).etag;
    await client.send('DELETE', `/api/v1/envelopes/${envelope.envelopeId}`, undefined, { 'if-match': `"${etag}"` });
    await site.untilTrue('charging goes on above the old limit', () => (fleet.truth().nodeKw.get('T1') ?? 0) > limitKw);
    expect(site.scorekeeper.score(fleet.sessionsResult()).violations).toEqual([]);
  });

  it('holds the configured maximum of the base load while the meters are silent', async () => {
    const scenario = evening();
    site = await startSite(scenario, { meters: false });
    await site.until(scenario.startMs + 3 * MINUTE_MS);
    const view = site.service.control.view();
    const maximumKw = scenario.grid.nodes.find((node) => node.id === 'T1')?.baseLoad?.maximumKw;
    expect(view.nodes.find((node) => node.nodeId === 'T1')).toMatchObject({ meter: 'stale', baseLoadKw: maximumKw });
    expect(view.alarms.map((alarm) => alarm.id)).toContain('meter-stale:T1');
    expect(site.scorekeeper.score(site.fleet.sessionsResult()).violations).toEqual([]);
  });

  it('keeps below capacity when chargers fall silent in the middle of a grant', async () => {
    const scenario = evening();
    site = await startSite(scenario);
    await site.until(scenario.startMs + 3 * MINUTE_MS);
    const charging = site.service.control
      .view()
      .connectors.filter((one) => (one.powerKw ?? 0) > 3)
      .slice(0, 8);
    expect(charging.length).toBe(8);
    for (const { stationId } of charging) site.fleet.setFaults(stationId, { silent: true });
    await site.until(scenario.startMs + 9 * MINUTE_MS);
    expect(site.scorekeeper.score(site.fleet.sessionsResult()).violations).toEqual([]);
    // Their leases have ended: they draw their failsafe shares at most, and that is what the ledger keeps for them.
    const view = site.service.control.view();
    for (const { connectorId } of charging) {
      const connector = view.connectors.find((one) => one.connectorId === connectorId);
      expect(connector?.exposureKw).toBeCloseTo(connector?.failsafeKw ?? -1, 6);
    }
  });

  it('takes a charging station that is put into quarantine down to nothing, and lets it back', async () => {
    const scenario = evening();
    site = await startSite(scenario);
    await site.until(scenario.startMs + 3 * MINUTE_MS);
    const { fleet, client, service } = site;
    const charging = service.control.view().connectors.find((one) => (one.powerKw ?? 0) > 5);
    if (charging === undefined) throw new Error('nobody charges');
    const { stationId, connectorId } = charging;
    const powerKw = (): number =>
      service.control.view().connectors.find((one) => one.connectorId === connectorId)?.powerKw ?? Number.NaN;
    const path = `/api/v1/stations/${stationId}`;
    const change = async (state: string): Promise<void> => {
      const { etag } = (await client.get(path)) as { etag: string };
      await client.send('PATCH', path, { state }, { 'if-match': `"${etag}"` });
    };
    await change('quarantined');
    await site.untilTrue('it draws nothing', () => powerKw() === 0);
    expect(fleet.stations().online).toBe(scenario.stations.length);
    await change('enabled');
    await site.untilTrue('it charges again', () => powerKw() > 1);
    expect(site.scorekeeper.score(fleet.sessionsResult()).violations).toEqual([]);
  });
});
