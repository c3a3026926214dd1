/** Drawn at once: asking the system for six bytes costs 20 µs, and a city that comes back asks for some for each station. */
const DRAWN_BYTES = 6 * 512;

/** Uniform integers in [0, belowExclusive), belowExclusive <= 2^31, of 48 random bits each: what 2^48 leaves over favours none by more than 2^-17. */
export function createRandomInt(randomBytes: (count: number) => Buffer): (belowExclusive: number) => number {
  let drawn: Buffer = Buffer.alloc(0);
  let at = 0;
  return (belowExclusive) => {
    if (at >= drawn.length) {
      drawn = randomBytes(DRAWN_BYTES);
      at = 0;
    }
    const bits = drawn.readUIntBE(at, 6);
    at += 6;
    return Math.floor((bits / 2 ** 48) * belowExclusive);
  };
}
