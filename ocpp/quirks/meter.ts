import type { Quirks } from './quirks.ts';

type Measured = {
  readonly powerKw: number | undefined;
  readonly offeredKw: number | undefined;
  readonly energyKwh: number | undefined;
};

/** Measured values of a model that is known to write them in other units than it says. */
export function corrected<Values extends Measured>(values: Values, quirks: Quirks | undefined): Values {
  if (quirks?.powerInKw !== true && quirks?.registerFactor === undefined) return values;
  const { powerKw, offeredKw, energyKwh } = values;
  const powerFactor = quirks.powerInKw === true ? 1_000 : 1;
  return {
    ...values,
    powerKw: powerKw === undefined ? undefined : powerKw * powerFactor,
    offeredKw: offeredKw === undefined ? undefined : offeredKw * powerFactor,
    energyKwh: energyKwh === undefined ? undefined : registerKwh(energyKwh, quirks),
  };
}

/** A register that counts too much. */
export function registerKwh(energyKwh: number, quirks: Quirks | undefined): number {
  return energyKwh / (quirks?.registerFactor ?? 1);
}
