/** Drawn in one go: each question to the system costs 20 µs, as much as 100 answers from memory. */
const DRAWS_AT_ONCE = 128;
const DRAW_BYTES = 6;

/**
 * Whole numbers from 0 to below `belowExclusive` (at most 2^48), all as likely as 48 random bits allow; each bit of `randomBytes` is
 * used once.
 */
export function createRandomInt(randomBytes: (count: number) => Buffer): (belowExclusive: number) => number {
  let drawn: Buffer = Buffer.alloc(0);
  let usedBytes = 0;
  return (belowExclusive) => {
    if (usedBytes === drawn.length) {
      drawn = randomBytes(DRAWS_AT_ONCE * DRAW_BYTES);
      usedBytes = 0;
    }
    const value = drawn.readUIntBE(usedBytes, DRAW_BYTES);
    usedBytes += DRAW_BYTES;
    return Math.floor((value / 2 ** (8 * DRAW_BYTES)) * belowExclusive);
  };
}
