import type { securityBounds } from './bounds.ts';
import { RecentMap } from './recent-map.ts';

export type GuardedTry = 'right' | 'wrong' | { readonly retryAfterS: number };

/**
 * Slows down who guesses passwords: only failures count, per address and per station behind an address. Nothing here touches a connection
 * that stands, and whoever is recognised without a costly check (`PasswordVerifier.recognise`) never comes here, so that neither a
 * neighbour behind the same address nor somebody who uses its name can lock a station out. A station that has logged in from this address before
 * is not kept out by the failures of others there either, also when this process has never seen it: a restart brings all of them back at once.
 */
export class LoginGuard {
  readonly #its: LoginGuardDeps;
  readonly #addresses: RecentMap<Place>;
  readonly #pairs: RecentMap<Pair>;

  constructor(its: LoginGuardDeps) {
    this.#its = its;
    this.#addresses = new RecentMap(its.bounds.maxAddresses);
    this.#pairs = new RecentMap(its.bounds.maxPairs);
  }

  /**
   * Runs `check` (true = the password is right), or says when to come again. Of one address no more checks run at a time than failures are
   * left to it: a thousand tries at once are no more than ten. Rejects when `check` does; that counts as no try.
   */
  async attempt(
    who: {
      readonly address: string;
      readonly stationId: string;
      /** Whether it has logged in from this address before. */
      readonly isKnown: boolean;
    },
    check: () => Promise<boolean>,
  ): Promise<GuardedTry> {
    const { maxWaiting, windowMs } = this.#its.bounds;
    const place = this.#addresses.touch(who.address, newPlace);
    const pair = this.#pairs.touch(`${who.address} ${who.stationId}`, newPair);
    for (;;) {
      const lockedMs = this.#lockedMs({ place, pair, isKnown: who.isKnown });
      if (lockedMs > 0 && !this.#isTrickle(place)) return { retryAfterS: lockedMs / 1_000 };
      if (lockedMs > 0 || this.#hasRoom({ place, pair, isKnown: who.isKnown })) break;
      if (place.waiting.length >= maxWaiting) return { retryAfterS: windowMs / 1_000 };
      await new Promise<void>((resolve) => void place.waiting.push(resolve));
    }
    place.running += 1;
    pair.running += 1;
    try {
      const isRight = await check();
      if (isRight) {
        this.#pairs.delete(`${who.address} ${who.stationId}`);
        return 'right';
      }
      // While strangers are kept out, who guesses names must not see by the answer which of them are known here.
      const strangersMs = who.isKnown ? this.#lockedMs({ place, pair, isKnown: false }) : 0;
      this.#fail(who, place, pair);
      return strangersMs > 0 ? { retryAfterS: strangersMs / 1_000 } : 'wrong';
    } finally {
      place.running -= 1;
      pair.running -= 1;
      for (const resume of place.waiting.splice(0)) resume();
    }
  }

  #fail(who: Who, place: Place, pair: Pair): void {
    const { onFailure, onLocked, nowMs } = this.#its;
    if (pair.count === 0) onFailure(who);
    const wasLocked = this.#lockedMs({ place, pair, isKnown: who.isKnown }) > 0;
    for (const counter of [place, pair]) {
      if (counter.count === 0) counter.sinceMs = nowMs();
      counter.count += 1;
    }
    if (!wasLocked && this.#lockedMs({ place, pair, isKnown: who.isKnown }) > 0)
      onLocked(who, who.isKnown ? pair.count : Math.max(place.count, pair.count));
  }

  /** ms until the failures that count here are forgotten, where there are too many of them; 0 = not locked. */
  #lockedMs({ place, pair, isKnown }: Try): number {
    const { maxFailures, maxFailuresOfKnown } = this.#its.bounds;
    return isKnown
      ? this.#leftMs(pair, maxFailuresOfKnown)
      : Math.max(this.#leftMs(place, maxFailures), this.#leftMs(pair, maxFailures));
  }

  #leftMs(counter: Failures, max: number): number {
    const { nowMs, bounds } = this.#its;
    const ageMs = nowMs() - counter.sinceMs;
    // A clock that was set back must not lock for longer.
    if (ageMs >= bounds.windowMs || ageMs < 0) counter.count = 0;
    return counter.count < max ? 0 : bounds.windowMs - ageMs;
  }

  /** Whether one more check may run: there are never more of them than failures are left. */
  #hasRoom({ place, pair, isKnown }: Try): boolean {
    const { maxFailures, maxFailuresOfKnown } = this.#its.bounds;
    return isKnown
      ? place.running < maxFailures && pair.running < maxFailuresOfKnown - pair.count
      : place.running < maxFailures - Math.max(place.count, pair.count);
  }

  #isTrickle(place: Place): boolean {
    const nowMs = this.#its.nowMs();
    if (Math.abs(nowMs - place.trickledAtMs) < this.#its.bounds.trickleMs) return false;
    place.trickledAtMs = nowMs;
    return true;
  }
}

export type LoginGuardDeps = {
  readonly nowMs: () => number;
  readonly bounds: (typeof securityBounds)['login'];
  /** The first failure of a station from an address in a window. */
  readonly onFailure: (who: { readonly address: string; readonly stationId: string }) => void;
  readonly onLocked: (who: { readonly address: string; readonly stationId: string }, failureCount: number) => void;
};

type Who = { readonly address: string; readonly stationId: string; readonly isKnown: boolean };
type Failures = { count: number; sinceMs: number };
type Pair = Failures & { running: number };
type Place = Pair & { waiting: (() => void)[]; trickledAtMs: number };
type Try = { readonly place: Place; readonly pair: Pair; readonly isKnown: boolean };

function newPair(): Pair {
  return { count: 0, sinceMs: 0, running: 0 };
}

function newPlace(): Place {
  return { ...newPair(), waiting: [], trickledAtMs: -Infinity };
}
