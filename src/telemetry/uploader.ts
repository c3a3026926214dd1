import type { Clock } from '../../ocpp/index.ts';
import { telemetryBounds } from './bounds.ts';
import { deliver } from './delivery.ts';
import type { RefusedLines } from './delivery.ts';
import type { LineSender } from './influx-sender.ts';
import type { Batch, Spool } from './spool.ts';

export type UploaderDeps = {
  readonly spool: Spool;
  readonly sender: LineSender;
  readonly clock: Clock;
  readonly keepDeadLetters: (refused: readonly RefusedLines[]) => Promise<void>;
  readonly onUploaded: (upload: {
    readonly storedLines: number;
    readonly refused: readonly RefusedLines[];
    readonly countedAsDropped: boolean;
  }) => void;
  /** undefined = it works again. */
  readonly onTrouble: (trouble: { readonly reason: string; readonly retryMs: number } | undefined) => void;
};

/** Moves the spool to the server, one batch at a time, oldest first, for ever. The cursor moves only when a batch is stored or dead-lettered. */
export class Uploader {
  readonly #deps: UploaderDeps;
  readonly #running: Promise<void>;
  #stopped = false;
  #failures = 0;
  /** Something was appended since the spool was last looked at. */
  #news = true;
  #endRest: () => void = () => undefined;
  #endPause: () => void = () => undefined;
  #onDrained: () => void = () => undefined;

  constructor(deps: UploaderDeps) {
    this.#deps = deps;
    this.#running = this.#run();
  }

  /** There is something new in the spool. */
  wake(): void {
    this.#news = true;
    this.#endRest();
  }

  /** Tries again now, and resolves when the spool is found empty. */
  drain(): Promise<void> {
    const drained = new Promise<void>((resolve) => {
      this.#onDrained = resolve;
    });
    this.wake();
    this.#endPause();
    return drained;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#deps.sender.close();
    this.#endRest();
    this.#endPause();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        this.#news = false;
        const batch = await this.#deps.spool.read();
        if (batch === undefined) await this.#rest();
        else await this.#upload(batch);
      } catch (error) {
        // The disk, not the server: cursor, dead-letter file or segment.
        await this.#pause(`spool: ${error instanceof Error ? error.message : String(error)}`, undefined);
      }
    }
  }

  async #upload(batch: Batch): Promise<void> {
    const delivery = await deliver(this.#deps.sender, batch.lines);
    if (delivery.kind === 'later') return this.#pause(delivery.reason, delivery.retryAfterMs);
    if (delivery.refused.length > 0) await this.#deps.keepDeadLetters(delivery.refused);
    const inTime = await this.#deps.spool.acknowledge(batch);
    this.#deps.onUploaded({ storedLines: delivery.storedLines, refused: delivery.refused, countedAsDropped: !inTime });
    if (this.#failures > 0) this.#deps.onTrouble(undefined);
    this.#failures = 0;
  }

  /** Until something is appended. */
  async #rest(): Promise<void> {
    // Appended while the spool was read: looked at again before anything is called empty.
    if (this.#news || this.#stopped) return;
    this.#onDrained();
    await new Promise<void>((resolve) => {
      this.#endRest = resolve;
    });
  }

  async #pause(reason: string, retryAfterMs: number | undefined): Promise<void> {
    if (this.#stopped) return;
    const backoffMs = Math.min(
      telemetryBounds.minRetryMs * 2 ** Math.min(this.#failures, 20),
      telemetryBounds.maxRetryMs,
    );
    this.#failures += 1;
    const retryMs = retryAfterMs ?? backoffMs;
    this.#deps.onTrouble({ reason, retryMs });
    await new Promise<void>((resolve) => {
      const cancel = this.#deps.clock.after(retryMs, resolve);
      this.#endPause = () => {
        cancel();
        resolve();
      };
    });
  }
}
