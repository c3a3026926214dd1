import { estimateOf, expectationOf, VisitHistory } from '../../dispatch/index.ts';
import { visitOf, type ScenarioSession } from '../../simulator/index.ts';
import { acnInput } from './acn-input.ts';
import type { Bench, BenchArgs, BenchRow } from './bench.ts';

const TIME_ZONE = 'America/Los_Angeles';
const SHARES = [0.1, 0.5, 0.9] as const;
const HOUR_MS = 3_600_000;
/** Asked on arrival, and again of those that are still there. */
const AFTER_H = [0, 3];
/** What a car has taken by then, at most: the rest of its need lies ahead. */
const CHARGER_KW = 6.6;

type Triple = readonly [number, number, number];
type Score = { sessions: number; pinball: number; within: number };

/** What is believed of stay and energy on weeks that no constant was tuned on, next to what drivers said and what the site's own past says. */
export const bench: Bench = {
  title: 'What is believed of a car: stay and energy on held-back weeks',
  run: (args) => Promise.resolve(AFTER_H.flatMap((afterH) => rowsAfter(args, afterH))),
  section: (rows) =>
    [
      'Claimed sessions only, in order of arrival; a session is learned when its car has left. Pinball loss: mean over the quantiles 10, 50 and 90 %, less is better. Coverage: how often the truth lies between the',
      '10 and 90 % quantiles. `site`: quantiles of all earlier sessions that stayed longer (took more) by then.',
      '',
      '| asked | of | statement | site | learned | learned covers |',
      '|---|---|---|---|---|---|',
      ...rows
        .filter(({ estimator }) => estimator === 'learned')
        .map((row) => {
          const loss = (estimator: string): string =>
            Number(
              rows.find(
                (one) =>
                  one['what'] === row['what'] && one['afterH'] === row['afterH'] && one['estimator'] === estimator,
              )?.['pinball'],
            ).toFixed(2);
          const asked = row['afterH'] === 0 ? 'on arrival' : `after ${row['afterH']} h (${row['sessions']} sessions)`;
          return `| ${asked} | ${row['what']} | ${loss('statement')} | ${loss('site')} | **${loss('learned')}** | ${Number(row['coveragePercent']).toFixed(0)} % |`;
        }),
    ].join('\n'),
};

function rowsAfter(args: BenchArgs, afterH: number): BenchRow[] {
  const option = (name: string): string | undefined =>
    args.option(name) ?? { inputs: 'driver', from: '2019-07-01', to: args.small ? '2019-07-07' : '2019-08-31' }[name];
  const input = acnInput({ ...args, option });
  const past = input.past();
  const test = new Set(input.scenario({ capKw: 1, wiring: 'one-cap' }).sessions);
  const history = new VisitHistory();
  const staysH: number[] = [];
  const needsKwh: number[] = [];
  const scores = new Map<string, Score>();
  const leaving: ScenarioSession[] = [];
  for (const session of [...past, ...test].toSorted((a, b) => a.arrivalMs - b.arrivalMs)) {
    leaving.sort((a, b) => a.departureMs - b.departureMs);
    for (let gone = leaving[0]; gone !== undefined && gone.departureMs <= session.arrivalMs; gone = leaving[0]) {
      leaving.shift();
      const stayMs = gone.departureMs - gone.arrivalMs;
      history.learn({ ...visitOf(gone, TIME_ZONE), stayMs, deliveredKwh: gone.needKwh, full: true });
      staysH.push(stayMs / HOUR_MS);
      needsKwh.push(gone.needKwh);
    }
    leaving.push(session);
    if (test.has(session)) judge({ session, afterH, history, staysH, needsKwh, scores });
  }
  return [...scores].map(([key, { sessions, pinball, within }]) => {
    const [what = '', estimator = ''] = key.split('/');
    return {
      what,
      estimator,
      afterH,
      sessions,
      pinball: pinball / sessions,
      coveragePercent: (100 * within) / sessions,
    };
  });
}

function judge({
  session,
  afterH,
  history,
  staysH,
  needsKwh,
  scores,
}: {
  readonly session: ScenarioSession;
  readonly afterH: number;
  readonly history: VisitHistory;
  readonly staysH: readonly number[];
  readonly needsKwh: readonly number[];
  readonly scores: Map<string, Score>;
}): void {
  const stayH = (session.departureMs - session.arrivalMs) / HOUR_MS;
  if (stayH <= afterH) return;
  const deliveredKwh = Math.min(session.needKwh / 2, CHARGER_KW * afterH);
  const { departureMs, needKwh } = estimateOf(expectationOf(history, visitOf(session, TIME_ZONE)), {
    arrivedAtMs: session.arrivalMs,
    atMs: session.arrivalMs + afterH * HOUR_MS,
    deliveredKwh,
    full: false,
  });
  const hours = (atMs: number): number => (atMs - session.arrivalMs) / HOUR_MS;
  const saidH = Math.max(afterH, hours(session.statedDepartureMs ?? session.arrivalMs));
  const saidKwh = session.statedKwh ?? 0;
  add(scores, 'stay, h/statement', stayH, [saidH, saidH, saidH]);
  add(scores, 'stay, h/site', stayH, quantilesAbove(staysH, afterH));
  add(scores, 'stay, h/learned', stayH, [hours(departureMs.p10), hours(departureMs.p50), hours(departureMs.p90)]);
  add(scores, 'energy, kWh/statement', session.needKwh, [saidKwh, saidKwh, saidKwh]);
  add(scores, 'energy, kWh/site', session.needKwh, quantilesAbove(needsKwh, deliveredKwh));
  add(scores, 'energy, kWh/learned', session.needKwh, [needKwh.p10, needKwh.p50, needKwh.p90]);
}

function add(scores: Map<string, Score>, key: string, truth: number, quantiles: Triple): void {
  const score = scores.get(key) ?? { sessions: 0, pinball: 0, within: 0 };
  scores.set(key, score);
  score.sessions += 1;
  SHARES.forEach((share, at) => {
    const missed = truth - (quantiles[at] ?? 0);
    score.pinball += (missed >= 0 ? missed * share : -missed * (1 - share)) / SHARES.length;
  });
  if (truth >= quantiles[0] - 1e-9 && truth <= quantiles[2] + 1e-9) score.within += 1;
}

function quantilesAbove(values: readonly number[], least: number): Triple {
  const above = values.filter((value) => value > least).sort((a, b) => a - b);
  const at = (share: number): number => above[Math.min(above.length - 1, Math.floor(share * above.length))] ?? least;
  return [at(SHARES[0]), at(SHARES[1]), at(SHARES[2])];
}
