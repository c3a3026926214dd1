import type { Quirks } from './quirks.ts';

type Measured = { readonly powerKw?: number; readonly offeredKw?: number; readonly energyKwh?: number };

/** Measured values of a model that is known to write them in other units than it says. */
export function corrected<Values extends Measured>(values: Values, quirks: Quirks | undefined): Values {
  if (quirks?.powerInKw !== true && quirks?.registerFactor === undefined) return values;
  const { powerKw, offeredKw, energyKwh } = values;
  const powerFactor = quirks.powerInKw === true ? 1_000 : 1;
  return {
    ...values,
    ...(powerKw === undefined ? {} : { powerKw: powerKw * powerFactor }),
    ...(offeredKw === undefined ? {} : { offeredKw: offeredKw * powerFactor }),
    ...(energyKwh === undefined ? {} : { energyKwh: registerKwh(energyKwh, quirks) }),
  };
}

/** A register that counts too much. */
export function registerKwh(energyKwh: number, quirks: Quirks | undefined): number {
  return energyKwh / (quirks?.registerFactor ?? 1);
}
