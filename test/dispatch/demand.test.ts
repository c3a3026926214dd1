import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { laxityMs, offerCap } from '../../dispatch/index.ts';
import type { OfferCap, OfferSample, SessionDemand } from '../../dispatch/index.ts';

const demand = (facts: Partial<SessionDemand>): SessionDemand => ({
  sessionId: 's',
  arrivedAtMs: 0,
  departureMs: 7_200_000,
  remainingKwh: 11,
  maximumKw: 11,
  priority: 1,
  admitted: true,
  ...facts,
});

test.each([
  { name: 'an hour of charging in a stay of two', facts: {}, laxity: 3_600_000 },
  { name: 'not to be reached any more', facts: { remainingKwh: 33 }, laxity: -3_600_000 },
  { name: 'nothing missing', facts: { remainingKwh: 0 }, laxity: 7_200_000 },
  { name: 'nothing missing and nothing to be taken', facts: { remainingKwh: 0, maximumKw: 0 }, laxity: 7_200_000 },
  { name: 'missing, and it can take nothing', facts: { maximumKw: 0 }, laxity: -Infinity },
])('laxity: $name', ({ facts, laxity }) => {
  expect(laxityMs(demand(facts), 0)).toBe(laxity);
});

const sample = (facts: Partial<OfferSample>): OfferSample => ({
  powerKw: 16,
  offeredKw: 16,
  offeredForMs: 15_000,
  minimumKw: 6,
  maximumKw: 32,
  stepKw: 1,
  ...facts,
});

describe('reclaim', () => {
  const table: {
    readonly name: string;
    readonly before: OfferCap;
    readonly facts: Partial<OfferSample>;
    readonly after: OfferCap;
  }[] = [
    {
      name: 'one low sample is only counted',
      before: { lowSamples: 0 },
      facts: { powerKw: 10 },
      after: { lowSamples: 1 },
    },
    {
      name: 'two low samples cap at measured x 1.1 + 1 A',
      before: { lowSamples: 1 },
      facts: { powerKw: 10 },
      after: { capKw: 12, lowSamples: 0 },
    },
    {
      name: 'a good sample between them starts anew',
      before: { lowSamples: 1 },
      facts: { powerKw: 13.6 },
      after: { lowSamples: 0 },
    },
    {
      name: 'a sample before the charger has settled tells nothing',
      before: { lowSamples: 1 },
      facts: { powerKw: 10, offeredForMs: 14_999 },
      after: { lowSamples: 1 },
    },
    {
      name: 'an unknown age tells nothing',
      before: { lowSamples: 1 },
      facts: { powerKw: 10, offeredForMs: Number.NaN },
      after: { lowSamples: 1 },
    },
    {
      name: 'no number tells nothing',
      before: { lowSamples: 1 },
      facts: { powerKw: Number.NaN },
      after: { lowSamples: 1 },
    },
    {
      name: 'a pause tells nothing',
      before: { capKw: 9, lowSamples: 1 },
      facts: { powerKw: 0, offeredKw: 0 },
      after: { capKw: 9, lowSamples: 0 },
    },
    {
      name: 'never below the minimum',
      before: { lowSamples: 1 },
      facts: { powerKw: 2 },
      after: { capKw: 6, lowSamples: 0 },
    },
    {
      name: 'a car that sleeps can wake up',
      before: { lowSamples: 1 },
      facts: { powerKw: 0 },
      after: { capKw: 6, lowSamples: 0 },
    },
    {
      name: 'a lower cap follows a taper',
      before: { capKw: 20, lowSamples: 1 },
      facts: { powerKw: 10, offeredKw: 20 },
      after: { capKw: 12, lowSamples: 0 },
    },
    {
      name: 'who follows the cap is probed upward',
      before: { capKw: 12, lowSamples: 0 },
      facts: { powerKw: 11.5, offeredKw: 12 },
      after: { capKw: 16, lowSamples: 0 },
    },
    {
      name: 'who stays a little below it is not',
      before: { capKw: 12, lowSamples: 0 },
      facts: { powerKw: 11, offeredKw: 12 },
      after: { capKw: 12, lowSamples: 0 },
    },
    {
      name: 'following an offer below the cap is no reason',
      before: { capKw: 12, lowSamples: 0 },
      facts: { powerKw: 10, offeredKw: 10 },
      after: { capKw: 12, lowSamples: 0 },
    },
    {
      name: 'at the maximum the cap vanishes',
      before: { capKw: 25, lowSamples: 0 },
      facts: { powerKw: 25, offeredKw: 25 },
      after: { lowSamples: 0 },
    },
    {
      name: 'a cap above the maximum is none',
      before: { lowSamples: 1 },
      facts: { powerKw: 10, maximumKw: 12 },
      after: { lowSamples: 0 },
    },
  ];
  test.each(table)('$name', ({ before, facts, after }) => {
    expect(offerCap(before, sample(facts))).toEqual(after);
  });

  test('law: a steady car ends in a cap that stays, at most 10 % and two steps above what it draws', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 1000 }),
        fc.integer({ min: 1000, max: 2000 }),
        (powerTenths, maximumTenths) => {
          const [powerKw, maximumKw] = [powerTenths / 10, maximumTenths / 10];
          let cap: OfferCap = { lowSamples: 0 };
          const seen: number[] = [];
          for (let k = 0; k < 12; k++) {
            const offeredKw = Math.floor(Math.min(maximumKw, cap.capKw ?? maximumKw));
            cap = offerCap(cap, sample({ powerKw: Math.min(powerKw, offeredKw), offeredKw, maximumKw }));
            seen.push(Math.floor(Math.min(maximumKw, cap.capKw ?? maximumKw)));
          }
          expect(new Set(seen.slice(-6)).size).toBe(1);
          const settled = seen.at(-1) ?? 0;
          // Within 15 % of the offer nothing is reclaimed.
          expect(settled <= powerKw * 1.1 + 2 || powerKw >= 0.85 * settled).toBe(true);
        },
      ),
    );
  });
});
