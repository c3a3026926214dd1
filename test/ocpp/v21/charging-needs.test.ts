import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { needsV21 } from '../../../ocpp/v21/charging-needs.ts';

const AC = { energyAmount: 20_000, evMinCurrent: 6, evMaxCurrent: 16, evMaxVoltage: 230 };
const none = { clockLagMs: 0 };
type Wire = Parameters<typeof needsV21>[0];

describe('what a car of 2.1 asks for', () => {
  it.each([
    ['AC_single_phase', 3.68],
    ['AC_two_phase', 7.36],
    ['AC_three_phase', 11.04],
    // How many phases a bidirectional car uses is not said: as many as there are.
    ['AC_BPT', 11.04],
    ['AC_BPT_DER', 11.04],
    ['AC_DER', 11.04],
  ] as const)('%s: phases of 16 A', (requestedEnergyTransfer, maximumKw) => {
    expect(needsV21({ requestedEnergyTransfer, acChargingParameters: AC }, none)).toEqual({ energyKwh: 20, maximumKw });
  });

  it.each([
    ['nothing more', {}, {}, {}],
    ['power of one phase is the whole', { maxChargePower: 7_400 }, { maximumKw: 7.4 }, {}],
    [
      'power of three phases is their sum',
      { maxChargePower: 3_000, maxChargePower_L2: 3_000, maxChargePower_L3: 1_000 },
      { maximumKw: 7 },
      {},
    ],
    ['no power is not a wish for none', { maxChargePower: 0 }, {}, {}],
    ['what cannot be meant', { maxChargePower: -5, evTargetEnergyRequest: 2_000_000, maxDischargePower: 1e9 }, {}, {}],
    [
      'what it gives back',
      {
        minDischargePower: 1_000,
        maxDischargePower: 4_000,
        maxDischargePower_L2: 4_000,
        maxDischargePower_L3: 3_000,
        evMinV2XEnergyRequest: 0,
        evMaxV2XEnergyRequest: 12_000,
        targetSoC: 80,
      },
      {},
      {
        minimumDischargeKw: 1,
        maximumDischargeKw: 11,
        minimumEnergyKwh: 0,
        maximumEnergyKwh: 12,
        targetSocPercent: 80,
      },
    ],
  ] as const)('ISO 15118-20: %s', (_, v2xChargingParameters, more, v2x) => {
    const needs: Wire = { requestedEnergyTransfer: 'DC_BPT', v2xChargingParameters };
    expect(needsV21(needs, none)).toEqual({ ...more, v2x });
  });

  it('what the older parameters tell comes before those of ISO 15118-20', () => {
    const needs: Wire = {
      requestedEnergyTransfer: 'AC_BPT',
      acChargingParameters: AC,
      v2xChargingParameters: { maxChargePower: 99_000, evTargetEnergyRequest: 99_000 },
    };
    expect(needsV21(needs, none)).toEqual({ energyKwh: 20, maximumKw: 11.04, v2x: {} });
  });

  it('is never below zero and never beyond what can be meant, whatever is sent', () => {
    const watts = fc.double({ noNaN: true });
    const parameters = fc.record(
      {
        maxChargePower: watts,
        maxChargePower_L2: watts,
        minDischargePower: watts,
        maxDischargePower: watts,
        maxDischargePower_L3: watts,
        evTargetEnergyRequest: watts,
        evMinV2XEnergyRequest: watts,
        evMaxV2XEnergyRequest: watts,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(parameters, (v2xChargingParameters) => {
        const { v2x, ...needs } = needsV21({ requestedEnergyTransfer: 'DC_BPT', v2xChargingParameters }, none);
        const numbers = [...Object.values(needs), ...Object.values(v2x ?? {})];
        expect(numbers.filter((value) => !(value >= 0 && value <= 10_000))).toEqual([]);
      }),
    );
  });
});
