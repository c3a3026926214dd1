import type { LogEntry } from '../../ocpp/index.ts';
import { lineOf } from './line-protocol.ts';
import type { Point } from './port.ts';
import type { SpoolDeps } from './spool.ts';
import type { UploaderDeps } from './uploader.ts';

export type CountersDeps = {
  readonly dir: string;
  readonly capBytes: number;
  readonly serverUrl: string | undefined;
  readonly log: (entry: LogEntry) => void;
};

/** Counts, and logs once when something begins or ends: written = uploaded + dead-lettered + dropped + still waiting. */
export class Counters {
  readonly #deps: CountersDeps;
  writtenPoints = 0;
  uploadedPoints = 0;
  droppedPoints = 0;
  deadLetterPoints = 0;
  #diskError: string | undefined;
  #uploadError: string | undefined;
  #refusal: string | undefined;

  constructor(deps: CountersDeps) {
    this.#deps = deps;
  }

  get waiting(): boolean {
    return this.#uploadError !== undefined;
  }

  get diskFailed(): boolean {
    return this.#diskError !== undefined;
  }

  get lastError(): string | undefined {
    return this.#diskError ?? this.#uploadError ?? this.#refusal;
  }

  /** A point that cannot even be written down must not reach the caller as an exception. */
  tryLine(point: Point): string | undefined {
    try {
      return lineOf(point);
    } catch (error) {
      this.#refusal = `a point of ${point.measurement} cannot be written: ${textOf(error)}`;
      return undefined;
    }
  }

  readonly dropped: SpoolDeps['onDropped'] = ({ segment, lines }) => {
    this.droppedPoints += lines;
    // Without a server turning over is what the spool is for.
    const level = this.#deps.serverUrl === undefined ? 'debug' : 'error';
    this.#log(
      level,
      `the spool is full (${this.#deps.capBytes} bytes): dropped segment ${segment} with ${lines} points`,
    );
  };

  readonly damaged: SpoolDeps['onDamaged'] = ({ segment, bytes }) => {
    this.#log('warn', `segment ${segment} ends with ${bytes} bytes that are no whole record: cut`);
  };

  readonly uploaded: UploaderDeps['onUploaded'] = ({ storedLines, refused, countedAsDropped }) => {
    let refusedLines = 0;
    for (const { lines } of refused) refusedLines += lines.length;
    this.uploadedPoints += storedLines;
    this.deadLetterPoints += refusedLines;
    if (countedAsDropped) this.droppedPoints -= storedLines + refusedLines;
    const reason = refused[0]?.reason;
    if (reason === undefined) return;
    this.#refusal = `the server refused ${refusedLines} points: ${reason}`;
    this.#log('error', `${this.#refusal}; kept in ${this.#deps.dir}/dead-letter.lp`);
  };

  readonly uploadTrouble: UploaderDeps['onTrouble'] = (trouble) => {
    const before = this.#uploadError;
    this.#uploadError = trouble?.reason;
    if (trouble === undefined) this.#log('info', 'the upload goes on');
    else if (before === undefined)
      this.#log(
        'warn',
        `the upload to ${this.#deps.serverUrl} waits ${trouble.retryMs} ms and tries again: ${trouble.reason}`,
      );
  };

  diskTrouble(error: unknown): void {
    const before = this.#diskError;
    this.#diskError =
      error === undefined ? undefined : `the spool in ${this.#deps.dir} cannot be written: ${textOf(error)}`;
    if (this.#diskError === undefined && before !== undefined) this.#log('info', 'the spool can be written again');
    if (this.#diskError !== undefined && before === undefined) this.#log('error', this.#diskError);
  }

  #log(level: LogEntry['level'], message: string): void {
    this.#deps.log({ level, message: `telemetry: ${message}` });
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
