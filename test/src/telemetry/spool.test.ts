import { appendFile, readFile, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';

import { telemetryBounds } from '../../../src/telemetry/bounds.ts';
import { PendingRecords } from '../../../src/telemetry/pending-records.ts';
import { decodeRecord, RECORD_HEADER_BYTES } from '../../../src/telemetry/record.ts';
import { Spool } from '../../../src/telemetry/spool.ts';
import { tempDir } from './kit.ts';

type Note = { dropped: { segment: number; lines: number }[]; damaged: { segment: number; bytes: number }[] };

async function openSpool(dir: string, capBytes = 16 * 1024 * 1024): Promise<{ spool: Spool; note: Note }> {
  const note: Note = { dropped: [], damaged: [] };
  const spool = await Spool.open({
    dir,
    capBytes,
    onDropped: (dropped) => note.dropped.push(dropped),
    onDamaged: (damage) => note.damaged.push(damage),
  });
  onTestFinished(() => spool.close());
  return { spool, note };
}

/** Reads and acknowledges until nothing is left. */
async function readAll(spool: Spool): Promise<string[]> {
  const all: string[] = [];
  for (let batch = await spool.read(); batch !== undefined; batch = await spool.read()) {
    all.push(...batch.lines);
    expect(await spool.acknowledge(batch)).toBe(true);
  }
  return all;
}

const lines = (from: number, count: number, width = 20) =>
  Array.from({ length: count }, (_, index) => `m x=${from + index}`.padEnd(width, '0'));
function recordsOf(some: readonly string[]): readonly Buffer[] {
  const pending = new PendingRecords();
  for (const line of some) pending.add(line);
  return pending.take();
}
const bytesOf = (some: readonly string[]) => Buffer.concat(recordsOf(some));
const LARGEST_RECORD = telemetryBounds.maxRecordBytes + RECORD_HEADER_BYTES;
const linesIn = (records: readonly Buffer[]) => records.flatMap((record) => decodeRecord(record, 0)?.lines ?? []);
const segmentsIn = async (dir: string) => (await readdir(dir)).filter((name) => name.endsWith('.seg')).sort();

test('law: records give back the lines, each within the bounds of an upload', () => {
  const line = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\n'));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), fc.nat(3), (some, repeats) => {
      const all = Array.from({ length: repeats * 100 + 1 }, () => some).flat();
      const bytes = bytesOf(all);
      const read: string[] = [];
      for (let offset = 0; offset < bytes.length;) {
        const record = decodeRecord(bytes, offset);
        if (record === undefined) throw new Error(`no record at ${offset}`);
        expect(record.lines.length).toBeLessThanOrEqual(telemetryBounds.maxRecordLines);
        read.push(...record.lines);
        offset += record.bytes;
      }
      expect(read).toEqual(all);
    }),
    { numRuns: 50 },
  );
});

test('law: what waits is in order, whatever is taken, refused by the disk, and dropped', () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ add: fc.nat(400_000) }) },
    fc.constant('take' as const),
    fc.constant('give back' as const),
    fc.constant('drop' as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const pending = new PendingRecords();
      let waiting: string[] = [];
      let taken: { readonly records: readonly Buffer[]; readonly lines: string[] } | undefined;
      for (const [index, one] of steps.entries()) {
        if (typeof one === 'object') {
          const line = `${index}ü`.padEnd(one.add, 'x');
          pending.add(line);
          waiting.push(line);
        } else if (one === 'take') {
          taken = { records: pending.take(), lines: waiting };
          waiting = [];
        } else if (one === 'give back') {
          pending.giveBack(taken?.records ?? []);
          waiting = [...(taken?.lines ?? []), ...waiting];
          taken = undefined;
        } else {
          const dropped = pending.dropOldest();
          expect(dropped > 0).toBe(waiting.length > 0);
          waiting.splice(0, dropped);
        }
        expect(pending.lines).toBe(waiting.length);
      }
      const records = pending.take();
      expect(linesIn(records)).toEqual(waiting);
      expect(records.filter((record) => record.length > LARGEST_RECORD && linesIn([record]).length > 1)).toEqual([]);
      expect(pending.bytes).toBe(0);
    }),
    { numRuns: 100 },
  );
});

test('law: a record with any one byte changed is no record', () => {
  const record = bytesOf(['m x=1', 'm x=2']);
  for (let index = 0; index < record.length; index += 1) {
    const harmed = Buffer.from(record);
    harmed[index] = (harmed[index] ?? 0) ^ 0x10;
    expect(decodeRecord(harmed, 0)).toBeUndefined();
  }
});

