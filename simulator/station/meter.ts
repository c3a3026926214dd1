import { kwPerA } from '../../dispatch/index.ts';
import type { ConnectorReading } from '../world.ts';
import { registerWh, type Evse } from './evse.ts';

/** One value of a meter, before a version gives it its shape. */
export type Sample = {
  readonly value: number;
  readonly measurand:
    | 'Energy.Active.Import.Register'
    | 'Power.Active.Import'
    | 'Current.Import'
    | 'Current.Offered'
    | 'Power.Offered'
    | 'Voltage'
    | 'SoC';
  /** Absent = the default of the measurand. */
  readonly unit?: 'Wh' | 'kWh' | 'W' | 'A' | 'V' | 'Percent';
  readonly phase?: 'L1' | 'L2' | 'L3';
};

/** What a charger sends by default: the register first, so that a reader that stops early has it. */
export const DEFAULT_MEASURANDS =
  'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Current.Offered,Power.Offered,Voltage,SoC';

/** The samples of `measurands` (comma-separated; unknown ones are left out). The SoC only where the car tells it. */
export function samplesOf(evse: Evse, reading: ConnectorReading, measurands: string): readonly Sample[] {
  const { connector } = evse;
  const perA = kwPerA(connector);
  const terminals = (['L1', 'L2', 'L3'] as const).slice(0, connector.phases.length);
  const currents: Sample[] =
    connector.kind === 'DC' || connector.phaseDeg !== undefined
      ? [{ value: round((reading.powerKw * 1000) / connector.voltageV, 2), measurand: 'Current.Import', unit: 'A' }]
      : terminals.map((phase, k) => ({
          value: round(reading.currentA[k] ?? 0, 2),
          measurand: 'Current.Import',
          unit: 'A',
          phase,
        }));
  const all: readonly Sample[] = [
    { value: registerWh(evse, reading), measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
    { value: round(reading.powerKw * 1000, 1), measurand: 'Power.Active.Import', unit: 'W' },
    ...currents,
    ...(perA === undefined
      ? [{ value: round(reading.offeredKw * 1000, 1), measurand: 'Power.Offered', unit: 'W' } as const]
      : [{ value: round(reading.offeredKw / perA, 2), measurand: 'Current.Offered', unit: 'A' } as const]),
    { value: connector.voltageV, measurand: 'Voltage', unit: 'V' },
    ...(reading.socPercent === undefined
      ? []
      : [{ value: round(reading.socPercent, 1), measurand: 'SoC', unit: 'Percent' } as const]),
  ];
  const wanted = new Set(measurands.split(',').map((name) => name.trim()));
  return all.filter((sample) => wanted.has(sample.measurand));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
