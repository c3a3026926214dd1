import { dayAndMinute } from '../config/index.ts';

export type MonthPeakDeps = {
  readonly timeZone: string;
  /** Minute means of a node's load, base load and charging together, oldest first. */
  readonly readLoad: (
    nodeId: string,
    fromMs: number,
    toMs: number,
  ) => Promise<readonly { readonly atMs: number; readonly loadKw: number }[]>;
  readonly log: (message: string) => void;
};

const QUARTER_MS = 900_000;
const REFRESH_MS = 300_000;

/**
 * The highest quarter-hour of a node in this calendar month: what a demand charge is paid for. Read from the stored minutes in the background, so a restart loses nothing;
 * until the first answer, and at the start of a month, it is 0.
 */
export class MonthPeak {
  readonly #deps: MonthPeakDeps;
  readonly #nodeId: string;
  #month = -1;
  #peakKw = 0;
  #readToMs = 0;
  #askedAtMs = -Infinity;

  constructor(nodeId: string, deps: MonthPeakDeps) {
    this.#nodeId = nodeId;
    this.#deps = deps;
  }

  /** kW; asks the store when the last answer is five minutes old. */
  peakKw(atMs: number): number {
    if (atMs - this.#askedAtMs >= REFRESH_MS) this.#refresh(atMs);
    return this.#peakKw;
  }

  #refresh(atMs: number): void {
    this.#askedAtMs = atMs;
    const month = Math.floor(dayAndMinute(atMs, this.#deps.timeZone).day / 100);
    if (month !== this.#month) {
      this.#month = month;
      this.#peakKw = 0;
      this.#readToMs = monthStartMs(atMs, this.#deps.timeZone);
    }
    const toMs = Math.floor(atMs / QUARTER_MS) * QUARTER_MS;
    const fromMs = this.#readToMs;
    if (toMs <= fromMs) return;
    this.#deps.readLoad(this.#nodeId, fromMs, toMs).then(
      (minutes) => {
        if (month !== this.#month) return;
        this.#peakKw = Math.max(this.#peakKw, highestQuarterKw(minutes));
        this.#readToMs = Math.max(this.#readToMs, toMs);
      },
      (error: unknown) => this.#deps.log(`load of ${this.#nodeId}: this month could not be read: ${String(error)}`),
    );
  }
}

/** The largest mean over whole quarters of an hour. */
function highestQuarterKw(minutes: readonly { readonly atMs: number; readonly loadKw: number }[]): number {
  const quarters = new Map<number, { sum: number; count: number }>();
  for (const { atMs, loadKw } of minutes) {
    const quarter = Math.floor(atMs / QUARTER_MS);
    const before = quarters.get(quarter) ?? { sum: 0, count: 0 };
    quarters.set(quarter, { sum: before.sum + loadKw, count: before.count + 1 });
  }
  return [...quarters.values()].reduce((most, { sum, count }) => Math.max(most, sum / count), 0);
}

/** Midnight of the first of the month: counted back from now, and put right where clocks were changed on the way. */
function monthStartMs(atMs: number, timeZone: string): number {
  const { day, minuteOfDay } = dayAndMinute(atMs, timeZone);
  const guessMs = Math.floor(atMs / 60_000) * 60_000 - (((day % 100) - 1) * 1_440 + minuteOfDay) * 60_000;
  const off = dayAndMinute(guessMs, timeZone).minuteOfDay;
  return guessMs - (off > 720 ? off - 1_440 : off) * 60_000;
}
