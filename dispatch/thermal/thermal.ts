/**
 * The temperature of a transformer under load, IEC 60076-7:2018 clause 8.2.3 (differential equations), as an alarm and never as capacity:
 * a rating that is not exceeded needs no thermometer, and a model of ours must not talk anyone into exceeding it.
 *
 * top oil       k11 tauOil dO/dt = ((1 + R K^2) / (1 + R))^x oilRiseK + ambient - O
 * gradient 1    k22 tauWinding dH1/dt = k21 K^y gradientK - H1
 * gradient 2    (tauOil / k22) dH2/dt = (k21 - 1) K^y gradientK - H2
 * hot spot      O + H1 - H2
 *
 * Each is linear while the load stands still, so a step of any length is exact for a load that stands still.
 */
export type ThermalCharacteristics = {
  /** Rise of the top oil over the air at rated load, K. */
  readonly oilRiseK: number;
  /** From the top oil to the hot spot at rated load, K. */
  readonly gradientK: number;
  /** Load losses at rated current / no-load losses. */
  readonly lossRatio: number;
  readonly oilExponent: number;
  readonly windingExponent: number;
  readonly oilMs: number;
  readonly windingMs: number;
  readonly k11: number;
  readonly k21: number;
  readonly k22: number;
};

/** A transformer at a node. */
export type Transformer = {
  readonly ratedKva: number;
  /** Power factor of the load: turns its kW into kVA, 0 < powerFactor <= 1. */
  readonly powerFactor: number;
  /** Air around it, degrees Celsius. */
  readonly ambientC: number;
};

export type ThermalState = {
  readonly atMs: number;
  readonly topOilC: number;
  readonly gradient1K: number;
  readonly gradient2K: number;
  /** Hours of normal life that passed since the start: at the reference temperature as many as the clock's. */
  readonly lossOfLifeHours: number;
};

const MINUTE_MS = 60_000;

/** Distribution transformer, ONAN: IEC 60076-7:2018, table 4 (exponents, constants) and annex E (rises, loss ratio). */
export const DISTRIBUTION_ONAN: ThermalCharacteristics = {
  oilRiseK: 55,
  gradientK: 23,
  lossRatio: 5,
  oilExponent: 0.8,
  windingExponent: 1.6,
  oilMs: 180 * MINUTE_MS,
  windingMs: 4 * MINUTE_MS,
  k11: 1,
  k21: 1,
  k22: 2,
};

/** Hot spots of a distribution transformer, table 2: normal cyclic loading, and long-time emergency loading. */
export const HOT_SPOT_LIMITS = { normalC: 120, emergencyC: 140 } as const;

/** Paper that is not upgraded ages at rate 1 here and twice as fast every 6 K above (clause 6.2). */
const REFERENCE_C = 98;
const DOUBLING_K = 6;
/** Ageing is integrated by trapezoids of at most this; the winding's time constant is minutes. */
const LONGEST_STEP_MS = MINUTE_MS;
/** After a longer gap nobody knows what the load was: it is taken as settled at what it is now, and the gap costs no life. */
const LONGEST_GAP_MS = 60 * MINUTE_MS;

/** Load in units of the rating; what is fed back heats as well. Not a number is no load. */
export function loadFactor({ ratedKva, powerFactor }: Transformer, loadKw: number): number {
  return Number.isFinite(loadKw) ? Math.abs(loadKw) / powerFactor / ratedKva : 0;
}

/** Where it settles under a load that stands still: also the best guess where nothing is known of before (clause 8.2.3). */
export function settled(
  transformer: Transformer,
  { loadKw, atMs }: { readonly loadKw: number; readonly atMs: number },
  characteristics: ThermalCharacteristics = DISTRIBUTION_ONAN,
): ThermalState {
  const target = targets(transformer, loadKw, characteristics);
  return { atMs, ...target, lossOfLifeHours: 0 };
}

/** From `before.atMs` to `atMs` under `loadKw`. Time that stands still or runs backwards changes nothing. */
export function advanceThermal(
  before: ThermalState,
  transformer: Transformer,
  { loadKw, atMs }: { readonly loadKw: number; readonly atMs: number },
  characteristics: ThermalCharacteristics = DISTRIBUTION_ONAN,
): ThermalState {
  const spanMs = atMs - before.atMs;
  if (!(spanMs > 0)) return before;
  if (spanMs > LONGEST_GAP_MS)
    return { ...settled(transformer, { loadKw, atMs }, characteristics), lossOfLifeHours: before.lossOfLifeHours };
  const { oilMs, windingMs, k11, k22 } = characteristics;
  const target = targets(transformer, loadKw, characteristics);
  const count = Math.ceil(spanMs / LONGEST_STEP_MS);
  const stepMs = spanMs / count;
  const [oil, first, second] = [k11 * oilMs, k22 * windingMs, oilMs / k22].map((tauMs) => Math.exp(-stepMs / tauMs));
  let state = before;
  for (let step = 0; step < count; step++) {
    const next = {
      atMs: before.atMs + (step + 1) * stepMs,
      topOilC: towards(target.topOilC, state.topOilC, oil),
      gradient1K: towards(target.gradient1K, state.gradient1K, first),
      gradient2K: towards(target.gradient2K, state.gradient2K, second),
    };
    const rate = (ageingRate(hotSpotC(state)) + ageingRate(hotSpotC(next))) / 2;
    state = { ...next, lossOfLifeHours: state.lossOfLifeHours + (rate * stepMs) / 3_600_000 };
  }
  return { ...state, atMs };
}

export function hotSpotC({ topOilC, gradient1K, gradient2K }: Omit<ThermalState, 'atMs' | 'lossOfLifeHours'>): number {
  return topOilC + gradient1K - gradient2K;
}

/** Relative ageing of insulation that is not thermally upgraded: hours of normal life an hour, clause 6.2. */
export function ageingRate(temperatureC: number): number {
  return 2 ** ((temperatureC - REFERENCE_C) / DOUBLING_K);
}

function targets(
  transformer: Transformer,
  loadKw: number,
  { oilRiseK, gradientK, lossRatio, oilExponent, windingExponent, k21 }: ThermalCharacteristics,
): Pick<ThermalState, 'topOilC' | 'gradient1K' | 'gradient2K'> {
  const k = loadFactor(transformer, loadKw);
  const gradient = gradientK * k ** windingExponent;
  return {
    topOilC: transformer.ambientC + oilRiseK * ((1 + lossRatio * k * k) / (1 + lossRatio)) ** oilExponent,
    gradient1K: k21 * gradient,
    gradient2K: (k21 - 1) * gradient,
  };
}

function towards(target: number, from: number, left: number | undefined): number {
  return target + (from - target) * (left ?? 0);
}
