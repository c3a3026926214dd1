import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  commandedKw,
  exposureKw,
  failsafeConfirmed,
  isConfigured,
  leastObeyedKw,
  LEDGER_BOUNDS as BOUNDS,
  limitAnswered,
  limitLeft,
  limitSent,
  openAccount,
  powerMeasured,
  rebooted,
  sessionEnded,
} from '../../dispatch/index.ts';
import type { Account } from '../../dispatch/index.ts';

const PILE = { id: 'A07/1', ratingKw: 11, failsafeKw: 4.14 } as const;
const T0 = 1_000_000;

/** A charger that confirmed its failsafe share long ago. */
function trusted(): Account {
  const fresh = openAccount(PILE, { configured: false, atMs: T0 - 600_000, bounds: BOUNDS });
  return failsafeConfirmed(fresh, T0 - 500_000, BOUNDS);
}

function send(account: Account, commandId: string, limitKw: number, atMs: number): Account {
  return limitSent(account, { commandId, limitKw, sentAtMs: atMs, expiresAtMs: atMs + BOUNDS.leaseMs }, BOUNDS);
}

function answer(
  account: Account,
  commandId: string,
  outcome: 'accepted' | 'accepted-late' | 'rejected' | 'unknown' | 'not-sent',
  atMs: number,
): Account {
  return limitAnswered(account, { commandId, outcome, atMs }, BOUNDS);
}

const at = (account: Account, atMs: number): number => exposureKw(account, atMs, BOUNDS);

describe('the least limit that it may be obeying', () => {
  const least = (account: Account, atMs: number): number => leastObeyedKw(account, atMs, BOUNDS);
  const high = answer(send(trusted(), 'c1', 9, T0), 'c1', 'accepted', T0);
  const paused = answer(send(high, 'c2', 0, T0 + 20_000), 'c2', 'accepted', T0 + 21_000);

  it.each<[string, Account, number, number]>([
    ['nothing was sent: its share', trusted(), 0, 4.14],
    ['an accepted limit', high, 0, 9],
    ['one that was just sent and is lower', send(high, 'c2', 0, T0 + 20_000), 20_000, 0],
    ['a raise that is not answered yet', send(paused, 'c3', 9, T0 + 30_000), 30_000, 0],
    ['a raise that was answered', answer(send(paused, 'c3', 9, T0 + 30_000), 'c3', 'accepted', T0 + 31_000), 31_000, 9],
    ['its lease may have ended by its own clock', high, 170_000, 4.14],
    ['a pause whose lease has ended', paused, 200_000, 4.14],
  ])('%s', (_, account, afterMs, kw) => {
    expect(least(account, T0 + afterMs)).toBe(kw);
  });
});

