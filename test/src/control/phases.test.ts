import { describe, expect, it } from 'vitest';
import { LoopWorld, node, pile, siteOf } from './loop-world.ts';

const oneA = 0.23;
const onPhase = (id: string, phase: 'L1' | 'L2' | 'L3') =>
  pile(id, 'T1', { phases: [phase], ratingKw: 32 * oneA, minimumKw: 6 * oneA });
const amperes = (world: LoopWorld): readonly number[] => world.commandedKw().map((kw) => Math.round(kw / oneA));

describe('what is known of phases', () => {
  const base = { kind: 'meter', measures: 'base', maximumKw: 20, growthKwPerS: 0 } as const;
  const street = [onPhase('A', 'L1'), onPhase('B', 'L2'), onPhase('C', 'L3')];

  it.each([
    ['of the node above the piles', siteOf([node('T1', { ratingA: 63, baseLoad: base })], street)],
    [
      'of a panel below, with the panel beside it that is not told apart',
      siteOf(
        [
          node('T1', { ratingA: 63 }),
          node('P', { parentId: 'T1', baseLoad: base }),
          node('Q', { parentId: 'T1', baseLoad: { ...base, maximumKw: 0 } }),
        ],
        street,
      ),
    ],
  ])('a base load that lies on one phase takes from that phase alone: the meter %s', (_, site) => {
    const world = new LoopWorld(site);
    const metered = site.grid.nodes.find(({ baseLoad }) => (baseLoad?.maximumKw ?? 0) > 0)?.id ?? '';
    const run = (phaseKw?: readonly [number, number, number]): readonly number[] => {
      for (let k = 0; k < 60; k += 1) {
        const atMs = world.clock.nowMs();
        const reading = { nodeId: metered, receivedAtMs: atMs, measuredAtMs: atMs, importKw: 40 * oneA };
        world.control.post({ kind: 'meter', reading: { ...reading, ...(phaseKw === undefined ? {} : { phaseKw }) } });
        world.clock.advanceBy(2_000);
      }
      return amperes(world);
    };
    world.openDay();
    expect(run()).toEqual([32, 32, 32]);
    expect(run([40 * oneA, 0, 0])).toEqual([23, 32, 32]);
    // The meter stops telling: after half a minute a third counts again.
    expect(run()).toEqual([32, 32, 32]);
  });

  it.each([
    ['the rotation is known: it leaves the others to the others', true, [20, 20]],
    ['it is not: it may be on any', undefined, [10, 10]],
  ])('a car on one phase of three; %s', (_, phasesInOrder, limitsA) => {
    const rotated = pile('A', 'T1', { phases: ['L2', 'L3', 'L1'], ratingKw: 32 * 3 * oneA, minimumKw: 18 * oneA });
    const world = new LoopWorld(
      siteOf(
        [node('T1', { ratingA: 20 })],
        [{ ...rotated, ...(phasesInOrder === undefined ? {} : { phasesInOrder }) }, onPhase('B', 'L1')],
      ),
    );
    world.openDay();
    for (let k = 0; k < 20; k += 1) {
      const atMs = world.clock.nowMs();
      world.control.post({
        kind: 'reading',
        stationId: 'A',
        connectorId: 'A/1',
        atMs,
        measuredAtMs: atMs,
        takenAtMs: atMs,
        powerKw: (world.limits.get('A/1')?.limitKw ?? 0) / 3,
        currentA: { L1: 10, L2: 0, L3: 0 },
        historic: false,
        flags: [],
      });
      world.clock.advanceBy(10_000);
    }
    const [offeredA, otherA] = amperes(world);
    expect([Math.round((offeredA ?? 0) / 3), otherA]).toEqual(limitsA);
    expect(world.limits.get('A/1')?.electrical).toMatchObject({ phaseCount: 3, usedPhaseCount: 1 });
  });
});

describe('the ramp of a node', () => {
  it.each([
    ['one', 10, 40, 60],
    ['none', undefined, 88, 88],
  ])('%s: after two minutes of a full car park', (_, rampPercentPerMinute, leastKw, mostKw) => {
    const piles = ['A', 'B', 'C', 'D'].map((id) => pile(id, 'T1', { ratingKw: 22.08 }));
    const ramp = rampPercentPerMinute === undefined ? {} : { rampPercentPerMinute };
    const world = new LoopWorld(siteOf([node('T1', { ratingKw: 100, ...ramp })], piles));
    world.openDay();
    world.clock.advanceBy(150_000);
    expect(world.commandedSumKw()).toBeGreaterThan(leastKw * 0.9);
    expect(world.commandedSumKw()).toBeLessThanOrEqual(mostKw + 0.4);
  });
});
