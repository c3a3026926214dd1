import { afterEach, describe, expect, it } from 'vitest';
import {
  fleetScenario,
  startFleet,
  VirtualClock,
  type Fleet,
  type Scenario,
  type Truth,
} from '../../simulator/index.ts';
import { TinyCentralSystem } from './tiny-central-system.ts';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

type Rig = {
  readonly scenario: Scenario;
  readonly fleet: Fleet;
  readonly central: TinyCentralSystem;
  readonly truths: readonly Truth[];
  readonly meters: readonly (readonly [string, number, number])[];
  readonly told: readonly string[];
  readonly run: (seconds: number) => Promise<void>;
};

async function rig(change: (scenario: Scenario) => Scenario = (scenario) => scenario): Promise<Rig> {
  const scenario = change(fleetScenario({ stations: 6, seed: 1 }));
  const clock = new VirtualClock(scenario.startMs);
  const central = new TinyCentralSystem(() => clock.nowMs());
  const truths: Truth[] = [];
  const meters: (readonly [string, number, number])[] = [];
  const told: string[] = [];
  const fleet = startFleet({
    scenario,
    url: await central.listen(),
    clock,
    randomSeed: 1,
    onStep: (truth) => truths.push(truth),
    onMeter: (nodeId, importKw, atMs) => meters.push([nodeId, importKw, atMs - scenario.startMs]),
    onSetChargingProfile: (stationId, profile) => told.push(`${stationId} ${profile.purpose}`),
  });
  open.push({
    stop: async () => {
      await fleet.stop();
      await central.close();
    },
  });
  return {
    scenario,
    fleet,
    central,
    truths,
    meters,
    told,
    run: async (seconds) => {
      for (let second = 0; second < seconds; second += 1) {
        clock.advanceBy(1000);
        let before = -1;
        for (let round = 0; round < 100 && before !== central.traffic; round += 1) {
          before = central.traffic;
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
      }
    },
  };
}

describe('fleet over OCPP', () => {
  it('brings all stations online, charges all cars, and the truth adds up', async () => {
    const { fleet, central, truths, meters, run, scenario } = await rig();
    await run(240);
    expect(fleet.stations()).toEqual({ total: 6, online: 6 });
    const truth = fleet.truth();
    expect(truth).toEqual(truths.at(-1));
    expect(truths.map(({ atMs }) => atMs - scenario.startMs)).toEqual(truths.map((_, index) => (index + 1) * 1000));
    expect(truth.nodeKw.get('S1')).toBeCloseTo((truth.nodeChargingKw.get('S1') ?? 0) + scenario.baseLoadKw('S1', 0), 9);
    const integralKwh = truths.reduce((sum, one) => sum + (one.nodeChargingKw.get('S1') ?? 0) / 3600, 0);
    const sessions = fleet.sessionsResult();
    expect(sessions.length).toBe(6);
    expect(sessions.every(({ deliveredKwh }) => deliveredKwh > 0)).toBe(true);
    expect(sessions.reduce((sum, { deliveredKwh }) => sum + deliveredKwh, 0)).toBeCloseTo(integralKwh, 9);
    // Every 5 s, both meters, base load and charging together.
    expect(meters.map(([nodeId, , atMs]) => [nodeId, atMs]).slice(0, 4)).toEqual([
      ['S1', 1000],
      ['F1', 1000],
      ['S1', 5000],
      ['F1', 5000],
    ]);
    expect(meters.findLast(([nodeId]) => nodeId === 'S1')?.[1]).toBe(truth.nodeKw.get('S1'));
    expect(central.complaints).toEqual([]);
  });

  it('a meter that sees the base load alone gives it alone', async () => {
    const { meters, run } = await rig((scenario) => ({
      ...scenario,
      grid: {
        ...scenario.grid,
        nodes: scenario.grid.nodes.map((node) =>
          node.baseLoad === undefined ? node : { ...node, baseLoad: { ...node.baseLoad, measures: 'base' } },
        ),
      },
      baseLoadKw: () => 12.5,
    }));
    await run(150);
    expect(new Set(meters.map(([, importKw]) => Math.round(importKw * 1e6) / 1e6))).toEqual(new Set([12.5]));
  });

  it('tells accepted profiles, switches faults, and stops', async () => {
    const { fleet, central, told, run } = await rig();
    await run(10);
    const profile = {
      connectorId: 1,
      csChargingProfiles: {
        chargingProfileId: 1,
        stackLevel: 0,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 6 }] },
      },
    };
    expect(await central.call('S00001', 'SetChargingProfile', profile)).toEqual({ status: 'Accepted' });
    expect(told).toEqual(['S00001 TxDefaultProfile']);
    fleet.setFaults('S00001', { silent: true });
    let answered = false;
    void central.call('S00001', 'SetChargingProfile', profile).then(
      () => (answered = true),
      () => {},
    );
    await run(5);
    expect(answered).toBe(false);
    expect(() => fleet.setFaults('nobody', {})).toThrow('fleet: unknown station nobody');
    await fleet.stop();
    expect(fleet.stations().online).toBe(0);
    const before = fleet.truth();
    await run(5);
    expect(fleet.truth()).toBe(before);
  });
});
