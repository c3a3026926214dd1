import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { onTestFinished } from 'vitest';

import type { LogEntry } from '../../../ocpp/index.ts';
import { openTelemetry } from '../../../src/telemetry/index.ts';
import type { Telemetry, TelemetryOptions } from '../../../src/telemetry/index.ts';
import { wallClock } from './samples.ts';

/** Gone when the test is over. */
export async function tempDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'headroom-telemetry-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export type Opened = { readonly telemetry: Telemetry; readonly log: LogEntry[]; readonly options: TelemetryOptions };

/** Telemetry with a 16 MiB cap and commits every 50 ms, closed when the test is over. */
export async function openForTest(options: Partial<TelemetryOptions> & { readonly dir: string }): Promise<Opened> {
  const log: LogEntry[] = [];
  const all: TelemetryOptions = {
    capBytes: 16 * 1024 * 1024,
    clock: wallClock,
    fsyncMs: 50,
    log: (entry) => log.push(entry),
    ...options,
  };
  const telemetry = await openTelemetry(all);
  onTestFinished(() => telemetry.close(0));
  return { telemetry, log, options: all };
}

/** @throws Error when it has not become true within 30 s */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await isTrue()) return;
    await sleep(50);
  }
  throw new Error(`not within 30 s: ${what}`);
}
