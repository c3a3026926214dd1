import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

import { telemetryBounds } from './bounds.ts';
import { decodeRecord, RECORD_HEADER_BYTES } from './record.ts';
import {
  countLines,
  cutTornTail,
  listSegments,
  readBytes,
  readCursor,
  removeSegment,
  segmentFile,
  writeCursor,
} from './segments.ts';
import type { Cursor, Segment } from './segments.ts';

export type SpoolDeps = {
  readonly dir: string;
  readonly capBytes: number;
  /** The cap was reached and the oldest segment went. */
  readonly onDropped: (dropped: { readonly segment: number; readonly lines: number }) => void;
  /** A part of the spool cannot be read: its lines are lost. */
  readonly onDamaged: (damage: { readonly segment: number; readonly bytes: number }) => void;
};

export type Batch = { readonly lines: readonly string[]; readonly from: Cursor; readonly to: Cursor };

/**
 * Lines on disk between the control loop and the server. What `append` acknowledged survives a kill and a power cut; what `acknowledge`
 * named is not read again, unless the machine lost power meanwhile. Works are done one at a time.
 */
export class Spool {
  readonly #deps: SpoolDeps;
  readonly #segments: Segment[];
  readonly #segmentBytes: number;
  #cursor: Cursor;
  #nextNumber: number;
  #active: { readonly segment: Segment; readonly file: FileHandle } | undefined;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(deps: SpoolDeps, segments: Segment[], cursor: Cursor) {
    this.#deps = deps;
    this.#segments = segments;
    this.#cursor = cursor;
    // Above the cursor too: a number is never used twice, or an old cursor would point into a new file.
    this.#nextNumber = Math.max(cursor.segment, segments.at(-1)?.number ?? 0) + 1;
    this.#segmentBytes = Math.min(
      telemetryBounds.maxSegmentBytes,
      Math.floor(deps.capBytes / telemetryBounds.minSegments),
    );
  }

  /** Takes up what an earlier process left. @throws Error when the directory cannot be used. */
  static async open(deps: SpoolDeps): Promise<Spool> {
    const segments = await listSegments(deps.dir);
    const newest = segments.at(-1);
    if (newest !== undefined) {
      const bytes = await cutTornTail(deps.dir, newest);
      if (bytes > 0) deps.onDamaged({ segment: newest.number, bytes });
    }
    const cursor = (await readCursor(deps.dir)) ?? { segment: 0, offset: 0 };
    // All before the cursor is uploaded; a power cut may have brought a removed file back.
    for (const { number } of segments) if (number < cursor.segment) await removeSegment(deps.dir, number);
    const waiting = segments.filter(({ number }) => number >= cursor.segment);
    return new Spool(deps, waiting, cursor);
  }

  /** Bytes on disk that are not uploaded. */
  get waitingBytes(): number {
    let bytes = 0;
    for (const { number, bytes: size } of this.#segments) {
      if (number > this.#cursor.segment) bytes += size;
      else if (number === this.#cursor.segment) bytes += Math.max(0, size - this.#cursor.offset);
    }
    return bytes;
  }

  /** Resolves when the records are on disk. Rejects with the file system's error; then none of them counts as kept. */
  append(parts: readonly Buffer[]): Promise<void> {
    return this.#exclusively(async () => {
      const records = Buffer.concat(parts);
      await this.#makeRoom(records.length);
      const { segment, file } = this.#active ?? (await this.#startSegment());
      try {
        // Not write(): on a disk that is nearly full it may write a part and call it success.
        await file.appendFile(records);
        await file.datasync();
      } catch (error) {
        await this.#abandon(segment);
        throw error;
      }
      segment.bytes += records.length;
      if (segment.bytes >= this.#segmentBytes) await this.#seal();
    });
  }

  /** The oldest lines that are not uploaded, at most one upload; undefined when there are none. */
  read(): Promise<Batch | undefined> {
    return this.#exclusively(async () => {
      for (let segment = this.#toRead(); segment !== undefined; segment = this.#toRead()) {
        if (this.#cursor.offset < segment.bytes) {
          const batch = await this.#readBatch(segment);
          if (batch !== undefined) return batch;
          this.#deps.onDamaged({ segment: segment.number, bytes: segment.bytes - this.#cursor.offset });
          if (segment === this.#active?.segment) await this.#seal();
        }
        if (segment === this.#active?.segment) return undefined;
        await this.#remove(segment);
      }
      return undefined;
    });
  }

  /**
   * The lines of a batch are at the server or in the dead-letter file. Resolves to false when its segment had been dropped for the cap
   * meanwhile, so that its lines were counted as dropped.
   */
  acknowledge(batch: Batch): Promise<boolean> {
    return this.#exclusively(async () => {
      if (batch.from.segment !== this.#cursor.segment || batch.from.offset !== this.#cursor.offset) return false;
      this.#cursor = batch.to;
      await writeCursor(this.#deps.dir, this.#cursor);
      return true;
    });
  }

  close(): Promise<void> {
    return this.#exclusively(() => this.#seal());
  }

  #exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** The segment under the cursor, or the oldest after it. */
  #toRead(): Segment | undefined {
    const segment = this.#segments.find(({ number }) => number >= this.#cursor.segment);
    if (segment !== undefined && segment.number > this.#cursor.segment)
      this.#cursor = { segment: segment.number, offset: 0 };
    return segment;
  }

  async #readBatch(segment: Segment): Promise<Batch | undefined> {
    const from = this.#cursor;
    const bytes = await this.#readWhole(segment, from);
    const lines: string[] = [];
    let offset = 0;
    for (let record = decodeRecord(bytes, offset); record !== undefined; record = decodeRecord(bytes, offset)) {
      if (lines.length > 0 && lines.length + record.lines.length > telemetryBounds.maxRecordLines) break;
      lines.push(...record.lines);
      offset += record.bytes;
    }
    if (lines.length === 0) return undefined;
    return { lines, from, to: { segment: from.segment, offset: from.offset + offset } };
  }

  /** At least one whole record: more than one upload is read only where a single line is that long. */
  async #readWhole(segment: Segment, from: Cursor): Promise<Buffer> {
    const available = segment.bytes - from.offset;
    const usual = Math.min(available, telemetryBounds.maxRecordBytes + RECORD_HEADER_BYTES);
    const bytes = await readBytes(this.#deps.dir, from, usual);
    if (usual === available || decodeRecord(bytes, 0) !== undefined) return bytes;
    return readBytes(this.#deps.dir, from, available);
  }

  async #makeRoom(bytes: number): Promise<void> {
    let total = bytes;
    for (const segment of this.#segments) total += segment.bytes;
    while (total > this.#deps.capBytes) {
      const oldest = this.#segments[0];
      if (oldest === undefined) return;
      if (oldest === this.#active?.segment) await this.#seal();
      total -= oldest.bytes;
      await this.#drop(oldest);
    }
  }

  async #drop(segment: Segment): Promise<void> {
    const offset = segment.number === this.#cursor.segment ? this.#cursor.offset : 0;
    const uploaded = segment.number < this.#cursor.segment;
    const lines = uploaded ? 0 : await countLines(this.#deps.dir, { segment: segment.number, offset });
    await this.#remove(segment);
    if (lines > 0) this.#deps.onDropped({ segment: segment.number, lines });
  }

  async #remove(segment: Segment): Promise<void> {
    await removeSegment(this.#deps.dir, segment.number);
    this.#segments.splice(this.#segments.indexOf(segment), 1);
    if (this.#cursor.segment === segment.number) this.#cursor = { segment: segment.number + 1, offset: 0 };
  }

  async #startSegment(): Promise<{ readonly segment: Segment; readonly file: FileHandle }> {
    const segment = { number: this.#nextNumber, bytes: 0 };
    const file = await open(segmentFile(this.#deps.dir, segment.number), 'w');
    this.#nextNumber += 1;
    this.#segments.push(segment);
    this.#active = { segment, file };
    await syncDirectory(this.#deps.dir);
    return this.#active;
  }

  /** After a failed write or sync nobody knows what is on disk behind the last good record: nothing more goes into this file. */
  async #abandon(segment: Segment): Promise<void> {
    await this.#seal();
    if (segment.bytes === 0) await this.#remove(segment);
  }

  async #seal(): Promise<void> {
    const file = this.#active?.file;
    this.#active = undefined;
    // Everything that counts is synced already; a failing close changes nothing for it.
    await file?.close().catch(() => undefined);
  }
}

/** Without it a power cut may forget the new file's name with all that was synced into it. */
async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
