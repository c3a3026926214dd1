import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createClient } from '../../src/cli/client.ts';
import type { Client } from '../../src/cli/client.ts';

export type Served = {
  readonly url: string;
  readonly stationUrl: string;
  /** Where stations come over TLS; absent without certificates. */
  readonly tlsUrl: string | undefined;
  /** Of the first start; later starts of the same data folder make none. */
  readonly adminKey: string | undefined;
  readonly child: ChildProcess;
  client(key: string): Client;
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
};

/** A command that hangs is ended, so that it does not outlive its test. */
const RUN_LIMIT_MS = 240_000;

const MAIN = new URL('../../dist/src/cli/main.js', import.meta.url).pathname;

/** Runs the built command line to its end. */
export async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: RUN_LIMIT_MS,
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

/** The real `headroom serve` as a process of its own, ready for stations. Rejects with its own words when it ends instead. */
export async function serve(gridFile: string, dataDir: string, further: readonly string[] = []): Promise<Served> {
  const args = [
    MAIN,
    'serve',
    '--config',
    gridFile,
    '--data-dir',
    dataDir,
    '--port',
    '0',
    '--mqtt-port',
    '0',
    '--json',
    '--log-level',
    'warn',
    ...further,
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const first = new Promise<string>((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text);
    });
  });
  const line = await Promise.race([
    first,
    ended.then((code) => Promise.reject(new Error(`serve ended with ${code}: ${said}`))),
  ]);
  const { url, adminKey, tlsPort } = JSON.parse(line) as { url: string; adminKey?: string; tlsPort?: number };
  return {
    url,
    stationUrl: `${url.replace('http', 'ws')}/ocpp`,
    tlsUrl: tlsPort === undefined ? undefined : `wss://127.0.0.1:${tlsPort}/ocpp`,
    adminKey,
    child,
    client: (key) => createClient({ url, key, fetch }),
    kill: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}
