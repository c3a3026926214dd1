import type { OcppVersion } from '../events.ts';
import { encodeFrame } from '../protocol/index.ts';
import { type Frame, readFrame } from './frames.ts';
import type { Incoming } from './inbox.ts';
import type { Answer, Outgoing } from './mailbox.ts';
import type { StationSocket } from './station-socket.ts';

export type RpcLinkDeps = {
  readonly socket: StationSocket;
  readonly version: OcppVersion;
  /** Begins the ids of our calls; no other connection has the same. */
  readonly idPrefix: string;
  readonly maxBufferedBytes: number;
  /** A well-formed call; its answer goes out by `sendRaw`. */
  readonly onCall: (call: Incoming) => void;
  /** Every frame as it is, in both directions. */
  readonly onFrame?: ((direction: 'in' | 'out', data: Buffer | string) => void) | undefined;
  /** 2.1: a message that gets no answer, whatever becomes of it. */
  readonly onSend: (send: { readonly action: string; readonly payload: Record<string, unknown> }) => void;
  /** 2.1: the station could not take our answer to its call `id`. */
  readonly onAnswerRefused: (refused: { readonly id: string; readonly code: string }) => void;
  /** Any message, also a bad one. */
  readonly onMessage: () => void;
  readonly onBad: (reason: string) => void;
  /** An answer to no call that waits for one; it is dropped. */
  readonly onUnasked: () => void;
  /** An answer to a call of ours of no shape or code that OCPP knows; the call fails. */
  readonly onMalformed: () => void;
  /** The peer does not read: more than `maxBufferedBytes` wait for it. */
  readonly onOverflow: (waitingBytes: number) => void;
};

/** Frames of one socket: ours are written here, those of the station are read once and go where they belong. */
export class RpcLink {
  readonly #deps: RpcLinkDeps;
  /** Our calls that an answer is wanted for: the one in flight and the late ones of the mailbox, which forgets the others. */
  #asked: readonly Asked[] = NONE;
  #callCount = 0;

  constructor(deps: RpcLinkDeps) {
    this.#deps = deps;
    deps.socket.filterMessages((data, isBinary) => this.#receive(data, isBinary));
  }

  sendRaw(message: string): void {
    const { socket } = this.#deps;
    if (socket.readyState !== socket.OPEN) return;
    socket.send(message);
    this.#sent(message);
  }

  /** Hands a call to the socket at once; see `Send` of the mailbox. */
  send({ action, payload }: Outgoing, onAnswer: (answer: Answer) => void): (() => void) | undefined {
    const { socket, idPrefix } = this.#deps;
    if (socket.readyState !== socket.OPEN) return undefined;
    const asked = { id: `${idPrefix}${(++this.#callCount).toString(36)}`, onAnswer };
    this.#asked = [...this.#asked, asked];
    this.sendRaw(encodeFrame({ kind: 'call', messageId: asked.id, action, payload }));
    return () => this.#forget(asked);
  }

  #receive(data: Buffer, isBinary: boolean): void {
    const { version, onMessage, onCall, onBad } = this.#deps;
    onMessage();
    this.#deps.onFrame?.('in', data);
    const frame = readFrame(data, { version, isBinary });
    switch (frame.kind) {
      case 'empty':
        return;
      case 'call':
        onCall({ id: frame.id, action: frame.action, payload: frame.payload, raw: data });
        return;
      case 'answer':
        this.#answered(frame);
        return;
      case 'send':
        this.#deps.onSend({ action: frame.action, payload: frame.payload });
        return;
      case 'answer-refused':
        this.#deps.onAnswerRefused({ id: frame.id, code: frame.code });
        return;
      case 'bad':
        if (frame.reply !== undefined) this.sendRaw(frame.reply);
        onBad(frame.reason);
    }
  }

  #answered({ id, answer, isMalformed }: Extract<Frame, { kind: 'answer' }>): void {
    const asked = this.#asked.find((one) => one.id === id);
    if (asked === undefined) {
      this.#deps.onUnasked();
      return;
    }
    if (isMalformed) this.#deps.onMalformed();
    this.#forget(asked);
    asked.onAnswer(answer);
  }

  #forget(asked: Asked): void {
    const left = this.#asked.filter((one) => one !== asked);
    this.#asked = left.length === 0 ? NONE : left;
  }

  #sent(message: string): void {
    const { socket, maxBufferedBytes, onFrame, onOverflow } = this.#deps;
    onFrame?.('out', message);
    if (socket.bufferedAmount > maxBufferedBytes) onOverflow(socket.bufferedAmount);
  }
}

type Asked = { readonly id: string; readonly onAnswer: (answer: Answer) => void };
const NONE: readonly Asked[] = [];
