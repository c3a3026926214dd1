/** A seeded source of randomness. Equal seeds give equal draws on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Uniform whole number in [0, belowExclusive). */
  integer(belowExclusive: number): number;
  /** Standard normal. */
  normal(): number;
  pick<T>(items: readonly T[]): T;
  /** An independent source named by `name`. It depends on the seed and the name only, so a new user changes nobody else's draws. */
  fork(name: string): Random;
}

/** Generator: sfc32 (C. Doty-Humphrey, PractRand), seeded by FNV-1a hashes of the seed's text. */
export function createRandom(seed: number | string): Random {
  const text = String(seed);
  const words = [hash(`${text}/a`), hash(`${text}/b`), hash(`${text}/c`)] as const;
  let [a, b, c] = words;
  let counter = 1;

  function word(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
  // The first outputs still resemble the seed.
  for (let round = 0; round < 12; round += 1) word();

  const random: Random = {
    next: () => word() / 4294967296,
    between: (low, high) => low + random.next() * (high - low),
    integer: (belowExclusive) => Math.floor(random.next() * belowExclusive),
    // Box-Muller; 1 - u is never 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next()),
    pick: (items) => {
      const item = items[random.integer(items.length)];
      if (item === undefined) throw new Error('random: cannot pick from an empty list');
      return item;
    },
    fork: (name) => createRandom(`${text}>${name}`),
  };
  return random;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value | 0;
}
