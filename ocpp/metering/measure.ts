/**
 * Units in: the one place where sampled values become kW, kWh, A, V and percent. Pure; what time says about them is judged in
 * `readings.ts`. Covers 1.6 (section 7.45) and 2.0.1 (SampledValueType): the same measurands, phases and locations.
 */

import { othersOf } from './other-measurands.ts';

/** A sampled value of either version. */
export type Sample = {
  /** 1.6 sends text, 2.0.1 a number. */
  readonly value: string | number;
  readonly measurand?: string;
  readonly phase?: string;
  readonly location?: string;
  readonly context?: string;
  readonly format?: string;
  readonly unit?: string;
  /** 2.0.1: power of ten. */
  readonly multiplier?: number;
  /** 2.x: the same value as its meter has signed it. 2.0.1 has all four, 2.1 may leave out how and with which key. */
  readonly signed?: {
    readonly signedMeterData: string;
    readonly signingMethod?: string;
    readonly encodingMethod?: string;
    readonly publicKey?: string;
  };
};

/** What the samples of one moment say. Fields that are missing or unbelievable are undefined; `flags` says why. */
export type Measured = {
  readonly powerKw: number | undefined;
  readonly currentA: { readonly L1?: number; readonly L2?: number; readonly L3?: number } | undefined;
  readonly voltageV: number | undefined;
  readonly energyKwh: number | undefined;
  readonly socPercent: number | undefined;
  readonly offeredA: number | undefined;
  readonly offeredKw: number | undefined;
  /** What control does not use, see `othersOf`. */
  readonly others: Readonly<Record<string, number>> | undefined;
  readonly flags: readonly string[];
};

export const PLAUSIBLE = {
  // The megawatt charging system ends at 1,250 V x 3,000 A.
  maximumKw: 4_000,
  maximumA: 3_000,
  maximumV: 1_500,
  // Meters show a few watts of noise below zero when nothing flows.
  noiseKw: 0.1,
  // IEC 60038; only where a station sends currents without voltages.
  assumedVoltageV: 230,
  // Power and current x voltage of one moment agree this well on honest meters.
  unitTolerance: 0.25,
} as const;

/** kWh of a register in Wh (1.6 `meterStart`, `meterStop`). */
export function kwhOfWh(energyWh: number): number {
  return energyWh / 1000;
}

/** Reads the samples of one moment. Never throws. */
export function measure(samples: readonly Sample[]): Measured {
  const flags: string[] = [];
  const seen = collect(samples, flags);
  const measured: Measured = {
    powerKw: powerOf(seen, flags),
    currentA: phasesOf(seen['Current.Import']),
    voltageV: meanOf(seen.Voltage),
    energyKwh: sumOf(seen['Energy.Active.Import.Register']),
    socPercent: seen.SoC?.total,
    offeredA: largestOf(seen['Current.Offered']),
    offeredKw: sumOf(seen['Power.Offered']),
    others: othersOf(samples),
    flags,
  };
  if (flags.length > 1) flags.sort();
  return measured;
}

function addFlag(flags: string[], flag: string): void {
  if (!flags.includes(flag)) flags.push(flag);
}

type PhaseName = 'L1' | 'L2' | 'L3';
const PHASE_NAMES: readonly PhaseName[] = ['L1', 'L2', 'L3'];
/** One measurand: the value without a phase, and those per phase. */
type Quantity = Record<'total' | PhaseName, number | undefined>;
/** The measurands that control uses. */
type Seen = Record<Measurand, Quantity | undefined>;
type Measurand =
  | 'Energy.Active.Import.Register'
  | 'Power.Active.Import'
  | 'Power.Offered'
  | 'Current.Import'
  | 'Current.Offered'
  | 'Voltage'
  | 'SoC';

