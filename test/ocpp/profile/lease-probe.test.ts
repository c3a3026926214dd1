import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginProbe, LEASE_PROBE, LEDGER_BOUNDS, probeRead, probeTimedOut } from '../../../dispatch/index.ts';
import type { LeaseVerdict } from '../../../dispatch/index.ts';
import { LeaseWorld, node, pile, siteOf, type Habit } from './lease-world.ts';

const T0 = 1_800_000_000_000;

/** The verdict of a meter that reads `powerKw(atMs)` every ten seconds. */
function watch(powerKw: (afterMs: number) => number, everyMs = 10_000): LeaseVerdict | 'none' {
  let probe = beginProbe({ limitKw: 11, shareKw: 4, atMs: T0 });
  for (let afterMs = everyMs; afterMs <= 200_000; afterMs += everyMs) {
    if (probeTimedOut(probe, T0 + afterMs)) return 'none';
    const { after, verdict } = probeRead(probe, { powerKw: powerKw(afterMs), atMs: T0 + afterMs }, LEDGER_BOUNDS);
    if (verdict !== undefined) return verdict;
    probe = after;
  }
  return 'none';
}

describe('the proof of a lease', () => {
  const END = LEASE_PROBE.leaseMs;
  it.each<[string, (afterMs: number) => number, LeaseVerdict]>([
    ['falls at its end', (afterMs) => (afterMs < END ? 11 : 4), 'honoured'],
    ['falls as late as a clock and a car allow', (afterMs) => (afterMs < END + 24_000 ? 11 : 4.2), 'honoured'],
    ['goes on', () => 11, 'ignored'],
    ['goes on a little lower', (afterMs) => (afterMs < END ? 11 : 9), 'ignored'],
    ['the car had finished before', (afterMs) => (afterMs < END - 15_000 ? 11 : 0), 'inconclusive'],
    ['the car draws its share all along', () => 4, 'inconclusive'],
  ])('%s: %s', (_, power, expected) => {
    expect(watch(power)).toBe(expected);
  });

  it('law: `honoured` needs a meter that was above the share before and within it after', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 12, noNaN: true }), { minLength: 20, maxLength: 20 }), (powers) => {
        const at = (afterMs: number): number => powers[afterMs / 10_000 - 1] ?? 0;
        if (watch(at) !== 'honoured') return;
        expect(at(50_000)).toBeGreaterThan(4.6);
        expect([at(90_000), at(100_000), at(110_000)].some((powerKw) => powerKw <= 4.6)).toBe(true);
      }),
    );
  });

  it('one reading after the end decides nothing', () => {
    expect(watch((afterMs) => (afterMs === 90_000 ? 4 : 11))).toBe('ignored');
  });

  it('a meter that reports once a minute decides nothing', () => {
    expect(watch((afterMs) => (afterMs < END ? 11 : 4), 60_000)).not.toBe('ignored');
  });
});

