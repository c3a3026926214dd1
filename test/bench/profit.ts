import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { gunzipSync } from 'node:zlib';
import {
  acnScenario,
  baselinePolicy,
  learnedInputs,
  profitOptimum,
  profitPolicy,
  readTariff,
  simulate,
  TRUE_INPUTS,
  UNCONTROLLED,
  type AcnOptions,
  type Policy,
  type ProfitTerms,
  type Scenario,
  type SimulationResult,
} from '../../simulator/index.ts';
import { createSolverNow } from '../../src/solvers/index.ts';
import type { Bench, BenchArgs, BenchRow } from './bench.ts';

const PERIOD_MS = 300_000;
const CAP_KW = 150;
const REVENUE_PER_KWH = 0.3;
const TARIFF = 'sce_tou_ev_4_march_2019.json';
const MAY = 'acn-caltech-2019-05-01_2019-08-31.csv.gz';
const MARCH = 'acn-caltech-2019-03.csv';
type Reality = {
  readonly inputs: 'true' | 'driver';
  readonly quantised: boolean;
  readonly battery: 'ideal' | 'two-stage';
};
const REALITIES: readonly Reality[] = [
  { inputs: 'true', quantised: false, battery: 'ideal' },
  { inputs: 'true', quantised: true, battery: 'ideal' },
  { inputs: 'true', quantised: false, battery: 'two-stage' },
  { inputs: 'true', quantised: true, battery: 'two-stage' },
  { inputs: 'driver', quantised: true, battery: 'two-stage' },
];

/** One cap of 150 kW at Caltech, May 2019; the month before it in the data is March. */
export const bench: Bench = {
  title: 'Profit of a month under a time-of-use tariff with a demand charge',
  run: async (args) => {
    const solveNow = await createSolverNow({ nowMs: () => performance.now() });
    const input = profitInput(args);
    const march = input.scenario(MARCH, { date: '2019-03-01', toDate: args.small ? '2019-03-02' : '2019-03-31' });
    const may = { date: '2019-05-01', toDate: args.small ? '2019-05-02' : '2019-05-31' };
    const { terms } = input;
    const before = await profitOptimum(march, terms, solveNow);
    args.say(`month before: best peak ${before.peakKw.toFixed(2)} kW`);
    const rows: BenchRow[] = [];
    for (const { inputs, quantised, battery } of REALITIES) {
      const scenario = input.scenario(MAY, { ...may, quantised, battery, claimedOnly: inputs === 'driver' });
      const best = await profitOptimum(scenario, terms, solveNow);
      const believe = (): typeof TRUE_INPUTS =>
        inputs === 'true' ? TRUE_INPUTS : learnedInputs({ timeZone: scenario.timeZone });
      const ours = (name: string, expectedPeakKw: number): Policy =>
        profitPolicy({ scenario, terms, solveNow, periodMs: PERIOD_MS, expectedPeakKw, believe: believe(), name });
      const policies = [
        UNCONTROLLED,
        baselinePolicy({ rule: 'llf', grid: scenario.grid, periodMs: PERIOD_MS, believe: believe() }),
        baselinePolicy({ rule: 'round-robin', grid: scenario.grid, periodMs: PERIOD_MS, believe: believe() }),
        ours('headroom-cost', before.peakKw),
        ours('headroom-cost-hint', best.peakKw),
      ];
      for (const policy of policies) {
        const result = simulate(scenario, {
          policy,
          stepMs: PERIOD_MS,
          tickMs: PERIOD_MS,
          seriesNodeId: scenario.capacityNodeId,
        });
        const profit = profitOf(result, terms);
        rows.push({
          inputs,
          quantised,
          battery,
          policy: policy.name,
          profitUsd: profit,
          sharePercent: (100 * profit) / best.profit,
          energyPercent: result.energyDeliveredPercent,
          peakKw: result.peakKw,
        });
        args.say(JSON.stringify(rows.at(-1)));
      }
      rows.push({
        inputs,
        quantised,
        battery,
        policy: 'clairvoyant LP',
        profitUsd: best.profit,
        sharePercent: 100,
        energyPercent: (100 * best.energyKwh) / scenario.sessions.reduce((sum, { needKwh }) => sum + needKwh, 0),
        peakKw: best.peakKw,
      });
    }
    return rows;
  },
  section: (rows) => {
    const lines = rows.map(
      (row) =>
        `| ${String(row['inputs'])} | ${row['quantised'] === true ? 'yes' : 'no'} | ${String(row['battery'])} | ${String(row['policy'])} | ${fixed(row['profitUsd'], 0)} | ${fixed(row['sharePercent'], 1)} | ${fixed(row['energyPercent'], 1)} | ${fixed(row['peakKw'], 1)} |`,
    );
    return `Caltech, May 2019, one cap of ${CAP_KW} kW, SCE TOU-EV-4, ${REVENUE_PER_KWH} $/kWh revenue. Profit is revenue less energy and the demand charge of the month's highest five minutes; 100 % is a linear program that knows every car of the month, with ideal batteries and continuous limits. \`headroom-cost\` knows the cars that are there, and the best peak of March 2019; \`-hint\` the best peak of the month itself.

| inputs | quantised | battery | policy | profit, $ | of the optimum, % | energy, % | peak, kW |
|---|---|---|---|---|---|---|---|
${lines.join('\n')}

Published for September 2018 at the same site (Z. J. Lee et al., Adaptive Charging Networks, IEEE Trans. Smart Grid 12(5), 2021): uncontrolled 21.3 %, LLF 58.3 %, round robin 58.1 %, ASA-PM 96.5 %, with a hint 98.1 % (ideal); ASA-PM 88.7 % with quantisation and batteries.`;
  },
};

type Days = Pick<AcnOptions, 'date' | 'toDate' | 'quantised' | 'battery' | 'claimedOnly'>;

function profitInput({ dataDir, small }: BenchArgs): {
  readonly scenario: (file: string, days: Days) => Scenario;
  readonly terms: ProfitTerms;
} {
  const file = (folder: string, name: string): string => {
    const bytes = readFileSync(join(dataDir, folder, name));
    return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  };
  const network: unknown = JSON.parse(file('networks', 'caltech.json'));
  const timeZone = 'America/Los_Angeles';
  const tariff = readTariff(JSON.parse(file('tariffs', TARIFF)), { timeZone, atMs: Date.UTC(2019, 4, 2) });
  return {
    scenario: (name, days) =>
      acnScenario({
        sessionsCsv: file('sessions', name),
        network,
        capKw: CAP_KW,
        wiring: 'one-cap',
        periodMs: PERIOD_MS,
        timeZone,
        quantised: false,
        ...days,
      }),
    // Two days cannot pay for a month's peak.
    terms: {
      tariff: small ? { ...tariff, demandChargePerKw: (tariff.demandChargePerKw * 2) / 31 } : tariff,
      revenuePerKwh: REVENUE_PER_KWH,
    },
  };
}

function profitOf({ series, peakKw }: SimulationResult, { tariff, revenuePerKwh }: ProfitTerms): number {
  const hours = PERIOD_MS / 3_600_000;
  const earned = series.reduce(
    (sum, { atMs, chargingKw }) => sum + chargingKw * hours * (revenuePerKwh - tariff.pricePerKwh(atMs - PERIOD_MS)),
    0,
  );
  return earned - tariff.demandChargePerKw * peakKw;
}

function fixed(value: BenchRow[string] | undefined, digits: number): string {
  return typeof value === 'number' ? value.toFixed(digits) : '-';
}
