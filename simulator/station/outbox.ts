import { CallRefused } from './link.ts';

type Payload = Record<string, unknown>;

export type Message = {
  readonly action: string;
  /** Rendered when it is sent: a transaction may only then know its id. */
  readonly payload: () => Payload;
  /** Kept while offline and sent again after a failure: everything about a transaction. */
  readonly durable: boolean;
  readonly onAnswer?: (answer: Payload) => void;
};

/** A message of the moment: lost when the connection is. */
export function passing(call: { readonly action: string; readonly payload: Payload }): Message {
  return { action: call.action, payload: () => call.payload, durable: false };
}

export type OutboxDeps = {
  readonly call: (action: string, payload: Payload) => Promise<Payload>;
  readonly after: (delayMs: number, run: () => void) => () => void;
};

/** A durable message that the central system refuses this often is given up (TransactionMessageAttempts). */
const MAX_REFUSALS = 3;
const RETRY_MS = 10_000;
/** A day of meter values of one car every 10 s is 8,640; an outage of a few hours fits. When full, the oldest meter values go. */
const MAX_QUEUED = 2000;

/** Messages in order, one at a time. While closed only durable ones are kept. */
export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #queue: Message[] = [];
  #open = false;
  #busy = false;
  #refusals = 0;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  isOpen(): boolean {
    return this.#open;
  }

  /** Whether something about a transaction waits. */
  hasDurable(): boolean {
    return this.#queue.some((message) => message.durable);
  }

  add(message: Message): void {
    if (!this.#open && !message.durable) return;
    this.#queue.push(message);
    if (this.#queue.length > MAX_QUEUED) {
      const oldest = this.#queue.findIndex((one, index) => index > 0 && one.onAnswer === undefined);
      this.#queue.splice(Math.max(oldest, 1), 1);
    }
    void this.#pump();
  }

  open(): void {
    this.#open = true;
    void this.#pump();
  }

  close(): void {
    this.#open = false;
    const durable = this.#queue.filter((message) => message.durable);
    this.#queue.splice(0, this.#queue.length, ...durable);
  }

  /** Never rejects. */
  async #pump(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let message = this.#queue[0]; this.#open && message !== undefined; message = this.#queue[0]) {
        if (!(await this.#send(message))) return;
      }
    } finally {
      this.#busy = false;
    }
  }

  /** Whether the next one may follow at once. */
  async #send(message: Message): Promise<boolean> {
    let answer: Payload;
    try {
      answer = await this.#deps.call(message.action, message.payload());
    } catch (error) {
      const isRefused = error instanceof CallRefused;
      if (isRefused) this.#refusals += 1;
      if (!message.durable || (isRefused && this.#refusals >= MAX_REFUSALS)) {
        this.#remove(message);
        return true;
      }
      if (this.#open) this.#deps.after(RETRY_MS, () => void this.#pump());
      return false;
    }
    this.#remove(message);
    message.onAnswer?.(answer);
    return true;
  }

  #remove(message: Message): void {
    this.#refusals = 0;
    const index = this.#queue.indexOf(message);
    if (index >= 0) this.#queue.splice(index, 1);
  }
}
