import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { RefusedLines } from './delivery.ts';

export type DeadLetterDeps = { readonly dir: string; readonly maxFileBytes: number; readonly nowMs: () => number };

/**
 * Keeps lines that the server refused in `dead-letter.lp`: line protocol with the reasons as comments, so that the file can be repaired by hand
 * and sent as it is. Full, it becomes `dead-letter.old.lp`, which is replaced. Resolves when it is on disk.
 * @throws Error of the file system
 */
export async function keepDeadLetters(deps: DeadLetterDeps, refused: readonly RefusedLines[]): Promise<void> {
  const path = join(deps.dir, 'dead-letter.lp');
  const at = new Date(deps.nowMs()).toISOString();
  const text = refused.map(({ lines, reason }) => `# ${at} ${reason}\n${lines.join('\n')}\n`).join('');
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > 0 && size + Buffer.byteLength(text) > deps.maxFileBytes)
    await rename(path, join(deps.dir, 'dead-letter.old.lp'));
  const file = await open(path, 'a');
  try {
    await file.appendFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
}
