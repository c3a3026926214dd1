import type { Duplex } from 'node:stream';

/** So many sockets wait at most; with more the first would wait for the work of all. */
const MAX_HELD = 16;

/**
 * What is written to a socket in one turn of the event loop leaves at the end of the turn, for all sockets one after the other, in the
 * order in which it was written to each. Between two writes the kernel would wake up the peer each time: under load that costs more
 * than the message itself.
 */
export class TurnWrites {
  readonly #held: Duplex[] = [];

  /** Holds back what is written to `wire` until the end of this turn. */
  hold(wire: Duplex): void {
    if (wire.writableCorked > 0) return;
    wire.cork();
    this.#held.push(wire);
    if (this.#held.length === 1) setImmediate(() => this.#release());
    else if (this.#held.length >= MAX_HELD) this.#release();
  }

  #release(): void {
    for (const wire of this.#held.splice(0)) wire.uncork();
  }
}
