import type { Clock } from '../../ocpp/index.ts';
import type { ControlBounds } from './bounds.ts';

/** When the next tick comes: a while after the last one, or earlier for what cannot wait. One tick for all that came until then. */
export class TickTimer {
  readonly #clock: Clock;
  readonly #run: () => void;
  #isRunning = false;
  #isEarly = false;
  #dueAtMs = Infinity;
  #cancel: (() => void) | undefined;

  constructor({ clock, run }: { readonly clock: Clock; readonly run: () => void }) {
    this.#clock = clock;
    this.#run = run;
  }

  start(): void {
    this.#isRunning = true;
    this.after(0);
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancel?.();
  }

  /** The regular one, instead of any that waits. */
  after(delayMs: number): void {
    if (!this.#isRunning) return;
    this.#cancel?.();
    this.#isEarly = false;
    this.#dueAtMs = this.#clock.nowMs() + delayMs;
    this.#cancel = this.#clock.after(delayMs, this.#run);
  }

  /** At the latest in `withinMs`. */
  within(withinMs: number): void {
    const isInTime = this.#dueAtMs <= this.#clock.nowMs() + withinMs;
    if (!this.#isRunning || (isInTime && (this.#isEarly || withinMs > 0))) return;
    this.after(withinMs);
    this.#isEarly = true;
  }
}

/** How long a site gathers what cars do: a tick for each of 10,000 that start at once would leave no time to answer them. */
export function gatherMs(
  connectorCount: number,
  { smallSite, gatherMs: perSmallSiteMs }: Pick<ControlBounds, 'smallSite' | 'gatherMs'>,
): number {
  return Math.floor(connectorCount / smallSite) * perSmallSiteMs;
}

/** How often those who look on are told: on a large site by the regular tick alone, on a very large one by some of them. */
export function showEveryMs(
  connectorCount: number,
  { smallSite, shownPerTick, tickMs }: Pick<ControlBounds, 'smallSite' | 'shownPerTick' | 'tickMs'>,
): number {
  return connectorCount < smallSite ? 0 : Math.ceil(connectorCount / shownPerTick) * tickMs;
}
