import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createRandomInt } from '../../src/random-int.ts';

/** The same bytes in every run. */
function seeded(): { readonly randomBytes: (count: number) => Buffer; readonly draws: () => number } {
  let draws = 0;
  return {
    randomBytes: (count) => {
      draws += 1;
      const blocks = Array.from({ length: Math.ceil(count / 32) }, (_, index) =>
        createHash('sha256').update(`${draws} ${index}`).digest(),
      );
      return Buffer.concat(blocks).subarray(0, count);
    },
    draws: () => draws,
  };
}

test('integers below the bound, each about as often as the others, over many draws of bytes', () => {
  const { randomBytes, draws } = seeded();
  const randomInt = createRandomInt(randomBytes);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let at = 0; at < 20_000; at += 1) {
    const value = randomInt(10);
    counts[value] = (counts[value] ?? Number.NaN) + 1;
  }
  // Ten of 2,000 each, whose standard deviation is 42.
  expect(counts.filter((count) => !(Math.abs(count - 2_000) < 250))).toEqual([]);
  expect(draws()).toBe(Math.ceil(20_000 / 512));
});

test('no bytes are used twice', () => {
  const randomInt = createRandomInt(seeded().randomBytes);
  const values = Array.from({ length: 5_000 }, () => randomInt(2 ** 31));
  expect(new Set(values).size).toBe(values.length);
});
