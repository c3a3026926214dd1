import { compileGrid, rowCapacities, type ConnectorId, type Grid } from '../../dispatch/index.ts';
import { TRUE_INPUTS, type Believe } from '../believe.ts';
import { envelopeOf } from '../headroom-policy.ts';
import type { Policy, PolicyView } from '../in-process.ts';
import type { ScenarioSession } from '../scenario.ts';
import { RowRoom, type Magnitude } from './row-room.ts';
import { equalShare, inOrder, inTurns, laxityH, smoothedLeastLaxity, type Candidate, type Rule } from './rules.ts';

/** The rules that others publish figures of, by the names of the tables. */
export const BASELINES = {
  fcfs: inOrder(({ arrivalMs }) => arrivalMs),
  edf: inOrder(({ departureMs }) => departureMs),
  llf: inOrder(laxityH),
  'round-robin': inTurns,
  'equal-share': equalShare,
  'smoothed-llf': smoothedLeastLaxity,
  // Dynamic load management as SAP E-Mobility documents it for cars that it knows nothing of: who has received least energy comes first.
  'least-energy-first': inOrder(({ deliveredKwh }) => deliveredKwh),
} as const satisfies Readonly<Record<string, Rule>>;

export type BaselineName = keyof typeof BASELINES;

export type BaselineOptions = {
  readonly rule: BaselineName;
  readonly grid: Grid;
  /** Between two decisions. */
  readonly periodMs: number;
  /** Default: what really happens, as in all published tables. */
  readonly believe?: Believe;
  /** Default `sum`, as the published runs. */
  readonly magnitude?: Magnitude;
  /** What caps a limit: the charger's rating, as in the stored published runs (default), or also what is believed missing in this period. */
  readonly cap?: 'charger' | 'need';
  /**
   * A car that says it is full frees its place, and one whose believed need is met charges on behind all others. Without it (default)
   * the rule trusts what it believes to the end.
   */
  readonly reclaim?: boolean;
};

/** Watts of a decision may still flow when an announced limit begins. */
const ENVELOPE_LEAD_MS = 30_000;
/** Published runs take a car for full below one watt-hour. */
const FULL_KWH = 1e-3;

type Guest = {
  readonly session: ScenarioSession;
  readonly atArrivalKwh: number;
  readonly deliveredKwh: number;
  readonly satisfied: boolean;
};

/** A published rule as a policy. It keeps every row and envelope, knows no ledger, and tells every charger its limit each time. */
export function baselinePolicy(options: BaselineOptions): Policy {
  const { rule, grid, periodMs, believe = TRUE_INPUTS, magnitude = 'sum', cap = 'charger', reclaim = false } = options;
  const compiled = compileGrid(grid);
  const room = new RowRoom(compiled, magnitude);
  const guests = new Map<ConnectorId, Guest>();

  function candidates({ atMs, plugged }: PolicyView): Candidate[] {
    const found: Candidate[] = [];
    for (const { session, reading } of plugged) {
      const index = compiled.connectorIndex.get(session.connectorId) ?? -1;
      const connector = compiled.connectors[index];
      if (connector === undefined) continue;
      const known = guests.get(session.connectorId);
      const atArrivalKwh = known?.session === session ? known.atArrivalKwh : reading.registerKwh;
      const deliveredKwh = reading.registerKwh - atArrivalKwh;
      guests.set(session.connectorId, { session, atArrivalKwh, deliveredKwh, satisfied: reading.satisfied });
      const { departureMs, needKwh } = believe.of(session, { atMs, deliveredKwh, satisfied: reading.satisfied });
      const missingKwh = needKwh - deliveredKwh;
      if (reclaim ? reading.satisfied : missingKwh <= FULL_KWH) continue;
      const isOverdue = missingKwh <= FULL_KWH;
      const remainingKwh = Math.max(0, missingKwh);
      found.push({
        index,
        connector,
        arrivalMs: session.arrivalMs,
        departureMs: isOverdue ? Number.MAX_SAFE_INTEGER : departureMs,
        remainingKwh,
        deliveredKwh,
        mostKw:
          cap === 'charger' || isOverdue
            ? connector.ratingKw
            : Math.min(connector.ratingKw, remainingKwh / (periodMs / 3_600_000)),
      });
    }
    return found.sort((a, b) => a.index - b.index);
  }

  function leave({ atMs, plugged }: PolicyView): void {
    const present = new Set(plugged.map(({ session }) => session));
    for (const [connectorId, { session, deliveredKwh, satisfied }] of guests) {
      if (present.has(session)) continue;
      guests.delete(connectorId);
      believe.left(session, { atMs, deliveredKwh, satisfied });
    }
  }

  return {
    name: rule,
    initialKw: () => 0,
    decide(view) {
      leave(view);
      room.open(
        rowCapacities(compiled, {
          envelopes: view.events.map(envelopeOf),
          baseKw: new Map(compiled.nodes.map(({ id }) => [id, view.baseLoadKw(id)])),
          fromMs: view.atMs,
          toMs: view.atMs + ENVELOPE_LEAD_MS,
        }),
      );
      BASELINES[rule]({ candidates: candidates(view), room, atMs: view.atMs, periodMs });
      return new Map(
        view.plugged.map(({ session: { connectorId } }) => [
          connectorId,
          room.powerKw[compiled.connectorIndex.get(connectorId) ?? -1] ?? 0,
        ]),
      );
    },
  };
}
