import { readFile, stat, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { expect, onTestFinished, test } from 'vitest';

import type { Clock } from '../../../ocpp/index.ts';
import { telemetryBounds } from '../../../src/telemetry/bounds.ts';
import type { Telemetry } from '../../../src/telemetry/index.ts';
import { createInfluxSender } from '../../../src/telemetry/influx-sender.ts';
import { Spool } from '../../../src/telemetry/spool.ts';
import { Uploader } from '../../../src/telemetry/uploader.ts';
import { openForTest, tempDir, until } from './kit.ts';
import { pointAt, wallClock } from './samples.ts';

type Answer =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | 'hang up'
  | 'never';
type Scripted = {
  readonly influx: { url: string; token: string; org: string; bucket: string };
  readonly batches: string[][];
  readonly requests: { url: string; token: string }[];
};

/** An HTTP server that keeps what it was sent, and answers as told. */
async function scripted(answer: (lines: readonly string[], request: number) => Answer): Promise<Scripted> {
  const batches: string[][] = [];
  const requests: { url: string; token: string }[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
      const lines = text.split('\n');
      batches.push(lines);
      requests.push({ url: request.url ?? '', token: request.headers.authorization ?? '' });
      const reply = answer(lines, batches.length);
      if (reply === 'never') return;
      if (reply === 'hang up') request.socket.destroy();
      else response.writeHead(reply.status, reply.headers).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    influx: { url: `http://127.0.0.1:${port}`, token: 'secret-token', org: 'city', bucket: 'grid' },
    batches,
    requests,
  };
}

/** A clock whose waits of a second and more take as long as a millisecond, and are written down. */
function hastyClock(waitedMs: number[]): Clock {
  return {
    nowMs: () => wallClock.nowMs(),
    after: (delayMs, run) => {
      if (delayMs < 1000) return wallClock.after(delayMs, run);
      waitedMs.push(delayMs);
      return wallClock.after(1, run);
    },
  };
}

const OK: Answer = { status: 204 };

test('points go to the InfluxDB 2 API with organization, bucket and token', async () => {
  const server = await scripted(() => OK);
  const { telemetry } = await openForTest({ dir: await tempDir(), influx: server.influx });
  telemetry.write(pointAt(7));
  await telemetry.close(10_000);
  expect(server.requests).toEqual([
    { url: '/api/v2/write?org=city&bucket=grid&precision=ms', token: 'Token secret-token' },
  ]);
  expect(server.batches).toEqual([['reading,stationId=A07 powerKw=0.7 1788220807000']]);
});

test.each<[string, Answer, RegExp]>([
  ['401, a wrong token', { status: 401, body: 'unauthorized' }, /^401 unauthorized$/],
  [
    '404, a missing bucket',
    { status: 404, headers: { 'content-type': 'application/json' }, body: '{"message":"bucket \\"grid\\" not found"}' },
    /^404 .*bucket/,
  ],
  ['429', { status: 429 }, /^429 /],
  ['500', { status: 500, body: 'out of\nmemory' }, /^500 out of memory$/],
  [
    '200, which is somebody else',
    { status: 200, body: '<html>login</html>' },
    /^200 204 HTTP response status code expected, but 200 returned$/,
  ],
  ['302', { status: 302, headers: { location: '/login' } }, /^302 /],
  ['a cut connection', 'hang up', /socket hang up|ECONNRESET/],
])('%s: the points wait, and are sent when it is over', async (_, trouble, error) => {
  const waitedMs: number[] = [];
  const server = await scripted((_lines, request) => (request <= 3 ? trouble : OK));
  const { telemetry, log } = await openForTest({
    dir: await tempDir(),
    influx: { ...server.influx, url: server.influx.url.replace('//', '//user:url-password@') },
    clock: hastyClock(waitedMs),
  });
  telemetry.write(pointAt(1));
  await until('the point is uploaded', () => telemetry.state().uploadedPoints === 1);
  expect(waitedMs).toEqual([1000, 2000, 4000]);
  expect(new Set(server.batches.map((lines) => lines.join('\n'))).size).toBe(1);
  expect(telemetry.state()).toEqual({
    mode: 'uploading',
    spooledBytes: 0,
    capBytes: 16 * 1024 * 1024,
    writtenPoints: 1,
    uploadedPoints: 1,
    droppedPoints: 0,
    deadLetterPoints: 0,
  });
  expect(log.map(({ level }) => level)).toEqual(['warn', 'info']);
  expect(log[0]?.message.split('tries again: ')[1]).toMatch(error);
  expect(JSON.stringify(log)).not.toMatch(/secret-token|url-password/);
});

test('the pause grows to half a minute and no further', async () => {
  const waitedMs: number[] = [];
  const server = await scripted((_lines, request) => (request <= 8 ? { status: 503 } : OK));
  const { telemetry } = await openForTest({ dir: await tempDir(), influx: server.influx, clock: hastyClock(waitedMs) });
  telemetry.write(pointAt(1));
  await until('the point is uploaded', () => telemetry.state().uploadedPoints === 1);
  expect(waitedMs).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test.each<[string, string, number]>([
  ['seconds', '17', 17_000],
  ['a date', 'Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
  ['a date that is over', 'Thu, 01 Jan 2020 00:00:00 GMT', 0],
  ['a year', '31536000', 600_000],
  ['rubbish', 'soon', 1000],
])('Retry-After in %s', async (_, header, expectedMs) => {
  const waitedMs: number[] = [];
  const clock: Clock = {
    nowMs: () => Date.UTC(2026, 0, 1),
    after: (delayMs, run) => {
      if (delayMs !== 50) waitedMs.push(delayMs);
      return wallClock.after(Math.min(delayMs, 1), run);
    },
  };
  const server = await scripted((_lines, request) =>
    request === 1 ? { status: 503, headers: { 'retry-after': header } } : OK,
  );
  const { telemetry } = await openForTest({ dir: await tempDir(), influx: server.influx, clock });
  telemetry.write(pointAt(1));
  await until('the point is uploaded', () => telemetry.state().uploadedPoints === 1);
  expect(waitedMs).toEqual([expectedMs]);
});

test('a server that takes the request and never answers is left after the time-out, and its connection with it', async () => {
  const server = await scripted((_lines, request) => (request === 1 ? 'never' : OK));
  // Long enough for a busy machine to answer the second one.
  const own = { requestTimeoutMs: 2_000, influx: server.influx };
  const { telemetry } = await openForTest({ dir: await tempDir(), ...own });
  telemetry.write(pointAt(1));
  await until('the point is uploaded', () => telemetry.state().uploadedPoints === 1);
  expect(server.batches.length).toBe(2);
});

test('bad lines among thousands are found by halving; the good ones are stored', async () => {
  const stored = new Set<string>();
  const server = await scripted((lines) => {
    if (lines.some((line) => line.startsWith('bad'))) return { status: 400, body: 'partial write: bad' };
    for (const line of lines) stored.add(line);
    return OK;
  });
  const dir = await tempDir();
  const { telemetry } = await openForTest({ dir, influx: server.influx });
  for (let index = 0; index < 4000; index += 1)
    telemetry.write(index % 2000 === 777 ? { ...pointAt(index), measurement: 'bad' } : pointAt(index));
  await telemetry.close(20_000);
  expect(telemetry.state()).toMatchObject({
    writtenPoints: 4000,
    uploadedPoints: 3998,
    deadLetterPoints: 2,
    droppedPoints: 0,
    spooledBytes: 0,
  });
  expect(stored.size).toBe(3998);
  expect(server.batches.length).toBeLessThanOrEqual(60);
  const kept = (await readFile(join(dir, 'dead-letter.lp'), 'utf8'))
    .split('\n')
    .filter((line) => line.startsWith('bad'));
  expect(kept).toEqual(
    ['bad,stationId=A07 powerKw=77.7 1788220800000', 'bad,stationId=A07 powerKw=277.7 1788220800000'].map(
      (line, index) => line.replace(/\d+$/, String(pointAt(777 + index * 2000).atMs)),
    ),
  );
});

test('a server that refuses everything costs a bounded number of requests, and no point', async () => {
  const server = await scripted(() => ({ status: 400, body: 'no' }));
  const dir = await tempDir();
  const { telemetry } = await openForTest({ dir, influx: server.influx });
  for (let index = 0; index < 1500; index += 1) telemetry.write(pointAt(index));
  await telemetry.close(20_000);
  expect(telemetry.state()).toMatchObject({ uploadedPoints: 0, deadLetterPoints: 1500, spooledBytes: 0 });
  expect(server.batches.length).toBe(100);
  const kept = (await readFile(join(dir, 'dead-letter.lp'), 'utf8'))
    .split('\n')
    .filter((line) => line.startsWith('reading'));
  expect(new Set(kept).size).toBe(1500);
});

test('the dead-letter file turns over at its share of the cap: one older file stays', async () => {
  const server = await scripted(() => ({ status: 400, body: 'no' }));
  const dir = await tempDir();
  const { telemetry, options } = await openForTest({ dir, influx: server.influx });
  const long = 'x'.repeat(1000);
  for (let index = 0; index < 1300; index += 1) {
    telemetry.write({ measurement: 'alarm', tags: {}, fields: { text: long }, atMs: index });
  }
  await telemetry.close(20_000);
  expect(telemetry.state()).toMatchObject({ deadLetterPoints: 1300, spooledBytes: 0 });
  const sizes = await Promise.all(
    ['dead-letter.lp', 'dead-letter.old.lp'].map(async (name) => (await stat(join(dir, name))).size),
  );
  for (const bytes of sizes) expect(bytes).toBeLessThanOrEqual(telemetryBounds.maxRecordBytes + options.capBytes / 32);
});

test('a body that is too large for the server is halved until it fits', async () => {
  const server = await scripted((lines) => (lines.length > 100 ? { status: 413 } : OK));
  const { telemetry } = await openForTest({ dir: await tempDir(), influx: server.influx });
  for (let index = 0; index < 1000; index += 1) telemetry.write(pointAt(index));
  await telemetry.close(20_000);
  expect(telemetry.state()).toMatchObject({ uploadedPoints: 1000, deadLetterPoints: 0 });
});

test('a spool filled without a server is uploaded once there is one', async () => {
  const dir = await tempDir();
  const before = await openForTest({ dir });
  for (let index = 0; index < 10; index += 1) before.telemetry.write(pointAt(index));
  await before.telemetry.close(0);
  expect(before.telemetry.state()).toMatchObject({
    mode: 'local',
    writtenPoints: 10,
    uploadedPoints: 0,
    droppedPoints: 0,
  });

  const server = await scripted(() => OK);
  const after = await openForTest({ dir, influx: server.influx });
  await after.telemetry.close(10_000);
  expect(after.telemetry.state()).toMatchObject({ mode: 'uploading', uploadedPoints: 10, spooledBytes: 0 });
});

/** One megabyte on its way to the disk, and there. */
async function writeMegabyte(telemetry: Telemetry, round: number): Promise<void> {
  const before = telemetry.state().spooledBytes;
  for (let index = 0; index < 1000; index += 1) {
    telemetry.write({
      measurement: 'alarm',
      tags: {},
      fields: { text: 'x'.repeat(1000) },
      atMs: round * 1000 + index,
    });
  }
  await until('the megabyte is on disk', () => telemetry.state().spooledBytes !== before);
}

test('without a server the spool turns over within its cap, quietly and counted', async () => {
  const { telemetry, log, options } = await openForTest({ dir: await tempDir() });
  for (let round = 0; round < 20; round += 1) {
    await writeMegabyte(telemetry, round);
    expect(telemetry.state().spooledBytes).toBeLessThanOrEqual(options.capBytes);
  }
  await telemetry.close(0);
  const { mode, writtenPoints, droppedPoints, spooledBytes } = telemetry.state();
  expect({ mode, writtenPoints }).toEqual({ mode: 'local', writtenPoints: 20_000 });
  expect(droppedPoints).toBeGreaterThan(3000);
  expect(spooledBytes).toBeGreaterThan(options.capBytes * 0.75);
  expect(new Set(log.map(({ level }) => level))).toEqual(new Set(['debug']));
});

test('a full disk is counted and told, the points wait in memory, and are written when there is room', async () => {
  const dir = await tempDir();
  const { telemetry, log } = await openForTest({ dir });
  await symlink('/dev/full', join(dir, '00000001.seg'));
  telemetry.write(pointAt(1));
  await until('the error is in the state', () => telemetry.state().lastError !== undefined || log.length > 1);
  await until('the point is written', () => telemetry.state().spooledBytes > 0);
  expect(telemetry.state()).toMatchObject({ writtenPoints: 1, droppedPoints: 0 });
  expect(telemetry.state()).not.toHaveProperty('lastError');
  expect(log).toEqual([
    {
      level: 'error',
      message: `telemetry: the spool in ${dir} cannot be written: ENOSPC: no space left on device, write`,
    },
    { level: 'info', message: 'telemetry: the spool can be written again' },
  ]);
});

test('a disk that stays full costs a bounded memory: the oldest points go, counted', async () => {
  const dir = await tempDir();
  const { telemetry } = await openForTest({ dir });
  for (let number = 1; number <= 99; number += 1)
    await symlink('/dev/full', join(dir, `${String(number).padStart(8, '0')}.seg`));
  const count = 120_000;
  for (let index = 0; index < count; index += 1) telemetry.write(pointAt(index));
  await until('points were dropped', () => telemetry.state().droppedPoints > 0);
  await telemetry.close(0);
  expect(telemetry.state()).toMatchObject({
    writtenPoints: count,
    droppedPoints: count,
    spooledBytes: 0,
    lastError: expect.stringContaining('ENOSPC'),
  });
});

test('written = uploaded + dropped, also when the cap bites while the server is away', async () => {
  let away = true;
  const server = await scripted(() => (away ? { status: 503 } : OK));
  const { telemetry, log } = await openForTest({
    dir: await tempDir(),
    influx: server.influx,
    clock: hastyClock([]),
  });
  for (let round = 0; round < 20; round += 1) await writeMegabyte(telemetry, round);
  away = false;
  await until('all that was kept is uploaded', () => {
    const { uploadedPoints, droppedPoints } = telemetry.state();
    return uploadedPoints + droppedPoints === 20_000;
  });
  const { writtenPoints, uploadedPoints, droppedPoints, deadLetterPoints, spooledBytes } = telemetry.state();
  expect({ writtenPoints, deadLetterPoints, spooledBytes }).toEqual({
    writtenPoints: 20_000,
    deadLetterPoints: 0,
    spooledBytes: 0,
  });
  expect(droppedPoints).toBeGreaterThan(3000);
  expect(uploadedPoints).toBeGreaterThan(12_000);
  expect(log.filter(({ level }) => level === 'error').map(({ message }) => message)[0]).toMatch(
    /^telemetry: the spool is full \(16777216 bytes\): dropped segment 1 with \d+ points$/,
  );
});

test('the end does not wait for the pause to be over: it tries once more', async () => {
  const server = await scripted((_lines, request) =>
    request === 1 ? { status: 503, headers: { 'retry-after': '600' } } : OK,
  );
  const { telemetry } = await openForTest({ dir: await tempDir(), influx: server.influx });
  telemetry.write(pointAt(1));
  await until('the upload waits', () => telemetry.state().mode === 'waiting');
  await telemetry.close(10_000);
  expect(telemetry.state()).toMatchObject({ uploadedPoints: 1, spooledBytes: 0 });
});

test('a sender that is closed answers at once, in the middle of a batch too', async () => {
  const server = await scripted(() => 'never');
  const sender = createInfluxSender(server.influx, { nowMs: () => 0, requestTimeoutMs: 10_000 });
  const underWay = sender.send(['m x=1 1']);
  sender.close();
  const closed = { kind: 'later', reason: 'the connection was closed' };
  expect([await underWay, await sender.send(['m x=1 1'])]).toEqual([closed, closed]);
});

test('an uploader that is stopped while it looks into the spool does not go to rest', async () => {
  const server = await scripted(() => OK);
  const never = (what: unknown) => expect.unreachable(JSON.stringify(what));
  const spool = await Spool.open({ dir: await tempDir(), capBytes: 1024 * 1024, onDropped: never, onDamaged: never });
  const uploader = new Uploader({
    spool,
    sender: createInfluxSender(server.influx, { nowMs: () => 0, requestTimeoutMs: 10_000 }),
    clock: wallClock,
    keepDeadLetters: never,
    onUploaded: never,
    onTrouble: never,
  });
  await uploader.stop();
  expect(server.batches).toEqual([]);
});

test('what is written after the end is counted as dropped', async () => {
  const { telemetry } = await openForTest({ dir: await tempDir() });
  await telemetry.close(0);
  telemetry.write(pointAt(1));
  expect(telemetry.state()).toMatchObject({ writtenPoints: 1, droppedPoints: 1 });
});

test.each([
  [
    'a cap that holds nothing',
    { capBytes: 1000 },
    /^telemetry: the cap of the spool in .* is 1000 bytes, at least 16777216 are needed$/,
  ],
  ['a cap that is no number', { capBytes: Number.NaN }, /is NaN bytes/],
  ['a URL that is none', { influx: { url: 'nowhere', token: '', org: '', bucket: '' } }, /Invalid URL/],
])('%s is refused at the start', async (_, options, message) => {
  await expect(openForTest({ dir: await tempDir(), ...options })).rejects.toThrow(message);
});
