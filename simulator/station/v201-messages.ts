import { formatTimestamp, type RequestV201, type V201 } from '../../ocpp/protocol/index.ts';
import type { TransactionMoment } from './dialect.ts';
import type { ChargingState, Evse, StatedNeeds } from './evse.ts';
import type { Sample } from './meter.ts';
import type { Message } from './outbox.ts';

export type Event = RequestV201<'TransactionEvent'>;

const STATE: Readonly<Record<ChargingState, NonNullable<Event['transactionInfo']['chargingState']>>> = {
  charging: 'Charging',
  'suspended-ev': 'SuspendedEV',
  'suspended-evse': 'SuspendedEVSE',
};

export type EventFacts = Pick<Event, 'eventType' | 'triggerReason' | 'idToken'> & {
  readonly context?: MeterContext;
  readonly stoppedReason?: NonNullable<Event['transactionInfo']['stoppedReason']>;
};
export type MeterContext = 'Transaction.Begin' | 'Transaction.End' | 'Sample.Periodic' | 'Trigger';

/** One step of a transaction; numbered when it happens, so that a replay after an outage keeps the order. */
export function transactionEvent(moment: TransactionMoment, facts: EventFacts): Message {
  const { evse, transaction, atMs, samples, offline } = moment;
  const { eventType, triggerReason, idToken, context, stoppedReason } = facts;
  const seqNo = transaction.nextSeqNo;
  transaction.nextSeqNo += 1;
  const payload: Event = {
    eventType,
    timestamp: formatTimestamp(atMs),
    triggerReason,
    seqNo,
    ...(offline ? { offline } : {}),
    transactionInfo: {
      transactionId: transaction.transactionId ?? '',
      ...(stoppedReason === undefined ? { chargingState: STATE[transaction.state] } : { stoppedReason }),
      ...(transaction.remoteStartId === undefined ? {} : { remoteStartId: transaction.remoteStartId }),
    },
    ...(eventType === 'Started' && transaction.reservationId !== undefined
      ? { reservationId: transaction.reservationId }
      : {}),
    evse: { id: evse.number, connectorId: 1 },
    ...(idToken === undefined ? {} : { idToken }),
    ...(context === undefined ? {} : { meterValue: [meterValue(atMs, samples, context)] }),
  };
  return { action: 'TransactionEvent', payload: () => payload, durable: true };
}

export function tokenOf(idToken: string): V201.IdTokenType {
  return { idToken, type: 'ISO14443' };
}

/** One meter sample in the shape of 2.0.1. */
export function meterValue(atMs: number, samples: readonly Sample[], context: MeterContext): V201.MeterValueType {
  return {
    timestamp: formatTimestamp(atMs),
    sampledValue: samples.map(({ value, measurand, unit, phase }) => ({
      value,
      context,
      measurand,
      ...(phase === undefined ? {} : { phase }),
      ...(unit === undefined ? {} : { unitOfMeasure: { unit } }),
    })),
  };
}

/** What an ISO 15118 car tells: power, energy and when it leaves. */
export function chargingNeeds(
  evse: Evse,
  needs: StatedNeeds,
  socPercent: number | undefined,
): RequestV201<'NotifyEVChargingNeeds'>['chargingNeeds'] {
  const { connector } = evse;
  const departure = needs.departureMs === undefined ? {} : { departureTime: formatTimestamp(needs.departureMs) };
  const energyWh = needs.energyKwh === undefined ? undefined : Math.round(needs.energyKwh * 1000);
  if (connector.kind === 'DC') {
    return {
      requestedEnergyTransfer: 'DC',
      ...departure,
      dcChargingParameters: {
        // An 800 V battery's limits.
        evMaxCurrent: Math.round((needs.maximumKw * 1000) / 400),
        evMaxVoltage: 900,
        evMaxPower: Math.round(needs.maximumKw * 1000),
        ...(energyWh === undefined ? {} : { energyAmount: energyWh }),
        ...(socPercent === undefined ? {} : { stateOfCharge: Math.round(socPercent) }),
      },
    };
  }
  const phaseCount = Math.max(1, connector.phases.length);
  return {
    requestedEnergyTransfer:
      phaseCount === 3 ? 'AC_three_phase' : phaseCount === 2 ? 'AC_two_phase' : 'AC_single_phase',
    ...departure,
    ...(energyWh === undefined
      ? {}
      : {
          acChargingParameters: {
            energyAmount: energyWh,
            evMinCurrent: 6,
            evMaxCurrent: Math.floor((needs.maximumKw * 1000) / connector.voltageV / phaseCount + 1e-6),
            evMaxVoltage: connector.voltageV,
          },
        }),
  };
}
