import { describe, expect, test } from 'vitest';

import {
  checksSwitchedOffWithReason,
  clockAndChanceAreInjected,
  consoleOnlyAtTheEdge,
  dispatchIsPure,
  filesAreShort,
  namedExportsOnly,
  noPathsOfOneMachine,
  nothingPutOff,
  quantitiesNameTheirUnit,
} from './code-rules.ts';
import {
  foldersEnteredByIndex,
  foldersHaveAnIndex,
  importDirections,
  relativeImportsNameTheFile,
} from './import-rules.ts';
import { bareCode, importsOf, readTree, withoutComments } from './source.ts';
import type { Rule } from './source.ts';

/** Each rule with files that it must catch and files that it must let pass: [path, text]. */
const RULES: readonly {
  readonly name: string;
  readonly rule: Rule;
  readonly caught: readonly (readonly [string, string])[];
  readonly fine: readonly (readonly [string, string])[];
}[] = [
  {
    name: 'imports go in the allowed directions',
    rule: importDirections,
    caught: [
      ['dispatch/a.ts', "import { crc32 } from 'node:zlib';"],
      ['dispatch/a.ts', "import type { Handler } from '../ocpp/index.ts';"],
      ['dispatch/a.ts', "export * from '../src/clock.ts';"],
      ['ocpp/a.ts', "import { allocate } from '../dispatch/index.ts';"],
      ['ocpp/v16/a.ts', "import { systemClock } from '../../src/clock.ts';"],
      ['src/api/a.ts', "import { simulate } from '../../simulator/index.ts';"],
      ['src/cli/a.ts', "import { car } from '../../simulator/car.ts';"],
      ['src/cli/a.ts', "const kit = await import('../../test/kit.ts');"],
      ['simulator/a.ts', "import { createCentralSystem } from '../ocpp/index.ts';"],
      ['simulator/a.ts', "import type { Point } from '../src/telemetry/index.ts';"],
      ['src/web/a.tsx', "import { z } from 'zod';"],
      ['src/web/a.tsx', "import type { ControlView } from '../control/view.ts';"],
      ['src/api/a.ts', "import { App } from '../web/app.tsx';"],
      ['dispatch/a.ts', "import 'side-effect';"],
      ['dispatch/a.ts', "import {\n  one,\n  two,\n} from 'lodash';"],
    ],
    fine: [
      ['dispatch/a.ts', "import { PHASES } from './grid.ts';"],
      ['ocpp/a.ts', "import { WebSocket } from 'ws';"],
      ['src/api/a.ts', "import { allocate } from '../../dispatch/index.ts';"],
      ['src/cli/a.ts', "import { simulate } from '../../simulator/index.ts';"],
      [
        'simulator/a.ts',
        "import { allocate } from '../dispatch/index.ts';\nimport { frameOf } from '../ocpp/protocol/index.ts';",
      ],
      [
        'src/web/a.tsx',
        "import { render } from 'preact';\nimport uPlot from 'uplot';\nimport 'uplot/dist/uPlot.min.css';\nimport { api } from './api.ts';",
      ],
      ['src/web/vite.config.ts', "import { defineConfig } from 'vite';"],
      ['dispatch/a.ts', "// import { x } from 'node:fs';\n/* import y from 'z'; */"],
      ['test/a.test.ts', "import { x } from '../simulator/car.ts';"],
      ['dispatch/a.ts', "export type A = { readonly direction: 'import'; readonly kind: 'export' };"],
    ],
  },
  {
    name: 'a foreign folder is entered by its index.ts',
    rule: foldersEnteredByIndex,
    caught: [
      ['src/api/a.ts', "import { rowsOf } from '../../dispatch/grid/rows.ts';"],
      ['src/api/a.ts', "import type { Row } from '../../dispatch/grid/rows.ts';"],
      ['src/api/a.ts', "import { lineOf } from '../telemetry/line-protocol.ts';"],
      ['ocpp/v16/a.ts', "import { b } from '../v201/b.ts';"],
      ['ocpp/a.ts', "import { b } from './v16/b.ts';"],
      ['ocpp/a.ts', "export { b } from './v16/b.ts';"],
      ['simulator/a.ts', "import { frameOf } from '../ocpp/protocol/frame.ts';"],
    ],
    fine: [
      ['src/api/a.ts', "import { openTelemetry } from '../telemetry/index.ts';"],
      ['src/api/a.ts', "import type { Telemetry } from '../telemetry/port.ts';"],
      ['src/api/a.ts', "import { records } from './schemas/records.ts';"],
      ['src/api/schemas/records.ts', "import { a } from '../a.ts';"],
      ['src/api/a.ts', "import { systemClock } from '../clock.ts';"],
      ['ocpp/v16/a.ts', "import { OcppError } from '../adapter.ts';"],
      ['simulator/a.ts', "import { frameOf } from '../ocpp/protocol/index.ts';"],
    ],
  },
  {
    name: 'relative imports name the file',
    rule: relativeImportsNameTheFile,
    caught: [
      ['src/a.ts', "import { b } from './b';"],
      ['src/a.ts', "import { b } from './b.js';"],
    ],
    fine: [
      [
        'src/a.ts',
        "import { b } from './b.ts';\nimport { readFile } from 'node:fs/promises';\nimport schema from './s.json';",
      ],
    ],
  },
  {
    name: 'every folder has an index.ts',
    rule: foldersHaveAnIndex,
    caught: [['src/nodoor/a.ts', '']],
    fine: [
      ['src/clock.ts', ''],
      ['src/cli/main.ts', ''],
      ['src/web/app.tsx', ''],
      ['ocpp/v16/index.ts', ''],
    ],
  },
  {
    name: 'dispatch is pure',
    rule: dispatchIsPure,
    caught: [
      ['dispatch/a.ts', 'const now = Date.now();'],
      ['dispatch/a.ts', 'const at = new Date(0);'],
      ['dispatch/a.ts', 'const t = performance.now();'],
      ['dispatch/a.ts', 'setTimeout(run, 1);'],
      ['dispatch/a.ts', 'queueMicrotask(run);'],
      ['dispatch/a.ts', 'const r = Math.random();'],
      ['dispatch/a.ts', 'export async function f() {}'],
      ['dispatch/a.ts', 'export function f(): Promise<void> {}'],
      ['dispatch/a.ts', 'if (process.env.X) return;'],
      ['dispatch/plan/plan.ts', 'const x = await solve();'],
    ],
    fine: [
      ['dispatch/plan/plan.ts', 'export interface Solve { (program: LinearProgram): Promise<Solution>; }'],
      [
        'dispatch/a.ts',
        "/** Never async, no Date.now(). */\nconst text = 'await a Promise';\nconst ratio = a / b / Math.max(c, d);",
      ],
      ['ocpp/a.ts', 'export async function f() {}'],
    ],
  },
  {
    name: 'clock and chance are injected',
    rule: clockAndChanceAreInjected,
    caught: [
      ['src/api/a.ts', 'const at = Date.now();'],
      ['src/api/a.ts', 'const at = new Date();'],
      ['ocpp/a.ts', 'const at = performance.now();'],
      ['simulator/a.ts', 'const nowMs = Date.now;'],
      ['simulator/a.ts', 'const x = Math.random();'],
      ['src/cli/main.ts', 'const x = Math.random();'],
    ],
    fine: [
      ['src/clock.ts', 'nowMs: () => Date.now()'],
      ['src/cli/main.ts', 'const startedAtMs = Date.now();'],
      ['src/web/a.tsx', 'const at = Date.now();'],
      ['src/api/a.ts', 'const at = new Date(atMs).toISOString();'],
      ['test/a.ts', 'const at = Date.now();'],
    ],
  },
  {
    name: 'exports have names',
    rule: namedExportsOnly,
    caught: [
      ['src/a.ts', 'export default function run() {}'],
      ['test/a.ts', 'export { run as default };'],
    ],
    fine: [
      ['vitest.config.ts', 'export default defineConfig({});'],
      ['src/a.ts', "export const text = 'export default';"],
    ],
  },
  {
    name: 'only the command line and tests write to the console',
    rule: consoleOnlyAtTheEdge,
    caught: [['src/api/a.ts', "console.log('x');"]],
    fine: [
      ['src/cli/a.ts', "console.log('x');"],
      ['test/a.ts', "console.log('x');"],
    ],
  },
  {
    name: 'nothing is put off in the code',
    rule: nothingPutOff,
    caught: [
      ['src/a.ts', '// TODO: later'],
      ['test/a.ts', '/* FIXME */'],
    ],
    fine: [['src/a.ts', '// Todor wrote it']],
  },
  {
    name: 'no path of one machine',
    rule: noPathsOfOneMachine,
    caught: [
      ['README.md', 'see /root/headroom/README.md'],
      ['src/a.ts', "const dir = '/home/li/data';"],
      ['.ci/run', 'cd /Users/li'],
    ],
    fine: [
      ['README.md', 'https://example.org/home/plan, ~/home/x and src/home/er'],
      ['src/a.ts', "path: '/workers/1'"],
    ],
  },
  {
    name: 'files are short',
    rule: filesAreShort,
    caught: [['src/a.ts', 'x;\n'.repeat(301)]],
    fine: [
      ['src/a.ts', 'x;\n'.repeat(300)],
      ['test/a.test.ts', 'x;\n'.repeat(301)],
    ],
  },
  {
    name: 'quantities name their unit',
    rule: quantitiesNameTheirUnit,
    caught: [
      ['src/a.ts', 'export type A = { readonly power: number };'],
      ['ocpp/a.ts', 'export type A = {\n  readonly maxCurrent?: number;\n};'],
      ['simulator/a.ts', 'export function wait(timeout: number): void {}'],
      ['dispatch/a.ts', 'export type A = {\n  interval: number;\n};'],
    ],
    fine: [
      ['src/a.ts', 'export type A = { readonly powerKw: number; readonly limit: string; readonly limits: number };'],
      ['dispatch/grid/rows.ts', 'export type Row = { readonly rating: number };'],
      ['ocpp/protocol/a.ts', 'export type A = { readonly interval: number };'],
      ['src/a.ts', '// power: number\n'],
      ['src/a.ts', 'export type A = { readonly concurrent: number; readonly page: number };'],
    ],
  },
  {
    name: 'a check is switched off only with a reason',
    rule: checksSwitchedOffWithReason,
    caught: [
      ['src/a.ts', '// oxlint-disable-next-line no-console'],
      ['test/a.ts', '// @ts-expect-error'],
    ],
    fine: [['src/a.ts', '// oxlint-disable-next-line no-control-regex -- control characters are what it looks for']],
  },
];

