import { createScorekeeper } from '../../simulator/index.ts';
import type { Fleet, Scenario, Scorekeeper } from '../../simulator/index.ts';
import { monotonicMs } from '../clock.ts';
import type { Service } from '../service.ts';
import { momentOf, ReasonTally } from './demo-reasons.ts';
import type { Reasons } from './demo-reasons.ts';
import type { ControlView } from '../control/index.ts';
import type { ReportPoint } from './report.ts';

const SAMPLE_MS = 10_000;
/** A progress line this often in real time. */
const PROGRESS_REAL_MS = 5_000;
/** Physics of the fleet. */
export const STEP_MS = 1_000;

export type Watch = {
  readonly scorekeeper: Scorekeeper;
  readonly series: readonly ReportPoint[];
  peakKw(): number;
  /** Why cars got no more, and who used the capacity node when it mattered. */
  reasons(): Reasons;
  /** Ends the watching. */
  close(): void;
  step(truth: ReturnType<Fleet['truth']>, fleet: Fleet): void;
};

/** Keeps score of what really flows, and says how it goes. */
export function watchTruth(scenario: Scenario, service: Service, say: (line: string) => void): Watch {
  const scorekeeper = createScorekeeper(scenario);
  const series: ReportPoint[] = [];
  const { capacityNodeId } = scenario;
  const tally = new ReasonTally();
  const close = service.control.onTick((view) => tally.add(view));
  const ratingKw = limitNow(scenario, -Infinity);
  let peakKw = 0;
  let deepestKw = ratingKw;
  /** As the service saw it; of the deepest limit its end, when all that had to follow has followed. */
  let atPeak: ControlView | undefined;
  let inDeepestCut: ControlView | undefined;
  let saidRealMs = monotonicMs();
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: scenario.timeZone, hour: '2-digit', minute: '2-digit' });
  return {
    scorekeeper,
    series,
    peakKw: () => peakKw,
    reasons: () => ({
      shares: tally.shares(),
      moments: (
        [
          ['At the peak', atPeak],
          ['In the deepest cut', inDeepestCut],
        ] as const
      ).flatMap(
        ([title, view]) =>
          (view && momentOf({ title, view, nodeId: capacityNodeId, timeZone: scenario.timeZone })) ?? [],
      ),
    }),
    close,
    step: (truth, fleet) => {
      scorekeeper.record(truth, STEP_MS);
      const nodeKw = truth.nodeKw.get(capacityNodeId) ?? 0;
      const chargingKw = truth.nodeChargingKw.get(capacityNodeId) ?? 0;
      const limitKw = limitNow(scenario, truth.atMs);
      if (nodeKw > peakKw) {
        peakKw = nodeKw;
        atPeak = service.control.view();
      }
      if (limitKw < ratingKw && limitKw <= deepestKw) {
        deepestKw = limitKw;
        inDeepestCut = service.control.view();
      }
      if (truth.atMs - (series.at(-1)?.atMs ?? -Infinity) >= SAMPLE_MS)
        series.push({ atMs: truth.atMs, baseLoadKw: nodeKw - chargingKw, chargingKw, limitKw });
      if (monotonicMs() - saidRealMs < PROGRESS_REAL_MS) return;
      saidRealMs = monotonicMs();
      const { online, total } = fleet.stations();
      const open = service.control.view().sessions.length;
      say(
        `${time.format(truth.atMs)}  load ${nodeKw.toFixed(0)} of ${limitKw.toFixed(0)} kW, charging ${chargingKw.toFixed(0)} kW, ${open} sessions, ${online}/${total} stations`,
      );
    },
  };
}

/** Rating and envelopes of the capacity node at an instant. */
function limitNow({ grid, events, capacityNodeId }: Scenario, atMs: number): number {
  const ratingKw = grid.nodes.find((node) => node.id === capacityNodeId)?.ratingKw ?? Infinity;
  return events
    .filter((event) => event.nodeId === capacityNodeId && event.startMs <= atMs && atMs < event.endMs)
    .reduce((lowest, event) => Math.min(lowest, event.limitKw), ratingKw);
}
