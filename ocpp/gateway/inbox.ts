import { hash } from 'node:crypto';

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
  readonly #running = new Map<string, Running>();
  /** Read already when the socket was paused: at most one chunk's worth of messages. */
  readonly #waiting = new Map<string, Incoming>();
  /** Oldest first. */
  readonly #answers = new Map<string, { readonly digest: string; readonly answer: string }>();
  /** The last call that waits for its order. */
  #orderTail: Running | undefined;
  #isPaused = false;
  #isStarting = false;

  constructor(deps: InboxDeps) {
    this.#deps = deps;
  }

  receive(incoming: Incoming): void {
    const { id } = incoming;
    if (this.#running.has(id)) return;
    const cached = this.#answers.get(id);
    if (cached !== undefined && cached.digest === digestOf(incoming)) {
      this.#deps.resend(cached.answer);
      return;
    }
    if (this.#running.size < this.#deps.maxRunning) {
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
    this.#orderTail = this.#running.get(id) ?? before;
    return before === undefined ? task() : new Promise<void>((resolve) => (before.onAnswered = resolve)).then(task);
  }

  /** The answer has left. A CALLRESULT is kept for retransmissions; after an error the station may try again. */
  answered(id: string, answer: { readonly text: string; readonly isResult: boolean }): void {
    const running = this.#running.get(id);
    if (running === undefined) return;
    this.#running.delete(id);
    if (answer.isResult) this.#remember(running, answer.text);
    if (this.#orderTail === running) this.#orderTail = undefined;
    running.onAnswered?.();
    this.#startWaiting();
  }

  /** Whether that call is one of the last that were answered with a result. */
  hasAnswered(id: string): boolean {
    return this.#answers.has(id);
  }

  /** The socket is gone: what was not started is forgotten. */
  close(): void {
    this.#waiting.clear();
  }

  #start(incoming: Incoming): void {
    this.#running.set(incoming.id, { incoming });
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
      if (this.#running.size >= this.#deps.maxRunning) return;
      this.#waiting.delete(id);
      this.#start(incoming);
    }
  }

  #remember({ incoming }: Running, answer: string): void {
    this.#answers.delete(incoming.id);
    this.#answers.set(incoming.id, { digest: digestOf(incoming), answer });
    if (this.#answers.size <= this.#deps.maxCachedAnswers) return;
    const [oldest] = this.#answers.keys();
    if (oldest !== undefined) this.#answers.delete(oldest);
  }
}

type Running = { readonly incoming: Incoming; onAnswered?: () => void };

function digestOf({ raw }: Incoming): string {
  return hash('sha256', raw, 'base64');
}
