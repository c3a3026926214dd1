import type { StoryFaults } from './faults.ts';

type Payload = Record<string, unknown>;

/** Minutes of meter values that a faulty station repeats at the end: every 10 s for five minutes. */
const KEPT_VALUES = 30;

/** What a faulty station makes of a message on its way out. */
export class BentWire {
  readonly #recent: unknown[] = [];

  /** The payloads to send in place of one, in order; the answer to the first is the answer. */
  payloads(action: string, payload: Payload, faults: StoryFaults): readonly [Payload, ...Payload[]] {
    if (action === 'MeterValues') this.#keep(payload);
    if (action !== 'TransactionEvent' && action !== 'StopTransaction') return [payload];
    const isEnd = action === 'StopTransaction' || payload['eventType'] === 'Ended';
    let bent: Payload = faults.seqNoAlwaysZero === true && 'seqNo' in payload ? { ...payload, seqNo: 0 } : payload;
    if (!isEnd) {
      this.#keep(payload);
      return [bent];
    }
    if (faults.endsWithOldValues === true) bent = this.#withOldValues(action, bent);
    this.#recent.length = 0;
    return faults.stopsTwice === true ? twice(action, bent) : [bent];
  }

  #keep(payload: Payload): void {
    const { meterValue } = payload;
    if (Array.isArray(meterValue)) this.#recent.push(...(meterValue as readonly unknown[]));
    this.#recent.splice(0, Math.max(0, this.#recent.length - KEPT_VALUES));
  }

  #withOldValues(action: string, payload: Payload): Payload {
    if (this.#recent.length === 0) return payload;
    const field = action === 'StopTransaction' ? 'transactionData' : 'meterValue';
    const own = payload[field];
    return { ...payload, [field]: [...this.#recent, ...(Array.isArray(own) ? (own as readonly unknown[]) : [])] };
  }
}

function twice(action: string, payload: Payload): readonly [Payload, Payload] {
  if (action === 'StopTransaction') {
    const { reason: _, ...nameless } = payload;
    return [nameless, { ...payload, reason: 'Local' }];
  }
  const again = {
    ...payload,
    seqNo: Number(payload['seqNo']) + 1,
    transactionInfo: { ...(payload['transactionInfo'] as Payload), stoppedReason: 'Local' },
  };
  return [payload, again];
}
