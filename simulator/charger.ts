import { kwPerA, type Connector, type Phase } from '../dispatch/index.ts';
import type { Car } from './car.ts';

/** One connector of a charger: what it was told and what it applies. */
export type Charger = {
  readonly connector: Connector;
  /** It applies a changed limit this long after it was told (6-7 s on real chargers). */
  readonly lagMs: number;
  /** The limit in force; undefined = no limit, its rating. */
  readonly appliedKw: number | undefined;
  /** Told and not yet applied, in order; at most one a step, so bounded by the lag. */
  readonly told: readonly { readonly limitKw: number | undefined; readonly applyAtMs: number }[];
};

export const MIN_LAG_MS = 6000;
export const MAX_LAG_MS = 7000;
/** Absorbs kW -> A -> kW: 6 A must not become 5.999999 A. */
const STEP_TOLERANCE = 1e-6;
const DEFAULT_PHASES: readonly Phase[] = ['L1', 'L2', 'L3'];
const NO_CURRENT: readonly [number, number, number] = [0, 0, 0];

export function createCharger(connector: Connector, lagMs: number): Charger {
  return { connector, lagMs, appliedKw: undefined, told: [] };
}

/** Tells a limit in kW (for AC: ampere a phase x the connector's conductors). Telling the same again changes nothing. */
export function tell(
  charger: Charger,
  { limitKw, atMs }: { readonly limitKw: number | undefined; readonly atMs: number },
): Charger {
  const last = charger.told.at(-1);
  const currentKw = last === undefined ? charger.appliedKw : last.limitKw;
  if (currentKw === limitKw) return charger;
  if (charger.lagMs === 0) return { ...charger, appliedKw: limitKw };
  return { ...charger, told: [...charger.told, { limitKw, applyAtMs: atMs + charger.lagMs }] };
}

/** Applies what is due. */
export function settle(charger: Charger, atMs: number): Charger {
  if (charger.told.length === 0) return charger;
  const due = charger.told.filter((entry) => entry.applyAtMs <= atMs).at(-1);
  if (due === undefined) return charger;
  return { ...charger, appliedKw: due.limitKw, told: charger.told.filter((entry) => entry.applyAtMs > atMs) };
}

/** What a limit becomes at the plug: whole ampere (or the charger's own set) for AC, nothing below the minimum, never above the rating. */
export function offerKw(connector: Connector, limitKw: number | undefined): number {
  const wantedKw = Math.min(limitKw ?? connector.ratingKw, connector.ratingKw);
  const perA =
    connector.allowedA === undefined && connector.stepKw !== undefined ? connector.stepKw : kwPerA(connector);
  const steppedKw = perA === undefined ? wantedKw : perA * stepA(wantedKw / perA, connector.allowedA);
  return steppedKw < connector.minimumKw * (1 - STEP_TOLERANCE) ? 0 : Math.max(0, steppedKw);
}

function stepA(currentA: number, allowedA: readonly number[] | undefined): number {
  const reachA = currentA * (1 + STEP_TOLERANCE);
  if (allowedA === undefined) return Math.floor(reachA);
  return allowedA.findLast((stepA) => stepA <= reachA) ?? 0;
}

/** The part of an offer that a car can use: it draws on the phases that both have. */
export function usableKw(connector: Connector, offeredKw: number, car: Car): number {
  const conductors = conductorCount(connector);
  if (connector.kind === 'DC' || car.spec.phaseCount >= conductors) return offeredKw;
  return (offeredKw * car.spec.phaseCount) / conductors;
}

/**
 * Current on each conductor at a drawn power; a line-to-line connector has none of its own (see `lineA`).
 * `gridVoltageV` is line to neutral; for DC the connector's own voltage is that of the car's battery.
 */
export function phaseA(
  connector: Connector,
  {
    powerKw,
    carPhases,
    gridVoltageV,
  }: { readonly powerKw: number; readonly carPhases: number; readonly gridVoltageV: number },
): readonly [number, number, number] {
  if (powerKw === 0 || connector.phaseDeg !== undefined) return NO_CURRENT;
  const wired = connector.phases.length === 0 ? DEFAULT_PHASES : connector.phases;
  const usedCount = connector.kind === 'DC' ? wired.length : Math.min(carPhases, wired.length);
  const voltageV = connector.kind === 'DC' ? gridVoltageV : connector.voltageV;
  const eachA = (powerKw * 1000) / (voltageV * usedCount);
  const onPhase = (phase: Phase): number => {
    const place = wired.indexOf(phase);
    return place >= 0 && place < usedCount ? eachA : 0;
  };
  return [onPhase('L1'), onPhase('L2'), onPhase('L3')];
}

/** Currents of the grid's phases in the order of the charger's terminals: its meter calls `connector.phases[0]` L1. */
export function atTerminals(
  { phases }: Connector,
  gridA: readonly [number, number, number],
): readonly [number, number, number] {
  const wired = phases.length === 0 ? DEFAULT_PHASES : phases;
  const at = (terminal: number): number => gridA[DEFAULT_PHASES.indexOf(wired[terminal] ?? 'L1')] ?? 0;
  return [at(0), wired.length > 1 ? at(1) : 0, wired.length > 2 ? at(2) : 0];
}

/** Line current of a connector wired line to line. */
export function lineA(connector: Connector, powerKw: number): number {
  return (powerKw * 1000) / connector.voltageV;
}

function conductorCount(connector: Connector): number {
  return connector.phaseDeg === undefined ? Math.max(1, connector.phases.length) : 1;
}
