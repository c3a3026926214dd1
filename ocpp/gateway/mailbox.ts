import type { Clock } from '../ports.ts';

/** Lower goes first. */
export const PRIORITY = { decrease: 0, failsafe: 1, limit: 2, call: 3 } as const;
export type Priority = (typeof PRIORITY)[keyof typeof PRIORITY];

export type Answer =
  | { readonly kind: 'result'; readonly payload: unknown }
  | { readonly kind: 'error'; readonly code: string; readonly description: string };

export type Outgoing = { readonly action: string; readonly payload: Record<string, unknown> };

/** How the delivery of a letter ended, the first time. */
export type Delivery =
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** It left, and no usable answer came: it may be obeyed. */
  | { readonly kind: 'unknown'; readonly detail: string }
  | { readonly kind: 'not-sent'; readonly detail: string };

export type Letter = {
  readonly priority: Priority;
  /** Of the letters with one key only the latest is kept. */
  readonly key?: string;
  /** A letter that is not ready stays and lets others pass; `Mailbox.pump` asks again. */
  readonly ready?: () => boolean;
  /** Written when it leaves; a text says why it must not. */
  readonly write: () => Outgoing | string;
  readonly onSent?: () => void;
  /** Called exactly once. */
  readonly onDelivery: (delivery: Delivery) => void;
  /** An answer after the time-out; at most once, only after `onDelivery`. */
  readonly onLateAnswer?: (answer: Answer) => void;
};

/**
 * Hands a call to the socket. Returns how to forget it (its answer is not wanted any more), or undefined when it could not leave.
 * `onAnswer` comes later, never from inside.
 */
export type Send = (call: Outgoing, onAnswer: (answer: Answer) => void) => (() => void) | undefined;

export type MailboxDeps = {
  readonly clock: Clock;
  readonly send: Send;
  readonly timeoutMs: number;
  readonly maxQueued: number;
  readonly maxLate: number;
};

/**
 * Outgoing calls of one station: one in flight (OCPP-J 1.6 §4.1.1), the most urgent first, first come first served among equals.
 * When full, the least urgent and latest letter goes.
 */
export class Mailbox {
  readonly #deps: MailboxDeps;
  #queued: Queued[] = [];
  #sequence = 0;
  #inFlight: Flight | undefined;
  /** Timed out, oldest first: their answers may still come. */
  #late: Flight[] = [];
  #isClosed = false;
  #isPumping = false;

  constructor(deps: MailboxDeps) {
    this.#deps = deps;
  }

  post(letter: Letter): void {
    if (this.#isClosed) {
      letter.onDelivery({ kind: 'not-sent', detail: 'not connected' });
      return;
    }
    const returned = this.#enqueue(letter);
    if (returned !== undefined) returned.letter.onDelivery({ kind: 'not-sent', detail: returned.detail });
    this.pump();
  }

  /** Sends what may leave now. */
  pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#inFlight === undefined && !this.#isClosed) {
      const letter = this.#takeNext();
      if (letter === undefined) break;
      this.#dispatch(letter);
    }
    this.#isPumping = false;
  }

  /** The socket is gone: what was in flight is unknown, what was queued never left. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const inFlight = this.#inFlight;
    const queued = this.#queued.sort(byUrgency);
    for (const flight of this.#late) flight.forget();
    this.#inFlight = undefined;
    this.#queued = [];
    this.#late = [];
    if (inFlight !== undefined) {
      inFlight.cancelTimeout();
      inFlight.forget();
      inFlight.letter.onDelivery({ kind: 'unknown', detail: 'the connection was lost before the answer' });
    }
    for (const { letter } of queued) letter.onDelivery({ kind: 'not-sent', detail: 'the connection was lost' });
  }

  /** Returns the letter that lost its place, if one did. */
  #enqueue(letter: Letter): { letter: Letter; detail: string } | undefined {
    const at = letter.key === undefined ? -1 : this.#queued.findIndex((queued) => queued.letter.key === letter.key);
    const older = this.#queued[at];
    if (older !== undefined) {
      // The place in the queue is inherited, and so is the urgency: behind a decrease that never left comes no slower one.
      const priority = Math.min(older.priority, letter.priority) as Priority;
      this.#queued[at] = { letter, priority, sequence: older.sequence };
      return { letter: older.letter, detail: 'superseded by a newer one before it left' };
    }
    const entry = { letter, priority: letter.priority, sequence: this.#sequence++ };
    this.#queued.push(entry);
    if (this.#queued.length <= this.#deps.maxQueued) return undefined;
    const last = this.#queued.reduce((worst, queued) => (byUrgency(worst, queued) < 0 ? queued : worst));
    this.#queued = this.#queued.filter((queued) => queued !== last);
    return { letter: last.letter, detail: `mailbox full: ${this.#deps.maxQueued} letters wait` };
  }

  #takeNext(): Letter | undefined {
    let next: Queued | undefined;
    for (const queued of this.#queued) {
      if (next !== undefined && byUrgency(next, queued) < 0) continue;
      if (queued.letter.ready?.() ?? true) next = queued;
    }
    if (next !== undefined) this.#queued = this.#queued.filter((queued) => queued !== next);
    return next?.letter;
  }

  #dispatch(letter: Letter): void {
    const call = letter.write();
    if (typeof call === 'string') {
      letter.onDelivery({ kind: 'not-sent', detail: call });
      return;
    }
    const { clock, timeoutMs, send } = this.#deps;
    const flight: Flight = { letter, forget: () => {}, cancelTimeout: () => {} };
    const forget = send(call, (answer) => this.#answered(flight, answer));
    if (forget === undefined) {
      letter.onDelivery({ kind: 'not-sent', detail: 'the socket took no more' });
      return;
    }
    flight.forget = forget;
    flight.cancelTimeout = clock.after(timeoutMs, () => this.#timedOut(flight));
    this.#inFlight = flight;
    letter.onSent?.();
  }

  #answered(flight: Flight, answer: Answer): void {
    if (this.#inFlight === flight) {
      flight.cancelTimeout();
      this.#inFlight = undefined;
      flight.letter.onDelivery({ kind: 'answered', answer });
      this.pump();
    } else if (this.#late.includes(flight)) {
      this.#late = this.#late.filter((late) => late !== flight);
      flight.letter.onLateAnswer?.(answer);
    }
  }

  #timedOut(flight: Flight): void {
    if (this.#inFlight !== flight) return;
    this.#inFlight = undefined;
    this.#late.push(flight);
    if (this.#late.length > this.#deps.maxLate) this.#late.shift()?.forget();
    flight.letter.onDelivery({ kind: 'unknown', detail: `no answer within ${this.#deps.timeoutMs} ms` });
    this.pump();
  }
}

type Queued = { readonly letter: Letter; readonly priority: Priority; readonly sequence: number };
type Flight = { readonly letter: Letter; forget: () => void; cancelTimeout: () => void };

function byUrgency(one: Queued, other: Queued): number {
  return one.priority - other.priority || one.sequence - other.sequence;
}
