import type { IncomingMessage } from 'node:http';
import type { OcppVersion } from '../../ocpp/index.ts';
import type { Service } from '../../src/service.ts';
import { frame } from '../ocpp/gateway/raw-frames.ts';
import type { WireFrame } from './mutate.ts';
import { FrameReader, PipeSocket } from './pipe-socket.ts';

/** What a station does with a call of ours: the text of its answer, or silence. */
export type AnswerCall = (id: string, action: string) => string | undefined;

/** Ends that a station may earn: not UTF-8, a policy, a size, bad messages. */
const EARNED_CODES: ReadonlySet<number> = new Set([1002, 1007, 1008, 1009]);
/** As long as a message id: no answer repeats more of its input. */
const MAX_ECHO = 36;
/** Except this one, which has to name the certificate that was asked for, in the four fields of the schema (2.1 M07). */
const MAX_CERTIFICATE_ECHO = 128;
const MAX_HISTORY = 300;

/** A station on a socket without network. It keeps account of what it asked and what came back. */
export class FuzzStation {
  readonly stationId: string;
  readonly version: OcppVersion;
  /** The last frames sent, for the search of a cause. */
  readonly history: WireFrame[] = [];
  readonly faults: string[] = [];
  readonly answers = new Map<string, number>();
  /** Why it is over; undefined = it is not. */
  ended: number | 'destroyed' | undefined;
  readonly #socket: PipeSocket;
  readonly #reader = new FrameReader();
  readonly #asked = new Map<string, { sent: number; answered: number; readonly must: boolean }>();
  readonly #answerCall: AnswerCall;
  #unanswered = 0;
  #isOpen = false;

  constructor(its: {
    readonly service: Service;
    readonly stationId: string;
    readonly version: OcppVersion;
    readonly answerCall: AnswerCall;
  }) {
    this.stationId = its.stationId;
    this.version = its.version;
    this.#answerCall = its.answerCall;
    this.#socket = new PipeSocket((bytes) => this.#hear(bytes));
    this.#socket.once('close', () => (this.ended ??= 'destroyed'));
    const request = {
      method: 'GET',
      url: `/ocpp/${encodeURIComponent(its.stationId)}`,
      headers: {
        upgrade: 'websocket',
        connection: 'Upgrade',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-protocol': `ocpp${its.version}`,
      },
      socket: this.#socket,
    };
    its.service.central.handleUpgrade(request as unknown as IncomingMessage, this.#socket, Buffer.alloc(0));
  }

  get isOpen(): boolean {
    return this.#isOpen && this.ended === undefined;
  }

  /** Calls that wait for their first answer. */
  get waiting(): number {
    return this.ended === undefined ? this.#unanswered : 0;
  }

  /** All frames in one chunk, as a fast station writes them. */
  send(frames: readonly WireFrame[]): void {
    const bytes: Buffer[] = [];
    for (const sent of frames) {
      this.history.push(sent);
      this.#expect(sent);
      bytes.push(bytesOf(sent));
    }
    this.history.splice(0, this.history.length - MAX_HISTORY);
    if (!this.#socket.destroyed) this.#socket.push(Buffer.concat(bytes));
  }

  /** All is answered: what was asked is forgotten. */
  settle(): void {
    if (this.waiting > 0) {
      const ids = [...this.#asked].filter(([, { must, answered }]) => must && answered === 0).map(([id]) => id);
      this.faults.push(`never answered: ${ids.join(', ')}`);
    }
    this.#asked.clear();
    this.#unanswered = 0;
    if (this.ended === 'destroyed') this.faults.push('cut off without a close frame');
    else if (this.ended !== undefined && !EARNED_CODES.has(this.ended)) this.faults.push(`closed with ${this.ended}`);
  }

  /** Goes as a network goes: without a word. */
  drop(): void {
    this.#socket.destroy();
  }

  #expect({ text, shape }: WireFrame): void {
    const asks = shape === 'binary' ? undefined : readableCall(text, this.version);
    if (asks === undefined) return;
    const before = this.#asked.get(asks.id);
    if (before !== undefined) {
      before.sent++;
      return;
    }
    this.#asked.set(asks.id, { sent: 1, answered: 0, must: asks.must });
    if (asks.must) this.#unanswered++;
  }

  #hear(bytes: Buffer): void {
    if (!this.#isOpen) {
      const end = bytes.indexOf('\r\n\r\n');
      const status = bytes.subarray(9, 12).toString();
      if (status !== '101') this.faults.push(`upgrade refused with ${status}`);
      this.#isOpen = true;
      bytes = bytes.subarray(end + 4);
    }
    for (const { opcode, payload } of this.#reader.read(bytes)) {
      if (opcode === 1) this.#hearText(payload.toString());
      else if (opcode === 9) this.#socket.push(frame({ opcode: 10 }, payload));
      else if (opcode === 8) {
        this.ended ??= payload.length < 2 ? 1005 : payload.readUInt16BE(0);
        this.#socket.push(frame({ opcode: 8 }, payload));
        this.#socket.push(null);
      }
    }
  }

  #hearText(text: string): void {
    const [type, id, third] = JSON.parse(text) as [number, string, unknown];
    if (type === 2) {
      const answer = this.#answerCall(id, String(third));
      if (answer !== undefined) this.#socket.push(bytesOf({ text: answer }));
      return;
    }
    const kind = type === 3 ? 'result' : String(third);
    this.answers.set(kind, (this.answers.get(kind) ?? 0) + 1);
    if (kind === 'InternalError') this.faults.push(`our own mistake: ${text.slice(0, 200)}`);
    const echoed = /\u01c2+/.exec(text.replace(JSON.stringify(id), ''))?.[0].length ?? 0;
    if (echoed > allowedEcho(type, text)) this.faults.push(`${echoed} characters of input in ${text.slice(0, 100)}`);
    if (id === '-1') return;
    const asked = this.#asked.get(id);
    if (asked === undefined) {
      this.faults.push(`an answer to nobody: ${text.slice(0, 100)}`);
      return;
    }
    asked.answered++;
    if (asked.answered === 1 && asked.must) this.#unanswered--;
    if (asked.answered > asked.sent) this.faults.push(`answered ${asked.answered} times: ${text.slice(0, 100)}`);
  }
}

function allowedEcho(type: number, text: string): number {
  if (type !== 3) return 0;
  return text.includes('"certificateHashData"') ? MAX_CERTIFICATE_ECHO : MAX_ECHO;
}

/** The id of what must be answered, or (message types that a version may ignore) may be. */
function readableCall(text: string, version: OcppVersion): { readonly id: string; readonly must: boolean } | undefined {
  let parts: unknown;
  try {
    // As it arrives: a lone surrogate does not survive UTF-8.
    parts = JSON.parse(Buffer.from(text).toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts)) return undefined;
  const [type, id] = parts as unknown[];
  if (typeof id !== 'string' || id.length === 0 || id.length > MAX_ECHO || id === '-1') return undefined;
  if (type === 3 || type === 4 || (version === '2.1' && (type === 5 || type === 6))) return undefined;
  return { id, must: type === 2 };
}

function bytesOf({ text, shape }: WireFrame): Buffer {
  if (shape === 'binary') return frame({ opcode: 2 }, text);
  if (shape !== 'fragments') return frame({}, text);
  const bytes = Buffer.from(text);
  const at = bytes.length >> 1;
  return Buffer.concat([frame({ fin: false }, bytes.subarray(0, at)), frame({ opcode: 0 }, bytes.subarray(at))]);
}
