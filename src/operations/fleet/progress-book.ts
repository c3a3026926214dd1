import type { Clock, LogEntry } from '../../../ocpp/index.ts';
import type { CommandStore, CommandTarget } from '../../store/index.ts';
import { fleetBounds as bounds } from './bounds.ts';

export type ProgressBookDeps = {
  readonly id: string;
  readonly store: Pick<CommandStore, 'putTargets'>;
  readonly clock: Clock;
  readonly log: (entry: LogEntry) => void;
};

/**
 * Keeps the progress of one command in the store: the last word of each target, many in one write. What is sent does not wait for it: after
 * a restart nothing is sent again, whatever the store knows.
 */
export class ProgressBook {
  readonly #deps: ProgressBookDeps;
  #dirty = new Map<number, CommandTarget>();
  #writing: Promise<void> | undefined;

  constructor(deps: ProgressBookDeps) {
    this.#deps = deps;
  }

  note(target: CommandTarget): void {
    this.#dirty.set(target.position, target);
    this.#writing ??= this.#write();
  }

  /** Resolves when all that was noted is kept, or was tried. */
  async flushed(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    // Lets what is noted in the same turn join.
    await Promise.resolve();
    while (this.#dirty.size > 0) {
      const group = this.#dirty;
      this.#dirty = new Map();
      try {
        await this.#deps.store.putTargets(this.#deps.id, [...group.values()]);
      } catch (error) {
        const { id, log } = this.#deps;
        log({ level: 'error', message: `progress of ${id} was not kept: ${String(error)}` });
        this.#dirty = new Map([...group, ...this.#dirty]);
        this.#retry();
        return;
      }
    }
    this.#writing = undefined;
  }

  #retry(): void {
    this.#deps.clock.after(bounds.storeRetryMs, () => {
      this.#writing = this.#write();
    });
  }
}
