import { mkdir, open, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { decodeRecord } from './record.ts';

/** The files of a spool directory: `00000001.seg`, `00000002.seg` ..., and `cursor.json`. */
export type Segment = { readonly number: number; bytes: number };
/** The first byte that is not uploaded yet. */
export type Cursor = { readonly segment: number; readonly offset: number };

export function segmentFile(dir: string, number: number): string {
  return join(dir, `${String(number).padStart(8, '0')}.seg`);
}

/** Segments on disk, oldest first. Makes the directory when there is none. */
export async function listSegments(dir: string): Promise<Segment[]> {
  await mkdir(dir, { recursive: true });
  const numbers = (await readdir(dir))
    .filter((name) => /^\d{8}\.seg$/.test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b);
  const segments: Segment[] = [];
  for (const number of numbers) segments.push({ number, bytes: (await stat(segmentFile(dir, number))).size });
  return segments;
}

/** Cuts what a kill or a full disk left behind the last whole record. Returns how many bytes went. */
export async function cutTornTail(dir: string, segment: Segment): Promise<number> {
  const whole = scan(await readFile(segmentFile(dir, segment.number)), 0).end;
  const torn = segment.bytes - whole;
  if (torn > 0) await truncate(segmentFile(dir, segment.number), whole);
  segment.bytes = whole;
  return torn;
}

/** How many lines stand in the whole records from `offset` on. */
export async function countLines(dir: string, { segment, offset }: Cursor): Promise<number> {
  const bytes = await readFile(segmentFile(dir, segment)).catch(emptyIfGone);
  return scan(bytes, offset).lines;
}

/** Up to `length` bytes of a segment from the cursor on. */
export async function readBytes(dir: string, cursor: Cursor, length: number): Promise<Buffer> {
  return readPart(segmentFile(dir, cursor.segment), cursor.offset, length).catch(emptyIfGone);
}

export async function removeSegment(dir: string, number: number): Promise<void> {
  await rm(segmentFile(dir, number), { force: true });
}

/** The stored cursor; undefined when there is none or it is damaged: then everything is sent again, which changes nothing. */
export async function readCursor(dir: string): Promise<Cursor | undefined> {
  try {
    const stored: unknown = JSON.parse(await readFile(join(dir, 'cursor.json'), 'utf8'));
    return isCursor(stored) ? stored : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces the cursor at once. Not synced: an older cursor after a power cut only sends again. */
export async function writeCursor(dir: string, cursor: Cursor): Promise<void> {
  await writeFile(join(dir, 'cursor.json.new'), JSON.stringify(cursor));
  await rename(join(dir, 'cursor.json.new'), join(dir, 'cursor.json'));
}

function isCursor(value: unknown): value is Cursor {
  if (typeof value !== 'object' || value === null || !('segment' in value) || !('offset' in value)) return false;
  return Number.isSafeInteger(value.segment) && Number.isSafeInteger(value.offset);
}

async function readPart(path: string, offset: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A file that somebody deleted is damage like any other, not a reason to stand still for ever. */
function emptyIfGone(error: NodeJS.ErrnoException): Buffer {
  if (error.code === 'ENOENT') return Buffer.alloc(0);
  throw error;
}

function scan(bytes: Buffer, offset: number): { readonly end: number; readonly lines: number } {
  let end = offset;
  let lines = 0;
  for (let record = decodeRecord(bytes, end); record !== undefined; record = decodeRecord(bytes, end)) {
    end += record.bytes;
    lines += record.lines.length;
  }
  return { end, lines };
}