describe('exposure: the most a connector may draw, given all it may be obeying', () => {
  it('is the rating until the charger has confirmed its failsafe share and had time to act on it', () => {
    const fresh = openAccount(PILE, { configured: false, atMs: T0, bounds: BOUNDS });
    expect(at(fresh, T0 + 86_400_000)).toBe(11);
    const confirmed = failsafeConfirmed(fresh, T0, BOUNDS);
    expect([at(confirmed, T0 + 14_999), at(confirmed, T0 + 15_000)]).toEqual([11, 4.14]);
  });

  it('counts an increase from the moment it is handed over', () => {
    expect(at(send(trusted(), 'c1', 9, T0), T0)).toBe(9);
  });

  it('keeps the old limit after a decrease until the charger had time to act', () => {
    const high = answer(send(trusted(), 'c1', 9, T0), 'c1', 'accepted', T0);
    const cut = send(high, 'c2', 6, T0 + 60_000);
    expect(at(cut, T0 + 64_000)).toBe(9);
    const accepted = answer(cut, 'c2', 'accepted', T0 + 65_000);
    expect([at(accepted, T0 + 79_999), at(accepted, T0 + 80_000)]).toEqual([9, 6]);
  });

  it('does not keep the first limit alive through a row of small decreases', () => {
    let account = answer(send(trusted(), 'c0', 11, T0), 'c0', 'accepted', T0);
    for (let step = 1; step <= 20; step += 1) {
      account = answer(
        send(account, `c${step}`, 11 - step * 0.2, T0 + step * 1_000),
        `c${step}`,
        'accepted',
        T0 + step * 1_000,
      );
    }
    // The step of 15 s ago is what still may act.
    expect(at(account, T0 + 20_000)).toBeCloseTo(11 - 0.2 * 5, 9);
  });

  it('proves a decrease early when the meter shows the drop, and not by a low reading alone', () => {
    const high = answer(send(trusted(), 'c1', 9, T0), 'c1', 'accepted', T0);
    const cut = answer(send(high, 'c2', 6, T0 + 60_000), 'c2', 'accepted', T0 + 60_000);
    const lowAllAlong = powerMeasured(
      powerMeasured(cut, { powerKw: 3, atMs: T0 + 61_000 }, BOUNDS),
      { powerKw: 3, atMs: T0 + 63_000 },
      BOUNDS,
    );
    expect(at(lowAllAlong, T0 + 64_000)).toBe(9);
    const seenFalling = powerMeasured(
      powerMeasured(cut, { powerKw: 8.9, atMs: T0 + 61_000 }, BOUNDS),
      { powerKw: 5.9, atMs: T0 + 68_000 },
      BOUNDS,
    );
    expect(at(seenFalling, T0 + 68_000)).toBe(6);
  });

  it('keeps counting a grant to a charger that fell silent for the lease, the skew and the actuation', () => {
    const granted = answer(send(trusted(), 'c1', 9, T0), 'c1', 'accepted', T0 + 200);
    const end = T0 + 180_000 + 10_000 + 15_000;
    expect([at(granted, end - 1), at(granted, end)]).toEqual([9, 4.14]);
  });

  it('lets the lease run from the frame that left, not from the decision', () => {
    const waited = limitLeft(send(trusted(), 'c1', 9, T0), { commandId: 'c1', atMs: T0 + 7_000 });
    expect(at(waited, T0 + 205_000)).toBe(9);
    expect(at(waited, T0 + 212_000)).toBe(4.14);
  });

  it.each([
    ['unknown', 9],
    ['rejected', 4.14],
    ['not-sent', 4.14],
    ['accepted', 9],
    ['accepted-late', 9],
  ] as const)('an increase that was answered %s counts %d kW', (outcome, kw) => {
    expect(at(answer(send(trusted(), 'c1', 9, T0), 'c1', outcome, T0 + 5_000), T0 + 6_000)).toBe(kw);
  });

  it('counts a late answer to an old command for as long as its lease lives, though a newer one was accepted', () => {
    let account = answer(send(trusted(), 'old', 10, T0), 'old', 'unknown', T0 + 5_000);
    account = answer(send(account, 'new', 5, T0 + 6_000), 'new', 'accepted', T0 + 7_000);
    expect(at(account, T0 + 30_000)).toBe(5);
    const low = answer(send(trusted(), 'new', 5, T0 + 6_000), 'new', 'accepted', T0 + 7_000);
    const revived = answer(send(low, 'old', 10, T0), 'old', 'accepted-late', T0 + 8_000);
    // At the end of the old lease the newer one, made six seconds later, still counts.
    expect([at(revived, T0 + 204_999), at(revived, T0 + 205_000)]).toEqual([10, 5]);
  });

  it('is the rating for one lease after this process restarted, or until the charger accepts a new limit', () => {
    const restarted = openAccount(PILE, { configured: true, atMs: T0, bounds: BOUNDS });
    expect([at(restarted, T0 + 204_999), at(restarted, T0 + 205_000)]).toEqual([11, 4.14]);
    const told = answer(send(restarted, 'c1', 6, T0 + 1_000), 'c1', 'accepted', T0 + 1_200);
    expect([at(told, T0 + 16_199), at(told, T0 + 16_200)]).toEqual([11, 6]);
  });

  it('is the rating after a reboot until the failsafe share is confirmed again', () => {
    const account = rebooted(answer(send(trusted(), 'c1', 9, T0), 'c1', 'accepted', T0), T0 + 1_000);
    expect([at(account, T0 + 900_000), isConfigured(account)]).toEqual([11, false]);
    expect(at(failsafeConfirmed(account, T0 + 10_000, BOUNDS), T0 + 25_000)).toBe(4.14);
  });

  it('is back at the failsafe share when the transaction ends', () => {
    expect(at(sessionEnded(answer(send(trusted(), 'c1', 9, T0), 'c1', 'accepted', T0)), T0 + 1)).toBe(4.14);
  });

  it('merges more unanswered commands than it keeps into the worst of them', () => {
    let account = trusted();
    // Falling limits: none covers an earlier one.
    for (let n = 0; n < 9; n += 1)
      account = answer(send(account, `c${n}`, 10 - n * 0.5, T0 + n), `c${n}`, 'unknown', T0 + n);
    expect([account.pending.length, account.unanswered, at(account, T0 + 1_000)]).toEqual([BOUNDS.maxPending, 9, 10]);
  });

  it('lets what a mute charger may be obeying run out while it is told its failsafe share', () => {
    let account = trusted();
    for (let n = 0; n < 4; n += 1)
      account = answer(send(account, `g${n}`, 9, T0 + n * 5_000), `g${n}`, 'unknown', T0 + n * 5_000);
    for (let n = 1; n <= 7; n += 1)
      account = answer(send(account, `f${n}`, 4.14, T0 + n * 30_000), `f${n}`, 'unknown', T0 + n * 30_000);
    const end = T0 + 15_000 + 205_000;
    expect([at(account, end - 1), at(account, end)]).toEqual([9, 4.14]);
    expect(account.unanswered).toBe(11);
  });
});

