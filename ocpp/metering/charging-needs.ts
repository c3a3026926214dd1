/** Units in, for what a car asks for by ISO 15118 (2.0.1 K15, ChargingNeedsType). Pure. */
import { PLAUSIBLE } from './measure.ts';
import { parseTimestamp, type RequestV201 } from '../protocol/index.ts';

type Wire = RequestV201<'NotifyEVChargingNeeds'>['chargingNeeds'];
export type ChargingNeeds = { readonly energyKwh?: number; readonly departureMs?: number; readonly maximumKw?: number };

/** Above this an AC voltage is line-to-line. */
const LINE_TO_LINE_V = 300;
const CONDUCTORS = { DC: 1, AC_single_phase: 1, AC_two_phase: 2, AC_three_phase: 3 } as const;

/** What cannot be meant (below zero, beyond any car) is left out. The departure is by the station's clock and comes back in ours. */
export function chargingNeeds(needs: Wire, { clockLagMs }: { readonly clockLagMs: number }): ChargingNeeds {
  const energyWh = needs.acChargingParameters?.energyAmount ?? needs.dcChargingParameters?.energyAmount;
  const energyKwh = energyWh === undefined ? undefined : energyWh / 1000;
  const departureMs = needs.departureTime === undefined ? undefined : parseTimestamp(needs.departureTime);
  const maximumKw = maximumKwOf(needs);
  return {
    // The largest lorry battery on the road holds less than 1.5 MWh.
    ...(energyKwh === undefined || energyKwh < 0 || energyKwh > 1_500 ? {} : { energyKwh }),
    ...(departureMs === undefined ? {} : { departureMs: departureMs + clockLagMs }),
    ...(maximumKw === undefined || maximumKw <= 0 || maximumKw > PLAUSIBLE.maximumKw ? {} : { maximumKw }),
  };
}

function maximumKwOf({
  acChargingParameters: ac,
  dcChargingParameters: dc,
  requestedEnergyTransfer,
}: Wire): number | undefined {
  if (dc !== undefined) return (dc.evMaxPower ?? dc.evMaxCurrent * dc.evMaxVoltage) / 1000;
  if (ac === undefined) return undefined;
  const perPhaseV = ac.evMaxVoltage > LINE_TO_LINE_V ? ac.evMaxVoltage / Math.sqrt(3) : ac.evMaxVoltage;
  return (ac.evMaxCurrent * perPhaseV * CONDUCTORS[requestedEnergyTransfer]) / 1000;
}
