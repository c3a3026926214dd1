import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  acnScenario,
  baselinePolicy,
  learnedInputs,
  simulate,
  STATED_INPUTS,
  TRUE_INPUTS,
  type Believe,
  type Scenario,
  type ScenarioSession,
} from '../../simulator/index.ts';

const HOUR_MS = 3_600_000;
/** A Wednesday, 9:00 in Shanghai. */
const T0 = Date.UTC(2027, 0, 20, 1);
const session = (facts: Partial<ScenarioSession> = {}): ScenarioSession => ({
  connectorId: 'A/1',
  arrivalMs: T0,
  departureMs: T0 + 8 * HOUR_MS,
  statedDepartureMs: T0 + 4 * HOUR_MS,
  needKwh: 10,
  statedKwh: 20,
  car: { batteryKwh: 60, arrivalSocPercent: 0, maximumKw: 11, phaseCount: 3, taper: 'ideal' },
  idToken: 'CARD',
  ...facts,
});
const said = { departureMs: T0 + 4 * HOUR_MS, needKwh: 20 };
const arrived = { atMs: T0, deliveredKwh: 0 };

describe('what is believed', () => {
  test('stated inputs are what was said, or the defaults of a site', () => {
    expect(STATED_INPUTS.of(session(), { atMs: T0 + HOUR_MS, deliveredKwh: 5 })).toEqual(said);
    const { statedKwh: _, statedDepartureMs: __, ...silent } = session();
    expect(STATED_INPUTS.of(silent, arrived)).toEqual({ departureMs: T0 + 3 * HOUR_MS, needKwh: 15 });
  });

  test('learned inputs begin with what was said, and learn from who left', () => {
    const believe = learnedInputs({ timeZone: 'Asia/Shanghai' });
    expect(believe.of(session(), arrived)).toMatchObject(said);
    for (let k = 0; k < 5; k++) believe.left(session(), { atMs: T0 + 8 * HOUR_MS, deliveredKwh: 10, satisfied: true });
    expect(believe.of(session(), arrived)).toMatchObject({ departureMs: T0 + 8 * HOUR_MS, needKwh: 10 });
  });

  test('a car that wants no more has what it needs; one that left hungry tells no need', () => {
    const believe = learnedInputs({ timeZone: 'Asia/Shanghai', past: Array.from({ length: 5 }, () => session()) });
    const seen = { atMs: T0 + HOUR_MS, deliveredKwh: 2 };
    expect(believe.of(session(), { ...seen, satisfied: true }).needKwh).toBe(2);
    for (let k = 0; k < 50; k++) believe.left(session(), { ...seen, satisfied: false });
    expect(believe.of(session(), arrived).needKwh).toBe(10);
  });

  test('what it looks up of a visit does not change while the visit lasts', () => {
    const believe = learnedInputs({ timeZone: 'Asia/Shanghai' });
    const here = session();
    believe.of(here, arrived);
    for (let k = 0; k < 5; k++) believe.left(session(), { atMs: T0 + 8 * HOUR_MS, deliveredKwh: 10, satisfied: true });
    expect(believe.of(here, arrived)).toMatchObject(said);
    believe.left(here, { atMs: T0 + 8 * HOUR_MS, deliveredKwh: 10, satisfied: true });
    expect(believe.of(here, arrived)).toMatchObject({ departureMs: T0 + 8 * HOUR_MS, needKwh: 10 });
  });
});

const DATA = new URL('../../../shared/data/', import.meta.url);
const FILE = new URL('sessions/acn-caltech-2019-05-01_2019-08-31.csv.gz', DATA);

describe.skipIf(!existsSync(FILE))('held-back weeks of a real site (skipped without the data)', () => {
  const read = (): { sessionsCsv: string; network: unknown } => ({
    sessionsCsv: gunzipSync(readFileSync(FILE)).toString(),
    network: JSON.parse(readFileSync(new URL('networks/caltech.json', DATA), 'utf8')),
  });
  const days = (date: string, toDate: string, capKw: number): Scenario =>
    acnScenario({
      ...read(),
      date,
      toDate,
      capKw,
      wiring: 'one-cap',
      quantised: false,
      periodMs: 300_000,
      claimedOnly: true,
    });

  test('least laxity does better with what was learned than with what was said, worse than with the truth', () => {
    const past = days('2019-06-01', '2019-06-30', 20).sessions;
    const scenario = days('2019-07-08', '2019-07-14', 20);
    const energyPercent = (believe: Believe): number =>
      simulate(scenario, {
        policy: baselinePolicy({ rule: 'llf', grid: scenario.grid, periodMs: 300_000, believe, reclaim: true }),
        stepMs: 300_000,
        tickMs: 300_000,
      }).energyDeliveredPercent;
    const learned = energyPercent(learnedInputs({ timeZone: 'America/Los_Angeles', past }));
    expect(learned).toBeGreaterThan(energyPercent(STATED_INPUTS));
    expect(learned).toBeLessThan(energyPercent(TRUE_INPUTS));
  });
});
