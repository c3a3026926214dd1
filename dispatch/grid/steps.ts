import type { Connector } from './grid.ts';
import { kwPerA } from './grid.ts';

/** Relative: 6 A that went through kW and back is still 6 A, not 5. */
export const STEP_TOLERANCE = 1e-6;
/** DC chargers take limits in tenths of a kW (OCPP's one decimal of a watt profile in practice: 100 W). */
const DC_STEPS_PER_KW = 10;

/** Which limits a charger accepts. */
export type Steps = {
  /** Steps per kW: 1 A on its phases (AC), a tenth of a kW (DC), or the charger's own `stepKw`. */
  readonly perKw: number;
  readonly minimumKw: number;
  /** The steps where not every whole one is accepted, ascending. */
  readonly allowed: readonly number[] | undefined;
};

export function stepsOf(connector: Connector): Steps {
  const { minimumKw, allowedA, stepKw } = connector;
  if (allowedA === undefined && stepKw !== undefined) return { perKw: 1 / stepKw, minimumKw, allowed: undefined };
  const ampereKw = kwPerA(connector);
  if (ampereKw === undefined) return { perKw: DC_STEPS_PER_KW, minimumKw, allowed: undefined };
  return { perKw: 1 / ampereKw, minimumKw, allowed: allowedA };
}

/** The largest step <= `powerKw` that the charger accepts: 0 or >= its minimum. */
export function floorToStepKw(connector: Connector, powerKw: number): number {
  return stepDownKw(stepsOf(connector), powerKw);
}

/** The least step above `limitKw` (itself a step): its minimum when it is 0; undefined at the top of a charger's set. */
export function nextStepKw(connector: Connector, limitKw: number): number | undefined {
  return stepUpKw(stepsOf(connector), limitKw);
}

/** `floorToStepKw` of a charger with these steps. */
export function stepDownKw({ perKw, minimumKw, allowed }: Steps, powerKw: number): number {
  if (!(powerKw > 0)) return 0;
  const steps = powerKw * perKw;
  const step =
    allowed === undefined
      ? Math.floor(steps + STEP_TOLERANCE * Math.max(1, steps))
      : (allowed.findLast((one) => one <= steps * (1 + STEP_TOLERANCE)) ?? 0);
  const limitKw = step / perKw;
  return step > 0 && limitKw >= minimumKw * (1 - STEP_TOLERANCE) ? limitKw : 0;
}

/** `nextStepKw` of a charger with these steps. */
export function stepUpKw({ perKw, minimumKw, allowed }: Steps, limitKw: number): number | undefined {
  const above = Math.max(limitKw * perKw, minimumKw * perKw * (1 - 2 * STEP_TOLERANCE) - STEP_TOLERANCE);
  const next =
    allowed === undefined
      ? Math.floor(above + STEP_TOLERANCE * Math.max(1, above)) + 1
      : allowed.find((one) => one > above * (1 + STEP_TOLERANCE));
  return next === undefined ? undefined : next / perKw;
}
