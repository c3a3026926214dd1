import type { Connector, NodeId, Phase } from '../dispatch/index.ts';
import type { CarSpec } from './car.ts';
import type { Random } from './random.ts';

/** Line to neutral in the scenarios' low-voltage grid. */
export const GRID_VOLTAGE_V = 220;
/** Least current of AC charging (IEC 61851-1). */
const MINIMUM_A = 6;

/** A kind of charging pile with one connector. */
export type PileKind = {
  readonly name: string;
  readonly kind: 'AC' | 'DC';
  readonly phaseCount: 1 | 3;
  /** AC: per phase. */
  readonly ratingA?: number;
  readonly ratingKw?: number;
  readonly failsafeA: number;
};

export const PILE_7KW: PileKind = { name: '7 kW', kind: 'AC', phaseCount: 1, ratingA: 32, failsafeA: 6 };
export const PILE_11KW: PileKind = { name: '11 kW', kind: 'AC', phaseCount: 3, ratingA: 16, failsafeA: 0 };
export const PILE_22KW: PileKind = { name: '22 kW', kind: 'AC', phaseCount: 3, ratingA: 32, failsafeA: 0 };
export const PILE_60KW: PileKind = { name: '60 kW', kind: 'DC', phaseCount: 3, ratingKw: 60, failsafeA: 0 };
export const PILE_120KW: PileKind = { name: '120 kW', kind: 'DC', phaseCount: 3, ratingKw: 120, failsafeA: 0 };

/** DC chargers do not start below this share of their rating. */
const DC_MINIMUM_SHARE = 0.1;
const PHASES: readonly Phase[] = ['L1', 'L2', 'L3'];

export function pileConnector(
  pile: PileKind,
  { stationId, nodeId, index }: { readonly stationId: string; readonly nodeId: NodeId; readonly index: number },
): Connector {
  const kwPerA = (GRID_VOLTAGE_V * pile.phaseCount) / 1000;
  const ratingKw = pile.ratingKw ?? kwPerA * (pile.ratingA ?? 0);
  return {
    id: `${stationId}/1`,
    stationId,
    nodeId,
    kind: pile.kind,
    // Single-phase piles are wired to one phase after the other, as an electrician would.
    phases: pile.phaseCount === 3 ? PHASES : [PHASES[index % 3] ?? 'L1'],
    voltageV: GRID_VOLTAGE_V,
    ratingKw,
    minimumKw: pile.kind === 'DC' ? ratingKw * DC_MINIMUM_SHARE : kwPerA * MINIMUM_A,
    failsafeKw: kwPerA * pile.failsafeA,
    weight: 1,
  };
}

/** A car that may come to such a pile, with room in its battery for what it needs and the taper of its last fifth. */
export function carFor(
  pile: PileKind,
  { needKwh, random }: { readonly needKwh: number; readonly random: Random },
): CarSpec {
  const batteryKwh = Math.round(random.between(45, 90));
  const targetPercent = pile.kind === 'DC' ? random.between(65, 82) : random.between(70, 90);
  const arrivalSocPercent = Math.max(3, targetPercent - (100 * needKwh) / batteryKwh);
  const base = { batteryKwh, arrivalSocPercent, taper: 'two-stage' } as const;
  if (pile.kind === 'DC') return { ...base, maximumKw: Math.round(random.between(50, 130)), phaseCount: 3 };
  if (pile.phaseCount === 1) return { ...base, maximumKw: 7.04, phaseCount: 1 };
  // Onboard chargers in use: mostly 11 kW, some 22 kW, some that use one phase only.
  const draw = random.next();
  if (draw < 0.2) return { ...base, maximumKw: 7.04, phaseCount: 1 };
  return { ...base, maximumKw: draw < 0.75 || pile.ratingA === 16 ? 10.56 : 21.12, phaseCount: 3 };
}
