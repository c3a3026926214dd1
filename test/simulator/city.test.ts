import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commissioningViolations, compileGrid } from '../../dispatch/index.ts';
import {
  cityScenario,
  generateCity,
  headroomPolicy,
  readCityStations,
  readCityZones,
  simulate,
  UNCONTROLLED,
  type Scenario,
} from '../../simulator/index.ts';

const DATA = new URL('../../../shared/data/city/', import.meta.url);
const STEP = { stepMs: 60_000, tickMs: 60_000 };

function expectSound({ grid, sessions, startMs, endMs, baseLoadKw }: Scenario): void {
  const freeAtMs = new Map<string, number>();
  let lastMs = startMs;
  for (const { connectorId, arrivalMs, departureMs, needKwh, car } of sessions) {
    expect(arrivalMs).toBeGreaterThanOrEqual(Math.max(lastMs, freeAtMs.get(connectorId) ?? 0));
    expect(departureMs).toBeGreaterThan(arrivalMs);
    expect(needKwh).toBeLessThanOrEqual((car.batteryKwh * (100 - car.arrivalSocPercent)) / 100 + 1e-9);
    lastMs = arrivalMs;
    freeAtMs.set(connectorId, departureMs);
  }
  expect(commissioningViolations(compileGrid(grid))).toEqual([]);
  for (let atMs = startMs; atMs <= endMs; atMs += 1_800_000) {
    for (const { id, baseLoad, parentId } of grid.nodes) {
      const [nowKw, nextKw] = [baseLoadKw(id, atMs), baseLoadKw(id, atMs + 60_000)];
      expect(nowKw).toBeLessThanOrEqual((baseLoad?.maximumKw ?? 0) + 1e-9);
      expect(nextKw - nowKw).toBeLessThanOrEqual((baseLoad?.growthKwPerS ?? 0) * 60 + 1e-9);
      if (parentId !== undefined) expect(nowKw).toBeLessThanOrEqual(baseLoadKw(parentId, atMs) + 1e-9);
    }
  }
}

describe('a made-up city', () => {
  const city = generateCity({ stations: 12, seed: 3 });
  const scenario = cityScenario({ ...city, seed: 3, fromHour: 18, hours: 2 });

  it('is sound: safe with no control at all, base load within what the grid file promises', () => {
    expectSound(scenario);
  });

  it('overloads some nodes when nobody controls it, and none when we do, with nearly the same energy', () => {
    const free = simulate(scenario, { policy: UNCONTROLLED, ...STEP });
    const controlled = simulate(scenario, { policy: headroomPolicy(scenario), ...STEP });
    expect(free.secondsAboveCapacity).toBeGreaterThan(0);
    expect(controlled.secondsAboveCapacity).toBe(0);
    expect(free.energyDeliveredPercent - controlled.energyDeliveredPercent).toBeLessThan(5);
  });

  it('is the same for the same seed, another for another', () => {
    const again = cityScenario({ ...generateCity({ stations: 12, seed: 3 }), seed: 3, fromHour: 18, hours: 2 });
    expect(again.grid).toEqual(scenario.grid);
    expect(again.sessions).toEqual(scenario.sessions);
    expect(cityScenario({ ...city, seed: 4, fromHour: 18, hours: 2 }).sessions).not.toEqual(scenario.sessions);
  });

  it.each([0, 1.5, 10_001])('of %d stations is refused', (stations) => {
    expect(() => generateCity({ stations, seed: 1 })).toThrow('stations must be a whole number from 1 to 10000');
  });

  it('without a pile is refused', () => {
    const empty = city.stations.map((station) => ({ ...station, fast: 0, slow: 0 }));
    expect(() => cityScenario({ stations: empty, zones: city.zones, seed: 1 })).toThrow('city: no pile');
  });
});

describe.skipIf(!existsSync(DATA))('Shenzhen (../shared/data is there)', () => {
  it('has 22,872 piles on 3 levels, 2,693 of them fast; 62 of the 1,706 stations have none', () => {
    const read = (file: string): string => readFileSync(new URL(file, DATA), 'utf8');
    const stations = readCityStations(read('stations.csv'));
    const zones = readCityZones(read('information.csv'));
    expect(stations).toHaveLength(1706);
    const { grid, sessions } = cityScenario({ stations, zones, seed: 1, fromHour: 18, hours: 0.5 });
    const count = (kind: string) => grid.nodes.filter((node) => node.kind === kind).length;
    expect([grid.connectors.length, grid.connectors.filter(({ kind }) => kind === 'DC').length]).toEqual([
      22_872, 2693,
    ]);
    expect([count('substation'), count('transformer')]).toEqual([1, 1644]);
    expect(count('feeder')).toBeGreaterThan(150);
    expect(sessions.length).toBeGreaterThan(1000);
  });
});
