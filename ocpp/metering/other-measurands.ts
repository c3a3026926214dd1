/** Units in, for what control does not use: kept for the history, in the base unit of the standard. Pure. */
import type { Sample } from './measure.ts';

/** Measurands of 1.6, 2.0.1 and 2.1 that have no field of their own in a reading. Others are not kept: in 2.1 a station may make up names. */
const OTHERS: ReadonlySet<string> = new Set([
  'Current.Export',
  'Current.Export.Offered',
  'Current.Export.Minimum',
  'Current.Import.Offered',
  'Current.Import.Minimum',
  'Display.PresentSOC',
  'Display.MinimumSOC',
  'Display.TargetSOC',
  'Display.MaximumSOC',
  'Display.RemainingTimeToMinimumSOC',
  'Display.RemainingTimeToTargetSOC',
  'Display.RemainingTimeToMaximumSOC',
  'Energy.Active.Export.Interval',
  'Energy.Active.Export.Register',
  'Energy.Active.Import.CableLoss',
  'Energy.Active.Import.Interval',
  'Energy.Active.Import.LocalGeneration.Register',
  'Energy.Active.Net',
  'Energy.Active.Setpoint.Interval',
  'Energy.Apparent.Export',
  'Energy.Apparent.Import',
  'Energy.Apparent.Net',
  'Energy.Reactive.Export.Interval',
  'Energy.Reactive.Export.Register',
  'Energy.Reactive.Import.Interval',
  'Energy.Reactive.Import.Register',
  'Energy.Reactive.Net',
  'Energy.Request.Bulk',
  'Energy.Request.Maximum',
  'Energy.Request.Maximum.V2X',
  'Energy.Request.Minimum',
  'Energy.Request.Minimum.V2X',
  'Energy.Request.Target',
  'Frequency',
  'Power.Active.Export',
  'Power.Active.Residual',
  'Power.Active.Setpoint',
  'Power.Export.Minimum',
  'Power.Export.Offered',
  'Power.Factor',
  'Power.Import.Minimum',
  'Power.Import.Offered',
  'Power.Reactive.Export',
  'Power.Reactive.Import',
  'RPM',
  'Temperature',
  'Voltage.Maximum',
  'Voltage.Minimum',
]);
/** What one of the unit is in the base unit of its kind. */
const UNITS: Readonly<Record<string, number>> = {
  W: 1,
  kW: 1_000,
  Wh: 1,
  kWh: 1_000,
  var: 1,
  kvar: 1_000,
  varh: 1,
  kvarh: 1_000,
  VA: 1,
  kVA: 1_000,
  VAh: 1,
  kVAh: 1_000,
  A: 1,
  V: 1,
  Percent: 1,
  Hz: 1,
  Hertz: 1,
  s: 1,
  RPM: 1,
  Celsius: 1,
  // As 1.6 spelled it.
  Celcius: 1,
};
/** The sensible range of a double that a person reads; a meter beyond it is broken. */
const MAX_VALUE = 1e12;

/**
 * Values by `measurand[.phase][@location]`, in W, Wh, var, varh, VA, A, V, Hz, °C, percent; undefined when there is none, at no cost.
 * What has an unknown unit or is no number is left out.
 */
export function othersOf(samples: readonly Sample[]): Readonly<Record<string, number>> | undefined {
  let others: Record<string, number> | undefined;
  for (const sample of samples) {
    const { measurand, phase, location, context, format } = sample;
    if (measurand === undefined || !OTHERS.has(measurand) || format === 'SignedData') continue;
    const value = valueOf(sample);
    if (value === undefined) continue;
    const at = location === undefined || location === 'Outlet' ? '' : `@${location}`;
    const name = `${measurand}${phase === undefined ? '' : `.${phase}`}${at}`;
    others ??= {};
    // The begin and the end under one timestamp: that of the end.
    if (context !== 'Transaction.Begin' || others[name] === undefined) others[name] = value;
  }
  return others;
}

function valueOf({ value, unit, multiplier = 0 }: Sample): number | undefined {
  const raw = typeof value === 'number' ? value : value.trim() === '' ? Number.NaN : Number(value);
  const scaled = raw * 10 ** multiplier;
  const inBase = unit === undefined ? scaled : inBaseUnit(scaled, unit);
  return inBase !== undefined && Math.abs(inBase) <= MAX_VALUE ? inBase : undefined;
}

function inBaseUnit(value: number, unit: string): number | undefined {
  if (unit === 'Fahrenheit') return ((value - 32) * 5) / 9;
  if (unit === 'K') return value - 273.15;
  const factor = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  return factor === undefined ? undefined : value * factor;
}
