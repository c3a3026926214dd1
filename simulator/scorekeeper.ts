import type { Grid, NodeId } from '../dispatch/index.ts';
import type { ScenarioEvent } from './scenario.ts';
import type { Truth } from './truth.ts';
import type { SessionResult } from './world.ts';

/** A session is fully served when it got this share of its need. */
export const FULLY_SERVED_SHARE = 0.99;
/** Absorbs the rounding of sums, not a violation: 0.001 %. */
const TOLERANCE = 1e-5;

export type NodeScore = {
  readonly nodeId: NodeId;
  /** Base load and charging together. */
  readonly peakKw: number;
  readonly peakPhaseA: readonly [number, number, number];
  readonly chargingKwh: number;
  /** Seconds in which the node, one of its phases or one of its phasor rows was above its rating or a limit in force. */
  readonly aboveCapacityS: number;
};

export type Violation = {
  readonly rowId: string;
  readonly nodeId: NodeId;
  readonly aboveS: number;
  /** The worst instant, in the row's own unit (kW or A). */
  readonly worst: { readonly atMs: number; readonly load: number; readonly capacity: number };
};

/** How fast the charging followed a limit that nobody was told of before. */
export type Reaction = {
  readonly nodeId: NodeId;
  readonly startMs: number;
  readonly limitKw: number;
  /** undefined = never got below it while it lasted. */
  readonly reactionS?: number;
};

export type Score = {
  readonly secondsAboveCapacity: number;
  readonly nodes: readonly NodeScore[];
  readonly violations: readonly Violation[];
  readonly reactions: readonly Reaction[];
  /** Over the sessions that have left. */
  readonly sessionsLeft: number;
  readonly needKwh: number;
  readonly deliveredKwh: number;
  /** Of what those sessions needed; 100 when none has left. */
  readonly energyDeliveredPercent: number;
  readonly sessionsFullyServedPercent: number;
};

export interface Scorekeeper {
  /** What flowed during the `stepMs` before `truth.atMs`. */
  record(truth: Truth, stepMs: number): void;
  score(sessions: readonly SessionResult[]): Score;
}

/**
 * The one way in which truth is scored. Capacity is the rating without its margin, and every envelope in force. An emergency
 * that was not announced gives a reaction time, which is no violation; whatever exceeds it later is one.
 */
export function createScorekeeper({
  grid,
  events,
}: {
  readonly grid: Grid;
  readonly events: readonly ScenarioEvent[];
}): Scorekeeper {
  const judged = grid.nodes.map((node) => ({
    node,
    totals: emptyNode(),
    kwRow: { rowId: `${node.id}/kW`, nodeId: node.id },
    phaseRows: ['L1', 'L2', 'L3'].map((phase): RowName => ({ rowId: `${node.id}/${phase}`, nodeId: node.id })),
  }));
  const totalsOf = new Map(judged.map(({ node, totals }) => [node.id, totals]));
  const violations = new Map<string, Mutable<Violation>>();
  const reactions = new Map<ScenarioEvent, { belowAtMs: number | undefined }>(
    events.filter((event) => event.mode === 'emergency').map((event) => [event, { belowAtMs: undefined }]),
  );
  let aboveS = 0;

  function envelopeCapacityKw(nodeId: NodeId, atMs: number, loadKw: number): number {
    let capacityKw = Number.POSITIVE_INFINITY;
    for (const event of events) {
      if (event.nodeId !== nodeId || event.atMs > atMs || event.startMs > atMs || event.endMs <= atMs) continue;
      const reaction = reactions.get(event);
      if (reaction !== undefined && reaction.belowAtMs === undefined) {
        if (loadKw > event.limitKw * (1 + TOLERANCE)) continue;
        reaction.belowAtMs = atMs;
      }
      capacityKw = Math.min(capacityKw, event.limitKw);
    }
    return capacityKw;
  }

  return {
    record(truth, stepMs) {
      const stepS = stepMs / 1000;
      const aboveNodes = new Set<NodeId>();
      const judge = ({ rowId, nodeId }: RowName, load: number, capacity: number): void => {
        if (!(load > capacity * (1 + TOLERANCE) + TOLERANCE)) return;
        aboveNodes.add(nodeId);
        const worst = { atMs: truth.atMs, load, capacity };
        const known = violations.get(rowId);
        if (known === undefined) violations.set(rowId, { rowId, nodeId, aboveS: stepS, worst });
        else {
          known.aboveS += stepS;
          if (load - capacity > known.worst.load - known.worst.capacity) known.worst = worst;
        }
      };
      for (const { node, totals, kwRow, phaseRows } of judged) {
        const loadKw = truth.nodeKw.get(node.id) ?? 0;
        const loadA = truth.nodePhaseA.get(node.id) ?? [0, 0, 0];
        totals.peakKw = Math.max(totals.peakKw, loadKw);
        totals.chargingKwh += ((truth.nodeChargingKw.get(node.id) ?? 0) * stepS) / 3600;
        const limitKw = Math.min(
          node.ratingKw ?? Number.POSITIVE_INFINITY,
          envelopeCapacityKw(node.id, truth.atMs, loadKw),
        );
        judge(kwRow, loadKw, limitKw);
        for (let phase = 0; phase < phaseRows.length; phase += 1) {
          const row = phaseRows[phase];
          const load = loadA[phase] ?? 0;
          totals.peakPhaseA[phase] = Math.max(totals.peakPhaseA[phase] ?? 0, load);
          if (row !== undefined && node.ratingA !== undefined) judge(row, load, node.ratingA);
        }
      }
      for (const row of truth.rows) judge(row, row.magnitudeA, row.limitA);
      for (const nodeId of aboveNodes) {
        const totals = totalsOf.get(nodeId);
        if (totals !== undefined) totals.aboveCapacityS += stepS;
      }
      if (aboveNodes.size > 0) aboveS += stepS;
    },

    score(sessions) {
      const left = sessions.filter((session) => session.left);
      const needKwh = sum(left.map((session) => session.needKwh));
      const deliveredKwh = sum(left.map((session) => session.deliveredKwh));
      const served = left.filter((session) => session.deliveredKwh >= session.needKwh * FULLY_SERVED_SHARE).length;
      return {
        secondsAboveCapacity: aboveS,
        nodes: judged.map(({ node, totals }) => ({ nodeId: node.id, ...totals })),
        violations: [...violations.values()],
        reactions: [...reactions].map(([event, { belowAtMs }]) => ({
          nodeId: event.nodeId,
          startMs: event.startMs,
          limitKw: event.limitKw,
          ...(belowAtMs === undefined ? {} : { reactionS: (belowAtMs - Math.max(event.startMs, event.atMs)) / 1000 }),
        })),
        sessionsLeft: left.length,
        needKwh,
        deliveredKwh,
        energyDeliveredPercent: needKwh === 0 ? 100 : (100 * deliveredKwh) / needKwh,
        sessionsFullyServedPercent: left.length === 0 ? 100 : (100 * served) / left.length,
      };
    },
  };
}

type RowName = { readonly rowId: string; readonly nodeId: NodeId };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function emptyNode(): {
  peakKw: number;
  peakPhaseA: [number, number, number];
  chargingKwh: number;
  aboveCapacityS: number;
} {
  return { peakKw: 0, peakPhaseA: [0, 0, 0], chargingKwh: 0, aboveCapacityS: 0 };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
