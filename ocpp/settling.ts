import type { CentralSystemDeps, Clock } from './ports.ts';

export const SETTLING = {
  // Some ten calls of 0.2 to 1 s each over a mobile network: 10,000 stations are through in some minutes, at 500 messages a second or fewer.
  maxRunning: 100,
  // Fewer handshakes at a time are the daily coming and going, which keeps nobody waiting.
  stormHandshakes: 20,
  // As many that came within this time are a storm too, also when each is through at once.
  stormArrivals: 50,
  arrivalsMs: 1_000,
  lookMs: 250,
  // A timer that fires later than this: the event loop has more to do than it can.
  lateMs: 100,
  // A storm without end must not keep a station from being asked what it can do.
  maxWaitMs: 60_000,
} as const;

/**
 * The questions that follow acceptance, of all stations: a bounded number of stations at a time, and none while a storm of handshakes
 * runs, or ran a second ago, or the event loop is late. Logins, answers and limits are never kept waiting; what is asked here can wait.
 */
export class Settling {
  readonly #clock: Clock;
  /** In order of arrival; at most one a connection. */
  readonly #waiting: Waiting[] = [];
  #running = 0;
  #handshakes = 0;
  /** Handshakes that began in the present stretch of `arrivalsMs`, and in the one before it. */
  #arrivals = { sinceMs: -Infinity, now: 0, before: 0 };
  #isLooking = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `ask` now or later; it must not reject. */
  enter(ask: () => Promise<void>): void {
    this.#waiting.push({ ask, sinceMs: this.#clock.nowMs() });
    this.#pump(false);
  }

  /** How many handshakes are in flight now. */
  handshakes(inFlight: number): void {
    if (inFlight > this.#handshakes) {
      this.#lookAtArrivals();
      this.#arrivals.now++;
    }
    this.#handshakes = inFlight;
  }

  #lookAtArrivals(): void {
    const nowMs = this.#clock.nowMs();
    const { sinceMs, now } = this.#arrivals;
    const elapsedMs = nowMs - sinceMs;
    if (elapsedMs < SETTLING.arrivalsMs) return;
    this.#arrivals = { sinceMs: nowMs, now: 0, before: elapsedMs < 2 * SETTLING.arrivalsMs ? now : 0 };
  }

  #isStorm(): boolean {
    this.#lookAtArrivals();
    const { now, before } = this.#arrivals;
    return this.#handshakes > SETTLING.stormHandshakes || now + before > SETTLING.stormArrivals;
  }

  #pump(isLate: boolean): void {
    const isStorm = isLate || this.#isStorm();
    while (this.#running < SETTLING.maxRunning) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      if (isStorm && this.#clock.nowMs() - next.sinceMs < SETTLING.maxWaitMs) {
        this.#lookLater();
        return;
      }
      this.#waiting.shift();
      this.#running++;
      void next.ask().finally(() => {
        this.#running--;
        this.#pump(false);
      });
    }
  }

  #lookLater(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const dueMs = this.#clock.nowMs() + SETTLING.lookMs;
    this.#clock.after(SETTLING.lookMs, () => {
      this.#isLooking = false;
      this.#pump(this.#clock.nowMs() - dueMs > SETTLING.lateMs);
    });
  }
}

type Waiting = { readonly ask: () => Promise<void>; readonly sinceMs: number };

const settlings = new WeakMap<CentralSystemDeps, Settling>();

/** The one queue of a central system. */
export function settlingOf(deps: CentralSystemDeps): Settling {
  let settling = settlings.get(deps);
  if (settling === undefined) settlings.set(deps, (settling = new Settling(deps.clock)));
  return settling;
}
