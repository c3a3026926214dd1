import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const HOOK = new URL('./ts-hook.mjs', import.meta.url).href;

/** A TypeScript file as a process of its own, for tests that kill it. Its stderr is ours. The caller ends it. */
export function spawnTs(file: URL, args: readonly string[] = []): ChildProcessByStdio<null, Readable, null> {
  return spawn(process.execPath, ['--import', HOOK, fileURLToPath(file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
