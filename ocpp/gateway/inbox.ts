import { crc32 } from 'node:zlib';

/** A call from the station as it came in. */
export type Incoming = {
  readonly id: string;
  readonly action: string;
  readonly payload: Record<string, unknown>;
  /** As it came: tells a retransmission from another call with the same id. */
  readonly raw: Buffer;
};

export type InboxDeps = {
  readonly maxRunning: number;
  readonly maxCachedAnswers: number;
  /** Starts the handler of a call; `Inbox.answered` ends it. */
  readonly handle: (incoming: Incoming) => void;
  readonly resend: (answer: string) => void;
  /** Stops and restarts reading from the socket. */
  readonly pause: () => void;
  readonly resume: () => void;
};

/**
 * Incoming calls of one connection: bounded, each executed once. A retransmission while its original runs is dropped, one after
 * it gets the same answer. An id that comes again with other content is a new call: some stations number carelessly.
 */
export class Inbox {
  readonly #deps: InboxDeps;
  /** A few: looked through by hand, which costs less than a map that is filled and emptied for each message. */
  #running: readonly Running[] = [];
  /** Read already when the socket was paused: at most one chunk's worth of messages. */
  readonly #waiting = new Map<string, Incoming>();
  /** A ring, in which the next answer takes the place of the oldest; a few as well. */
  readonly #answers: Answered[] = [];
  #nextAnswer = 0;
  /** The last call that waits for its order. */
  #orderTail: Running | undefined;
  #isPaused = false;
  #isStarting = false;

  constructor(deps: InboxDeps) {
    this.#deps = deps;
  }

  receive(incoming: Incoming): void {
    const { id } = incoming;
    if (this.#runningOf(id) !== undefined) return;
    const cached = this.#answers.find((answered) => answered.id === id);
    if (cached !== undefined && cached.sizeBytes === incoming.raw.length && cached.checksum === crc32(incoming.raw)) {
      this.#deps.resend(cached.text);
      return;
    }
    if (this.#running.length < this.#deps.maxRunning) {
      this.#start(incoming);
      return;
    }
    this.#waiting.set(id, incoming);
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#deps.pause();
  }

  /** Runs `task` when every earlier ordered call of this connection has been answered and its answer has left. */
  inOrder<T>(id: string, task: () => T | Promise<T>): T | Promise<T> {
    const before = this.#orderTail;
    this.#orderTail = this.#runningOf(id) ?? before;
    return before === undefined ? task() : new Promise<void>((resolve) => (before.onAnswered = resolve)).then(task);
  }

  /** The answer has left. A CALLRESULT is kept for retransmissions; after an error the station may try again. */
  answered(id: string, answer: { readonly text: string; readonly isResult: boolean }): void {
    const running = this.#runningOf(id);
    if (running === undefined) return;
    this.#running = this.#running.length === 1 ? NONE : this.#running.filter((one) => one !== running);
    if (answer.isResult) this.#remember(running, answer.text);
    if (this.#orderTail === running) this.#orderTail = undefined;
    running.onAnswered?.();
    this.#startWaiting();
  }

  /** Whether that call is one of the last that were answered with a result. */
  hasAnswered(id: string): boolean {
    return this.#answers.some((answered) => answered.id === id);
  }

  /** The socket is gone: what was not started is forgotten. */
  close(): void {
    this.#waiting.clear();
  }

  #start(incoming: Incoming): void {
    this.#running = [...this.#running, { incoming }];
    this.#deps.handle(incoming);
  }

  #startWaiting(): void {
    // A call that is answered at once comes back here from inside: the loop below goes on with the next.
    if (this.#isStarting || (this.#waiting.size === 0 && !this.#isPaused)) return;
    this.#isStarting = true;
    this.#startAll();
    this.#isStarting = false;
    if (!this.#isPaused || this.#waiting.size > 0) return;
    this.#isPaused = false;
    this.#deps.resume();
  }

  #startAll(): void {
    for (const [id, incoming] of this.#waiting) {
      if (this.#running.length >= this.#deps.maxRunning) return;
      this.#waiting.delete(id);
      this.#start(incoming);
    }
  }

  #runningOf(id: string): Running | undefined {
    return this.#running.find(({ incoming }) => incoming.id === id);
  }

  #remember({ incoming: { id, raw } }: Running, text: string): void {
    const at = this.#answers.findIndex((answered) => answered.id === id);
    this.#answers[at < 0 ? this.#nextAnswer : at] = { id, sizeBytes: raw.length, checksum: crc32(raw), text };
    if (at < 0) this.#nextAnswer = (this.#nextAnswer + 1) % this.#deps.maxCachedAnswers;
  }
}

type Running = { readonly incoming: Incoming; onAnswered?: () => void };
const NONE: readonly Running[] = [];

/** Size and checksum of the call tell a retransmission from another call with its id: who deceives them deceives itself alone. */
type Answered = { readonly id: string; readonly sizeBytes: number; readonly checksum: number; readonly text: string };
