import type { RPCClient } from 'ocpp-rpc';
import { GATEWAY } from '../bounds.ts';
import type { OcppVersion } from '../events.ts';
import { readFrame } from './frames.ts';
import type { Incoming } from './inbox.ts';
import type { Answer, Outgoing } from './mailbox.ts';
import type { StationSocket } from './station-socket.ts';

export type RpcLinkDeps = {
  readonly client: RPCClient;
  readonly socket: StationSocket;
  readonly version: OcppVersion;
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
  /** An answer whose id is none of our latest calls; it is dropped. */
  readonly onUnasked: () => void;
  /** The peer does not read: more than `maxBufferedBytes` wait for it. */
  readonly onOverflow: (waitingBytes: number) => void;
};

/**
 * The transport library, fenced in: it writes our calls and matches their answers, and only answers that keep the outer rules reach
 * it. Calls of the station go past it: they are parsed once, and cost no objects of the library.
 */
export class RpcLink {
  readonly #deps: RpcLinkDeps;
  /** Ids of our latest calls, oldest first. */
  #asked: readonly string[] = [];

  constructor(deps: RpcLinkDeps) {
    this.#deps = deps;
    const { client, socket } = deps;
    socket.filterMessages((data, isBinary) => this.#receive(data, isBinary));
    // The library tells of every call of ours, just after it went to the socket.
    client.on('message', ({ outbound, message }: { outbound: boolean; message: string }) => {
      if (!outbound) return;
      this.#noteCall(message);
      this.#sent(message);
    });
  }

  sendRaw(message: string): void {
    const { socket } = this.#deps;
    if (socket.readyState !== socket.OPEN) return;
    socket.send(message);
    this.#sent(message);
  }

  /**
   * Hands a call to the socket at once; see `Send` of the mailbox. Without the library's own time-out: it would run on another
   * clock and forget the late answer.
   */
  send(call: Outgoing, onAnswer: (answer: Answer) => void): (() => void) | undefined {
    const { client, socket } = this.#deps;
    if (socket.readyState !== socket.OPEN) return undefined;
    const forget = new AbortController();
    client.call(call.action, call.payload, { callTimeoutMs: 0, signal: forget.signal }).then(
      (payload) => onAnswer({ kind: 'result', payload }),
      (error: unknown) => onAnswer(errorAnswerOf(error)),
    );
    return () => forget.abort('no longer wanted');
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
        if (!this.#asked.includes(frame.id)) {
          this.#deps.onUnasked();
          return;
        }
        // The library drops a second answer.
        this.#deps.socket.deliver(frame.text === undefined ? data : Buffer.from(frame.text));
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

  /** The library makes the ids: `[2,"<id>",...`. */
  #noteCall(message: string): void {
    const id = /^\[2,"([^"]+)"/.exec(message)?.[1];
    if (id === undefined) return;
    // A copy: a part of a text keeps all of it alive.
    const copy = Buffer.from(id).toString();
    this.#asked = [...this.#asked.slice(1 - GATEWAY.maxRememberedCalls), copy];
  }

  #sent(message: string): void {
    const { socket, maxBufferedBytes, onFrame, onOverflow } = this.#deps;
    onFrame?.('out', message);
    if (socket.bufferedAmount > maxBufferedBytes) onOverflow(socket.bufferedAmount);
  }
}

function errorAnswerOf(error: unknown): Answer {
  const { rpcErrorCode, message } = error as { rpcErrorCode?: string; message?: string };
  return { kind: 'error', code: rpcErrorCode ?? 'GenericError', description: message ?? '' };
}
