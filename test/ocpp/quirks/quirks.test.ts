import { describe, expect, it } from 'vitest';
import { quirksOf, type QuirkRule } from '../../../ocpp/index.ts';
import { corrected } from '../../../ocpp/quirks/index.ts';
import { parseGridFile } from '../../../src/config/index.ts';

describe('which rules fit', () => {
  const rules: readonly QuirkRule[] = [
    { vendor: 'Acme', quirks: { rateUnits: ['A'], keepMinimum: true } },
    { vendor: 'acme', model: 'Pile*', quirks: { rateUnits: ['W'] } },
    { firmware: '1.2*', quirks: { maxStackLevel: 0 } },
  ];
  it.each([
    [
      { vendor: 'ACME', model: 'Box' },
      { rateUnits: ['A'], keepMinimum: true },
    ],
    [
      { vendor: ' acme ', model: 'PILE-22' },
      { rateUnits: ['W'], keepMinimum: true },
    ],
    [{ vendor: 'Acme2', model: 'Pile' }, {}],
    [{ vendor: 'Other', model: 'X', firmware: '1.2.9' }, { maxStackLevel: 0 }],
    [{ vendor: 'Other', model: 'X', firmware: '1.3' }, {}],
    [{ vendor: 'Other', model: 'X' }, {}],
  ])('%j', (model, expected) => {
    expect(quirksOf(rules, model)).toEqual(expected);
  });
});

describe('values of a model that writes other units', () => {
  it.each([
    [undefined, { powerKw: 0.011, energyKwh: 12 }],
    [{ powerInKw: true }, { powerKw: 11, energyKwh: 12 }],
    [{ registerFactor: 1_000 }, { powerKw: 0.011, energyKwh: 0.012 }],
  ])('%j', (quirks, expected) => {
    expect(corrected({ powerKw: 0.011, energyKwh: 12, offeredKw: undefined }, quirks)).toEqual(expected);
  });
});

const FILE = `
name: Test
nodes:
  - { id: street, ratingKw: 50 }
stations:
  - { id: A, node: street, ratingKw: 11.04 }
`;

describe('quirks: in the grid file', () => {
  it('in the units of the inside', () => {
    const text = `${FILE}quirks:
  - vendor: Acme
    firmware: "2.*"
    keepMinimum: true
    leaseForm: two-periods
    leaseSeconds: 900
    minimumIntervalSeconds: 60
    backDateSeconds: 120
    deviations: [timestamp-without-zone]
`;
    expect(parseGridFile(text, 'grid.yaml').quirks).toEqual([
      {
        vendor: 'Acme',
        firmware: '2.*',
        quirks: {
          keepMinimum: true,
          leaseForm: 'two-periods',
          leaseMs: 900_000,
          minimumIntervalMs: 60_000,
          backDateMs: 120_000,
          deviations: ['timestamp-without-zone'],
        },
      },
    ]);
    expect(parseGridFile(FILE, 'grid.yaml').quirks).toBeUndefined();
  });

  it.each([
    ['of nobody', '- { keepMinimum: true }', 'must name a vendor, a model or a firmware'],
    ['an unknown word', '- { vendor: Acme, leaseFrom: expiry }', 'leaseFrom'],
    ['a deviation that does not exist', '- { vendor: Acme, deviations: [timestamp-without-zones] }', 'deviations'],
    ['a lease of a second', '- { vendor: Acme, leaseSeconds: 1 }', 'leaseSeconds'],
  ])('refused: %s', (_, rule, message) => {
    expect(() => parseGridFile(`${FILE}quirks:\n  ${rule}\n`, 'grid.yaml')).toThrow(message);
  });
});
