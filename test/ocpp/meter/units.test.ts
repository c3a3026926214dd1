import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measure, type Sample } from '../../../ocpp/metering/measure.ts';

const power = (value: string | number, more: Partial<Sample> = {}): Sample => ({
  value,
  measurand: 'Power.Active.Import',
  ...more,
});
const current = (value: string, more: Partial<Sample> = {}): Sample => ({
  value,
  measurand: 'Current.Import',
  ...more,
});
const volts = (value: string, more: Partial<Sample> = {}): Sample => ({ value, measurand: 'Voltage', ...more });
const phases = (make: (value: string, more: Partial<Sample>) => Sample, values: readonly string[]) =>
  values.map((value, index) => make(value, { phase: `L${index + 1}` }));

describe('units in', () => {
  it.each<[string, readonly Sample[], object]>([
    ['no measurand, no unit: the register in Wh', [{ value: '12345' }], { energyKwh: 12.345 }],
    ['the register in kWh', [{ value: '12.345', unit: 'kWh' }], { energyKwh: 12.345 }],
    ['power in W', [power('7400', { unit: 'W' })], { powerKw: 7.4 }],
    ['power without unit', [power('7400')], { powerKw: 7.4 }],
    ['power in kW', [power('7.4', { unit: 'kW' })], { powerKw: 7.4 }],
    ['2.0.1: a multiplier', [power(74, { unit: 'W', multiplier: 2 })], { powerKw: 7.4 }],
    ['2.0.1: a negative multiplier', [power(74_000, { unit: 'kW', multiplier: -4 })], { powerKw: 7.4 }],
    ['power per phase only: the sum', phases(power, ['2000', '2100', '1900']), { powerKw: 6 }],
    [
      'power per phase to neutral',
      [power('2000', { phase: 'L1-N' }), power('1000', { phase: 'L2-N' })],
      { powerKw: 3, flags: ['power-of-some-phases'] },
    ],
    [
      'power per phase and in total: the total',
      [...phases(power, ['2000', '2000', '2000']), power('6100')],
      { powerKw: 6.1 },
    ],
    [
      'currents and voltages per phase, no power: derived',
      [...phases(current, ['16', '16', '10']), ...phases(volts, ['230', '231', '229'])],
      { powerKw: (16 * 230 + 16 * 231 + 10 * 229) / 1000, currentA: { L1: 16, L2: 16, L3: 10 }, voltageV: 230 },
    ],
    [
      'one phase',
      [current('16', { phase: 'L1' }), volts('230')],
      { powerKw: 3.68, currentA: { L1: 16 }, voltageV: 230 },
    ],
    [
      'currents without voltages: 230 V, flagged',
      phases(current, ['10', '10', '10']),
      { powerKw: 6.9, currentA: { L1: 10, L2: 10, L3: 10 }, flags: ['voltage-assumed'] },
    ],
    [
      'voltages between the lines',
      [volts('400', { phase: 'L1-L2' }), volts('400', { phase: 'L2-L3' }), volts('400', { phase: 'L3-L1' })],
      { voltageV: 400 / Math.sqrt(3) },
    ],
    ['a DC outlet', [current('100'), volts('400')], { powerKw: 40, voltageV: 400 }],
    ['an AC current without a phase says nothing about power', [current('16'), volts('230')], { voltageV: 230 }],
    [
      'the neutral carries no power',
      [power('2000', { phase: 'L1' }), power('50', { phase: 'N' })],
      { powerKw: 2, flags: ['power-of-some-phases'] },
    ],
    [
      'state of charge, of the car',
      [{ value: '55', measurand: 'SoC', location: 'EV', unit: 'Percent' }],
      { socPercent: 55 },
    ],
    [
      'offered current and power',
      [
        { value: '16', measurand: 'Current.Offered' },
        { value: '11', measurand: 'Power.Offered', unit: 'kW' },
      ],
      { offeredA: 16, offeredKw: 11 },
    ],
    [
      'a register of the begin beside that of the end: the end',
      [
        { value: '900', context: 'Transaction.End' },
        { value: '100', context: 'Transaction.Begin' },
      ],
      { energyKwh: 0.9 },
    ],
    ['a register of the begin alone', [{ value: '100', context: 'Transaction.Begin' }], { energyKwh: 0.1 }],
    ['the inlet where there is no outlet', [power('7000', { location: 'Inlet' })], { powerKw: 7 }],
    [
      'the outlet where there is both',
      [power('7000', { location: 'Outlet' }), power('9000', { location: 'Inlet' })],
      { powerKw: 7 },
    ],
    ['what the car says about power is not ours', [power('7000', { location: 'EV' })], {}],
    ['signed data are not read', [{ value: 'af12', format: 'SignedData' }], {}],
    [
      'measurands that nobody asks for',
      [
        { value: '50', measurand: 'Frequency' },
        { value: '1', measurand: '__proto__' },
      ],
      { others: { Frequency: 50 } },
    ],
    // Seen on the wire.
    [
      'power in kW though its unit says W: current x voltage knows',
      [power('11.04', { unit: 'W' }), ...phases(current, ['16', '16', '16']), ...phases(volts, ['230', '230', '230'])],
      { powerKw: 11.04, currentA: { L1: 16, L2: 16, L3: 16 }, voltageV: 230, flags: ['power-unit-corrected'] },
    ],
    [
      'power in W though its unit says kW',
      [power('3680', { unit: 'kW' }), current('16', { phase: 'L1' }), volts('230')],
      { powerKw: 3.68, currentA: { L1: 16 }, voltageV: 230, flags: ['power-unit-corrected'] },
    ],
    ['a few watts of noise below zero', [power('-5')], { powerKw: 0 }],
    // Wrong.
    ['not a number', [power('NaN')], { flags: ['not-a-number'] }],
    ['a decimal comma', [power('12,5')], { flags: ['not-a-number'] }],
    ['nothing', [power('')], { flags: ['not-a-number'] }],
    ['hexadecimal', [power('0x10')], { flags: ['not-a-number'] }],
    ['infinity', [power('1e999')], { flags: ['not-a-number'] }],
    ['power below zero', [power('-5', { unit: 'kW' })], { flags: ['implausible-power'] }],
    ['power of a power station', [power('1e12')], { flags: ['implausible-power'] }],
    ['power in kWh', [power('7', { unit: 'kWh' })], { flags: ['unit-mismatch'] }],
    [
      'a unit called like a member of every object',
      [power('7', { unit: 'constructor' })],
      { flags: ['unit-mismatch'] },
    ],
    ['a car of 140 %', [{ value: '140', measurand: 'SoC' }], { flags: ['implausible-soc'] }],
    ['a negative register', [{ value: '-1' }], { flags: ['implausible-energy'] }],
    ['one wrong value leaves the others', [power('NaN'), { value: '1000' }], { energyKwh: 1, flags: ['not-a-number'] }],
  ])('%s', (_, samples, expected) => {
    const measured = measure(samples);
    const { flags, ...values } = { flags: [], ...expected } as Record<string, unknown>;
    expect(measured.flags).toEqual(flags);
    expect(measured).toEqual({ ...values, flags });
  });

  it('law: whatever is sent, every value that comes out is finite, not negative and plausible', () => {
    const sample = fc.record(
      {
        value: fc.oneof(fc.string(), fc.double().map(String), fc.double()),
        measurand: fc.constantFrom(
          'Power.Active.Import',
          'Current.Import',
          'Voltage',
          'SoC',
          'Energy.Active.Import.Register',
          'Power.Offered',
          'Frequency',
          'Temperature',
        ),
        phase: fc.constantFrom('L1', 'L2', 'L3', 'N', 'L1-N', 'L2-L3', 'x'),
        unit: fc.constantFrom('W', 'kW', 'Wh', 'kWh', 'A', 'V', 'Percent'),
        multiplier: fc.integer({ min: -400, max: 400 }),
        location: fc.constantFrom('Outlet', 'Inlet', 'EV'),
        context: fc.constantFrom('Transaction.Begin', 'Sample.Periodic'),
      },
      { requiredKeys: ['value'] },
    );
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 12 }), (samples) => {
        const { flags: _, currentA, others = {}, ...scalars } = measure(samples);
        const numbers = [...Object.values(scalars), ...Object.values(currentA ?? {})].filter(
          (one) => one !== undefined,
        );
        expect(numbers.filter((value) => !Number.isFinite(value) || value < 0 || value > 1e9)).toEqual([]);
        expect(Object.values(others).filter((value) => !(Math.abs(value) <= 1e12))).toEqual([]);
        expect(measure(samples).socPercent ?? 0).toBeLessThanOrEqual(100);
      }),
    );
  });
});