const tree = await readTree();

describe.each(RULES)('$name', ({ rule, caught, fine }) => {
  test('in the tree', () => {
    expect(rule(tree)).toEqual([]);
  });

  test.each(caught.map(([path, text]) => ({ path, text })))('catches $path: $text', ({ path, text }) => {
    expect(rule([{ path, text }])).toEqual([
      expect.stringMatching(new RegExp(`^${path.split('/').slice(0, 2).join('/').replaceAll('.', '\\.')}`)),
    ]);
  });

  test('lets the rest pass', () => {
    expect(fine.flatMap(([path, text]) => rule([{ path, text }]))).toEqual([]);
  });
});

test('the rules look at a whole tree', () => {
  const folders = new Set(tree.map(({ path }) => path.split('/')[0]));
  expect([...folders]).toEqual(
    expect.arrayContaining(['dispatch', 'ocpp', 'simulator', 'src', 'test', 'package.json', '.ci']),
  );
  const importing = tree.filter((file) => importsOf(file).length > 0).length;
  expect(importing).toBeGreaterThan(50);
});

test.each([
  ['a comment goes, a string stays', "const a = 'x // y'; // z", "const a = 'x // y';  "],
  [
    'a quote in a regular expression opens no string',
    "const a = /['\"]/.test(b); // c 'd",
    'const a = /[\'"]/.test(b);  ',
  ],
  ['a division is no regular expression', "const a = b / c; const d = '/'; // e", "const a = b / c; const d = '/';  "],
  ['line breaks of a comment stay', '/* a\nb */ c', ' \n  c'],
])('%s', (_, text, expected) => {
  expect(withoutComments(text)).toBe(expected);
});

test('bare code has no texts', () => {
  expect(bareCode("f('Date.now()', `${await x}`, /await/g); g(1) / h")).toBe("f('', ``, //); g(1) / h");
});
