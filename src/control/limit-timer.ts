import type { LimitTiming } from './view.ts';

type Open = {
  readonly envelopeId: string;
  readonly atMs: number;
  readonly sinceRealMs: number;
  readonly waiting: Set<string>;
  readonly decreases: number;
};

/** Measures, for each limit, the time until the last decrease that it causes has left for the wire. */
export class LimitTimer {
  readonly #keep: number;
  readonly #accepted = new Map<string, number | undefined>();
  readonly #open: Open[] = [];
  readonly #done: LimitTiming[] = [];

  constructor(keep: number) {
    this.#keep = keep;
  }

  /** An operator's limit came in. Without `realMs` it falls due later and is timed from the tick in which it first binds. */
  accepted(envelopeId: string, realMs?: number): void {
    this.#accepted.set(envelopeId, realMs);
  }

  /** The decreases that the envelope causes in the first tick in which it binds. Later calls for the same envelope change nothing. */
  decided(
    envelopeId: string,
    {
      commandIds,
      atMs,
      tickRealMs,
    }: { readonly commandIds: readonly string[]; readonly atMs: number; readonly tickRealMs: number },
  ): void {
    if (!this.#accepted.has(envelopeId) || commandIds.length === 0) return;
    const sinceRealMs = this.#accepted.get(envelopeId) ?? tickRealMs;
    this.#accepted.delete(envelopeId);
    this.#open.push({ envelopeId, atMs, sinceRealMs, waiting: new Set(commandIds), decreases: commandIds.length });
  }

  /** The tick after a limit that binds at once is over: what it did not decrease, something else did. */
  tickDone(): void {
    for (const [envelopeId, realMs] of this.#accepted) if (realMs !== undefined) this.#accepted.delete(envelopeId);
  }

  /** A command left for the wire, or will never leave. */
  left(commandId: string, realMs: number): void {
    for (const open of this.#open) {
      if (!open.waiting.delete(commandId)) continue;
      if (open.waiting.size > 0) continue;
      this.#open.splice(this.#open.indexOf(open), 1);
      this.#done.push({
        envelopeId: open.envelopeId,
        atMs: open.atMs,
        decreases: open.decreases,
        toWireMs: realMs - open.sinceRealMs,
      });
      if (this.#done.length > this.#keep) this.#done.shift();
      return;
    }
  }

  timings(): readonly LimitTiming[] {
    return [...this.#done];
  }
}
