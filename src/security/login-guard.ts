import type { securityBounds } from './bounds.ts';
import { RecentMap } from './recent-map.ts';

export type GuardedTry = 'right' | 'wrong' | { readonly retryAfterS: number };

/**
 * Slows down who guesses passwords: only failures count, per address and per station behind an address. Nothing here touches a connection
 * that stands, and whoever is recognised without a costly check (`PasswordVerifier.recognise`) never comes here, so that neither a
 * neighbour behind the same address nor somebody who uses its name can lock a station out.
 */
export class LoginGuard {
  readonly #its: LoginGuardDeps;
  readonly #addresses: RecentMap<Place>;
  readonly #pairs: RecentMap<Failures>;

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
    who: { readonly address: string; readonly stationId: string },
    check: () => Promise<boolean>,
  ): Promise<GuardedTry> {
    const { maxFailures, maxWaiting } = this.#its.bounds;
    const place = this.#addresses.touch(who.address, newPlace);
    const pair = this.#pairs.touch(`${who.address} ${who.stationId}`, newFailures);
    for (;;) {
      const lockedMs = Math.max(this.#lockedMs(place), this.#lockedMs(pair));
      if (lockedMs > 0 && !this.#isTrickle(place)) return { retryAfterS: lockedMs / 1_000 };
      if (lockedMs > 0 || place.running < maxFailures - Math.max(place.count, pair.count)) break;
      if (place.waiting.length >= maxWaiting) return { retryAfterS: this.#its.bounds.windowMs / 1_000 };
      await new Promise<void>((resolve) => void place.waiting.push(resolve));
    }
    place.running += 1;
    try {
      const isRight = await check();
      if (isRight) this.#pairs.delete(`${who.address} ${who.stationId}`);
      else this.#fail(who, place, pair);
      return isRight ? 'right' : 'wrong';
    } finally {
      place.running -= 1;
      for (const resume of place.waiting.splice(0)) resume();
    }
  }

  #fail(who: { readonly address: string; readonly stationId: string }, place: Place, pair: Failures): void {
    const { onFailure, onLocked, nowMs, bounds } = this.#its;
    if (pair.count === 0) onFailure(who);
    const wasLocked = Math.max(place.count, pair.count) >= bounds.maxFailures;
    for (const counter of [place, pair]) {
      if (counter.count === 0) counter.sinceMs = nowMs();
      counter.count += 1;
    }
    if (!wasLocked && Math.max(place.count, pair.count) >= bounds.maxFailures) onLocked(who, bounds.maxFailures);
  }

  /** ms until failures are forgotten, where there are too many of them; 0 = not locked. */
  #lockedMs(counter: Failures): number {
    const { nowMs, bounds } = this.#its;
    const ageMs = nowMs() - counter.sinceMs;
    // A clock that was set back must not lock for longer.
    if (ageMs >= bounds.windowMs || ageMs < 0) counter.count = 0;
    return counter.count < bounds.maxFailures ? 0 : bounds.windowMs - ageMs;
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

type Failures = { count: number; sinceMs: number };
type Place = Failures & { running: number; waiting: (() => void)[]; trickledAtMs: number };

function newFailures(): Failures {
  return { count: 0, sinceMs: 0 };
}

function newPlace(): Place {
  return { ...newFailures(), running: 0, waiting: [], trickledAtMs: -Infinity };
}
