import { expect, test } from 'vitest';
import { createRandomInt } from '../../src/random-int.ts';

test('each number has bits of its own, in order, and the system is asked once for many', () => {
  const asked: number[] = [];
  const randomInt = createRandomInt((count) => {
    asked.push(count);
    // Of each six bytes the first tells which they are.
    return Buffer.from(Array.from({ length: count }, (_, at) => (at % 6 === 0 ? (at / 6) % 256 : 0)));
  });
  const drawn = Array.from({ length: 300 }, () => randomInt(256));
  expect(drawn).toEqual(Array.from({ length: 300 }, (_, index) => index % 128));
  expect(asked).toEqual([768, 768, 768]);
});

test('the ends: no number reaches the bound', () => {
  expect(createRandomInt((count) => Buffer.alloc(count, 0xff))(2 ** 31)).toBe(2 ** 31 - 1);
  expect(createRandomInt((count) => Buffer.alloc(count))(2 ** 31)).toBe(0);
});
