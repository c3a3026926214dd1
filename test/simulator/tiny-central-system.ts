import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import {
  decodeFrame,
  encodeFrame,
  validateRequest,
  validateResponse,
  type Frame,
  type OcppJVersion,
} from '../../ocpp/protocol/index.ts';

type Payload = Record<string, unknown>;
const VERSIONS: Readonly<Record<string, OcppJVersion>> = { 'ocpp1.6': '1.6', 'ocpp2.0.1': '2.0.1', 'ocpp2.1': '2.1' };
export type Heard = { readonly stationId: string; readonly action: string; readonly payload: Payload };

/**
 * The smallest central system: accepts everybody with the right password, answers by table, checks every message against the
 * official schemas, and remembers what it heard. Real sockets, no code of the product's gateway.
 */
export class TinyCentralSystem {
  readonly heard: Heard[] = [];
  readonly complaints: string[] = [];
  readonly connections: {
    readonly stationId: string;
    readonly authorization: string | undefined;
    readonly protocol: string;
  }[] = [];
  /** Answers that differ from the table, by action. */
  readonly answers = new Map<string, (payload: Payload) => Payload | 'silence' | 'refused'>();
  /** Calls that follow the answer to an action in the same breath. */
  readonly afterwards = new Map<string, (answer: Payload) => { readonly action: string; readonly payload: Payload }>();
  readonly #http = createServer();
  readonly #server = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered][0] ?? false });
  readonly #sockets = new Map<string, WebSocket>();
  readonly #waiting = new Map<string, { action: string; version: OcppJVersion; settle: (frame: Frame) => void }>();
  readonly #nowMs: () => number;
  #calls = 0;
  #transactions = 1000;
  isUp = true;
  /** Frames received so far. */
  traffic = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#http.on('upgrade', (request, socket, head) => {
      if (!this.isUp) {
        socket.destroy();
        return;
      }
      this.#server.handleUpgrade(request, socket, head, (webSocket) => {
        const stationId = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
        this.connections.push({
          stationId,
          authorization: request.headers.authorization,
          protocol: webSocket.protocol,
        });
        this.#sockets.set(stationId, webSocket);
        const version = VERSIONS[webSocket.protocol] ?? '2.0.1';
        webSocket.on('message', (data) =>
          this.#receive({ stationId, webSocket, version, text: (data as Buffer).toString('utf8') }),
        );
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}/ocpp`;
  }

  /** An outage: all sockets are cut and nobody gets in, until `up`. */
  down(): void {
    this.isUp = false;
    for (const socket of this.#sockets.values()) socket.terminate();
    this.#sockets.clear();
  }

  up(): void {
    this.isUp = true;
  }

  isConnected(stationId: string): boolean {
    return this.#sockets.get(stationId)?.readyState === 1;
  }

  /** What was heard of these actions, oldest first. */
  of(...actions: string[]): readonly Payload[] {
    return this.heard.filter(({ action }) => actions.includes(action)).map(({ payload }) => payload);
  }

  /** Resolves with the answer, or the error code; rejects after 30 s of real time. */
  async call(stationId: string, action: string, payload: Payload): Promise<Payload | string> {
    const socket = this.#sockets.get(stationId);
    if (socket === undefined) throw new Error(`${stationId} is not connected`);
    this.#calls += 1;
    const messageId = `csms-${this.#calls}`;
    const version = VERSIONS[socket.protocol] ?? '2.0.1';
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<Frame>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer to ${action}`)), 30_000);
      this.#waiting.set(messageId, { action, version, settle: resolve });
      socket.send(encodeFrame({ kind: 'call', messageId, action, payload }));
    });
    clearTimeout(timer);
    if (answer.kind === 'error') return answer.code;
    if (answer.kind !== 'result') throw new Error(`${stationId}: the answer to ${action} is a ${answer.kind}`);
    return answer.payload;
  }

  async close(): Promise<void> {
    this.down();
    this.#server.close();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #receive({
    stationId,
    webSocket,
    version,
    text,
  }: {
    stationId: string;
    webSocket: WebSocket;
    version: OcppJVersion;
    text: string;
  }): void {
    this.traffic += 1;
    const frame = decodeFrame(text, version);
    if (frame.kind === 'malformed') {
      this.complaints.push(`${stationId}: malformed ${text}`);
    } else if (frame.kind === 'call') {
      const violation = validateRequest(version, frame.action, frame.payload);
      if (violation !== undefined)
        this.complaints.push(`${stationId} ${frame.action}: ${violation.code} ${violation.description}`);
      this.heard.push({ stationId, action: frame.action, payload: frame.payload });
      const answer = this.answers.get(frame.action)?.(frame.payload) ?? this.#answer(frame.action, version);
      if (answer === 'silence') return;
      const { messageId } = frame;
      if (answer === 'refused')
        webSocket.send(encodeFrame({ kind: 'error', messageId, code: 'InternalError', description: '', details: {} }));
      else {
        webSocket.send(encodeFrame({ kind: 'result', messageId, payload: answer }));
        const next = this.afterwards.get(frame.action)?.(answer);
        if (next !== undefined) webSocket.send(encodeFrame({ kind: 'call', messageId: 'next', ...next }));
      }
    } else if (frame.kind === 'result' || frame.kind === 'error') {
      const waiting = this.#waiting.get(frame.messageId);
      this.#waiting.delete(frame.messageId);
      if (waiting !== undefined && frame.kind === 'result') {
        const violation = validateResponse(waiting.version, waiting.action, frame.payload);
        if (violation !== undefined)
          this.complaints.push(`${stationId} answer to ${waiting.action}: ${violation.description}`);
      }
      waiting?.settle(frame);
    }
  }

  #answer(action: string, version: OcppJVersion): Payload {
    const currentTime = new Date(this.#nowMs()).toISOString();
    if (action === 'BootNotification') return { status: 'Accepted', currentTime, interval: 60 };
    if (action === 'Heartbeat') return { currentTime };
    if (action === 'NotifyEVChargingNeeds') return { status: 'Accepted' };
    if (action === 'Authorize')
      return version === '1.6' ? { idTagInfo: { status: 'Accepted' } } : { idTokenInfo: { status: 'Accepted' } };
    if (action === 'StartTransaction') {
      this.#transactions += 1;
      return { transactionId: this.#transactions, idTagInfo: { status: 'Accepted' } };
    }
    return {};
  }
}
