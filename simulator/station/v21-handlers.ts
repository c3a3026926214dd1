import { validateRequest, type ActionV21, type RequestV21, type ResponseV21 } from '../../ocpp/protocol/index.ts';
import type { Dialect } from './dialect.ts';
import { StationError } from './link.ts';
import type { Station } from './station.ts';
import { V201_HANDLERS } from './v201-handlers.ts';
import { importLimit } from './v201-profile.ts';

/** What a central system may ask of a 2.1 station: all of 2.0.1, and the additions that a charger without inverter or shop has. */
export const V21_HANDLERS: Dialect['handlers'] = {
  ...V201_HANDLERS,
  UpdateDynamicSchedule: handler('UpdateDynamicSchedule', (station, { chargingProfileId, scheduleUpdate }) => {
    const limit = importLimit(scheduleUpdate);
    const done = limit !== undefined && station.profiles.update(chargingProfileId, limit);
    return { status: done ? 'Accepted' : 'Rejected' };
  }),
  // It keeps no profile of the purpose PriorityCharging (2.1: K23).
  UsePriorityCharging: handler('UsePriorityCharging', (station, { transactionId }) => ({
    status: isRunning(station, transactionId) ? 'NoProfile' : 'Rejected',
  })),
  NotifyAllowedEnergyTransfer: handler('NotifyAllowedEnergyTransfer', (station, { transactionId }) => ({
    status: isRunning(station, transactionId) ? 'Accepted' : 'Rejected',
  })),
  // No inverter: nothing to control or to regulate with.
  SetDERControl: handler('SetDERControl', () => ({ status: 'NotSupported' })),
  GetDERControl: handler('GetDERControl', () => ({ status: 'NotSupported' })),
  ClearDERControl: handler('ClearDERControl', () => ({ status: 'NotSupported' })),
  AFRRSignal: handler('AFRRSignal', () => ({ status: 'Rejected' })),
  SetDefaultTariff: handler('SetDefaultTariff', (station, { evseId, tariff }) => {
    if (evseId !== 0 && station.evse(evseId) === undefined) return { status: 'Rejected' };
    station.notes.keep('tariff', tariff.tariffId, { evseId, tariff });
    return { status: 'Accepted' };
  }),
  GetTariffs: handler('GetTariffs', (station) => {
    const kept = station.notes.all('tariff') as readonly RequestV21<'SetDefaultTariff'>[];
    if (kept.length === 0) return { status: 'NoTariff' };
    const tariffAssignments = kept.map(({ evseId, tariff }) => ({
      tariffId: tariff.tariffId,
      tariffKind: 'DefaultTariff' as const,
      evseIds: [evseId],
    }));
    return { status: 'Accepted', tariffAssignments };
  }),
  ClearTariffs: handler('ClearTariffs', (station, { tariffIds }) => {
    const kept = station.notes.all('tariff') as readonly RequestV21<'SetDefaultTariff'>[];
    const ids = tariffIds ?? kept.map(({ tariff }) => tariff.tariffId);
    const results = ids.map((tariffId) => ({
      tariffId,
      status: station.notes.remove('tariff', tariffId) ? ('Accepted' as const) : ('NoTariff' as const),
    }));
    return { clearTariffsResult: results.length === 0 ? [{ status: 'NoTariff' }] : results };
  }),
  ChangeTransactionTariff: handler('ChangeTransactionTariff', (station, { transactionId }) => ({
    status: isRunning(station, transactionId) ? 'Rejected' : 'TxNotFound',
  })),
  RequestBatterySwap: handler('RequestBatterySwap', () => ({ status: 'Rejected' })),
  GetPeriodicEventStream: handler('GetPeriodicEventStream', () => ({})),
  AdjustPeriodicEventStream: handler('AdjustPeriodicEventStream', () => ({ status: 'Rejected' })),
};

function isRunning(station: Station, transactionId: string): boolean {
  return station.evses.some(({ transaction }) => transaction?.transactionId === transactionId);
}

function handler<A extends ActionV21>(
  action: A,
  answer: (station: Station, request: RequestV21<A>) => ResponseV21<A>,
): Dialect['handlers'][string] {
  return (station, payload) => {
    const violation = validateRequest('2.1', action, payload);
    if (violation !== undefined) throw new StationError(violation.code, violation.description);
    return answer(station, payload);
  };
}
