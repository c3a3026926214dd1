import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { securityBounds } from '../../../src/security/bounds.ts';
import { LoginGuard } from '../../../src/security/login-guard.ts';
import { networkOf } from '../../../src/security/network-of.ts';
import { RecentMap } from '../../../src/security/recent-map.ts';
import { type ReconnectBlock, Reconnects } from '../../../src/security/reconnects.ts';

let nowMs = 1_000_000;
let told: string[] = [];
let guard: LoginGuard;
beforeEach(() => {
  nowMs = 1_000_000;
  told = [];
  guard = new LoginGuard({
    nowMs: () => nowMs,
    bounds: securityBounds.login,
    onFailure: ({ stationId, address }) => told.push(`failure ${stationId} ${address}`),
    onLocked: ({ stationId, address }, count) => told.push(`locked ${stationId} ${address} ${count}`),
  });
});
const wrong = (stationId = 'A', address = 'x', isKnown = false) =>
  guard.attempt({ address, stationId, isKnown }, async () => false);
const right = (stationId = 'A', address = 'x', isKnown = false) =>
  guard.attempt({ address, stationId, isKnown }, async () => true);

describe('wrong logins', () => {
  test('ten are heard, then one in five seconds, and after the window ten again', async () => {
    for (let n = 0; n < 10; n++) expect(await wrong()).toBe('wrong');
    expect(told).toEqual(['failure A x', 'locked A x 10']);
    expect(await wrong()).toBe('wrong');
    expect(await wrong()).toEqual({ retryAfterS: 60 });
    nowMs += 4_999;
    expect(await wrong()).toEqual({ retryAfterS: 55.001 });
    nowMs += 1;
    expect(await wrong()).toBe('wrong');
    expect(told.length).toBe(2);
    nowMs += 55_000;
    expect(await wrong()).toBe('wrong');
    expect(told.length).toBe(3);
  });

  test('other addresses are not concerned, neither for this station nor for others', async () => {
    for (let n = 0; n < 11; n++) await wrong();
    expect(await wrong('A', 'y')).toBe('wrong');
    expect(await right('A', 'z')).toBe('right');
  });

  test('one who guesses under many names is one address', async () => {
    for (let n = 0; n < 10; n++) await wrong(`guess ${n}`);
    await wrong('trickle');
    expect(await wrong('guess 11')).toHaveProperty('retryAfterS');
  });

  test('a thousand at once are no more than ten and one', async () => {
    let checks = 0;
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, () =>
        guard.attempt({ address: 'x', stationId: 'A', isKnown: false }, async () => {
          checks += 1;
          await Promise.resolve();
          return false;
        }),
      ),
    );
    expect([checks, answers.filter((answer) => answer === 'wrong').length]).toEqual([11, 11]);
  });

  test('hundreds of stations behind one address come back at once, ten checks at a time', async () => {
    let running = 0;
    let most = 0;
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        guard.attempt({ address: 'nat', stationId: `CP${n}`, isKnown: false }, async () => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setImmediate(resolve));
          running--;
          return true;
        }),
      ),
    );
    expect(new Set(answers)).toEqual(new Set(['right']));
    expect(most).toBe(10);
  });

  test('a check that fails is no try', async () => {
    for (let n = 0; n < 20; n++)
      await expect(
        guard.attempt({ address: 'x', stationId: 'A', isKnown: false }, () => Promise.reject(new Error('busy'))),
      ).rejects.toThrow();
    expect(await wrong()).toBe('wrong');
    expect(told).toEqual(['failure A x']);
  });

  test('a clock that is set back locks nobody for longer', async () => {
    for (let n = 0; n < 11; n++) await wrong();
    nowMs -= 3_600_000;
    expect(await wrong()).toBe('wrong');
  });
});

