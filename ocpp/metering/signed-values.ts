import { parseTimestamp } from '../protocol/index.ts';
import type { SignedValue } from '../ports.ts';
import type { Sample } from './measure.ts';
import type { MeterMessage } from './readings.ts';

const NONE: readonly SignedValue[] = [];

/**
 * The signed values of a message that a bill stands on: those that say `Transaction.Begin` or `Transaction.End` (1.6 `format: SignedData`, 2.x
 * `signedMeterValue`), in the order of the message. Periodic ones are not among them: the difference of the two registers is what is billed.
 * `takesUnmarked`: in the transactionData of 1.6, where a station need not say what a value is for, those without a context count as well
 * that are of the first and of the last time. Costs nothing where nothing is signed.
 */
export function signedValuesOf(
  meterValues: MeterMessage['meterValues'],
  { takesUnmarked = false }: { readonly takesUnmarked?: boolean } = {},
): readonly SignedValue[] {
  let found: SignedValue[] | undefined;
  let [firstMs, lastMs] = [Infinity, -Infinity];
  for (const { timestamp, samples } of meterValues) {
    for (const sample of samples) {
      if (sample.format !== 'SignedData' && sample.signed === undefined) continue;
      const isUnmarked = takesUnmarked && sample.context === undefined;
      if (!isUnmarked && !isOfABill(sample.context)) continue;
      const measuredAtMs = parseTimestamp(timestamp);
      if (measuredAtMs === undefined) continue;
      if (isUnmarked) {
        firstMs = Math.min(firstMs, measuredAtMs);
        lastMs = Math.max(lastMs, measuredAtMs);
      }
      (found ??= []).push(signedValue(sample, measuredAtMs));
    }
  }
  if (found === undefined || firstMs === Infinity) return found ?? NONE;
  return found.filter(
    ({ context, measuredAtMs }) => context !== undefined || measuredAtMs === firstMs || measuredAtMs === lastMs,
  );
}

function isOfABill(context: string | undefined): boolean {
  return context === 'Transaction.Begin' || context === 'Transaction.End';
}

function signedValue({ context, measurand, value, signed }: Sample, measuredAtMs: number): SignedValue {
  const about = {
    measuredAtMs,
    ...(context === undefined ? {} : { context }),
    ...(measurand === undefined ? {} : { measurand }),
  };
  if (signed === undefined) return { ...about, data: String(value) };
  const { signedMeterData: data, signingMethod, encodingMethod, publicKey } = signed;
  return {
    ...about,
    data,
    ...(signingMethod === undefined ? {} : { signingMethod }),
    ...(encodingMethod === undefined ? {} : { encodingMethod }),
    ...(publicKey === undefined ? {} : { publicKey }),
  };
}
