import { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TurnWrites } from '../../../ocpp/gateway/turn-writes.ts';

/** Sockets that tell in which order and in which portions they were written to. */
function setUp(): { readonly left: string[]; readonly wire: (name: string) => Duplex; readonly writes: TurnWrites } {
  const left: string[] = [];
  const wire = (name: string): Duplex =>
    new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        left.push(`${name}: ${chunk.toString()}`);
        done();
      },
      writev: (chunks, done) => {
        left.push(`${name}: ${chunks.map(({ chunk }) => String(chunk)).join(' ')}`);
        done();
      },
    });
  return { left, wire, writes: new TurnWrites() };
}

test('what is written in a turn leaves at its end, each socket its own in order; later it leaves at once', async () => {
  const { left, wire, writes } = setUp();
  const [a, b] = [wire('a'), wire('b')];
  writes.hold(a);
  a.write('answer');
  writes.hold(b);
  b.write('answer');
  writes.hold(a);
  a.write('limit');
  expect(left).toEqual([]);
  await turn();
  expect(left).toEqual(['a: answer limit', 'b: answer']);
  a.write('more');
  expect(left.at(-1)).toBe('a: more');
});

test('with many the first do not wait for the work of all', async () => {
  const { left, wire, writes } = setUp();
  const leftBy: number[] = [];
  for (let n = 0; n < 40; n++) {
    const one = wire(String(n));
    writes.hold(one);
    one.write('x');
    leftBy.push(left.length);
  }
  expect(Math.max(...leftBy.map((count, n) => n + 1 - count))).toBeLessThanOrEqual(16);
  await turn();
  expect(left).toHaveLength(40);
});
