import type { Clock, LogEntry } from '../../ocpp/index.ts';
import { telemetryBounds } from './bounds.ts';
import { Counters } from './counters.ts';
import { keepDeadLetters } from './dead-letter.ts';
import { createInfluxSender } from './influx-sender.ts';
import type { InfluxServer } from './influx-sender.ts';
import { PendingRecords } from './pending-records.ts';
import type { Point, Telemetry, TelemetryState } from './port.ts';
import { Spool } from './spool.ts';
import { Uploader } from './uploader.ts';

export type TelemetryOptions = {
  /** Of this process alone; made when missing. */
  readonly dir: string;
  /** The most that the spool takes on disk; at least 16 MiB. The dead-letter files come on top with at most 1/16 of it. */
  readonly capBytes: number;
  /** Without it the spool rotates within its cap; a server that is configured later gets what is there. */
  readonly influx?: InfluxServer;
  readonly clock: Clock;
  /** How much time a power cut may cost; default 1000. */
  readonly fsyncMs?: number;
  /** After so long without an answer the server is left and asked again; default 10,000. */
  readonly requestTimeoutMs?: number;
  readonly log: (entry: LogEntry) => void;
};

/**
 * Opens the telemetry branch: points go to memory, within `fsyncMs` to the spool on disk, from there to the server. An outage of the server, a kill or a
 * restart loses nothing that was on disk; what is sent twice is stored once, because time and tags are the same.
 * @throws Error when the directory cannot be used, the cap is too small or the URL is none.
 */
export async function openTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { dir, capBytes } = options;
  if (!(capBytes >= telemetryBounds.minimumCapBytes)) {
    throw new Error(
      `telemetry: the cap of the spool in ${dir} is ${capBytes} bytes, at least ${telemetryBounds.minimumCapBytes} are needed`,
    );
  }
  // The origin alone: a URL may carry a password, and this one goes to the log.
  const serverUrl = options.influx === undefined ? undefined : new URL(options.influx.url).origin;
  const counters = new Counters({ dir, capBytes, serverUrl, log: options.log });
  const spool = await Spool.open({ dir, capBytes, onDropped: counters.dropped, onDamaged: counters.damaged });
  const uploader =
    options.influx === undefined ? undefined : startUploader(options, { spool, counters, server: options.influx });
  return new SpooledTelemetry({ options, spool, uploader, counters });
}

function startUploader(
  { dir, capBytes, clock, requestTimeoutMs = telemetryBounds.requestTimeoutMs }: TelemetryOptions,
  { spool, counters, server }: { readonly spool: Spool; readonly counters: Counters; readonly server: InfluxServer },
): Uploader {
  const nowMs = () => clock.nowMs();
  const maxFileBytes = capBytes * telemetryBounds.deadLetterShare;
  return new Uploader({
    spool,
    clock,
    sender: createInfluxSender(server, { nowMs, requestTimeoutMs }),
    keepDeadLetters: (refused) => keepDeadLetters({ dir, maxFileBytes, nowMs }, refused),
    onUploaded: counters.uploaded,
    onTrouble: counters.uploadTrouble,
  });
}

class SpooledTelemetry implements Telemetry {
  readonly #options: TelemetryOptions;
  readonly #spool: Spool;
  readonly #uploader: Uploader | undefined;
  readonly #counters: Counters;
  readonly #pending = new PendingRecords();
  #cancelTimer: (() => void) | undefined;
  #flushing: Promise<boolean> | undefined;
  #closed = false;

  constructor(parts: { options: TelemetryOptions; spool: Spool; uploader: Uploader | undefined; counters: Counters }) {
    this.#options = parts.options;
    this.#spool = parts.spool;
    this.#uploader = parts.uploader;
    this.#counters = parts.counters;
  }

  write(point: Point): void {
    const line = this.#counters.tryLine(point);
    if (line === undefined) return;
    this.#counters.writtenPoints += 1;
    if (this.#closed) {
      this.#counters.droppedPoints += 1;
      return;
    }
    this.#pending.add(line);
    this.#dropOverflow();
    if (
      this.#pending.bytes >= telemetryBounds.maxRecordBytes &&
      this.#flushing === undefined &&
      !this.#counters.diskFailed
    )
      void this.#flush();
    else this.#schedule();
  }

  state(): TelemetryState {
    const { writtenPoints, uploadedPoints, droppedPoints, deadLetterPoints, waiting, lastError } = this.#counters;
    const working = waiting ? 'waiting' : 'uploading';
    return {
      mode: this.#uploader === undefined ? 'local' : working,
      spooledBytes: this.#spool.waitingBytes,
      capBytes: this.#options.capBytes,
      writtenPoints,
      uploadedPoints,
      droppedPoints,
      deadLetterPoints,
      ...(lastError === undefined ? {} : { lastError }),
    };
  }

  async close(timeoutMs: number): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTimer?.();
    await this.#flushing;
    if (this.#pending.bytes > 0 && !(await this.#flush())) this.#counters.droppedPoints += this.#pending.lines;
    if (this.#uploader !== undefined) {
      await this.#atMost(timeoutMs, this.#uploader.drain());
      await this.#uploader.stop();
    }
    await this.#spool.close();
  }

  #schedule(): void {
    if (this.#cancelTimer !== undefined || this.#flushing !== undefined || this.#closed) return;
    this.#cancelTimer = this.#options.clock.after(this.#options.fsyncMs ?? telemetryBounds.fsyncMs, () => {
      this.#cancelTimer = undefined;
      void this.#flush();
    });
  }

  #flush(): Promise<boolean> {
    this.#flushing ??= this.#writeOut().finally(() => {
      this.#flushing = undefined;
      if (this.#pending.bytes > 0) this.#schedule();
    });
    return this.#flushing;
  }

  /** One group commit. False when the disk refused; then the lines wait in memory for the next. */
  async #writeOut(): Promise<boolean> {
    const records = this.#pending.take();
    try {
      await this.#spool.append(records);
    } catch (error) {
      this.#pending.giveBack(records);
      this.#dropOverflow();
      this.#counters.diskTrouble(error);
      return false;
    }
    this.#counters.diskTrouble(undefined);
    this.#uploader?.wake();
    return true;
  }

  #dropOverflow(): void {
    while (this.#pending.bytes > telemetryBounds.maxPendingBytes)
      this.#counters.droppedPoints += this.#pending.dropOldest();
  }

  async #atMost(timeoutMs: number, work: Promise<void>): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(timeoutMs, resolve);
      void work.then(() => {
        cancel();
        resolve();
      });
    });
  }
}