describe('the control loop asks the meter of a new model', () => {
  const site = siteOf(
    [node('street', { ratingKw: 16 })],
    [pile('A', 'street', { failsafeKw: 4.14 }), pile('B', 'street', { failsafeKw: 4.14 })],
  );

  it.each<[string, Habit, unknown]>([
    ['honours expiry', { expiry: true, 'two-periods': false }, { expiry: 'honoured' }],
    [
      'honours two periods alone',
      { expiry: false, 'two-periods': true },
      { expiry: 'ignored', 'two-periods': 'honoured' },
    ],
    ['honours neither', { expiry: false, 'two-periods': false }, { expiry: 'ignored', 'two-periods': 'ignored' }],
  ])('%s: it is found out, and the street holds all the time', (_, habit, forms) => {
    const world = new LeaseWorld(site);
    world.habit = habit;
    world.open();
    let worstKw = 0;
    for (let second = 0; second < 900; second++) {
      world.advance(1_000);
      worstKw = Math.max(worstKw, world.powerKw('A/1') + world.powerKw('B/1'));
    }
    expect(world.models.facts.forms).toEqual(forms);
    expect(worstKw).toBeLessThanOrEqual(16);
    const told = world.sent.filter(({ leaseMs }) => leaseMs === LEASE_PROBE.leaseMs);
    // One connector, once for each form.
    expect(told).toHaveLength(Object.keys(world.models.facts.forms ?? {}).length);
    const { commandedKw = 0 } = world.connector('A/1');
    if (!habit.expiry && !habit['two-periods']) {
      // Nothing ends a grant there: the share, and an alarm that says so.
      expect(commandedKw).toBeLessThanOrEqual(4.14);
      expect(world.world.alarmIds()).toContain('no-lease:A');
    } else expect(world.powerKw('A/1') + world.powerKw('B/1')).toBeGreaterThan(10);
  });

  it('until the meter has spoken the grant counts as one without an end', () => {
    const world = new LeaseWorld(site);
    world.habit = { expiry: false, 'two-periods': false };
    world.open();
    world.advance(60_000);
    const question = world.sent.find(({ leaseMs }) => leaseMs === LEASE_PROBE.leaseMs);
    expect(question).toBeDefined();
    const { connectorId = '', atMs = 0, limitKw = 0 } = question ?? {};
    world.advance(atMs + LEASE_PROBE.leaseMs + 26_000 - world.nowMs());
    expect(world.models.facts.forms).toBeUndefined();
    expect(world.connector(connectorId).exposureKw).toBe(limitKw);
  });

  it('a form that was seen ignored gives no credit to the other stations of the model either', () => {
    const wide = siteOf(
      [node('street', { ratingKw: 40 })],
      [pile('A', 'street', { failsafeKw: 4.14 }), pile('B', 'street', { failsafeKw: 4.14 })],
    );
    const world = new LeaseWorld(wide);
    world.habit = { expiry: false, 'two-periods': false };
    world.open();
    world.advance(60_000);
    const asked = world.sent.find(({ leaseMs }) => leaseMs === LEASE_PROBE.leaseMs)?.connectorId;
    const other = asked === 'A/1' ? 'B' : 'A';
    world.advance(20_000);
    const atMs = world.nowMs();
    world.post({ kind: 'disconnected', stationId: other, atMs, generation: 1, reason: 'test' });
    world.advance(900_000);
    expect(world.connector(`${other}/1`).exposureKw).toBe(11.04);
  });

  it('nor where a station spells the name of the model in another way', () => {
    const wide = siteOf(
      [node('street', { ratingKw: 40 })],
      [pile('A', 'street', { failsafeKw: 4.14 }), pile('B', 'street', { failsafeKw: 4.14 })],
    );
    const world = new LeaseWorld(wide);
    world.habit = { expiry: false, 'two-periods': false };
    world.open();
    for (const [stationId, vendor] of [
      ['A', 'Test'],
      ['B', 'TEST '],
    ] as const)
      world.post({ kind: 'booted', stationId, atMs: world.nowMs(), vendor, model: 'Pile' });
    world.advance(60_000);
    const asked = world.sent.filter(({ leaseMs }) => leaseMs === LEASE_PROBE.leaseMs);
    // One connector of a model at a time, however it is spelled.
    expect(asked).toHaveLength(1);
    const other = asked[0]?.connectorId === 'A/1' ? 'B' : 'A';
    world.advance(20_000);
    world.post({ kind: 'disconnected', stationId: other, atMs: world.nowMs(), generation: 1, reason: 'test' });
    world.advance(900_000);
    expect(world.connector(`${other}/1`).exposureKw).toBe(11.04);
  });

  it('a decrease breaks the question off, and is not delayed by it', () => {
    const world = new LeaseWorld(site);
    world.open();
    world.advance(60_000);
    const question = world.sent.find(({ leaseMs }) => leaseMs === LEASE_PROBE.leaseMs);
    expect(question).toBeDefined();
    world.world.envelope('street', 9);
    world.advance(2_000);
    const last = world.sent.findLast(({ connectorId }) => connectorId === question?.connectorId);
    expect(last).toMatchObject({ decrease: true });
    expect(world.models.facts.forms).toBeUndefined();
  });
});
