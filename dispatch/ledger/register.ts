/**
 * Power against the energy register: what a charger says it draws must fill its register. A charger that says less than it draws would look
 * like one that leaves power over; one that says more is caught by its limit and its nameplate.
 */
export type RegisterWatch = {
  readonly sinceMs: number;
  readonly startKwh: number;
  /** Integral of the reported power, of two neighbouring readings the higher: never less than a truthful charger drew, but for spikes between them. */
  readonly saidKwh: number;
  readonly last: RegisterReading;
};
export type RegisterReading = { readonly atMs: number; readonly powerKw: number; readonly energyKwh: number };

/** Registers count in steps of up to 0.1 kWh and meters differ by a few per cent: shorter than this they prove nothing. */
const WINDOW_MS = 300_000;
/** Readings further apart leave too much unseen between them. */
const LONGEST_GAP_MS = 90_000;
const FACTOR = 1.2;
const ALLOWED_KWH = 0.3;

/**
 * Takes a reading that has both. `verdict` at the end of each window: `agrees`, or `under-reports` when the register grew by more than a fifth, and
 * 0.3 kWh, above what the power says. A gap, or a register that runs backwards (exchanged), begins a new window.
 */
export function watchRegister(
  before: RegisterWatch | undefined,
  reading: RegisterReading,
): { readonly after: RegisterWatch; readonly verdict?: 'agrees' | 'under-reports' } {
  const fresh: RegisterWatch = { sinceMs: reading.atMs, startKwh: reading.energyKwh, saidKwh: 0, last: reading };
  if (before === undefined) return { after: fresh };
  const spanMs = reading.atMs - before.last.atMs;
  if (spanMs > LONGEST_GAP_MS || reading.energyKwh < before.last.energyKwh) return { after: fresh };
  if (spanMs <= 0) return { after: before };
  const saidKwh = before.saidKwh + (Math.max(before.last.powerKw, reading.powerKw, 0) * spanMs) / 3_600_000;
  const { sinceMs, startKwh } = before;
  if (reading.atMs - sinceMs < WINDOW_MS) return { after: { sinceMs, startKwh, saidKwh, last: reading } };
  const grownKwh = reading.energyKwh - startKwh;
  return { after: fresh, verdict: grownKwh > saidKwh * FACTOR + ALLOWED_KWH ? 'under-reports' : 'agrees' };
}
