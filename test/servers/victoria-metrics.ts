import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startChildServer } from './child-server.ts';
import type { ChildServer } from './child-server.ts';
import { freePort } from './ports.ts';

export type Series = {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  readonly atMs: readonly number[];
};

/** A private VictoriaMetrics: takes the InfluxDB 2 write API as it is; series are named `measurement_field`, texts become 0. */
export type VictoriaMetrics = {
  readonly url: string;
  /** Everything stored under this name. */
  series(name: string): Promise<readonly Series[]>;
  kill(): Promise<void>;
  /** With the data and on the port of before. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
};

export async function startVictoriaMetrics(): Promise<VictoriaMetrics> {
  const dir = await mkdtemp(join(tmpdir(), 'headroom-victoria-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const start = () =>
    startChildServer({
      command: 'victoria-metrics',
      args: [
        `-storageDataPath=${dir}`,
        `-httpListenAddr=127.0.0.1:${port}`,
        '-retentionPeriod=12',
        '-memory.allowedPercent=10',
        '-search.latencyOffset=0s',
      ],
      isReady: async () => (await fetch(`${url}/health`)).ok,
    });
  let server: ChildServer = await start();
  return {
    url,
    series: (name) => readSeries(url, name),
    kill: () => server.kill(),
    restart: async () => {
      await server.stop();
      server = await start();
    },
    stop: async () => {
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function readSeries(url: string, name: string): Promise<readonly Series[]> {
  // What came within the last seconds is not in the answers otherwise.
  await fetch(`${url}/internal/force_flush`);
  const answer = await fetch(`${url}/api/v1/export?match[]=${encodeURIComponent(`{__name__="${name}"}`)}`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`victoria-metrics: export of ${name} answered ${answer.status}: ${text}`);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { metric: Record<string, string>; values: number[]; timestamps: number[] })
    .map(({ metric, values, timestamps }) => ({ labels: metric, values, atMs: timestamps }));
}
