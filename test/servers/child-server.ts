import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export type ChildServer = {
  /** SIGKILL and gone. */
  kill(): Promise<void>;
  /** SIGTERM, after 10 s SIGKILL. */
  stop(): Promise<void>;
};

/**
 * Starts a server of the system (see setup.sh) and resolves when `isReady` says so.
 * @throws Error with the server's own words when it ends or is not ready within 30 s
 */
export async function startChildServer(options: {
  readonly command: string;
  readonly args: readonly string[];
  readonly isReady: () => Promise<boolean>;
}): Promise<ChildServer> {
  const child = spawn(options.command, options.args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let ended: string | undefined;
  const runs = () => ended === undefined;
  const listen = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      ended = `${error.message}; install it with test/servers/setup.sh`;
      resolve();
    });
    child.once('exit', (code, signal) => {
      ended ??= `it ended with ${code ?? signal}`;
      resolve();
    });
  });
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (!runs()) return;
    child.kill(signal);
    const hard = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(hard);
  };
  for (let tries = 0; tries < 300 && runs(); tries += 1) {
    if (await options.isReady().catch(() => false)) return { kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
    await sleep(100);
  }
  const reason = ended ?? 'it was not ready within 30 s';
  await end('SIGKILL');
  throw new Error(`${options.command}: ${reason}. Its last words:\n${said}`);
}
