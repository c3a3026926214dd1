import { WebSocket } from 'ws';
import { decodeFrame, encodeFrame, type Frame, type OcppJVersion } from '../../ocpp/protocol/index.ts';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { Faults } from './faults.ts';

type Payload = Record<string, unknown>;

/** The answer to a call was a CALLERROR. */
export class CallRefused extends Error {
  readonly code: string;
  constructor(code: string, description: string) {
    super(`${code}: ${description}`);
    this.name = 'CallRefused';
    this.code = code;
  }
}

/** A protocol failure of our own, answered as a CALLERROR. */
export class StationError extends Error {
  readonly code: string;
  constructor(code: string, description: string) {
    super(description);
    this.name = 'StationError';
    this.code = code;
  }
}

export type LinkOptions = {
  /** Of the central system, without the station id. */
  readonly url: string;
  readonly stationId: string;
  readonly version: OcppJVersion;
  readonly password: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly onOpen: () => void;
  readonly onClose: () => void;
  /** Answers a call of the central system; undefined = says nothing. A StationError becomes a CALLERROR. */
  readonly onCall: (action: string, payload: Payload) => Payload | undefined;
  readonly faults: () => Faults;
};

const SUBPROTOCOLS: Readonly<Record<OcppJVersion, string>> = {
  '1.6': 'ocpp1.6',
  '2.0.1': 'ocpp2.0.1',
  '2.1': 'ocpp2.1',
};
/** An answer that takes longer is none; real stations use 30 to 60 s. */
const CALL_TIMEOUT_MS = 30_000;
/** Breaks the bound of 255 characters (2.0.1 part 4, 4.2.3). */
const LONG_DESCRIPTION = 'E'.repeat(1000);
/** First wait before the next attempt; it doubles, each with up to half of it added by chance (2.0.1 part 4, 5.3). */
const BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 64_000;

/** One station's websocket: keeps it open, one call in flight, answers what comes. */
export class Link {
  readonly #options: LinkOptions;
  #socket: WebSocket | undefined;
  readonly #abandoned: WebSocket[] = [];
  #inFlight: { readonly messageId: string; readonly settle: (frame: Frame | Error) => void } | undefined;
  #messages = 0;
  #attempts = 0;
  #cancelRetry: (() => void) | undefined;
  #stopped = true;
  /** Said by `restart`; otherwise the backoff decides. */
  #nextDelayMs: number | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Connects after `delayMs`, and again whenever the connection is lost, until `stop`. */
  start(delayMs: number): void {
    this.#stopped = false;
    this.#cancelRetry?.();
    this.#cancelRetry = this.#options.clock.after(delayMs, () => this.#connect());
  }

  /** Cuts the connection, as a lost network does; it comes back by itself. */
  drop(): void {
    this.#socket?.terminate();
  }

