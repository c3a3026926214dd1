import { createRPCError, type IHandlersOption, type RPCClient } from 'ocpp-rpc';
import { OcppError } from '../adapter.ts';
import type { OcppVersion } from '../events.ts';
import { readFrame } from './frames.ts';
import type { Answer, Outgoing } from './mailbox.ts';
import type { StationSocket } from './station-socket.ts';

export type RpcLinkDeps = {
  readonly client: RPCClient;
  readonly socket: StationSocket;
  readonly version: OcppVersion;
  readonly maxBufferedBytes: number;
  /** A well-formed call. `RpcLink.deliver` has it handled. */
  readonly onCall: (call: { readonly id: string; readonly raw: Buffer }) => void;
  readonly handle: (call: HandledCall) => Promise<Record<string, unknown>>;
  /** The answer to the station's call `id` has gone to the socket. */
  readonly onAnswered: (id: string, answer: { readonly text: string; readonly isResult: boolean }) => void;
  /** Every frame as it is, in both directions. */
  readonly onFrame?: ((direction: 'in' | 'out', data: Buffer | string) => void) | undefined;
  /** 2.1: a message that gets no answer, whatever becomes of it. */
  readonly onSend: (send: { readonly action: string; readonly payload: Record<string, unknown> }) => void;
  /** 2.1: the station could not take our answer to its call `id`. */
  readonly onAnswerRefused: (refused: { readonly id: string; readonly code: string }) => void;
  /** Any message, also a bad one. */
  readonly onMessage: () => void;
  readonly onBad: (reason: string) => void;
  /** The peer does not read: more than `maxBufferedBytes` wait for it. */
  readonly onOverflow: (waitingBytes: number) => void;
};

export type HandledCall = { readonly id: string; readonly action: string; readonly payload: Record<string, unknown> };

/**
 * The transport library, fenced in: only frames that keep the outer rules reach it.
 * It matches answers to calls, runs handlers and writes their answers.
 */
export class RpcLink {
  readonly #deps: RpcLinkDeps;
  #answering: { readonly id: string; readonly isResult: boolean } | undefined;

  constructor(deps: RpcLinkDeps) {
    this.#deps = deps;
    const { client, socket } = deps;
    socket.filterMessages((data, isBinary) => this.#receive(data, isBinary));
    client.handle((call: IHandlersOption) => this.#handle(call));
    // The library announces an answer just before, and every message just after it went to the socket.
    client.on('response', ({ outbound, payload }: LibraryFrame) => {
      if (outbound) this.#answering = { id: payload[1], isResult: payload[0] === 3 };
    });
    client.on('message', ({ outbound, message }: { outbound: boolean; message: string }) => {
      if (outbound) this.#sent(message);
    });
  }

  /** Has a call handled that `onCall` announced. */
  deliver(raw: Buffer): void {
    this.#deps.socket.deliver(raw);
  }

  sendRaw(message: string): void {
    const { socket } = this.#deps;
    if (socket.readyState !== socket.OPEN) return;
    socket.send(message);
    this.#deps.onFrame?.('out', message);
    this.#checkBuffer();
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
        onCall({ id: frame.id, raw: data });
        return;
      case 'answer':
        // The library drops what it did not ask for: an unknown id, or that of another station's call.
        this.deliver(frame.text === undefined ? data : Buffer.from(frame.text));
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

  async #handle({ messageId, method, params }: IHandlersOption): Promise<Record<string, unknown>> {
    try {
      return await this.#deps.handle({ id: messageId ?? '', action: method ?? '', payload: params ?? {} });
    } catch (error) {
      if (error instanceof OcppError) throw createRPCError(error.code, error.message);
      throw error;
    }
  }

  #sent(message: string): void {
    this.#deps.onFrame?.('out', message);
    const answering = this.#answering;
    this.#answering = undefined;
    if (answering !== undefined) {
      this.#deps.onAnswered(answering.id, { text: message, isResult: answering.isResult });
    }
    this.#checkBuffer();
  }

  #checkBuffer(): void {
    const { socket, maxBufferedBytes, onOverflow } = this.#deps;
    if (socket.bufferedAmount > maxBufferedBytes) onOverflow(socket.bufferedAmount);
  }
}

/** What the library tells about a frame: [type, id, ...]. */
type LibraryFrame = { readonly outbound: boolean; readonly payload: readonly [number, string, ...unknown[]] };

function errorAnswerOf(error: unknown): Answer {
  const { rpcErrorCode, message } = error as { rpcErrorCode?: string; message?: string };
  return { kind: 'error', code: rpcErrorCode ?? 'GenericError', description: message ?? '' };
}
