import { afterAll, beforeAll, expect, test } from 'vitest';

import { startVictoriaMetrics } from '../../servers/victoria-metrics.ts';
import type { VictoriaMetrics } from '../../servers/victoria-metrics.ts';
import { openForTest, tempDir, until } from './kit.ts';
import { EPOCH_MS, pointAt } from './samples.ts';

let victoriaMetrics: VictoriaMetrics;
beforeAll(async () => {
  victoriaMetrics = await startVictoriaMetrics();
});
afterAll(() => victoriaMetrics.stop());

const serverOf = ({ url }: VictoriaMetrics) => ({ url, token: 'any', org: 'any', bucket: 'any' });

test('20,000 points of ten stations are there, each once, with their values and times', async () => {
  const { telemetry } = await openForTest({ dir: await tempDir(), influx: serverOf(victoriaMetrics) });
  const count = 20_000;
  for (let index = 0; index < count; index += 1) telemetry.write(pointAt(index));
  await telemetry.close(20_000);
  expect(telemetry.state()).toMatchObject({ writtenPoints: count, uploadedPoints: count, spooledBytes: 0 });
  const total = async () =>
    (await victoriaMetrics.series('reading_powerKw')).reduce((sum, { values }) => sum + values.length, 0);
  await until('all points are visible', async () => (await total()) >= count);
  const read = (await victoriaMetrics.series('reading_powerKw')).flatMap(({ labels, values, atMs }) =>
    values.map((value, index) => ({ stationId: labels['stationId'], value, atMs: atMs[index] })),
  );
  const written = Array.from({ length: count }, (_, index) => pointAt(index)).map(({ tags, fields, atMs }) => ({
    stationId: tags['stationId'],
    value: fields['powerKw'],
    atMs,
  }));
  expect(read.sort((a, b) => Number(a.atMs) - Number(b.atMs))).toEqual(written);
});

test('a text cannot smuggle a line in (D7): VictoriaMetrics cuts lines even inside quotes', async () => {
  const { telemetry } = await openForTest({ dir: await tempDir(), influx: serverOf(victoriaMetrics) });
  telemetry.write({
    measurement: 'alarm',
    tags: { nodeId: 'T1\nsmuggled,x=y powerKw=1 1' },
    fields: { text: `x"\nsmuggled powerKw=99 ${EPOCH_MS}\n`, powerKw: 5 },
    atMs: EPOCH_MS,
  });
  await telemetry.close(10_000);
  await until('the point is visible', async () => (await victoriaMetrics.series('alarm_powerKw')).length > 0);
  expect(await victoriaMetrics.series('alarm_powerKw')).toEqual([
    { labels: expect.objectContaining({ nodeId: 'T1%0Asmuggled,x=y powerKw=1 1' }), values: [5], atMs: [EPOCH_MS] },
  ]);
  expect(await victoriaMetrics.series('smuggled_powerKw')).toEqual([]);
});

test('a server that is away at the start gets everything when it comes', async () => {
  const server = await startVictoriaMetrics();
  try {
    await server.kill();
    const { telemetry } = await openForTest({ dir: await tempDir(), influx: serverOf(server) });
    for (let index = 0; index < 500; index += 1) telemetry.write(pointAt(index));
    await until('the upload waits', () => telemetry.state().mode === 'waiting');
    expect(telemetry.state()).toMatchObject({
      uploadedPoints: 0,
      droppedPoints: 0,
      lastError: expect.stringContaining('ECONNREFUSED'),
    });
    await server.restart();
    await until('all are uploaded', () => telemetry.state().uploadedPoints === 500);
  } finally {
    await server.stop();
  }
});
