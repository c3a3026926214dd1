import { telemetryBounds } from './bounds.ts';
import { RECORD_HEADER_BYTES, sealRecord } from './record.ts';

/** Room of a new record: a second of a site with some hundred connectors; doubled where that is not enough. */
const FIRST_BYTES = 32 * 1024;
/** A UTF-16 code unit takes at most so many bytes in UTF-8. */
const MAX_BYTES_PER_UNIT = 3;

/** A record that lines are still added to. `end`: behind the last line and its line break. */
type OpenRecord = { bytes: Buffer; end: number; lines: number };

/**
 * Lines that wait for the disk, as the records that will be written. As texts they would live until the next sync, and the garbage
 * collector would move each of them twice.
 */
export class PendingRecords {
  /** Oldest first. */
  #sealed: Buffer[] = [];
  #sealedBytes = 0;
  #open: OpenRecord | undefined;

  /** With the headers of the records. */
  get bytes(): number {
    return this.#sealedBytes + (this.#open?.end ?? 0);
  }

  get lines(): number {
    let lines = this.#open?.lines ?? 0;
    for (const record of this.#sealed) lines += linesOf(record);
    return lines;
  }

  /** Each record stays within the bounds of one upload. A line that alone is longer gets a record of its own. */
  add(line: string): void {
    const most = line.length * MAX_BYTES_PER_UNIT + 1;
    let open = this.#open ?? newRecord();
    if (open.bytes.length - open.end < most) open = this.#withRoom(open, Buffer.byteLength(line) + 1);
    open.end += open.bytes.write(line, open.end);
    open.end = open.bytes.writeUInt8(LINE_BREAK, open.end);
    open.lines += 1;
    this.#open = open;
    if (open.lines >= telemetryBounds.maxRecordLines) this.#seal();
  }

  /** All of them, whole; none waits any more. */
  take(): readonly Buffer[] {
    this.#seal();
    const records = this.#sealed;
    this.#sealed = [];
    this.#sealedBytes = 0;
    return records;
  }

  /** Records that were taken wait again, before all that came since. */
  giveBack(records: readonly Buffer[]): void {
    this.#sealed = [...records, ...this.#sealed];
    for (const { length } of records) this.#sealedBytes += length;
  }

  /** The oldest record is lost. Returns its number of lines. */
  dropOldest(): number {
    if (this.#sealed.length === 0) this.#seal();
    const oldest = this.#sealed.shift();
    if (oldest === undefined) return 0;
    this.#sealedBytes -= oldest.length;
    return linesOf(oldest);
  }

  #withRoom(open: OpenRecord, neededBytes: number): OpenRecord {
    const largest = telemetryBounds.maxRecordBytes + RECORD_HEADER_BYTES;
    const isFull = open.end + neededBytes > largest;
    const record = isFull && open.lines > 0 ? newRecord() : open;
    if (record !== open) this.#seal();
    if (record.bytes.length - record.end >= neededBytes) return record;
    const grown = Buffer.allocUnsafeSlow(
      Math.max(record.end + neededBytes, Math.min(2 * record.bytes.length, largest)),
    );
    record.bytes.copy(grown, 0, 0, record.end);
    record.bytes = grown;
    return record;
  }

  #seal(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined || open.lines === 0) return;
    // Without the last line break.
    const record = open.bytes.subarray(0, open.end - 1);
    sealRecord(record, open.lines);
    this.#sealed.push(record);
    this.#sealedBytes += record.length;
  }
}

const LINE_BREAK = 0x0a;

function newRecord(): OpenRecord {
  return { bytes: Buffer.allocUnsafeSlow(FIRST_BYTES), end: RECORD_HEADER_BYTES, lines: 0 };
}

function linesOf(record: Buffer): number {
  return record.readUInt32LE(4);
}
