import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, onTestFinished, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const PASSES = "import { test } from 'vitest'; test('a', () => {}); test('b', () => {}); test.skip('c', () => {});";
const FAILS = "import { expect, test } from 'vitest'; test('d', () => expect(1).toBe(2)); test('e', () => {});";
const BROKEN = "import './nowhere.ts';";
const REJECTS =
  "import { test } from 'vitest'; test('f', () => { void Promise.reject(new Error('nobody listens')); });";

test.each<{
  story: string;
  setup?: string;
  build?: string;
  check?: string;
  tests: Record<string, string>;
  last: string;
  code: number;
}>([
  { story: 'all is well', tests: { 'a.test.ts': PASSES }, last: '5 passed, 0 failed', code: 0 },
  { story: 'a test fails', tests: { 'a.test.ts': PASSES, 'b.test.ts': FAILS }, last: '6 passed, 1 failed', code: 1 },
  {
    story: 'a test file cannot be loaded',
    tests: { 'a.test.ts': PASSES, 'b.test.ts': BROKEN },
    last: '5 passed, 1 failed',
    code: 1,
  },
  { story: 'a rejection that no test sees', tests: { 'a.test.ts': REJECTS }, last: '4 passed, 1 failed', code: 1 },
  { story: 'no tests at all', tests: {}, last: '3 passed, 1 failed', code: 1 },
  {
    story: 'the check fails, the tests run all the same',
    check: 'exit 1',
    tests: { 'a.test.ts': PASSES },
    last: '4 passed, 1 failed',
    code: 1,
  },
  { story: 'the build fails', build: 'exit 2', tests: { 'a.test.ts': PASSES }, last: '1 passed, 1 failed', code: 1 },
  {
    story: 'a server is missing',
    setup: 'exit 1',
    tests: { 'a.test.ts': PASSES },
    last: '0 passed, 1 failed',
    code: 1,
  },
])(
  'npm test when $story ends with "$last"',
  async ({ setup = 'exit 0', build = 'exit 0', check = 'exit 0', tests, last, code }) => {
    const dir = await mkdtemp(join(tmpdir(), 'headroom-run-'));
    onTestFinished(() => rm(dir, { recursive: true, force: true }));
    const files = {
      ...Object.fromEntries(Object.entries(tests).map(([name, text]) => [`test/${name}`, text])),
      'test/servers/setup.sh': setup,
      'package.json': JSON.stringify({
        name: 'small',
        type: 'module',
        scripts: { build, check, test: 'node test/run.mjs' },
      }),
      'vitest.config.ts': "export default { test: { include: ['test/**/*.test.ts'] } };",
    };
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), text);
    }
    await cp(join(ROOT, 'test/run.mjs'), join(dir, 'test/run.mjs'));
    await symlink(join(ROOT, 'node_modules'), join(dir, 'node_modules'));

    const { output, exitCode } = await npmTest(dir);
    expect({ last: output.trimEnd().split('\n').at(-1), exitCode }).toEqual({ last, exitCode: code });
  },
);

async function npmTest(cwd: string): Promise<{ output: string; exitCode: number | null }> {
  const child = spawn('npm', ['test'], { cwd, stdio: ['ignore', 'pipe', 'ignore'], timeout: 50_000 });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { output, exitCode };
}
