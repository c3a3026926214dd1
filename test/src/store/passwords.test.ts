import { createHash, randomBytes, scryptSync } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createPasswordVerifier,
  generateStationKey,
  hashApiKey,
  hashPassword,
  newApiKey,
} from '../../../src/store/index.ts';

const KEY = '00112233445566778899aabbccddeeff00112233';

const sha256 = (value: string | Buffer) => createHash('sha256').update(value).digest();

describe('station passwords', () => {
  test('the format is scrypt$N$r$p$salt$hash, stretched for people, cheap for generated keys', async () => {
    const salt = Buffer.from('0123456789abcdef');
    const byPerson = await hashPassword('correct horse battery', () => salt);
    const expected = scryptSync(sha256('correct horse battery'), salt, 32, { N: 16_384, r: 8, p: 1, maxmem: 64e6 });
    expect(byPerson).toBe(`scrypt$16384$8$1$MDEyMzQ1Njc4OWFiY2RlZg$${expected.toString('base64url')}`);
    const generated = await hashPassword(KEY, () => salt);
    expect(generated).toBe(
      `scrypt$2$1$1$MDEyMzQ1Njc4OWFiY2RlZg$${scryptSync(sha256(Buffer.from(KEY, 'hex')), salt, 32, { N: 2, r: 1, p: 1 }).toString('base64url')}`,
    );
    // 31 digits are not enough to be called generated.
    expect(await hashPassword('0'.repeat(31), () => salt)).toMatch(/^scrypt\$16384\$/);
  });

  test('a generated key that was stored at an earlier cost is still known', async () => {
    const salt = randomBytes(16);
    const key = scryptSync(sha256(Buffer.from(KEY, 'hex')), salt, 32, { N: 16, r: 8, p: 1 });
    const stored = `scrypt$16$8$1$${salt.toString('base64url')}$${key.toString('base64url')}`;
    const verifier = createPasswordVerifier();
    expect(await verifier.recognise(Buffer.from(`${KEY.slice(1)}0`), stored)).toBe(false);
    expect(await verifier.recognise(Buffer.from(KEY), stored)).toBe(true);
  });

  test('law: a key is known as text and as decoded bytes, in either case, and as nothing else', async () => {
    const verifier = createPasswordVerifier();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 16, maxLength: 20 }), async (bytes) => {
        const key = Buffer.from(bytes);
        const text = key.toString('hex');
        const hash = await hashPassword(text, randomBytes);
        for (const form of [Buffer.from(text), Buffer.from(text.toUpperCase()), key])
          expect(await verifier.verify(form, hash)).toBe(true);
      }),
      { numRuns: 50, examples: [[Buffer.from('0123456789abcdef')], [Buffer.from('30303030303030303030')]] },
    );
    const hash = await hashPassword(KEY, randomBytes);
    for (const wrong of [KEY.slice(2), `${KEY}00`, KEY.replace('f', 'e'), '', `${KEY}\n`]) {
      expect(await verifier.verify(Buffer.from(wrong), hash)).toBe(false);
    }
  });

  test('a generated key is recognised, or not, without a thread; what a person chose is never stretched in the main thread', async () => {
    const verifier = createPasswordVerifier();
    const generated = await hashPassword(KEY, randomBytes);
    const byPerson = await hashPassword('correct horse battery', randomBytes);
    const order: string[] = [];
    const turn = new Promise<void>((resolve) => setImmediate(resolve)).then(() => order.push('next turn'));
    const told = [
      verifier.recognise(Buffer.from(KEY), generated).then((is) => order.push(`key ${is}`)),
      verifier.recognise(Buffer.from('wrong'), generated).then((is) => order.push(`wrong ${is}`)),
      verifier.recognise(Buffer.from('correct horse battery'), byPerson).then((is) => order.push(`person ${is}`)),
      verifier.verify(Buffer.from('correct horse battery'), byPerson).then((is) => order.push(`stretched ${is}`)),
    ];
    await Promise.all([turn, ...told]);
    expect(order).toEqual(['key true', 'wrong false', 'person false', 'next turn', 'stretched true']);
  });

  test('any text of a person works, also beyond ASCII; the case counts', async () => {
    const verifier = createPasswordVerifier();
    for (const password of ['Åre-charging-0123456789', 'deadbeefdeadbee', '充电桩充电桩充电桩充电桩充电桩一二']) {
      const hash = await hashPassword(password, randomBytes);
      expect(await verifier.verify(Buffer.from(password), hash)).toBe(true);
      expect(await verifier.verify(Buffer.from(`${password} `), hash)).toBe(false);
    }
    const hash = await hashPassword('Correct horse battery', randomBytes);
    expect(await verifier.verify(Buffer.from('correct horse battery'), hash)).toBe(false);
  });

  test('unknown stations and damaged hashes are refused, never an exception', async () => {
    const verifier = createPasswordVerifier();
    const rest = `c2FsdA$${'A'.repeat(43)}`;
    const damaged = [
      '',
      'scrypt',
      'plain text',
      'scrypt$16$8$1$c2FsdA$',
      'scrypt$16$8$1$c2FsdA$dG9vIHNob3J0',
      `scrypt$15$8$1$${rest}`,
      `scrypt$67108864$8$1$${rest}`,
      `scrypt$16$0$1$${rest}`,
      `scrypt$16$8$0$${rest}`,
      `bcrypt$16$8$1$${rest}`,
    ];
    for (const hash of [undefined, ...damaged]) expect(await verifier.verify(Buffer.from(KEY), hash)).toBe(false);
    expect(await verifier.verify(Buffer.alloc(0), undefined)).toBe(false);
  });

  test('a success is remembered for the same stored hash only', async () => {
    const verifier = createPasswordVerifier();
    const before = await hashPassword('correct horse battery', randomBytes);
    const after = await hashPassword('another horse battery', randomBytes);
    expect(await verifier.verify(Buffer.from('correct horse battery'), before)).toBe(true);
    expect(await verifier.verify(Buffer.from('correct horse battery'), before)).toBe(true);
    expect(await verifier.verify(Buffer.from('correct horse battery'), after)).toBe(false);
  });

  test('10,000 logins of a known station need no scrypt: they all answer before one new check does', async () => {
    const verifier = createPasswordVerifier();
    const hash = await hashPassword('correct horse battery', randomBytes);
    const password = Buffer.from('correct horse battery');
    await verifier.verify(password, hash);
    let done = 0;
    let doneWhenRefused = -1;
    const refused = verifier.verify(Buffer.from('wrong'), hash).then((answer) => {
      doneWhenRefused = done;
      return answer;
    });
    await Promise.all(
      Array.from({ length: 10_000 }, async () => {
        if (await verifier.verify(password, hash)) done += 1;
      }),
    );
    expect([await refused, done, doneWhenRefused]).toEqual([false, 10_000, 10_000]);
  });

  test('a flood of wrong passwords is refused beyond a queue of 200, while generated keys are let in', async () => {
    const verifier = createPasswordVerifier();
    const hash = await hashPassword(KEY, randomBytes);
    const flood = Array.from({ length: 300 }, (_, index) => verifier.verify(Buffer.from(`wrong ${index}`), undefined));
    const settled = Promise.allSettled(flood);
    expect(await verifier.verify(Buffer.from(KEY), hash)).toBe(true);
    const outcome = await settled;
    expect(outcome.filter(({ status }) => status === 'rejected').length).toBe(98);
    expect(
      outcome.every((one) =>
        one.status === 'rejected' ? /200 password checks are waiting/.test(String(one.reason)) : !one.value,
      ),
    ).toBe(true);
  });
});

