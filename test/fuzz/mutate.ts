import type { Random } from '../../simulator/index.ts';

/** What a frame becomes on the wire. */
export type WireFrame = { readonly text: string; readonly shape?: 'binary' | 'fragments' };

/** Of this letter every long text of the mutator is made: it must never come back in an answer. */
const CANARY = '\u01c2';

const NUMBERS = [
  0,
  -0,
  -1,
  1,
  255,
  65_536,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 53,
  -(2 ** 53),
  1e308,
  -1e308,
  5e-324,
  0.1,
];
const TEXTS = [
  '',
  '\0',
  "'; DROP TABLE sessions; --",
  '<script>alert(1)</script>',
  '=cmd()',
  '\r\nSet-Cookie: x',
  '\ud800',
  '\u202e\u0000',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  '12,5',
  '222222017-01-01T00:00:00Z',
  '1970-01-01T00:00:00Z',
  '2025-03-04T05:06:00',
  '2025-03-04T23:60:00Z',
  '9999-12-31T23:59:59Z',
];
const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', '0', 'customData'];
/** What JSON can say and an object cannot. */
const RAW_VALUES = ['1e999', '-1e999', '-0', '1E400', '0.1e-400', '"\\ud800"', '[[[[[[[[]]]]]]]]', '{"a":1,"a":2}'];

/** A frame with 0 to 3 things wrong, most of them inside the payload so that the handlers see them. */
export function mutate(frame: readonly unknown[], random: Random, actions: readonly string[]): WireFrame {
  // Quicker than structuredClone, and a frame is JSON.
  const copy = JSON.parse(JSON.stringify(frame)) as unknown[];
  const count = random.pick([0, 0, 1, 1, 1, 2, 3]);
  for (let n = 0; n < count; n++) mutateTree(copy, random, actions);
  const text = JSON.stringify(copy);
  return random.next() < 0.06 ? mutateText(text, random) : { text };
}

function mutateTree(frame: unknown[], random: Random, actions: readonly string[]): void {
  const draw = random.next();
  if (draw < 0.02)
    return void (frame[1] = random.pick([7, null, 'i'.repeat(37), CANARY.repeat(10_000), '__proto__', '-1', {}]));
  if (draw < 0.03) return void (frame[0] = random.pick([0, 1, 5, 6, 9, '2', null, 2.5]));
  if (draw < 0.08) return void (frame[2] = random.pick([...actions, '__proto__', 'Nonsense', '', CANARY.repeat(500)]));
  if (draw < 0.09) return void (frame[3] = random.pick([null, [], 'evil', 0, true]));
  if (draw < 0.1) return void (random.next() < 0.5 ? frame.pop() : frame.push({}, 1, 2));
  mutatePlace(random.pick(placesOf(frame.at(-1))), random);
}

type Place = { readonly parent: Record<string, unknown>; readonly key: string };

/** Every field below `root`, and `root` itself as a place to add a field. */
function placesOf(root: unknown): readonly Place[] {
  const places: Place[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || places.length > 500) return;
    const parent = value as Record<string, unknown>;
    places.push({ parent, key: 'added' });
    for (const key of Object.keys(parent)) {
      places.push({ parent, key });
      visit(parent[key]);
    }
  };
  visit(root);
  return places.length === 0 ? [{ parent: {}, key: 'added' }] : places;
}

function mutatePlace({ parent, key }: Place, random: Random): void {
  const value = parent[key];
  const kind = random.integer(10);
  if (key === 'added')
    return set(parent, random.pick(KEYS), random.pick<unknown>([1, null, { polluted: true }, CANARY.repeat(300)]));
  if (kind === 0) delete parent[key];
  else if (kind === 1) set(parent, key, random.pick(NUMBERS));
  else if (kind === 2) set(parent, key, random.pick(TEXTS));
  else if (kind === 3) set(parent, key, CANARY.repeat(random.pick([37, 51, 256, 1_001, 5_000])));
  else if (kind === 4) set(parent, key, random.pick<unknown>([null, true, [], {}, [[]], '1', 1]));
  else if (kind === 5) set(parent, key, nested(random.pick([10, 100, 2_000])));
  else if (kind === 6)
    set(
      parent,
      key,
      Array.from({ length: random.pick([0, 1, 20, 200]) }, () => value ?? null),
    );
  else if (typeof value === 'number')
    set(parent, key, random.pick([-value, value + 1, value * 1_000, value / 1_000, value + 0.05]));
  else if (typeof value === 'string')
    set(parent, key, random.pick([value.slice(1), `${value} `, value.toUpperCase(), `${value}${value}`]));
  else set(parent, random.pick(KEYS), value);
}

/** An own property, also where the name is `__proto__`. */
function set(parent: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

function mutateText(text: string, random: Random): WireFrame {
  const at = random.integer(text.length);
  switch (random.integer(9)) {
    case 0:
      return { text: text.slice(0, at) };
    case 1:
      return { text: `${text.slice(0, at)}${random.pick([',', '"', '\\', '}', '\0', '\ufeff'])}${text.slice(at)}` };
    case 2:
      return { text: random.pick(['{oops', 'null', '{}', '[]', '"x"', '', ' ', '\ufeff[]', '[2]', '[[]]']) };
    case 3:
      return { text, shape: 'binary' };
    case 4:
      return { text, shape: 'fragments' };
    case 5:
      return { text: text.replace(/\{/, '{"__proto__":{"polluted":true},') };
    case 6: {
      // The same key twice: the second counts.
      const pair = /"[a-zA-Z]+":(?:"[^"\\]*"|\d+)/.exec(text)?.[0];
      return { text: pair === undefined ? text : text.replace(pair, `${pair},${pair}`) };
    }
    case 7:
      return { text: text.replace(/:(?:-?\d+(?:\.\d+)?|"[^"\\]*")/, `:${random.pick(RAW_VALUES)}`) };
    default: {
      const depth = random.pick([5_000, 5_000, 5_000, 60_000]);
      return { text: `[2,"deep","Heartbeat",{"a":${'['.repeat(depth)}${']'.repeat(depth)}}]` };
    }
  }
}
