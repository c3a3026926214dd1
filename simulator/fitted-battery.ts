import { acceptedKwh } from './car.ts';

/** Usable capacities on the road, from plug-in hybrids to large cars. */
const CAPACITIES_KWH = [8, 16, 24, 40, 60, 85, 100];
const SEARCH_STEPS = 40;
/** Where the taper begins: a need that ends here never meets it. */
const BEFORE_TAPER = 0.8;

/**
 * A battery for a session of which only need and stay are known, as the ACN papers fit it (Lee et al., IEEE TSG 2021): the smallest capacity that can take the
 * need within the stay at full power, and the highest state of charge at arrival from which it still does. That is the most taper that agrees with what really
 * happened. A need that full power cannot meet within the stay gets a battery without taper on its way: there the data's own rounding is to blame.
 */
export function fittedBattery({
  needKwh,
  stayH,
  maximumKw,
}: {
  readonly needKwh: number;
  readonly stayH: number;
  readonly maximumKw: number;
}): { readonly batteryKwh: number; readonly arrivalSocPercent: number } {
  for (const batteryKwh of CAPACITIES_KWH) {
    const reaches = (soc: number): boolean =>
      acceptedKwh(
        { batteryKwh, arrivalSocPercent: soc, maximumKw, phaseCount: 1, taper: 'two-stage' },
        { soc, offerKw: maximumKw, hours: stayH },
      ) >= needKwh;
    if (batteryKwh < needKwh || !reaches(0)) continue;
    // A full battery takes no more, however long it stays.
    let [low, high] = [0, 100 - (100 * needKwh) / batteryKwh];
    if (reaches(high)) low = high;
    for (let step = 0; step < SEARCH_STEPS && low < high; step++) {
      const middle = (low + high) / 2;
      if (reaches(middle)) low = middle;
      else high = middle;
    }
    return { batteryKwh, arrivalSocPercent: low };
  }
  return { batteryKwh: needKwh / BEFORE_TAPER, arrivalSocPercent: 0 };
}