test('what was appended is read once, in order, over a restart in between', async () => {
  const dir = await tempDir();
  const first = await openSpool(dir);
  await first.spool.append(recordsOf(lines(0, 3)));
  await first.spool.append(recordsOf(lines(3, 7000)));
  const batch = await first.spool.read();
  expect(batch?.lines).toEqual(lines(0, 3));
  if (batch !== undefined) await first.spool.acknowledge(batch);
  await first.spool.close();

  const second = await openSpool(dir);
  await second.spool.append(recordsOf(lines(7003, 2)));
  expect(await readAll(second.spool)).toEqual(lines(3, 7002));
  expect(second.spool.waitingBytes).toBe(0);
  expect(second.note).toEqual({ dropped: [], damaged: [] });
  await second.spool.close();

  const third = await openSpool(dir);
  expect(await readAll(third.spool)).toEqual([]);
  expect(await segmentsIn(dir)).toEqual([]);
});

test('a batch that was not acknowledged is read again', async () => {
  const dir = await tempDir();
  const first = await openSpool(dir);
  await first.spool.append(recordsOf(lines(0, 3)));
  expect((await first.spool.read())?.lines).toEqual(lines(0, 3));
  expect((await first.spool.read())?.lines).toEqual(lines(0, 3));
  await first.spool.close();
  expect(await readAll((await openSpool(dir)).spool)).toEqual(lines(0, 3));
});

test('law: a tail torn at any byte costs the torn record and nothing else', async () => {
  const dir = await tempDir();
  const size = bytesOf(lines(0, 2)).length;
  for (let cut = 1; cut <= size; cut += 3) {
    const before = await openSpool(dir);
    await before.spool.append(recordsOf(lines(0, 2)));
    await before.spool.append(recordsOf(lines(2, 2)));
    await before.spool.close();
    const [name = ''] = await segmentsIn(dir);
    await truncate(join(dir, name), 2 * size - cut);

    const after = await openSpool(dir);
    expect(after.note.damaged).toEqual(cut === size ? [] : [{ segment: Number.parseInt(name, 10), bytes: size - cut }]);
    expect((await readFile(join(dir, name))).length).toBe(size);
    expect(after.spool.waitingBytes).toBe(size);
    expect(await readAll(after.spool)).toEqual(lines(0, 2));
    await after.spool.close();
  }
});

test('a harmed record in the middle costs the rest of its segment, is told, and the next segment follows', async () => {
  const dir = await tempDir();
  const first = await openSpool(dir);
  await first.spool.append(recordsOf(lines(0, 2)));
  await first.spool.close();
  const second = await openSpool(dir);
  await second.spool.append(recordsOf(lines(2, 2)));
  await second.spool.close();
  await appendFile(join(dir, '00000001.seg'), 'rubbish');

  const { spool, note } = await openSpool(dir);
  expect(await readAll(spool)).toEqual(lines(0, 4));
  expect(note).toEqual({ dropped: [], damaged: [{ segment: 1, bytes: 7 }] });
});

test('harm in the segment that is being written is told once, and what is written from then on is read', async () => {
  const dir = await tempDir();
  const { spool, note } = await openSpool(dir);
  await spool.append(recordsOf(lines(0, 2)));
  const harmed = await readFile(join(dir, '00000001.seg'));
  harmed[20] = 0;
  await writeFile(join(dir, '00000001.seg'), harmed);
  expect(await spool.read()).toBeUndefined();
  await spool.append(recordsOf(lines(2, 2)));
  expect(await readAll(spool)).toEqual(lines(2, 2));
  expect(note).toEqual({ dropped: [], damaged: [{ segment: 1, bytes: harmed.length }] });
});

test('a segment before the cursor, brought back by a power cut, goes and is not read', async () => {
  const dir = await tempDir();
  const first = await openSpool(dir);
  await first.spool.append(recordsOf(lines(0, 2)));
  await first.spool.close();
  await writeFile(join(dir, 'cursor.json'), '{"segment":2,"offset":0}');
  const { spool } = await openSpool(dir);
  expect({ waitingBytes: spool.waitingBytes, segments: await segmentsIn(dir) }).toEqual({
    waitingBytes: 0,
    segments: [],
  });
  await spool.append(recordsOf(lines(2, 2)));
  expect(await readAll(spool)).toEqual(lines(2, 2));
});

test('a segment that somebody deleted is told as damage, and the next one follows', async () => {
  const dir = await tempDir();
  const first = await openSpool(dir);
  await first.spool.append(recordsOf(lines(0, 2)));
  await first.spool.close();
  const { spool, note } = await openSpool(dir);
  await spool.append(recordsOf(lines(2, 2)));
  await rm(join(dir, '00000001.seg'));
  expect(await readAll(spool)).toEqual(lines(2, 2));
  expect(note).toEqual({ dropped: [], damaged: [{ segment: 1, bytes: bytesOf(lines(0, 2)).length }] });
});

