import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { startInfluxDb } from '../../servers/influxdb.ts';
import type { InfluxDb } from '../../servers/influxdb.ts';
import { openForTest, tempDir, until } from './kit.ts';
import { EPOCH_MS, pointAt } from './samples.ts';

let influxDb: InfluxDb;
beforeAll(async () => {
  influxDb = await startInfluxDb();
});
afterAll(() => influxDb.stop());

const serverOf = ({ url, v1Path }: InfluxDb) => ({ url, v1Path, token: 'any', org: 'any', bucket: 'any' });

test('every kind of field comes back exactly, and the least float too', async () => {
  const { telemetry } = await openForTest({ dir: await tempDir(), influx: serverOf(influxDb) });
  telemetry.write({
    measurement: 'kinds',
    tags: { stationId: 'A07' },
    fields: {
      powerKw: 11.04,
      hugeKw: 1.7976931348623157e308,
      leastKw: 5e-324,
      negativeKw: -3,
      on: true,
      off: false,
      text: 'feeder-3 says "no"',
      unknownKw: undefined,
      impossibleKw: Number.NaN,
      endlessKw: Infinity,
    },
    atMs: EPOCH_MS,
  });
  await telemetry.close(10_000);
  expect(await influxDb.query('SELECT * FROM kinds')).toEqual([
    {
      time: EPOCH_MS,
      stationId: 'A07',
      powerKw: 11.04,
      hugeKw: 1.7976931348623157e308,
      leastKw: 5e-324,
      negativeKw: -3,
      on: true,
      off: false,
      text: 'feeder-3 says "no"',
    },
  ]);
});

test('texts that try to break out of their line come back as they were (D7)', async () => {
  const texts = [
    'a,b=c d',
    'ends with \\',
    '\\',
    '\\,x=1 y=2',
    'two\nlines',
    'x=1 1\nevil,tag=1 powerKw=99 0\n',
    '"',
    '\\"',
    'CR\r\tTAB\u0000NUL\u007f',
    '#comment',
    '95 % of 100%41',
    '%',
    '充电桩 🔌',
    "'; DROP DATABASE headroom --",
  ];
  const { telemetry, log } = await openForTest({ dir: await tempDir(), influx: serverOf(influxDb) });
  texts.forEach((text, index) => {
    telemetry.write({
      measurement: 'texts',
      tags: { [text]: 'by name', tag: text },
      fields: { text },
      atMs: EPOCH_MS + index,
    });
  });
  await telemetry.close(10_000);
  expect(log).toEqual([]);
  const rows = await influxDb.query('SELECT * FROM texts');
  expect(rows.map(({ time, tag, text }) => ({ time, tag: readBack(tag), text: readBack(text) }))).toEqual(
    texts.map((text, index) => ({ time: EPOCH_MS + index, tag: text, text })),
  );
  const names = await influxDb.query('SHOW TAG KEYS FROM texts');
  expect(names.map(({ tagKey }) => readBack(tagKey)).sort()).toEqual([...texts, 'tag'].sort());
  expect(await influxDb.query('SHOW MEASUREMENTS WITH MEASUREMENT =~ /evil/')).toEqual([]);
});

test('a point of another type goes to the dead-letter file, its neighbours arrive', async () => {
  const dir = await tempDir();
  const { telemetry, log } = await openForTest({ dir, influx: serverOf(influxDb) });
  for (let index = 0; index < 100; index += 1) {
    telemetry.write({
      measurement: 'conflict',
      tags: {},
      fields: { powerKw: index === 37 ? 'eleven' : index },
      atMs: EPOCH_MS + index,
    });
  }
  await telemetry.close(10_000);
  expect(await influxDb.query('SELECT count(powerKw) FROM conflict')).toEqual([{ time: 0, count: 99 }]);
  const state = telemetry.state();
  expect(state).toEqual({
    mode: 'uploading',
    spooledBytes: 0,
    capBytes: 16 * 1024 * 1024,
    writtenPoints: 100,
    uploadedPoints: 99,
    droppedPoints: 0,
    deadLetterPoints: 1,
    lastError: expect.stringMatching(/^the server refused 1 points: 400 .*field type conflict/),
  });
  const kept = (await readFile(join(dir, 'dead-letter.lp'), 'utf8')).split('\n');
  expect(kept).toEqual([
    expect.stringMatching(/^# \S+Z 400 .*field type conflict/),
    `conflict powerKw="eleven" ${EPOCH_MS + 37}`,
    '',
  ]);
  expect(log).toEqual([{ level: 'error', message: `telemetry: ${state.lastError}; kept in ${dir}/dead-letter.lp` }]);
});

test('a missing database keeps the points in the spool until it is there', async () => {
  const influx = { ...serverOf(influxDb), v1Path: '/write?db=later&precision=ms' };
  const { telemetry } = await openForTest({ dir: await tempDir(), influx });
  telemetry.write(pointAt(1));
  await until('the upload waits', () => telemetry.state().mode === 'waiting');
  expect(telemetry.state()).toMatchObject({
    deadLetterPoints: 0,
    droppedPoints: 0,
    lastError: expect.stringMatching(/^404 .*database not found/),
  });
  await influxDb.query('CREATE DATABASE later');
  await until('the point is uploaded', () => telemetry.state().uploadedPoints === 1);
  expect(telemetry.state()).not.toHaveProperty('lastError');
});

test('a server that is killed again and again while points come in misses none and doubles none', async () => {
  const server = await startInfluxDb();
  try {
    const { telemetry, log } = await openForTest({ dir: await tempDir(), influx: serverOf(server) });
    let index = 0;
    const writing = setInterval(() => {
      for (let burst = 0; burst < 200; burst += 1) telemetry.write(pointAt(index++));
    }, 10);
    try {
      for (let round = 1; round <= 3; round += 1) {
        const before = telemetry.state().uploadedPoints;
        await until('points arrive', () => telemetry.state().uploadedPoints > before);
        await server.kill();
        await until('the upload waits', () => telemetry.state().mode === 'waiting');
        await server.restart();
        await until('it goes on', () => telemetry.state().mode === 'uploading');
      }
    } finally {
      clearInterval(writing);
    }
    await telemetry.close(30_000);
    expect(telemetry.state()).toMatchObject({
      writtenPoints: index,
      uploadedPoints: index,
      droppedPoints: 0,
      deadLetterPoints: 0,
      spooledBytes: 0,
    });
    expect(await server.query('SELECT count(powerKw), sum(powerKw) FROM reading')).toEqual([
      { time: 0, count: index, sum: expect.closeTo((index * (index - 1)) / 20, 3) },
    ]);
    expect(log.map(({ level }) => level)).toEqual(['warn', 'info', 'warn', 'info', 'warn', 'info']);
  } finally {
    await server.stop();
  }
});

/** The inverse of what the product writes for characters that line protocol has no form for. */
function readBack(text: unknown): string {
  return String(text).replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
