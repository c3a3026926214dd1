import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChildServer } from './child-server.ts';
import type { ChildServer } from './child-server.ts';
import { freePort } from './ports.ts';

/** A private Mosquitto on 127.0.0.1 that lets anyone in. */
export type Mosquitto = {
  readonly url: string;
  readonly port: number;
  /** SIGKILL: it forgets what it had not saved, that is nearly everything. */
  kill(): Promise<void>;
  /** On the port of before. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
};

export async function startMosquitto(): Promise<Mosquitto> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-mosquitto-'));
  const port = await freePort();
  const config = join(folder, 'mosquitto.conf');
  await writeFile(config, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_dest stderr\n`);
  await giveToMosquitto([folder, config]);
  const launch = (): Promise<ChildServer> =>
    startChildServer({ command: 'mosquitto', args: ['-c', config], isReady: () => accepts(port) });
  let server = await launch();
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    kill: () => server.kill(),
    start: async () => {
      server = await launch();
    },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Started by root, Mosquitto becomes the user `mosquitto` and must be able to read its folder then. */
async function giveToMosquitto(paths: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((entry) => entry.startsWith('mosquitto:'));
  if (line === undefined) throw new Error('there is no user mosquitto: install the package with test/servers/setup.sh');
  const [, , uid, gid] = line.split(':');
  for (const path of paths) await chown(path, Number(uid), Number(gid));
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
