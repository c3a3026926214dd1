/** Units in, for what 2.1 adds to the needs of a car: bidirectional modes and ISO 15118-20 parameters. Pure. */
import type { V2xNeeds } from '../events.ts';
import { chargingNeeds, type ChargingNeeds } from '../metering/index.ts';
import type { RequestV21, V21 } from '../protocol/index.ts';

type Wire = RequestV21<'NotifyEVChargingNeeds'>['chargingNeeds'];
type V2xWire = V21.V2XChargingParametersType;
type ModeV201 = Parameters<typeof chargingNeeds>[0]['requestedEnergyTransfer'];

/** The modes of 2.1 in those of 2.0.1: only the number of conductors counts there; unknown ones as three phases. */
const MODES: Readonly<Record<Wire['requestedEnergyTransfer'], ModeV201>> = {
  AC_single_phase: 'AC_single_phase',
  AC_two_phase: 'AC_two_phase',
  AC_three_phase: 'AC_three_phase',
  AC_BPT: 'AC_three_phase',
  AC_BPT_DER: 'AC_three_phase',
  AC_DER: 'AC_three_phase',
  DC: 'DC',
  DC_BPT: 'DC',
  DC_ACDP: 'DC',
  DC_ACDP_BPT: 'DC',
  WPT: 'DC',
};
// Above these nothing on the road is meant.
const MAX_KW = 10_000;
const MAX_KWH = 1_500;

/** As in 2.0.1; where the car speaks ISO 15118-20, its v2x parameters fill what the older ones do not tell. */
export function needsV21(
  {
    requestedEnergyTransfer,
    acChargingParameters,
    dcChargingParameters,
    departureTime,
    v2xChargingParameters: v2x,
  }: Wire,
  { clockLagMs }: { readonly clockLagMs: number },
): ChargingNeeds & { readonly v2x?: V2xNeeds } {
  const older = chargingNeeds(
    {
      requestedEnergyTransfer: MODES[requestedEnergyTransfer],
      ...(acChargingParameters === undefined ? {} : { acChargingParameters }),
      ...(dcChargingParameters === undefined ? {} : { dcChargingParameters }),
      ...(departureTime === undefined ? {} : { departureTime }),
    },
    { clockLagMs },
  );
  if (v2x === undefined) return older;
  const energyKwh = within(v2x.evTargetEnergyRequest, MAX_KWH);
  const maximumKw = within(sum(v2x.maxChargePower, v2x.maxChargePower_L2, v2x.maxChargePower_L3), MAX_KW);
  return {
    ...(energyKwh === undefined ? {} : { energyKwh }),
    ...(maximumKw === undefined || maximumKw === 0 ? {} : { maximumKw }),
    ...older,
    v2x: givesBack(v2x),
  };
}

function givesBack(v2x: V2xWire): V2xNeeds {
  const minimumDischargeKw = within(
    sum(v2x.minDischargePower, v2x.minDischargePower_L2, v2x.minDischargePower_L3),
    MAX_KW,
  );
  const maximumDischargeKw = within(
    sum(v2x.maxDischargePower, v2x.maxDischargePower_L2, v2x.maxDischargePower_L3),
    MAX_KW,
  );
  const minimumEnergyKwh = within(v2x.evMinV2XEnergyRequest, MAX_KWH);
  const maximumEnergyKwh = within(v2x.evMaxV2XEnergyRequest, MAX_KWH);
  const { targetSoC } = v2x;
  return {
    ...(minimumDischargeKw === undefined ? {} : { minimumDischargeKw }),
    ...(maximumDischargeKw === undefined ? {} : { maximumDischargeKw }),
    ...(minimumEnergyKwh === undefined ? {} : { minimumEnergyKwh }),
    ...(maximumEnergyKwh === undefined ? {} : { maximumEnergyKwh }),
    ...(targetSoC === undefined ? {} : { targetSocPercent: targetSoC }),
  };
}

/** Watts of all phases; the first field alone is the total of a car that tells no phases. */
function sum(first: number | undefined, ...others: readonly (number | undefined)[]): number | undefined {
  return first === undefined ? undefined : others.reduce((total: number, other) => total + (other ?? 0), first);
}

/** Thousandths of a wire value in W or Wh; what cannot be meant is unknown. */
function within(value: number | undefined, maximum: number): number | undefined {
  return value === undefined || value < 0 || value / 1000 > maximum ? undefined : value / 1000;
}