describe('a station that has logged in from this address before', () => {
  test('does not wait for its neighbours, however many of them guess', async () => {
    for (let n = 0; n < 30; n++) await wrong(`guess ${n}`);
    expect(await right('stranger')).toHaveProperty('retryAfterS');
    const stations = await Promise.all(Array.from({ length: 200 }, (_, n) => right(`CP${n}`, 'x', true)));
    expect(new Set(stations)).toEqual(new Set(['right']));
  });

  test('its own failures are heard three times, then it takes the turns of its address', async () => {
    for (let n = 0; n < 3; n++) expect(await wrong('A', 'x', true)).toBe('wrong');
    expect(told).toEqual(['failure A x', 'locked A x 3']);
    expect(await wrong('A', 'x', true)).toBe('wrong');
    for (let n = 0; n < 100; n++) expect(await wrong('A', 'x', true)).toEqual({ retryAfterS: 60 });
    expect(await right('B', 'x', true)).toBe('right');
    nowMs += 60_000;
    expect(await right('A', 'x', true)).toBe('right');
  });

  test('a thousand tries at once under its name are no more than three and one', async () => {
    let checks = 0;
    await Promise.all(
      Array.from({ length: 1_000 }, () =>
        guard.attempt({ address: 'x', stationId: 'A', isKnown: true }, async () => {
          checks += 1;
          await Promise.resolve();
          return false;
        }),
      ),
    );
    expect(checks).toBe(4);
  });

  test('under the names of many there are no more than ten checks at a time', async () => {
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        guard.attempt({ address: 'x', stationId: `CP${n}`, isKnown: true }, async () => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setImmediate(resolve));
          running--;
          return false;
        }),
      ),
    );
    expect(most).toBe(10);
  });

  test('where strangers are kept out, a wrong password for it gets the answer of a stranger', async () => {
    for (let n = 0; n < 11; n++) await wrong(`guess ${n}`);
    expect(await wrong('A', 'x', true)).toEqual(await wrong('stranger'));
  });
});

describe('reconnects', () => {
  const open = () => {
    const blocked: ReconnectBlock[] = [];
    const reconnects = new Reconnects({
      nowMs: () => nowMs,
      bounds: securityBounds.reconnects,
      onBlocked: (block) => blocked.push(block),
    });
    return { reconnects, blocked };
  };

  test('C2 more than 60 within an hour: kept out for an hour, others not', () => {
    const { reconnects, blocked } = open();
    for (let n = 0; n <= 60; n++) reconnects.connected('A');
    expect([reconnects.blockedMs('A'), blocked]).toEqual([0, []]);
    reconnects.connected('A');
    expect(blocked).toEqual([{ stationId: 'A', untilMs: nowMs + 3_600_000 }]);
    expect([reconnects.blockedMs('A'), reconnects.blockedMs('B')]).toEqual([3_600_000, 0]);
    expect(reconnects.blocks()).toEqual(blocked);
    nowMs += 3_600_000;
    expect([reconnects.blockedMs('A'), reconnects.blocks()]).toEqual([0, []]);
  });

  test('60 an hour, hour after hour, are let in', () => {
    const { reconnects, blocked } = open();
    for (let n = 0; n < 600; n++) {
      reconnects.connected('A');
      nowMs += 60_000;
    }
    expect(blocked).toEqual([]);
  });

  test('an operator lifts it', () => {
    const { reconnects } = open();
    for (let n = 0; n <= 61; n++) reconnects.connected('A');
    expect([reconnects.lift('B'), reconnects.lift('A'), reconnects.lift('A')]).toEqual([false, true, false]);
    expect(reconnects.blockedMs('A')).toBe(0);
  });
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ['unknown', 'unknown'],
])('%s is counted as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('a recent map never holds more than its bound, and keeps what was touched last', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), fc.integer({ min: 1, max: 8 }), (keys, max) => {
      const map = new RecentMap<number>(max);
      for (const key of keys) map.touch(`${key}`, () => key);
      const latest = [...new Set(keys.toReversed())].slice(0, max);
      expect([map.size, latest.map((key) => map.get(`${key}`))]).toEqual([latest.length, latest]);
    }),
  );
});
