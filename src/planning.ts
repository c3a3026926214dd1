import type { LogEntry } from '../ocpp/index.ts';
import type { SiteConfig } from './config/index.ts';
import { BaseForecast, BaseLoads, CONTROL_BOUNDS, Estimates, MonthPeak, Planner } from './control/index.ts';
import type { ServiceOptions } from './service-options.ts';
import type { Store } from './store/index.ts';

/** What the control loop looks ahead with: base loads, estimates of stays and needs, and the planner. Reads the history of the store. */
export async function createPlanning({
  site,
  store,
  solver,
  log,
}: {
  readonly site: SiteConfig;
  readonly store: Store;
  readonly solver: Pick<ServiceOptions, 'solve' | 'solveAll'>;
  readonly log: (entry: LogEntry) => void;
}): Promise<{ readonly baseLoads: BaseLoads; readonly estimates: Estimates; readonly planner: Planner }> {
  const baseLoads = new BaseLoads();
  const estimates = new Estimates({
    timeZone: site.timeZone,
    use: site.estimates ?? 'learned',
    readSessions: (query) => store.sessions.list({ ...query, state: 'ended' }),
  });
  await estimates.learnFromStore();
  const forecast = new BaseForecast({
    baseLoads,
    timeZone: site.timeZone,
    readHistory: async (nodeId, fromMs, toMs) =>
      (await store.rollups.read({ nodeId, fromMs, toMs })).map(({ minuteMs, baseLoadKw }) => ({
        atMs: minuteMs,
        baseLoadKw,
      })),
    log: (message) => log({ level: 'warn', message }),
  });
  const { demandCharge } = site.objective;
  const monthPeak =
    demandCharge === undefined
      ? undefined
      : new MonthPeak(demandCharge.nodeId, {
          timeZone: site.timeZone,
          readLoad: async (nodeId, fromMs, toMs) =>
            (await store.rollups.read({ nodeId, fromMs, toMs })).map(({ minuteMs, baseLoadKw, chargingKw }) => ({
              atMs: minuteMs,
              loadKw: baseLoadKw + chargingKw,
            })),
          log: (message) => log({ level: 'warn', message }),
        });
  const planner = new Planner({
    solve: solver.solve,
    ...(solver.solveAll === undefined ? {} : { solveAll: solver.solveAll }),
    ...(monthPeak === undefined ? {} : { monthPeakKw: (atMs: number) => monthPeak.peakKw(atMs) }),
    bounds: CONTROL_BOUNDS,
    objective: site.objective,
    timeZone: site.timeZone,
    forecastBaseKw: (grid, nodeId, slotStartMs) => forecast.upperKw(grid, nodeId, slotStartMs),
    log: (level, message) => log({ level, message }),
  });
  return { baseLoads, estimates, planner };
}
