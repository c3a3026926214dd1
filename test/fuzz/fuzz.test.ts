import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../simulator/index.ts';
import type { OcppVersion } from '../../ocpp/index.ts';
import { actionsOf, validateRequest } from '../../ocpp/protocol/index.ts';
import { readCorpus, readFound } from './corpus.ts';
import { type WireFrame, mutate } from './mutate.ts';
import { type Failure, fuzz, minimised, replay } from './run.ts';
import { payloadOf } from './schema-payload.ts';
import { type FuzzSite, VERSIONS, startFuzzSite } from './site.ts';

/** The service whole, without network: see run.ts. More frames and other seeds: `npm run fuzz -- --frames 1000000 --seed 2`. */
let site: FuzzSite;
beforeAll(async () => {
  site = await startFuzzSite(8);
});
afterAll(() => site.close());

describe('the corpus', () => {
  test.each(VERSIONS)('has a frame for every action of %s', (version) => {
    const said = new Set(readCorpus(version).calls.map(([, , action]) => action));
    expect(actionsOf(version).filter((action) => !said.has(action))).toEqual([]);
  });

  test.each(readFound())('$name: what once broke something holds', async ({ version, frames }) => {
    expect(await replay(site, version, frames)).toEqual([]);
  });
});

test.each(VERSIONS)('generated payloads keep the official schemas, %s', (version) => {
  for (const action of actionsOf(version))
    for (const payload of fc.sample(payloadOf(version, action), { seed: 1, numRuns: 5 }))
      expect([action, validateRequest(version, action, payload)]).toEqual([action, undefined]);
});

test('the smallest cause is found', async () => {
  const frames = Array.from({ length: 40 }, (_, n): WireFrame => ({ text: `${n}` }));
  const needs = (some: readonly WireFrame[]): Promise<boolean> =>
    Promise.resolve(['7', '31'].every((text) => some.some((one) => one.text === text)));
  expect(await minimised(frames, needs)).toEqual([{ text: '7' }, { text: '31' }]);
});

test('whatever a station sends: each call is answered once, nothing is echoed, nothing breaks', async () => {
  const frameOf = (version: OcppVersion): fc.Arbitrary<WireFrame> =>
    fc
      .tuple(fc.constantFrom(...actionsOf(version)), fc.uuid(), fc.nat())
      .chain(([action, id, seed]) =>
        payloadOf(version, action).map((payload) =>
          mutate([2, id, action, payload], createRandom(seed), actionsOf(version)),
        ),
      );
  const station = fc
    .constantFrom(...VERSIONS)
    .chain((version) =>
      fc.record({ version: fc.constant(version), frames: fc.array(frameOf(version), { minLength: 1, maxLength: 15 }) }),
    );
  const law = fc.asyncProperty(station, async ({ version, frames }) => {
    expect(await replay(site, version, frames)).toEqual([]);
  });
  // A hang costs seconds, and its shrinking many of them: what was found until then is reported.
  await fc.assert(law, { numRuns: 150, interruptAfterTimeLimit: 150_000, markInterruptAsFailure: true });
});

test('100,000 frames', async () => {
  const seed = 1;
  const failures: Failure['faults'][number][] = [];
  const { frames, hangs, answers } = await fuzz(site, {
    frames: 100_000,
    seed,
    onFailure: ({ station, faults }) => failures.push(...faults.map((fault) => `${station.version} ${fault}`)),
  });
  expect([seed, hangs, failures.slice(0, 10)]).toEqual([seed, 0, []]);
  expect(frames).toBeGreaterThanOrEqual(100_000);
  expect(answers.get('result')).toBeGreaterThan(10_000);
}, 400_000);
