import { readFileSync } from 'node:fs';

/** Places in the built package: this file is dist/src/cli/built.js. */
export const webDirectory: string = new URL('../../web/', import.meta.url).pathname;
export const solverWorkerUrl: URL = new URL('../solvers/solver-worker.js', import.meta.url);

/** Version from package.json. */
export const build: { readonly version: string } = {
  version: versionOf(new URL('../../../package.json', import.meta.url)),
};

function versionOf(file: URL): string {
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : 'unknown';
}
