import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { Spool } from '../../../src/telemetry/spool.ts';
import { startInfluxDb } from '../../servers/influxdb.ts';
import { spawnTs } from '../../servers/spawn-ts.ts';
import { openForTest, tempDir } from './kit.ts';
import { EPOCH_MS } from './samples.ts';

type Said = { readonly handedOver: number; readonly spooledBytes: number };

/** Runs the writer, kills it `aliveMs` after its first points are on disk, however slow that is, and returns its last word. */
async function writeAndKill({
  aliveMs,
  args,
}: {
  readonly aliveMs: number;
  readonly args: readonly string[];
}): Promise<Said> {
  const child = spawnTs(new URL('./kill-writer.ts', import.meta.url), args);
  const ended = once(child, 'exit');
  const guard = setTimeout(() => child.kill('SIGKILL'), 30_000);
  let last: Said | undefined;
  let doomed = false;
  for await (const line of createInterface({ input: child.stdout })) {
    // The last line may be cut by the kill.
    if (!line.endsWith('}')) continue;
    const said = JSON.parse(line) as Said;
    // Uploads make it fall, only the writer's own points make it rise.
    if (!doomed && said.spooledBytes > (last?.spooledBytes ?? Infinity)) {
      doomed = true;
      setTimeout(() => child.kill('SIGKILL'), aliveMs);
    }
    last = said;
  }
  await ended;
  clearTimeout(guard);
  if (last === undefined) throw new Error('the writer said nothing within 30 s');
  return last;
}

function never(what: unknown): void {
  expect.unreachable(JSON.stringify(what));
}

/** How long each writer lives: spread over several commits, so that kills fall between and into them. */
const ALIVE_MS = [1, 13, 47, 90, 133, 211];

test('a writer that is killed -9 loses nothing that it had on disk, and the rest only from the end', async () => {
  const dir = await tempDir();
  const firsts: number[] = [];
  let from = 0;
  for (const aliveMs of ALIVE_MS) {
    const { handedOver, spooledBytes } = await writeAndKill({ aliveMs, args: [dir, String(from)] });
    firsts.push(from);
    const spool = await Spool.open({
      dir,
      capBytes: 256 * 1024 * 1024,
      onDropped: never,
      onDamaged: () => undefined,
    });
    expect(spool.waitingBytes).toBeGreaterThanOrEqual(spooledBytes);
    await spool.close();
    from = handedOver + 1_000_000;
  }

  const spool = await Spool.open({
    dir,
    capBytes: 256 * 1024 * 1024,
    onDropped: never,
    onDamaged: never,
  });
  const kept: number[] = [];
  for (let batch = await spool.read(); batch !== undefined; batch = await spool.read()) {
    kept.push(...batch.lines.map((line) => (Number(line.split(' ').at(-1)) - EPOCH_MS) / 1000));
    await spool.acknowledge(batch);
  }
  await spool.close();
  expect(kept).toEqual(firsts.flatMap((first) => runOf(kept, first)));
  expect(firsts.map((first) => runOf(kept, first).length > 0)).toEqual(firsts.map(() => true));
});

test('a writer that is killed -9 while it uploads: everything on disk arrives once', async () => {
  const influxDb = await startInfluxDb();
  try {
    const dir = await tempDir();
    const firsts: number[] = [];
    let from = 0;
    for (const aliveMs of ALIVE_MS) {
      firsts.push(from);
      const { handedOver } = await writeAndKill({
        aliveMs: aliveMs + 100,
        args: [dir, String(from), influxDb.url, influxDb.v1Path],
      });
      await sleep(1);
      from = handedOver + 1_000_000;
    }
    const { telemetry } = await openForTest({
      dir,
      capBytes: 256 * 1024 * 1024,
      influx: { url: influxDb.url, v1Path: influxDb.v1Path, token: 'any', org: 'any', bucket: 'any' },
    });
    await telemetry.close(30_000);
    expect(telemetry.state()).toMatchObject({ spooledBytes: 0, deadLetterPoints: 0, droppedPoints: 0 });
    const rows = await influxDb.query('SELECT powerKw FROM reading');
    const stored = rows.map(({ time }) => (Number(time) - EPOCH_MS) / 1000);
    expect(stored).toEqual(firsts.flatMap((first) => runOf(stored, first)));
    expect(firsts.map((first) => runOf(stored, first).length > 0)).toEqual(firsts.map(() => true));
  } finally {
    await influxDb.stop();
  }
});

/** first, first + 1, ... as far as all of them are there. */
function runOf(indexes: readonly number[], first: number): number[] {
  const there = new Set(indexes);
  const run: number[] = [];
  for (let index = first; there.has(index); index += 1) run.push(index);
  return run;
}