  /** Leaves a half-open socket behind: nothing is read or written on it any more and nobody closes it. Connects anew after `delayMs`. */
  abandon(delayMs: number): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#abandoned.push(socket);
    socket.removeAllListeners('message').removeAllListeners('ping').removeAllListeners('close');
    socket.pause();
    this.#inFlight?.settle(new Error(`${this.#options.stationId}: connection lost`));
    this.#options.onClose();
    this.start(delayMs);
  }

  /** Goes away now and connects again after `delayMs`. */
  restart(delayMs: number): void {
    this.#nextDelayMs = delayMs;
    if (this.#socket === undefined || this.#socket.readyState === WebSocket.CLOSED) this.start(delayMs);
    else this.#socket.terminate();
  }

  /** Closes for good. Resolves when the socket is gone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRetry?.();
    for (const abandoned of this.#abandoned) abandoned.terminate();
    const socket = this.#socket;
    if (socket === undefined || socket.readyState === WebSocket.CLOSED) return;
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.terminate();
    });
  }

  /** Sends a call and resolves with its answer. Rejects on a CALLERROR (`CallRefused`), a time-out or a lost connection. One at a time. */
  async call(action: string, payload: Payload): Promise<Payload> {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) throw new Error(`${this.#options.stationId}: not connected`);
    if (this.#inFlight !== undefined) throw new Error(`${this.#options.stationId}: a call is already in flight`);
    this.#messages += 1;
    const { decimalMessageIds, repeatsMessages } = this.#options.faults();
    const messageId = decimalMessageIds === true ? `${this.#messages}.5` : String(this.#messages);
    let cancelTimeout: () => void = () => {};
    try {
      return await new Promise<Payload>((resolve, reject) => {
        this.#inFlight = {
          messageId,
          settle: (frame) => {
            if (frame instanceof Error) reject(frame);
            else if (frame.kind === 'error') reject(new CallRefused(frame.code, frame.description));
            else if (frame.kind === 'result') resolve(frame.payload);
            else reject(new Error(`${this.#options.stationId}: the answer to ${action} is none`));
          },
        };
        cancelTimeout = this.#options.clock.after(CALL_TIMEOUT_MS, () =>
          reject(new Error(`${this.#options.stationId}: no answer to ${action} within ${CALL_TIMEOUT_MS} ms`)),
        );
        const text = encodeFrame({ kind: 'call', messageId, action, payload });
        socket.send(text);
        if (repeatsMessages === true) socket.send(text);
      });
    } finally {
      cancelTimeout();
      this.#inFlight = undefined;
    }
  }

  #connect(): void {
    const { url, stationId, version, password, faults } = this.#options;
    const key = Buffer.from(password, faults().sendsKeyAsBytes === true ? 'hex' : 'utf8');
    const credentials = Buffer.concat([Buffer.from(`${stationId}:`), key]).toString('base64');
    const socket = new WebSocket(`${url}/${encodeURIComponent(stationId)}`, SUBPROTOCOLS[version], {
      headers: { authorization: `Basic ${credentials}` },
      perMessageDeflate: false,
      // Answered below, so that it can be left out.
      autoPong: false,
      // One message at a time: an answer has had its effect before the call that follows it is read.
      allowSynchronousEvents: false,
    });
    this.#socket = socket;
    let wasOpen = false;
    socket.on('open', () => {
      wasOpen = true;
      this.#attempts = 0;
      this.#options.onOpen();
    });
    socket.on('message', (data) => this.#receive(socket, data instanceof Buffer ? data.toString('utf8') : ''));
    socket.on('ping', (data) => {
      if (faults().noPong !== true) socket.pong(data);
    });
    // A refused upgrade or a lost network is followed by 'close', where it is handled.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#inFlight?.settle(new Error(`${stationId}: connection lost`));
      if (wasOpen) this.#options.onClose();
      if (!this.#stopped) this.#retry();
    });
  }

  #retry(): void {
    const saidMs = this.#nextDelayMs;
    this.#nextDelayMs = undefined;
    if (saidMs !== undefined) {
      this.start(saidMs);
      return;
    }
    const backoffMs = Math.min(MAX_BACKOFF_MS, BACKOFF_MS * 2 ** this.#attempts);
    this.#attempts += 1;
    this.start(backoffMs * this.#options.random.between(1, 1.5));
  }

  #receive(socket: WebSocket, text: string): void {
    const frame = decodeFrame(text, this.#options.version);
    if (frame.kind === 'malformed') {
      const { messageId, code, description, isAnswer } = frame;
      if (!isAnswer)
        this.#send(socket, { kind: 'error', messageId: messageId ?? '-1', code, description, details: {} });
    } else if (frame.kind === 'call') this.#answer(socket, frame);
    else if (frame.messageId === this.#inFlight?.messageId) this.#inFlight.settle(frame);
  }

  #answer(socket: WebSocket, call: Extract<Frame, { kind: 'call' }>): void {
    const { messageId } = call;
    let answer: Frame;
    try {
      const payload = this.#options.onCall(call.action, call.payload);
      if (payload === undefined) return;
      answer = { kind: 'result', messageId, payload };
    } catch (error) {
      if (!(error instanceof StationError)) throw error;
      answer = { kind: 'error', messageId, code: error.code, description: error.message, details: {} };
    }
    const delayMs = this.#options.faults().ackDelayMs ?? 0;
    if (delayMs > 0) this.#options.clock.after(delayMs, () => this.#send(socket, answer));
    else this.#send(socket, answer);
  }

  #send(socket: WebSocket, frame: Frame): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    const isLong = frame.kind === 'error' && this.#options.faults().longErrorDescriptions === true;
    socket.send(isLong ? JSON.stringify([4, frame.messageId, frame.code, LONG_DESCRIPTION, {}]) : encodeFrame(frame));
  }
}
