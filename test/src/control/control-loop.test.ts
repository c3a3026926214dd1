import { describe, expect, it } from 'vitest';
import { ALLOCATE_SETTINGS, RESTORATION } from '../../../dispatch/index.ts';
import { CONTROL_BOUNDS } from '../../../src/control/index.ts';
import { LoopWorld, node, pile, siteOf, T0 } from './loop-world.ts';

const STREET = ['A', 'B', 'C', 'D'].map((id) => pile(id, 'T1'));
const MINUTE_MS = 60_000;

/** Calls to stations are asynchronous; the clock is not. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function open(...[site, more]: ConstructorParameters<typeof LoopWorld>): LoopWorld {
  const world = new LoopWorld(site, more);
  world.openDay();
  return world;
}

describe('what bad input gets', () => {
  const base = { kind: 'meter', measures: 'base', maximumKw: 20, growthKwPerS: 0 } as const;
  const site = siteOf([node('T1', { ratingKw: 50, baseLoad: base })], STREET);

  it.each<readonly [string, (world: LoopWorld) => void, number]>([
    // Rating less the base load's maximum: nobody measured anything better.
    ['no meter at all', () => undefined, 30],
    ['a base load that is not a number', (world) => world.meter('T1', Number.NaN), 30],
    ['an infinite base load', (world) => world.meter('T1', Number.POSITIVE_INFINITY), 30],
    ['a base load above the capacity', (world) => world.meter('T1', 60), 0],
    ['a limit of nothing', (world) => world.envelope('T1', 0), 0],
    ['a limit that is not a number', (world) => world.envelope('T1', Number.NaN), 0],
    ['a limit below the base load', (world) => world.envelope('T1', 15), 0],
    ['a limit on a node that does not exist', (world) => world.envelope('nowhere', 0), 30],
    ['a limit above the rating', (world) => world.envelope('T1', 500), 30],
  ])('%s: the tick goes on and chargers get what is proven', (_name, disturb, mostKw) => {
    const world = open(site);
    world.clock.advanceBy(MINUTE_MS);
    disturb(world);
    world.clock.advanceBy(20_000);
    const { tick } = world.control.view();
    expect(tick.lastError).toBeUndefined();
    expect(tick.count).toBeGreaterThan(100);
    expect(world.commandedSumKw()).toBeLessThanOrEqual(mostKw + 1e-6);
    expect(world.commandedSumKw()).toBeGreaterThanOrEqual(mostKw === 0 ? 0 : 16);
  });

  it('a base load above the capacity is an alarm, and gone with it', () => {
    const world = open(site);
    world.meter('T1', 60);
    world.clock.advanceBy(2_000);
    expect(world.alarmIds()).toContain('overcommitted:T1/kW');
    for (let k = 0; k < 30; k += 1) {
      world.clock.advanceBy(2_000);
      world.meter('T1', 10);
    }
    expect(world.alarmIds()).not.toContain('overcommitted:T1/kW');
    expect(world.commandedSumKw()).toBeGreaterThan(30);
  });

  it('a meter that falls silent counts with its maximum after half a minute', () => {
    const world = open(site);
    for (let k = 0; k < 60; k += 1) {
      world.meter('T1', 0);
      world.clock.advanceBy(1_000);
    }
    expect(world.control.view().nodes[0]?.baseLoadKw).toBe(0);
    world.clock.advanceBy(28_000);
    expect(world.alarmIds()).not.toContain('meter-stale:T1');
    world.clock.advanceBy(4_000);
    expect(world.control.view().nodes[0]?.baseLoadKw).toBe(20);
    expect(world.alarmIds()).toContain('meter-stale:T1');
    expect(world.commandedSumKw()).toBeLessThanOrEqual(30);
  });

  it.each([
    ['an empty site', siteOf([node('T1', { ratingKw: 50 })], [])],
    ['no capacity', siteOf([node('T1', { ratingKw: 0 })], STREET)],
    ['a rating that is not a number', siteOf([node('T1', { ratingKw: Number.NaN })], STREET)],
  ])('%s: nobody gets more than its share', (_name, strange) => {
    const world = open(strange);
    world.clock.advanceBy(MINUTE_MS);
    expect(world.control.view().tick.lastError).toBeUndefined();
    expect(world.commandedSumKw()).toBe(0);
  });
});

describe('a cut that is deeper than base load and failsafe shares', () => {
  const shares = ['A', 'B', 'C', 'D', 'E', 'F'].map((id) => pile(id, 'T1', { failsafeKw: 4.14 }));
  const site = siteOf([node('T1', { ratingKw: 60 })], shares);

  it('serves as many as fit, takes turns, renews their pauses, and raises nobody above its share', () => {
    const quickTurns = { ...ALLOCATE_SETTINGS, dwellOnMs: 3 * MINUTE_MS, dwellOffMs: MINUTE_MS };
    const world = open(site, { allocateSettings: quickTurns });
    world.clock.advanceBy(MINUTE_MS);
    expect(world.commandedSumKw()).toBeGreaterThan(40);
    world.envelope('T1', 10);
    const served = new Set<number>();
    for (let minute = 0; minute < 30; minute += 1) {
      world.clock.advanceBy(MINUTE_MS);
      // Without a command that lives a charger is at its share: a pause whose lease ran out would show here.
      const obeyedKw = world.control.view().connectors.map(({ commandedKw = 4.14 }) => commandedKw);
      expect(obeyedKw.reduce((sum, kw) => sum + kw, 0)).toBeLessThanOrEqual(10);
      // Those who charged were cut to what fits; whoever takes a turn is raised to its share and no further.
      if (minute > 15) expect(Math.max(...obeyedKw)).toBeLessThanOrEqual(4.14);
      expect(Math.min(...obeyedKw)).toBe(0);
      obeyedKw.forEach((kw, index) => (kw > 0 ? served.add(index) : served));
    }
    expect(served.size).toBe(6);
    expect(world.alarmIds()).toContain('shares:T1/kW');
    expect(world.control.view().alarms.some(({ kind }) => kind === 'vetoed')).toBe(false);
    world.envelope('T1', undefined);
    world.clock.advanceBy(10 * MINUTE_MS);
    expect(world.commandedSumKw()).toBeGreaterThan(40);
    expect(world.alarmIds()).not.toContain('shares:T1/kW');
  });
});

describe('a charger that does not obey', () => {
  const site = siteOf([node('T1', { ratingKw: 40 })], STREET);

  it('that goes on drawing: the others make room, then it is out of service, then its station is reset; in service when it obeys', async () => {
    const world = open(site);
    world.clock.advanceBy(2 * MINUTE_MS);
    world.envelope('T1', 20);
    world.manner.set('A', 'draws');
    world.clock.advanceBy(50_000);
    expect(world.alarmIds()).toContain('untrusted:A/1');
    const others = world.commandedKw().slice(1);
    expect(others.reduce((sum, kw) => sum + kw, 0)).toBeLessThanOrEqual(20 - 11.04 + 1e-6);
    expect(world.calls).toEqual([]);
    world.clock.advanceBy(3 * MINUTE_MS);
    await settled();
    expect(world.calls).toEqual([
      { stationId: 'A', action: 'ChangeAvailability', payload: { connectorId: 1, type: 'Inoperative' } },
      { stationId: 'A', action: 'Reset', payload: { type: 'Soft' } },
    ]);
    expect(world.alarmIds()).toContain('out-of-service:A/1');
    world.manner.set('A', 'obeys');
    world.clock.advanceBy(3 * MINUTE_MS);
    await settled();
    expect(world.calls.slice(2)).toEqual([
      { stationId: 'A', action: 'ChangeAvailability', payload: { connectorId: 1, type: 'Operative' } },
    ]);
    expect(world.alarmIds()).not.toContain('out-of-service:A/1');
  });

  it('that answers nothing: told again after 5 s three times, then reserved for, an alarm and no new cars, but no reset', async () => {
    const world = open(site);
    world.clock.advanceBy(2 * MINUTE_MS);
    world.manner.set('A', 'mute');
    world.envelope('T1', 20);
    world.clock.advanceBy(40_000);
    expect(world.alarmIds()).toContain('mute:A/1');
    world.clock.advanceBy(5 * MINUTE_MS);
    await settled();
    expect(world.calls.map(({ action }) => action)).toEqual(['ChangeAvailability']);
  });

  it('is still out of service after a restart, not reset a second time within the hour, and comes back when it obeys', async () => {
    const world = open(site);
    world.manner.set('A', 'draws');
    world.envelope('T1', 20);
    world.clock.advanceBy(4 * MINUTE_MS);
    await settled();
    const kept = new Map(world.escalations);
    expect(kept).toEqual(new Map([['A/1', { outOfService: true, resetAtMs: expect.any(Number) }]]));

    const restarted = new LoopWorld(site, {
      restored: {
        sessions: [],
        envelopes: [],
        overrides: [],
        isConfigured: () => true,
        escalationOf: (id) => kept.get(id),
      },
    });
    restarted.control.start();
    restarted.clock.advanceBy(10 * MINUTE_MS);
    expect(restarted.alarmIds()).toContain('out-of-service:A/1');
    expect(restarted.alarmIds()).not.toContain('out-of-service:B/1');
    // Its minute of obedience begins when it is back, not with the process.
    restarted.manner.set('A', 'draws');
    restarted.openDay();
    await settled();
    expect(restarted.calls).toEqual([]);
    expect(restarted.alarmIds()).toContain('out-of-service:A/1');
    restarted.envelope('T1', 20);
    restarted.clock.advanceBy(5 * MINUTE_MS);
    await settled();
    expect(restarted.calls.filter(({ action }) => action === 'Reset')).toEqual([]);
    expect(restarted.alarmIds()).toContain('out-of-service:A/1');
    restarted.manner.set('A', 'obeys');
    restarted.clock.advanceBy(5 * MINUTE_MS);
    await settled();
    expect(restarted.calls.at(-1)).toEqual({
      stationId: 'A',
      action: 'ChangeAvailability',
      payload: { connectorId: 1, type: 'Operative' },
    });
    expect(restarted.alarmIds()).not.toContain('out-of-service:A/1');
    expect(restarted.escalations.get('A/1')?.outOfService).toBe(false);
  });

  it('is kept before it is told to go out of service, so that nobody is forgotten there', async () => {
    const order: string[] = [];
    const world = open(site, {
      saveEscalation: async () => void order.push('kept'),
      callStation: async (_stationId, { action }) => {
        order.push(action);
        return { ok: true, payload: {} };
      },
    });
    world.manner.set('A', 'mute');
    world.envelope('T1', 20);
    world.clock.advanceBy(4 * MINUTE_MS);
    await settled();
    expect(order).toEqual(['kept', 'ChangeAvailability']);
    world.manner.set('A', 'obeys');
    world.clock.advanceBy(4 * MINUTE_MS);
    await settled();
    expect(order.slice(2)).toEqual(['ChangeAvailability', 'kept']);
  });

  it('whose share nobody confirmed: the alarm says what to do', () => {
    const world = new LoopWorld(site);
    world.control.start();
    world.clock.advanceBy(5_000);
    const alarm = world.control.view().alarms.find(({ id }) => id === 'untrusted:A/1');
    expect(alarm?.text).toContain('11.04 kW are reserved');
    expect(alarm?.text).toContain('planned: true');
  });
});

describe('a source of limits that must show that it is alive', () => {
  const site = siteOf([node('T1', { ratingKw: 60 })], STREET, {
    sources: [{ id: 'dso', nodeId: 'T1', failsafeKw: 20, heartbeatMs: 120_000 }],
  });
  const beat = (world: LoopWorld): void => world.control.post({ kind: 'heartbeat', sourceId: 'dso' });

  it('begins in failsafe, comes in control, is lost within one tick of its period, and comes back', () => {
    const world = open(site);
    world.clock.advanceBy(2 * MINUTE_MS);
    const sumAt = (): boolean => world.commandedSumKw() <= 20 + 1e-6;
    expect([sumAt(), world.alarmIds().includes('failsafe:dso')]).toEqual([true, true]);
    expect(world.control.view().nodes[0]).toMatchObject({ limitKw: 20, envelopeId: 'failsafe:dso' });
    beat(world);
    world.envelope('T1', 50);
    world.clock.advanceBy(119_000);
    expect(world.control.view().sources[0]?.phase).toBe('controlled');
    expect(sumAt()).toBe(false);
    world.clock.advanceBy(3_000);
    expect(world.control.view().sources[0]?.phase).toBe('failsafe');
    expect(sumAt()).toBe(true);
    expect(world.control.view().alarms.find(({ id }) => id === 'failsafe:dso')?.severity).toBe('critical');
    // Without a new word it has to be alive for a whole period.
    for (let k = 0; k < 3; k += 1) {
      beat(world);
      expect(world.control.view().sources[0]?.phase).toBe('failsafe');
      world.clock.advanceBy(50_000);
    }
    beat(world);
    world.clock.advanceBy(5_000);
    expect(world.control.view().sources[0]?.phase).toBe('controlled');
    expect(world.log.filter(({ message }) => message.startsWith('source dso')).length).toBe(3);
  });
});

describe('a limit on another node', () => {
  it('is no word of the source for its own', () => {
    const nodes = [node('T1', { ratingKw: 60 }), node('F1', { parentId: 'T1', ratingKw: 60 })];
    const world = open(
      siteOf(nodes, STREET, { sources: [{ id: 'dso', nodeId: 'T1', failsafeKw: 20, heartbeatMs: 120_000 }] }),
    );
    world.control.post({ kind: 'heartbeat', sourceId: 'dso' });
    world.envelope('F1', 50);
    world.clock.advanceBy(2_000);
    expect(world.control.view().sources[0]?.phase).toBe('init');
    world.envelope('T1', 50);
    world.clock.advanceBy(2_000);
    expect(world.control.view().sources[0]?.phase).toBe('controlled');
  });
});

describe('whoever looks on', () => {
  it('does not stop the control: a telemetry that throws costs a log line a tick', () => {
    const world = open(siteOf([node('T1', { ratingKw: 30 })], STREET), {
      telemetry: {
        write: ({ measurement }) => {
          if (measurement === 'node') throw new Error('the disk is gone');
        },
        state: () => {
          throw new Error('nobody asks');
        },
        close: async () => undefined,
      },
    });
    world.clock.advanceBy(MINUTE_MS);
    expect(world.limits.size).toBe(4);
    expect(world.log.some(({ message }) => message.includes('was not published'))).toBe(true);
  });
});

describe('restoration after an outage', () => {
  const many = Array.from({ length: 12 }, (_, k) => pile(`S${k}`, k < 6 ? 'F1' : 'F2'));
  const site = siteOf(
    [
      node('T1', { ratingKw: 100 }),
      node('F1', { parentId: 'T1', ratingKw: 60 }),
      node('F2', { parentId: 'T1', ratingKw: 60 }),
    ],
    many,
    // A third of the usual times.
    { restoration: { ...RESTORATION, startMs: 200_000, holdMs: 300_000, sharePerMinute: 0.3 } },
  );

  it('gives little at first, each at its own time, and everything later', () => {
    const world = open(site);
    expect(world.control.view().restorations.map(({ nodeId }) => nodeId)).toEqual(['T1', 'F1', 'F2']);
    const started = new Map<string, number>();
    for (let s = 0; s < 4.5 * 60; s += 5) {
      world.clock.advanceBy(5_000);
      expect(world.commandedSumKw()).toBeLessThanOrEqual(20 + 1e-6);
      for (const { connectorId, commandedKw = 0 } of world.control.view().connectors)
        if (commandedKw > 0 && !started.has(connectorId)) started.set(connectorId, world.clock.nowMs() - T0);
    }
    expect(started.size).toBeGreaterThanOrEqual(4);
    expect(new Set(started.values()).size).toBeGreaterThan(2);
    expect(world.alarmIds()).toContain('restoration:T1');
    world.clock.advanceBy(9 * MINUTE_MS);
    expect(world.commandedSumKw()).toBeGreaterThan(80);
    expect(world.control.view().restorations).toEqual([]);
  });

  it('is for the part of the grid that was dark', () => {
    const world = open(site);
    world.clock.advanceBy(14 * MINUTE_MS);
    for (const k of [6, 7, 8, 9, 10, 11]) world.boot(`S${k}`);
    world.clock.advanceBy(5_000);
    expect(world.control.view().restorations.map(({ nodeId }) => nodeId)).toEqual(['T1', 'F2']);
  });
});

describe('the temperature of a transformer', () => {
  it('is shown, and an alarm when it is too much; the limits do not know it', () => {
    const hot = { ratedKva: 15, powerFactor: 1, ambientC: 40 };
    const world = open(siteOf([node('T1', { ratingKw: 60, transformer: hot })], STREET));
    world.clock.advanceBy(MINUTE_MS);
    const before = world.control.view().nodes[0]?.thermal;
    expect(world.alarmIds()).not.toContain('hot-spot:T1');
    world.clock.advanceBy(20 * MINUTE_MS);
    const after = world.control.view().nodes[0]?.thermal;
    expect(after?.hotSpotC).toBeGreaterThan(Math.max(120, before?.hotSpotC ?? 0));
    expect(after?.lossOfLifeHours).toBeGreaterThan(1);
    expect(world.alarmIds()).toContain('hot-spot:T1');
    expect(world.control.view().nodes[0]?.limitKw).toBe(60);
  });
});

describe('whoever looks on', () => {
  const site = siteOf([node('T1', { ratingKw: 50 })], STREET);

  it.each([
    ['a small site: at once', {}, 500],
    ['a large one: by the regular tick', { smallSite: 1 }, 1_000],
    ['a very large one: by every second', { smallSite: 1, shownPerTick: 2 }, 2_000],
  ])('is told of %s', (_name, bounds, leastMs) => {
    const world = open(site, { bounds: { ...CONTROL_BOUNDS, ...bounds } });
    const toldAtMs: number[] = [];
    world.clock.advanceBy(6_000);
    world.control.onTick(({ atMs }) => toldAtMs.push(atMs));
    world.clock.advanceBy(4_500);
    // An early tick: half a second after the last.
    world.envelope('T1', 30);
    world.clock.advanceBy(5_500);
    const gapsMs = toldAtMs.slice(1).map((atMs, index) => atMs - (toldAtMs[index] ?? 0));
    expect(Math.min(...gapsMs)).toBe(leastMs);
  });
});