test.each([
  ['missing', undefined],
  ['empty after a power cut', ''],
  ['of another shape', '{"segment":"1","offset":0}'],
])('a cursor that is %s only makes everything be sent again', async (_, text) => {
  const dir = await tempDir();
  const first = await openSpool(dir);
  await first.spool.append(recordsOf(lines(0, 2)));
  const batch = await first.spool.read();
  if (batch !== undefined) await first.spool.acknowledge(batch);
  await first.spool.append(recordsOf(lines(2, 2)));
  await first.spool.close();
  if (text === undefined) await rm(join(dir, 'cursor.json'));
  else await writeFile(join(dir, 'cursor.json'), text);
  expect(await readAll((await openSpool(dir)).spool)).toEqual(lines(0, 4));
});

test('at the cap the oldest segments go, counted; what stays is the newest, whole and in order', async () => {
  const dir = await tempDir();
  const capBytes = 1024 * 1024;
  const { spool, note } = await openSpool(dir, capBytes);
  for (let index = 0; index < 30; index += 1) {
    await spool.append(recordsOf(lines(index * 1000, 1000, 100)));
    expect(spool.waitingBytes).toBeLessThanOrEqual(capBytes);
    // Not more goes than is needed: a segment with the record that filled it, and the record to come.
    if (note.dropped.length > 0) expect(spool.waitingBytes).toBeGreaterThan(capBytes * 0.75);
  }
  const dropped = note.dropped.reduce((sum, { lines: count }) => sum + count, 0);
  expect(note.dropped.map(({ segment }) => segment)).toEqual(note.dropped.map((_, index) => index + 1));
  expect(await readAll(spool)).toEqual(lines(dropped, 30_000 - dropped, 100));
});

test('what was uploaded of a dropped segment does not count as dropped', async () => {
  const { spool, note } = await openSpool(await tempDir(), 1024 * 1024);
  await spool.append(recordsOf(lines(0, 10, 1000)));
  const batch = await spool.read();
  if (batch !== undefined) await spool.acknowledge(batch);
  await spool.append(recordsOf(lines(10, 40, 1000)));
  while (note.dropped.length === 0) await spool.append(recordsOf(lines(50, 50, 1000)));
  expect(note.dropped).toEqual([{ segment: 1, lines: expect.any(Number) }]);
  // Segment 1 was closed when it reached 1/16 of the cap: with 50 + 50 lines.
  expect(note.dropped[0]?.lines).toBe(90);
});

test('lines that fill the whole cap at once replace even the segment that is being written', async () => {
  const { spool, note } = await openSpool(await tempDir(), 1024 * 1024);
  await spool.append(recordsOf(lines(0, 1, 800)));
  await spool.append(recordsOf(lines(1, 1000, 1047)));
  await spool.append(recordsOf(lines(1001, 1)));
  expect(note.dropped).toEqual([{ segment: 1, lines: 1 }]);
  expect(await readAll(spool)).toEqual([...lines(1, 1000, 1047), ...lines(1001, 1)]);
});

test('a batch whose segment was dropped meanwhile is not acknowledged', async () => {
  const { spool, note } = await openSpool(await tempDir(), 1024 * 1024);
  await spool.append(recordsOf(lines(0, 1000, 100)));
  const batch = await spool.read();
  for (let index = 1; index <= 12; index += 1) await spool.append(recordsOf(lines(index * 1000, 1000, 100)));
  expect(note.dropped.length).toBeGreaterThan(0);
  expect(batch === undefined ? undefined : await spool.acknowledge(batch)).toBe(false);
  const dropped = note.dropped.reduce((sum, { lines: count }) => sum + count, 0);
  expect(await readAll(spool)).toEqual(lines(dropped, 13_000 - dropped, 100));
});

test('a line longer than a record is kept too', async () => {
  const { spool } = await openSpool(await tempDir());
  const long = `m t="${'x'.repeat(2 * telemetryBounds.maxRecordBytes)}" 1`;
  await spool.append(recordsOf(['m x=1', long, 'm x=2']));
  expect(await readAll(spool)).toEqual(['m x=1', long, 'm x=2']);
});

test('a full disk refuses the lines, and the next append goes to a new file', async () => {
  const dir = await tempDir();
  const { spool, note } = await openSpool(dir);
  // Writing to /dev/full fails as a full disk does.
  await symlink('/dev/full', join(dir, '00000001.seg'));
  await expect(spool.append(recordsOf(lines(0, 2)))).rejects.toThrow('ENOSPC');
  expect(await segmentsIn(dir)).toEqual([]);
  await spool.append(recordsOf(lines(2, 2)));
  expect(await segmentsIn(dir)).toEqual(['00000002.seg']);
  expect(await readAll(spool)).toEqual(lines(2, 2));
  expect(note).toEqual({ dropped: [], damaged: [] });
});
