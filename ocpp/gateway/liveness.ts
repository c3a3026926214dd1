import { GATEWAY } from '../bounds.ts';
import type { Bounds, Clock } from '../ports.ts';

export type LivenessDeps = {
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, 'pingIntervalMs' | 'duplicateProbeMs' | 'heartbeatIntervalS'>;
  readonly ping: () => void;
  /** Rate-limited sign of life. */
  readonly onHeard: (atMs: number) => void;
  readonly onDead: (silentMs: number) => void;
};

/** Whether the peer of one socket still lives: pings, and what was heard in answer. */
export class Liveness {
  readonly #deps: LivenessDeps;
  #lastHeardAtMs: number;
  #reportedAtMs = -Infinity;
  #pingedAtMs: number;
  #hasPonged = false;
  #cancelPing = (): void => {};
  #onSign: (() => void) | undefined;

  constructor(deps: LivenessDeps) {
    this.#deps = deps;
    this.#lastHeardAtMs = deps.clock.nowMs();
    this.#pingedAtMs = this.#lastHeardAtMs;
  }

  start(firstPingMs: number): void {
    this.#schedule(firstPingMs);
  }

  stop(): void {
    this.#cancelPing();
    this.#onSign = undefined;
  }

  /** Any message counts, not only a pong. */
  heard(): void {
    const atMs = this.#deps.clock.nowMs();
    this.#lastHeardAtMs = atMs;
    this.#onSign?.();
    if (atMs - this.#reportedAtMs < GATEWAY.heardIntervalMs) return;
    this.#reportedAtMs = atMs;
    this.#deps.onHeard(atMs);
  }

  ponged(): void {
    this.#hasPonged = true;
    this.heard();
  }

  /** Asks for a sign of life within `duplicateProbeMs`. One question at a time. */
  probe(done: (alive: boolean) => void): void {
    const finish = (alive: boolean): void => {
      cancel();
      this.#onSign = undefined;
      done(alive);
    };
    const cancel = this.#deps.clock.after(this.#deps.bounds.duplicateProbeMs, () => finish(false));
    this.#onSign = () => finish(true);
    this.#deps.ping();
  }

  #schedule(delayMs: number): void {
    this.#cancelPing = this.#deps.clock.after(delayMs, () => this.#ping());
  }

  #ping(): void {
    const { clock, bounds, ping, onDead } = this.#deps;
    const silentMs = clock.nowMs() - this.#lastHeardAtMs;
    // A station that never answers pings is judged by its heartbeats, of which one may be missing.
    const patienceMs = this.#hasPonged ? 0 : 2_000 * bounds.heartbeatIntervalS;
    if (this.#lastHeardAtMs < this.#pingedAtMs && silentMs > patienceMs) {
      onDead(silentMs);
      return;
    }
    this.#pingedAtMs = clock.nowMs();
    ping();
    this.#schedule(bounds.pingIntervalMs);
  }
}
