import { createHash, scrypt, scryptSync, timingSafeEqual } from 'node:crypto';

/**
 * Station passwords (OCPP security profiles 1 and 2), stored as `scrypt$N$r$p$salt$hash`, base64url parts.
 * What is hashed is the canonical form of a key, so that a station may send an AuthorizationKey as hex text or as the decoded bytes:
 * both are in the field.
 */
export interface PasswordVerifier {
  /**
   * Whether `offered` is the password behind `storedHash`. Without a stored hash, or with a damaged one, the answer is false after the same
   * work as for a wrong password. Rejects when too many checks are waiting; the caller answers 503.
   */
  verify(offered: Buffer, storedHash: string | undefined): Promise<boolean>;
  /**
   * Whether `offered` is seen to be the password without a stretched hash: it was right before, or it is a generated key. False = only
   * `verify` can tell. Always the same small work, unless it was right before.
   */
  recognise(offered: Buffer, storedHash: string): Promise<boolean>;
}

type Cost = { readonly N: number; readonly r: number; readonly p: number };

const bounds = {
  /** What a person chose is stretched: 16 MiB and about 40 ms a try. */
  personCost: { N: 16_384, r: 8, p: 1 } as Cost,
  /** A generated key of 128 bits or more cannot be guessed however fast a try is; cheap, so that 10,000 stations log in at once after a restart. */
  generatedKeyCost: { N: 2, r: 1, p: 1 } as Cost,
  generatedKeyHexDigits: 32,
  /** Refuses a stored hash that would eat the machine. */
  maximumN: 1_048_576,
  /** Below it, a hash is computed without a turn in the queue. */
  cheapN: 1_024,
  /** N·r up to which the hash is computed at once, in 0.03 to 0.1 ms: to wake a thread for it costs the event loop as much. */
  atOnce: 128,
  hashBytes: 32,
  saltBytes: 16,
  /** 20 bytes = 40 hex digits: the longest AuthorizationKey of OCPP 1.6 (security white paper). */
  stationKeyBytes: 20,
  /** Shortest hex text that is taken for an AuthorizationKey (8 bytes). */
  hexDigits: 16,
  /** Remembered successes: two for each of 10,000 stations; about 100 bytes each. */
  cachedSuccesses: 20_000,
  /** scrypt runs on the thread pool that DNS and files use too (4 threads). */
  concurrentChecks: 2,
  /** At 40 ms a check, two at a time, the last one waits about 4 s; a longer queue is not answered before the stations give up. */
  waitingChecks: 200,
} as const;

