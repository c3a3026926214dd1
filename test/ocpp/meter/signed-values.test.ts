import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Sample, signedValuesOf } from '../../../ocpp/metering/index.ts';

const FIRST = '2025-03-04T05:06:00Z';
const MIDDLE = '2025-03-04T05:36:00+00:00';
const LAST = '2025-03-04T14:06:00+08:00';
const FIRST_MS = Date.UTC(2025, 2, 4, 5, 6);
const MIDDLE_MS = FIRST_MS + 1_800_000;
const LAST_MS = FIRST_MS + 3_600_000;

const signed16 = (value: string, more: Partial<Sample> = {}): Sample => ({ value, format: 'SignedData', ...more });
const at = (timestamp: string, ...samples: readonly Sample[]) => ({ timestamp, samples });
const signature = { signedMeterData: 'OCMF|x', signingMethod: 'ECDSA', encodingMethod: 'OCMF', publicKey: 'MFk=' };

describe('which signed values of a message are kept', () => {
  const BEGIN = 'Transaction.Begin';
  const END = 'Transaction.End';
  const cases: readonly {
    readonly of: string;
    readonly meterValues: Parameters<typeof signedValuesOf>[0];
    readonly takesUnmarked?: boolean;
    readonly kept: ReturnType<typeof signedValuesOf>;
  }[] = [
    { of: 'nothing at all', meterValues: [], kept: [] },
    { of: 'plain values of the begin', meterValues: [at(FIRST, { value: '1', context: BEGIN })], kept: [] },
    {
      of: '1.6: begin and end, each with its time in ms, in the order of the message',
      meterValues: [
        at(LAST, signed16('e', { context: END, measurand: 'Energy.Active.Import.Register' })),
        at(FIRST, signed16('b', { context: BEGIN })),
      ],
      kept: [
        { measuredAtMs: LAST_MS, context: END, measurand: 'Energy.Active.Import.Register', data: 'e' },
        { measuredAtMs: FIRST_MS, context: BEGIN, data: 'b' },
      ],
    },
    {
      of: 'periodic ones, those that were asked for, and those without a context',
      meterValues: [
        at(FIRST, signed16('p', { context: 'Sample.Periodic' }), signed16('t', { context: 'Trigger' }), signed16('n')),
        at(LAST, { value: 3, signed: signature }),
      ],
      kept: [],
    },
    {
      of: '1.6 transactionData without contexts: the first and the last by time, not by place',
      takesUnmarked: true,
      meterValues: [
        at(LAST, signed16('l')),
        at(MIDDLE, signed16('m')),
        at(FIRST, signed16('f'), { value: '7' }),
        at(MIDDLE, signed16('p', { context: 'Sample.Periodic' })),
      ],
      kept: [
        { measuredAtMs: LAST_MS, data: 'l' },
        { measuredAtMs: FIRST_MS, data: 'f' },
      ],
    },
    {
      of: '1.6 transactionData with and without contexts: what says that it is kept does not count for first and last',
      takesUnmarked: true,
      meterValues: [at(FIRST, signed16('b', { context: BEGIN })), at(MIDDLE, signed16('m')), at(LAST, signed16('l'))],
      kept: [
        { measuredAtMs: FIRST_MS, context: BEGIN, data: 'b' },
        { measuredAtMs: MIDDLE_MS, data: 'm' },
        { measuredAtMs: LAST_MS, data: 'l' },
      ],
    },
    {
      of: '2.x: the signed text with all that says how to verify it, without the plain value',
      meterValues: [at(FIRST, { value: 12_000, context: BEGIN, signed: signature })],
      kept: [
        {
          measuredAtMs: FIRST_MS,
          context: BEGIN,
          data: 'OCMF|x',
          signingMethod: 'ECDSA',
          encodingMethod: 'OCMF',
          publicKey: 'MFk=',
        },
      ],
    },
    {
      of: '2.1: method and key may be missing',
      meterValues: [at(LAST, { value: 1, context: END, signed: { signedMeterData: 'd', encodingMethod: 'EDL' } })],
      kept: [{ measuredAtMs: LAST_MS, context: END, data: 'd', encodingMethod: 'EDL' }],
    },
  ];
  test.each(cases)('$of', ({ meterValues, takesUnmarked = false, kept }) => {
    expect(signedValuesOf(meterValues, { takesUnmarked })).toStrictEqual(kept);
  });

  test('law: what is kept was sent, letter by letter, and nothing of a periodic value is', () => {
    const sample = fc.record({
      value: fc.string({ unit: 'binary' }),
      context: fc.constantFrom(BEGIN, END, 'Sample.Periodic'),
      format: fc.constantFrom('SignedData', 'Raw'),
    });
    fc.assert(
      fc.property(fc.array(sample), fc.boolean(), (samples, takesUnmarked) => {
        const kept = signedValuesOf([at(FIRST, ...samples)], { takesUnmarked }).map(({ data }) => data);
        const due = samples.filter(({ format, context }) => format === 'SignedData' && context !== 'Sample.Periodic');
        expect(kept).toEqual(due.map(({ value }) => value));
      }),
    );
  });
});
