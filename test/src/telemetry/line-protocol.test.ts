import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Point } from '../../../src/telemetry/index.ts';
import { lineOf } from '../../../src/telemetry/line-protocol.ts';

const AT_MS = 1_790_000_000_000;

test.each<[string, Omit<Point, 'atMs'> & { atMs?: number }, string | undefined]>([
  [
    'names in order, numbers as floats',
    { measurement: 'node', tags: { kind: 'feeder', nodeId: 'F3' }, fields: { b: 2, a: 1.5 } },
    `node,kind=feeder,nodeId=F3 a=1.5,b=2 ${AT_MS}`,
  ],
  [
    'texts and truths',
    { measurement: 'alarm', tags: {}, fields: { active: true, old: false, text: 'a "b"' } },
    `alarm active=T,old=F,text="a \\"b\\"" ${AT_MS}`,
  ],
  [
    'what is unknown is left out',
    { measurement: 'm', tags: {}, fields: { x: undefined, y: Number.NaN, z: -Infinity, w: 0 } },
    `m w=0 ${AT_MS}`,
  ],
  ['no field, no line', { measurement: 'm', tags: { a: 'b' }, fields: { x: undefined, y: Number.NaN } }, undefined],
  ['no time, no line', { measurement: 'm', tags: {}, fields: { x: 1 }, atMs: Number.NaN }, undefined],
  ['parts of a millisecond are cut', { measurement: 'm', tags: {}, fields: { x: 1 }, atMs: 12.9 }, 'm x=1 12'],
  ['an empty tag is no tag', { measurement: 'm', tags: { a: '', b: 'c' }, fields: { x: 1 } }, `m,b=c x=1 ${AT_MS}`],
  [
    'separators',
    { measurement: 'a b', tags: { 'c,d': 'e=f g' }, fields: { 'h i': 1 } },
    `a\\ b,c\\,d=e\\=f\\ g h\\ i=1 ${AT_MS}`,
  ],
  [
    'a backslash and a line break',
    { measurement: 'm', tags: { a: 'b\\' }, fields: { t: 'c\nd\\' } },
    `m,a=b%5C t="c%0Ad%5C" ${AT_MS}`,
  ],
  [
    'a percent sign only where it would be misread',
    { measurement: 'm', tags: { a: '%41' }, fields: { t: '95 % of %zz' } },
    `m,a=%2541 t="95 % of %zz" ${AT_MS}`,
  ],
  ['no comment', { measurement: '#m', tags: {}, fields: { x: 1 } }, `%23m x=1 ${AT_MS}`],
  [
    'a text without end is cut',
    { measurement: 'm', tags: {}, fields: { t: 'x'.repeat(1025) } },
    `m t="${'x'.repeat(1024)}…" ${AT_MS}`,
  ],
])('%s', (_, point, line) => {
  expect(lineOf({ atMs: AT_MS, ...point })).toBe(line);
});

/** Names and texts as an attacker would choose them. */
const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.string({
    unit: fc.constantFrom('\\', ',', ' ', '=', '"', '\n', '\r', '\t', '%', '0', 'A', '#', 'x'),
    minLength: 1,
    maxLength: 12,
  }),
);
// The wire knows one zero.
const withoutMinusZero = (value: number) => value + 0;
const field = fc.oneof(text, fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }).map(withoutMinusZero));
// Names of tags and fields are our own; this one is no name in JavaScript.
const name = text.filter((chosen) => chosen !== '__proto__');
const point = fc.record({
  measurement: text,
  tags: fc.dictionary(name, text, { maxKeys: 4, noNullPrototype: true }),
  fields: fc.dictionary(name, field, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
  atMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
});

test('law: a point is one line, and reads back as the same point (D7)', () => {
  fc.assert(
    fc.property(point, (written) => {
      const line = lineOf(written) ?? '';
      // oxlint-disable-next-line no-control-regex -- no control character may get through
      expect(line).not.toMatch(/[\u0000-\u001f\u007f]/);
      expect(readLine(line)).toEqual(written);
    }),
    { numRuns: 2000 },
  );
});

/** Line protocol as InfluxDB documents it: a backslash escapes comma, equals sign and space outside of texts, quote and backslash inside. */
function readLine(line: string): unknown {
  let at = 0;
  const word = (ends: string): string => {
    let read = '';
    while (at < line.length && !ends.includes(line[at] ?? '')) {
      if (line[at] === '\\' && ', ='.includes(line[at + 1] ?? 'x')) at += 1;
      read += line[at];
      at += 1;
    }
    return decode(read);
  };
  const value = (): string | number | boolean => {
    if (line[at] !== '"') {
      const bare = word(', ');
      return bare === 'T' || bare === 'F' ? bare === 'T' : Number(bare);
    }
    let read = '';
    for (at += 1; line[at] !== '"'; at += 1) {
      if (line[at] === '\\' && '"\\'.includes(line[at + 1] ?? 'x')) at += 1;
      read += line[at];
    }
    at += 1;
    return decode(read);
  };
  const measurement = word(', ');
  const tags: [string, string][] = [];
  while (line[at] === ',') {
    at += 1;
    const name = word('=');
    at += 1;
    tags.push([name, word(', ')]);
  }
  const fields: [string, unknown][] = [];
  do {
    at += 1;
    const name = word('=');
    at += 1;
    fields.push([name, value()]);
  } while (line[at] === ',');
  return {
    measurement,
    tags: Object.fromEntries(tags),
    fields: Object.fromEntries(fields),
    atMs: Number(line.slice(at + 1)),
  };
}

function decode(read: string): string {
  return read.replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
