import type { Clock } from '../clock.ts';
import type { Evse } from './evse.ts';
import type { Transactions } from './transactions.ts';
import type { Uplink } from './uplink.ts';

/** How long a reboot takes, and the moment before it in which the answer and the last messages may still leave. */
export const REBOOT_MS = 5000;
const RESET_GRACE_MS = 1000;

export type ResetsDeps = {
  readonly clock: Clock;
  readonly evses: readonly Evse[];
  readonly transactions: Transactions;
  readonly uplink: Pick<Uplink, 'restart'>;
};

/** Restarts that somebody asked for: now, or after the last transaction. */
export class Resets {
  readonly #deps: ResetsDeps;
  #whenIdle = false;
  #stopped = false;

  constructor(deps: ResetsDeps) {
    this.#deps = deps;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Ends all transactions, goes away and boots. Default profiles stay, TxProfiles end with their transaction. */
  now(kind: 'soft-reset' | 'hard-reset'): void {
    const { clock, evses, transactions, uplink } = this.#deps;
    this.#whenIdle = false;
    for (const evse of evses) transactions.end(evse, kind);
    clock.after(RESET_GRACE_MS, () => {
      if (!this.#stopped) uplink.restart('reset', REBOOT_MS);
    });
  }

  /** Now, or after the last transaction (2.0.1: B12). Whether it is scheduled. */
  whenIdle(): boolean {
    this.#whenIdle = !this.#isIdle();
    if (!this.#whenIdle) this.now('hard-reset');
    return this.#whenIdle;
  }

  /** A transaction has ended. */
  transactionEnded(): void {
    if (this.#whenIdle && this.#isIdle()) this.now('hard-reset');
  }

  #isIdle(): boolean {
    return this.#deps.evses.every(({ transaction }) => transaction === undefined);
  }
}