it('keeps what was sent without an answer when the same limit after it never left, or was refused', () => {
  for (const outcome of ['not-sent', 'rejected'] as const) {
    const unknown = answer(send(trusted(), 'c1', 9, T0), 'c1', 'unknown', T0);
    const after = answer(send(unknown, 'c2', 9, T0 + 5_000), 'c2', outcome, T0 + 5_000);
    expect(at(after, T0 + 6_000)).toBe(9);
  }
});

describe('trust by the meter', () => {
  const measure = (account: Account, powers: readonly number[]): Account =>
    powers.reduce(
      (one, powerKw, k) => powerMeasured(one, { powerKw, atMs: T0 + 60_000 + k * 10_000 }, BOUNDS),
      account,
    );
  const limited = (): Account => answer(send(trusted(), 'c1', 6, T0), 'c1', 'accepted', T0);

  it.each([
    ['one reading above counts as it is', [9], 9],
    ['two readings above', [9, 9.5], 9.5],
    ['three in a row cost its trust', [9, 9, 9], 11],
    ['three within restore it', [9, 9, 9, 6, 6, 6], 6],
    ['two within do not', [9, 9, 9, 6, 6], 11],
    ['voltage 10 % above nominal is no disobedience', [6.6, 6.6, 6.6], 6],
    ['not a number', [Number.NaN], 11],
    ['negative', [-5], 11],
    ['far above nameplate', [1e12], 11],
  ])('%s', (_, powers, kw) => {
    // Where trust is restored: after what a single reading holds has run out.
    const account = measure(limited(), powers);
    const lookMs = T0 + 60_000 + (powers.length - 1) * 10_000 + (kw === 6 ? 30_001 : 1_000);
    expect(at(account, lookMs)).toBe(kw);
  });
});

it('takes readings of the same moment for one piece of evidence', () => {
  const limited = answer(send(trusted(), 'c1', 6, T0), 'c1', 'accepted', T0);
  const burst = [60_000, 60_100, 60_200].reduce(
    (one, offsetMs) => powerMeasured(one, { powerKw: 9, atMs: T0 + offsetMs }, BOUNDS),
    limited,
  );
  expect(at(burst, T0 + 61_000)).toBe(9);
});

describe('laws', () => {
  const outcome = fc.constantFrom('accepted', 'accepted-late', 'rejected', 'unknown', 'not-sent');
  const step = fc.record({
    limitKw: fc.double({ min: 0, max: 11, noNaN: true }),
    outcome: fc.option(outcome),
    gapMs: fc.integer({ min: 0, max: 40_000 }),
  });

  it('the exposure never lies below what an honest charger may be obeying', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let account = trusted();
        let nowMs = T0;
        // A charger that applies every accepted or unanswered command 15 s late at worst, and forgets it when its lease ends.
        const lives: { limitKw: number; fromMs: number; untilMs: number }[] = [];
        for (const [index, { limitKw, outcome: said, gapMs }] of steps.entries()) {
          const commandId = `c${index}`;
          account = send(account, commandId, limitKw, nowMs);
          if (said !== null) account = answer(account, commandId, said, nowMs);
          if (said !== 'rejected' && said !== 'not-sent') {
            if (said === 'accepted' || said === 'accepted-late')
              for (const one of lives) one.untilMs = Math.min(one.untilMs, nowMs + BOUNDS.actuationMs - 1);
            lives.push({ limitKw, fromMs: nowMs, untilMs: nowMs + BOUNDS.leaseMs + BOUNDS.skewMs });
          }
          nowMs += gapMs;
          const obeyed = Math.max(
            PILE.failsafeKw,
            ...lives.filter((one) => nowMs < one.untilMs).map((one) => one.limitKw),
          );
          if (exposureKw(account, nowMs, BOUNDS) < obeyed - 1e-9) return false;
        }
        return true;
      }),
    );
  });

  it('what is commanded is the newest limit alive', () => {
    const account = answer(send(trusted(), 'c1', 9, T0), 'c1', 'accepted', T0);
    expect(commandedKw(account, T0)).toBe(9);
    expect(commandedKw(send(account, 'c2', 5, T0 + 1), T0 + 1)).toBe(5);
    expect(commandedKw(account, T0 + BOUNDS.leaseMs)).toBeUndefined();
  });
});
