import type { RequestV21, V21 } from '../../ocpp/protocol/index.ts';
import type { Dialect } from './dialect.ts';
import type { Evse, StatedNeeds } from './evse.ts';
import { V21_HANDLERS } from './v21-handlers.ts';
import { v201 } from './v201.ts';
import { chargingNeeds } from './v201-messages.ts';

/** OCPP 2.1: 2.0.1 and its additions. */
export const v21: Dialect = {
  ...v201,
  needs: (evse, needs, socPercent) => {
    const payload: RequestV21<'NotifyEVChargingNeeds'> = {
      evseId: evse.number,
      chargingNeeds: { ...chargingNeeds(evse, needs, socPercent), ...bidirectional(evse, needs) },
    };
    return { action: 'NotifyEVChargingNeeds', payload };
  },
  handlers: V21_HANDLERS,
};

/** What a car that could also give energy back says of itself (ISO 15118-20, BPT): all powers in W. */
function bidirectional(evse: Evse, needs: StatedNeeds): Partial<V21.ChargingNeedsType> {
  const { maximumDischargeKw } = needs;
  if (maximumDischargeKw === undefined) return {};
  return {
    requestedEnergyTransfer: evse.connector.kind === 'DC' ? 'DC_BPT' : 'AC_BPT',
    v2xChargingParameters: {
      maxChargePower: Math.round(needs.maximumKw * 1000),
      maxDischargePower: Math.round(maximumDischargeKw * 1000),
      ...(needs.energyKwh === undefined ? {} : { evTargetEnergyRequest: Math.round(needs.energyKwh * 1000) }),
    },
  };
}
