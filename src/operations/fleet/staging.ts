import { fleetBounds as bounds } from './bounds.ts';
import type { FleetKind, StagingDraft } from './order.ts';

/** How a command goes out. */
export type Staging = {
  /** Recipients of each wave. */
  readonly waveSizes: readonly number[];
  /** From the end of a wave to the next. */
  readonly waitMs: number;
  /** undefined = failures do not stop it. */
  readonly stopAfterFailures?: number;
  /** Between two of one wave. */
  readonly gapMs: number;
};

/**
 * The waves for `count` recipients. Resets go in waves of a tenth (at least ten), so that a city does not come back at once; firmware first
 * to one, then to five. Both stop when too many fail. Everything else goes in one wave, as many at a time as the bound allows.
 */
export function stagingOf(kind: FleetKind, draft: StagingDraft | undefined, count: number): Staging {
  const byDefault = defaultsOf(kind, count);
  const isGiven = draft?.waveSizes !== undefined || draft?.wavePercent !== undefined;
  const stopAfterFailures = draft?.stopAfterFailures ?? byDefault.stopAfterFailures;
  return {
    waveSizes: isGiven
      ? waves(count, {
          first: draft.waveSizes ?? [],
          rest: draft.wavePercent === undefined ? count : Math.ceil((count * draft.wavePercent) / 100),
        })
      : waves(count, byDefault),
    waitMs: draft?.waitMs ?? byDefault.waitMs,
    gapMs: byDefault.gapMs,
    ...(stopAfterFailures === undefined ? {} : { stopAfterFailures }),
  };
}

type Defaults = Omit<Staging, 'waveSizes'> & { readonly first: readonly number[]; readonly rest: number };

function defaultsOf(kind: FleetKind, count: number): Defaults {
  const tenth = Math.max(10, Math.ceil(count / 10));
  switch (kind) {
    case 'reset':
      return {
        first: [],
        rest: tenth,
        waitMs: 30_000,
        gapMs: bounds.resetGapMs,
        stopAfterFailures: Math.max(5, Math.ceil(count / 20)),
      };
    case 'update-firmware':
      return {
        first: [1, 5],
        rest: tenth,
        waitMs: 300_000,
        gapMs: bounds.firmwareGapMs,
        stopAfterFailures: Math.max(2, Math.ceil(count / 50)),
      };
    default:
      return { first: [], rest: count, waitMs: 0, gapMs: 0 };
  }
}

function waves(count: number, { first, rest }: Pick<Defaults, 'first' | 'rest'>): readonly number[] {
  const sizes: number[] = [];
  let left = count;
  for (let index = 0; left > 0; index += 1) {
    const size = Math.min(left, Math.max(1, first[index] ?? rest));
    sizes.push(size);
    left -= size;
  }
  return sizes;
}