type Scale = {
  /** Units by what divides them into the inside unit. */
  readonly units: Readonly<Record<string, number>>;
  /** Of the specification. */
  readonly defaultUnit: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly flag: string;
};
const POWER: Scale = {
  units: { W: 1000, kW: 1 },
  defaultUnit: 'W',
  minimum: -PLAUSIBLE.noiseKw,
  maximum: PLAUSIBLE.maximumKw,
  flag: 'implausible-power',
};
const CURRENT: Scale = {
  units: { A: 1 },
  defaultUnit: 'A',
  minimum: -1,
  maximum: PLAUSIBLE.maximumA,
  flag: 'implausible-current',
};
const SCALES: Readonly<Record<Measurand, Scale>> = {
  'Energy.Active.Import.Register': {
    units: { Wh: 1000, kWh: 1 },
    defaultUnit: 'Wh',
    minimum: 0,
    maximum: 1e9,
    flag: 'implausible-energy',
  },
  'Power.Active.Import': POWER,
  'Power.Offered': POWER,
  'Current.Import': CURRENT,
  'Current.Offered': CURRENT,
  Voltage: { units: { V: 1 }, defaultUnit: 'V', minimum: 0, maximum: PLAUSIBLE.maximumV, flag: 'implausible-voltage' },
  SoC: { units: { Percent: 1 }, defaultUnit: 'Percent', minimum: 0, maximum: 100, flag: 'implausible-soc' },
};
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function collect(samples: readonly Sample[], flags: string[]): Seen {
  // Some stations put the register of the begin and of the end under one timestamp: that of the end.
  const isMixed = samples.some(({ context }) => context !== 'Transaction.Begin');
  // Power is taken at the outlet; the inlet of a station with two connectors would count both.
  const hasInlet = samples.some(({ location }) => location === 'Inlet');
  const hasOutlet = hasInlet ? new Set(samples.filter(isOutlet).map(measurandOf)) : undefined;
  const seen: Seen = {
    'Energy.Active.Import.Register': undefined,
    'Power.Active.Import': undefined,
    'Power.Offered': undefined,
    'Current.Import': undefined,
    'Current.Offered': undefined,
    Voltage: undefined,
    SoC: undefined,
  };
  for (const sample of samples) {
    const measurand = measurandOf(sample);
    if (!isKnown(measurand)) continue;
    if (isMixed && sample.context === 'Transaction.Begin') continue;
    if (sample.format === 'SignedData') continue;
    if (measurand !== 'SoC' && !isOutlet(sample) && (sample.location !== 'Inlet' || hasOutlet?.has(measurand) === true))
      continue;
    const value = valueOf(sample, SCALES[measurand], flags);
    if (value === undefined) continue;
    const quantity = (seen[measurand] ??= { total: undefined, L1: undefined, L2: undefined, L3: undefined });
    place(quantity, value, sample.phase);
  }
  return seen;
}

function measurandOf({ measurand }: Sample): string {
  return measurand ?? 'Energy.Active.Import.Register';
}

function isKnown(measurand: string): measurand is Measurand {
  return Object.hasOwn(SCALES, measurand);
}

function isOutlet({ location }: Sample): boolean {
  return location === undefined || location === 'Outlet';
}

/** In the inside unit, or undefined with a flag that says what was wrong. */
function valueOf(sample: Sample, scale: Scale, flags: string[]): number | undefined {
  const { units, minimum, maximum, flag } = scale;
  const unit = sample.unit ?? scale.defaultUnit;
  const divisor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (divisor === undefined) {
    addFlag(flags, 'unit-mismatch');
    return undefined;
  }
  const raw = typeof sample.value === 'number' ? sample.value : numberOf(sample.value);
  const power = sample.multiplier ?? 0;
  // Divided by a power of ten rather than multiplied by its inverse, which is not exact.
  const value = power < 0 ? raw / (divisor * 10 ** -power) : (raw * 10 ** power) / divisor;
  if (!Number.isFinite(value)) {
    addFlag(flags, 'not-a-number');
    return undefined;
  }
  if (value < minimum || value > maximum) {
    addFlag(flags, flag);
    return undefined;
  }
  return Math.max(value, 0);
}

function numberOf(text: string): number {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : Number.NaN;
}

