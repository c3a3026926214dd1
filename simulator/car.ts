/** A car at the grid side: losses are part of the energy it needs. */
export type CarSpec = {
  readonly batteryKwh: number;
  readonly arrivalSocPercent: number;
  /** The most it takes: onboard charger (AC) or battery (DC). */
  readonly maximumKw: number;
  /** Phases of its onboard charger; ignored at a DC connector. */
  readonly phaseCount: 1 | 2 | 3;
  /** `two-stage`: full power to 80 % state of charge, then falling. `ideal`: full power to the last kWh. */
  readonly taper: 'two-stage' | 'ideal';
};

/** A plugged-in car. It stops when its need is met or its battery is full. */
export type Car = {
  readonly spec: CarSpec;
  readonly needKwh: number;
  readonly deliveredKwh: number;
  /** Drawn now: the mean over the last step. */
  readonly powerKw: number;
};

const TAPER_FROM_PERCENT = 80;
/** Share of the maximum that is left at 100 %. */
const TAPER_END_SHARE = 0.05;
/** A car follows a changed offer within this time (dispatch: physics to respect). */
const CAR_FOLLOWS_MS = 5000;
/** Need below one watt-hour is met. */
const MET_KWH = 1e-6;

export function plugIn(spec: CarSpec, needKwh: number): Car {
  return { spec, needKwh, deliveredKwh: 0, powerKw: 0 };
}

export function socPercent(car: Car): number {
  return Math.min(100, car.spec.arrivalSocPercent + (100 * car.deliveredKwh) / car.spec.batteryKwh);
}

/** Energy it still wants: to its need, and never beyond a full battery. */
export function wantedKwh(car: Car): number {
  const roomKwh = (car.spec.batteryKwh * (100 - car.spec.arrivalSocPercent)) / 100 - car.deliveredKwh;
  const leftKwh = Math.min(car.needKwh - car.deliveredKwh, roomKwh);
  return leftKwh > MET_KWH ? leftKwh : 0;
}

/** The most the battery takes at a state of charge. */
export function acceptedKw(spec: CarSpec, soc: number): number {
  if (spec.taper === 'ideal' || soc <= TAPER_FROM_PERCENT) return spec.maximumKw;
  const fallen = Math.min(1, (soc - TAPER_FROM_PERCENT) / (100 - TAPER_FROM_PERCENT));
  return spec.maximumKw * (1 - (1 - TAPER_END_SHARE) * fallen);
}

/**
 * The car after `stepMs` at an offer. It ramps linearly so that any change is done within `CAR_FOLLOWS_MS`,
 * and draws exactly the energy it still wants in its last step: the integral of `powerKw` is `deliveredKwh`.
 * The taper is integrated exactly: one step of five minutes gives what 300 of a second give.
 */
export function stepCar(car: Car, { offerKw, stepMs }: { readonly offerKw: number; readonly stepMs: number }): Car {
  const leftKwh = wantedKwh(car);
  if (leftKwh === 0 && car.powerKw === 0) return car;
  const stepH = stepMs / 3_600_000;
  const targetKw = leftKwh === 0 ? 0 : acceptedKwh(car.spec, { soc: socPercent(car), offerKw, hours: stepH }) / stepH;
  const mostKw = (car.spec.maximumKw * stepMs) / CAR_FOLLOWS_MS;
  const rampedKw = car.powerKw + Math.min(mostKw, Math.max(-mostKw, targetKw - car.powerKw));
  const powerKw = Math.min(rampedKw, leftKwh / stepH);
  return { spec: car.spec, needKwh: car.needKwh, powerKw, deliveredKwh: car.deliveredKwh + powerKw * stepH };
}

/** Energy a battery takes in `hours` at a steady offer, from a state of charge on: all that is offered until its taper is below that, then an exponential. */
export function acceptedKwh(
  spec: CarSpec,
  { soc, offerKw, hours }: { readonly soc: number; readonly offerKw: number; readonly hours: number },
): number {
  const steadyKw = Math.max(0, Math.min(offerKw, spec.maximumKw));
  if (steadyKw === 0) return 0;
  if (spec.taper === 'ideal') return steadyKw * hours;
  const fallPercent = ((100 - TAPER_FROM_PERCENT) * (1 - steadyKw / spec.maximumKw)) / (1 - TAPER_END_SHARE);
  const steadyKwh = (Math.max(0, TAPER_FROM_PERCENT + fallPercent - soc) / 100) * spec.batteryKwh;
  const taperH = hours - steadyKwh / steadyKw;
  if (taperH <= 0) return steadyKw * hours;
  // Power falls in proportion to the energy taken, so it decays with time.
  const decayH = (spec.batteryKwh * (100 - TAPER_FROM_PERCENT)) / 100 / (spec.maximumKw * (1 - TAPER_END_SHARE));
  return steadyKwh + Math.min(steadyKw, acceptedKw(spec, soc)) * decayH * -Math.expm1(-taperH / decayH);
}