describe('keys', () => {
  test('an api key names its role and holds 256 bits; its hash is sha256', () => {
    const key = newApiKey('dispatcher', () => Buffer.alloc(32, 0xff));
    expect(key).toBe(`hr_d_${'_'.repeat(42)}8`);
    expect(hashApiKey('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(newApiKey('viewer', randomBytes)).toMatch(/^hr_v_[\w-]{43}$/);
  });

  test('a station key is 40 hex digits', () => {
    expect(generateStationKey((count) => Buffer.alloc(count, 0xa5))).toBe('a5'.repeat(20));
  });
});

test('a generated key is recognised at once in both forms; what a person chose only after it was right once', async () => {
  const verifier = createPasswordVerifier();
  const [generated, chosen] = await Promise.all(
    [KEY, 'correct horse battery'].map((one) => hashPassword(one, randomBytes)),
  );
  const recognised = (offered: Buffer | string, hash = ''): Promise<boolean> =>
    verifier.recognise(Buffer.from(offered), hash);
  expect(await recognised(KEY, generated)).toBe(true);
  expect(await recognised(Buffer.from(KEY, 'hex'), generated)).toBe(true);
  expect(await recognised('another one', generated)).toBe(false);
  expect(await recognised('correct horse battery', chosen)).toBe(false);
  expect(await verifier.verify(Buffer.from('correct horse battery'), chosen)).toBe(true);
  expect(await recognised('correct horse battery', chosen)).toBe(true);
  expect(await recognised('correct horse batterz', chosen)).toBe(false);
  expect(await recognised(KEY, 'damaged')).toBe(false);
});
