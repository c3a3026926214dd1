import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startChildServer } from './child-server.ts';
import type { ChildServer } from './child-server.ts';
import { freePort } from './ports.ts';

/** A private InfluxDB 1.x with one database `headroom`. */
export type InfluxDb = {
  readonly url: string;
  /** For `InfluxServer.v1Path`. */
  readonly v1Path: string;
  /** Rows of the one statement, column name to value; times in ms. */
  query(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  kill(): Promise<void>;
  /** With the data and on the port of before. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
};

export async function startInfluxDb(): Promise<InfluxDb> {
  const dir = await mkdtemp(join(tmpdir(), 'headroom-influx-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await writeFile(join(dir, 'influxdb.conf'), configuration({ dir, port, rpcPort: await freePort() }));
  const start = () =>
    startChildServer({
      command: 'influxd',
      args: ['-config', join(dir, 'influxdb.conf')],
      isReady: async () => (await fetch(`${url}/ping`)).ok,
    });
  let server: ChildServer = await start();
  await run(url, 'CREATE DATABASE headroom');
  return {
    url,
    v1Path: '/write?db=headroom&precision=ms',
    query: (statement) => run(url, statement),
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

function configuration({
  dir,
  port,
  rpcPort,
}: {
  readonly dir: string;
  readonly port: number;
  readonly rpcPort: number;
}): string {
  return `
reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${dir}/meta"
[data]
  dir = "${dir}/data"
  wal-dir = "${dir}/wal"
  index-version = "tsi1"
  query-log-enabled = false
[monitor]
  store-enabled = false
[subscriber]
  enabled = false
[continuous_queries]
  enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
`;
}

type QueryAnswer = {
  readonly results?: readonly {
    readonly error?: string;
    readonly series?: readonly {
      readonly columns: readonly string[];
      readonly values: readonly (readonly unknown[])[];
    }[];
  }[];
};

async function run(url: string, statement: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const body = new URLSearchParams({ q: statement, db: 'headroom', epoch: 'ms' });
  const answer = (await (await fetch(`${url}/query`, { method: 'POST', body })).json()) as QueryAnswer;
  const result = answer.results?.[0];
  if (result === undefined || result.error !== undefined)
    throw new Error(`influxdb: ${statement}: ${JSON.stringify(answer)}`);
  return (result.series ?? []).flatMap(({ columns, values }) =>
    values.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]]))),
  );
}
