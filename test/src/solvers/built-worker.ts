import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

/**
 * Threads run plain JavaScript: builds the worker as it stands in the source tree into a temporary folder that sees this project's packages.
 * `replacement` stands in for the worker's source, e.g. one that never answers.
 */
export async function builtWorker(replacement?: string): Promise<{ readonly url: URL; readonly remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-solver-'));
  const root = resolve(import.meta.dirname, '../../..');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  if (replacement !== undefined) {
    writeFileSync(join(folder, 'solver-worker.js'), replacement);
  } else {
    await build({
      root,
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: join(root, 'src/solvers/solver-worker.ts'),
        outDir: folder,
        emptyOutDir: false,
        target: 'node20',
        rolldownOptions: { output: { entryFileNames: 'solver-worker.js' } },
      },
    });
  }
  return { url: pathToFileURL(join(folder, 'solver-worker.js')), remove };
}