/** Hashes a password for the store. The cost follows from the password: generated hex keys are cheap to check, everything else is stretched. */
export async function hashPassword(password: string, randomBytes: (count: number) => Buffer): Promise<string> {
  const generated = /^[0-9a-f]*$/i.test(password) && password.length >= bounds.generatedKeyHexDigits;
  const cost = generated ? bounds.generatedKeyCost : bounds.personCost;
  const salt = randomBytes(bounds.saltBytes);
  const hash = await derive(canonicalKey(Buffer.from(password)), salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** A new station password: 40 hex digits, 160 random bits, fit for every OCPP version. */
export function generateStationKey(randomBytes: (count: number) => Buffer): string {
  return randomBytes(bounds.stationKeyBytes).toString('hex');
}

export function createPasswordVerifier(): PasswordVerifier {
  const successes = new Set<string>();
  const turn = createTurnstile(bounds.concurrentChecks, bounds.waitingChecks);

  function remember(entry: string): void {
    successes.add(entry);
    const [oldest] = successes;
    if (successes.size > bounds.cachedSuccesses && oldest !== undefined) successes.delete(oldest);
  }

  return {
    async recognise(offered, storedHash) {
      const key = canonicalKey(offered);
      const stored = parseHash(storedHash);
      if (stored === undefined) return false;
      const entry = entryOf(key, storedHash);
      if (successes.has(entry)) return true;
      const isCheap = stored.cost.N < bounds.cheapN;
      const derived = await derive(
        key,
        isCheap ? stored.salt : decoySalt,
        isCheap ? stored.cost : bounds.generatedKeyCost,
      );
      const isRight = timingSafeEqual(derived, stored.hash) && isCheap;
      if (isRight) remember(entry);
      return isRight;
    },

    async verify(offered, storedHash) {
      const key = canonicalKey(offered);
      const stored = storedHash === undefined ? undefined : parseHash(storedHash);
      const entry = entryOf(key, storedHash ?? '');
      if (stored !== undefined && successes.has(entry)) return true;

      if (stored !== undefined) {
        const check = () => derive(key, stored.salt, stored.cost);
        const derived = stored.cost.N < bounds.cheapN ? await check() : await turn(check);
        if (timingSafeEqual(derived, stored.hash)) {
          remember(entry);
          return true;
        }
        if (stored.cost.N >= bounds.personCost.N) return false;
      }
      // Every refusal costs one full scrypt: nobody learns from the time which ids exist or how their keys are stored.
      await turn(() => derive(key, decoySalt, bounds.personCost));
      return false;
    },
  };
}

/** Only a hash of both is kept, never the password; a changed password has another stored hash and so another entry. */
function entryOf(key: Buffer, storedHash: string): string {
  return createHash('sha256').update(key).update('\0').update(storedHash).digest('base64url');
}

const decoySalt = Buffer.alloc(bounds.saltBytes);

/**
 * Hex text becomes the bytes it stands for, again until nothing is left to decode: the text and the bytes of one key then meet in one form,
 * even when the bytes happen to look like hex text. Shorter texts are left alone. The digest at the end closes a hole of scrypt: it pads
 * with zero bytes (HMAC, RFC 2104), so that a key and the same key with `00` behind it would be one password.
 */
function canonicalKey(offered: Buffer): Buffer {
  let key = offered;
  while (key.length >= bounds.hexDigits && key.length % 2 === 0 && /^[0-9a-f]*$/i.test(key.toString('latin1'))) {
    key = Buffer.from(key.toString('latin1'), 'hex');
  }
  return createHash('sha256').update(key).digest();
}

function parseHash(text: string): { cost: Cost; salt: Buffer; hash: Buffer } | undefined {
  const match = /^scrypt\$(\d{1,8})\$(\d{1,2})\$(\d{1,2})\$([\w-]+)\$([\w-]+)$/.exec(text);
  if (match === null) return undefined;
  const [, n = '', r = '', p = '', salt = '', hash = ''] = match;
  const cost = { N: Number(n), r: Number(r), p: Number(p) };
  const hashBytes = Buffer.from(hash, 'base64url');
  const powerOfTwo = cost.N >= 2 && Number.isInteger(Math.log2(cost.N));
  if (!powerOfTwo || cost.N > bounds.maximumN || cost.r < 1 || cost.p < 1 || hashBytes.length !== bounds.hashBytes) {
    return undefined;
  }
  return { cost, salt: Buffer.from(salt, 'base64url'), hash: hashBytes };
}

async function derive(key: Buffer, salt: Buffer, cost: Cost): Promise<Buffer> {
  // Node refuses more memory than `maxmem`: 128·N·r is what scrypt needs, twice that leaves room.
  const options = { ...cost, maxmem: 256 * cost.N * cost.r + 1_048_576 };
  if (cost.N * cost.r <= bounds.atOnce && cost.p === 1) return scryptSync(key, salt, bounds.hashBytes, options);
  return new Promise((resolve, reject) => {
    scrypt(key, salt, bounds.hashBytes, options, (error, hash) => (error === null ? resolve(hash) : reject(error)));
  });
}

/** At most `concurrent` runs at once, the rest waits in order, at most `waiting` of them. */
function createTurnstile(concurrent: number, waiting: number): <T>(run: () => Promise<T>) => Promise<T> {
  let running = 0;
  const queue: (() => void)[] = [];
  return async (run) => {
    if (running >= concurrent) {
      if (queue.length >= waiting) throw new Error(`${queue.length} password checks are waiting: check refused`);
      await new Promise<void>((resolve) => void queue.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await run();
    } finally {
      // The slot is handed to the next one, or given back.
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
