import type { Evse } from './evse.ts';
import type { MeterFaults } from './faults.ts';
import type { Sample } from './meter.ts';

const PHASES = ['L1', 'L2', 'L3'] as const;

/** The samples as a station with these faults tells them. */
export function misread(samples: readonly Sample[], faults: MeterFaults, evse: Evse): readonly Sample[] {
  let told = samples;
  if (faults.meterShare !== undefined) told = told.map(scaled(faults.meterShare));
  if (faults.noPower === true) told = told.map((one) => (isPower(one) ? { ...one, value: 0 } : one));
  if (faults.onePhaseOnly === true) told = onePhase(told, evse);
  if (faults.powerPerPhaseOnly === true) told = told.flatMap((one) => perPhase(one, evse));
  if (faults.sumsPhaseCurrents === true) told = summed(told);
  if (faults.kilowattsAsWatts === true) {
    told = told.map((one) => (isPower(one) ? { ...one, value: round(one.value / 1000) } : one));
  }
  if (faults.registerTimes1000 === true) {
    told = told.map((one) => (isRegister(one) ? { ...one, value: one.value * 1000 } : one));
  }
  if (faults.energyInKwh === true) {
    told = told.map((one) => (isRegister(one) ? { ...one, value: round(one.value / 1000), unit: 'kWh' } : one));
  }
  if (faults.noUnits === true) told = told.map(({ unit: _unit, ...rest }) => rest);
  return told;
}

/** A register as a station with these faults tells it in a transaction's messages, Wh. */
export function misreadRegisterWh(registerWh: number, faults: MeterFaults): number {
  const { meterShare = 1, registerTimes1000 = false } = faults;
  return Math.round(registerWh * meterShare * (registerTimes1000 ? 1000 : 1));
}

function scaled(share: number): (sample: Sample) => Sample {
  const lies = new Set<Sample['measurand']>(['Energy.Active.Import.Register', 'Power.Active.Import', 'Current.Import']);
  return (one) => {
    if (!lies.has(one.measurand)) return one;
    const value = one.value * share;
    return { ...one, value: isRegister(one) ? Math.round(value) : round(value) };
  };
}

function onePhase(samples: readonly Sample[], evse: Evse): readonly Sample[] {
  const phaseCount = Math.max(1, evse.connector.phases.length);
  return samples
    .filter(({ phase }) => phase === undefined || phase === 'L1')
    .map((one) => (isPower(one) ? { ...one, value: round(one.value / phaseCount), phase: 'L1' as const } : one));
}

function perPhase(sample: Sample, evse: Evse): readonly Sample[] {
  if (!isPower(sample)) return [sample];
  const phases = PHASES.slice(0, Math.max(1, evse.connector.phases.length));
  return phases.map((phase) => ({ ...sample, value: round(sample.value / phases.length), phase }));
}

function summed(samples: readonly Sample[]): readonly Sample[] {
  const currents = samples.filter(({ measurand }) => measurand === 'Current.Import');
  const value = round(currents.reduce((sum, one) => sum + one.value, 0));
  const phaseCount = Math.max(1, currents.length);
  return [
    ...samples
      .filter(({ measurand }) => measurand !== 'Current.Import')
      .map((one) => (one.measurand === 'Current.Offered' ? { ...one, value: round(one.value * phaseCount) } : one)),
    { value, measurand: 'Current.Import', unit: 'A' },
  ];
}

function isPower({ measurand }: Sample): boolean {
  return measurand === 'Power.Active.Import';
}

function isRegister({ measurand }: Sample): boolean {
  return measurand === 'Energy.Active.Import.Register';
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