function place(quantity: Quantity, value: number, phase: string | undefined): void {
  if (phase === undefined) {
    quantity.total = value;
    return;
  }
  for (const name of PHASE_NAMES) {
    if (!phase.startsWith(name)) continue;
    const rest = phase.slice(name.length);
    if (rest === '' || rest === '-N') quantity[name] = value;
    // Line-to-line: only a voltage can be read without the other lines. The neutral carries no power.
    else if (rest.startsWith('-L')) quantity[name] ??= value / Math.sqrt(3);
  }
}

function phaseCount(quantity: Quantity): number {
  let count = 0;
  for (const name of PHASE_NAMES) if (quantity[name] !== undefined) count += 1;
  return count;
}

function sumOfPhases(quantity: Quantity): number {
  return (quantity.L1 ?? 0) + (quantity.L2 ?? 0) + (quantity.L3 ?? 0);
}

/** The stated total, else the sum over phases. */
function sumOf(quantity: Quantity | undefined): number | undefined {
  if (quantity === undefined || quantity.total !== undefined) return quantity?.total;
  return phaseCount(quantity) === 0 ? undefined : sumOfPhases(quantity);
}

function meanOf(quantity: Quantity | undefined): number | undefined {
  if (quantity === undefined) return undefined;
  const count = phaseCount(quantity);
  return count === 0 ? quantity.total : sumOfPhases(quantity) / count;
}

function largestOf(quantity: Quantity | undefined): number | undefined {
  if (quantity === undefined || quantity.total !== undefined) return quantity?.total;
  const { L1 = -Infinity, L2 = -Infinity, L3 = -Infinity } = quantity;
  return phaseCount(quantity) === 0 ? undefined : Math.max(L1, L2, L3);
}

function phasesOf(quantity: Quantity | undefined): Measured['currentA'] {
  if (quantity === undefined || phaseCount(quantity) === 0) return undefined;
  const phases: { -readonly [Name in PhaseName]?: number } = {};
  for (const name of PHASE_NAMES) {
    const value = quantity[name];
    if (value !== undefined) phases[name] = value;
  }
  return phases;
}

/** The stated power, corrected where current x voltage proves that its unit is wrong; derived from them where it is missing. */
function powerOf(seen: Seen, flags: string[]): number | undefined {
  const power = seen['Power.Active.Import'];
  const stated = sumOf(power);
  if (power !== undefined && power.total === undefined && phaseCount(power) < PHASE_NAMES.length)
    addFlag(flags, 'power-of-some-phases');
  const derived = derivedKw(seen);
  if (stated === undefined) {
    if (derived?.isAssumed === true) addFlag(flags, 'voltage-assumed');
    return derived?.powerKw;
  }
  if (derived === undefined || derived.powerKw < 0.5) return stated;
  for (const corrected of [stated * 1000, stated / 1000]) {
    if (Math.abs(corrected / derived.powerKw - 1) > PLAUSIBLE.unitTolerance) continue;
    addFlag(flags, 'power-unit-corrected');
    return corrected;
  }
  return stated;
}

function derivedKw(seen: Seen): { readonly powerKw: number; readonly isAssumed: boolean } | undefined {
  const current = seen['Current.Import'];
  if (current === undefined) return undefined;
  const voltage = seen.Voltage;
  const mean = meanOf(voltage);
  if (phaseCount(current) > 0) {
    let watts = 0;
    for (const name of PHASE_NAMES)
      watts += (current[name] ?? 0) * (voltage?.[name] ?? mean ?? PLAUSIBLE.assumedVoltageV);
    return { powerKw: watts / 1000, isAssumed: mean === undefined };
  }
  // A current without a phase is that of a DC outlet, told by its voltage; on AC nobody knows how many phases carry it.
  const isDirect = voltage?.total !== undefined && voltage.total > 260;
  if (current.total === undefined || !isDirect || voltage.total === undefined) return undefined;
  return { powerKw: (current.total * voltage.total) / 1000, isAssumed: false };
}
