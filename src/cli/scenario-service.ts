import { ScaledClock } from '../../simulator/index.ts';
import type { Scenario } from '../../simulator/index.ts';
import { monotonicMs, systemClock } from '../clock.ts';
import type { SiteConfig } from '../config/index.ts';

/** The site of a scenario, as its grid file would say it. */
export function siteOf(scenario: Scenario): SiteConfig {
  return {
    name: scenario.name,
    timeZone: scenario.timeZone,
    grid: scenario.grid,
    stations: scenario.stations.map(({ stationId, password }) => ({ stationId, password, planned: false })),
    unknownStations: 'refuse',
    defaults: { energyKwh: 20, stayMs: 4 * 3_600_000 },
    objective: { kind: 'quick', prices: [] },
    // No `restoration`: a scenario begins in the middle of a day. Its stations boot together because we start, not because they were dark.
  };
}

/** Above this speed the clock is pumped more often, so that each pump still passes less than a tick. */
const FINE_STEP_SPEED = 150;

/** A clock that stands at the scenario's start until it is started, `speed` virtual seconds per real second. */
export function scenarioClock(scenario: Scenario, speed: number): ScaledClock {
  return new ScaledClock({
    startMs: scenario.startMs,
    speed,
    stepMs: speed > FINE_STEP_SPEED ? 2 : 5,
    realNowMs: monotonicMs,
    setRealTimer: (run, delayMs) => systemClock.after(delayMs, run),
  });
}
