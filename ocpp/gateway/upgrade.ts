import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { RPCServer, type RPCClient } from 'ocpp-rpc';
import { GATEWAY } from '../bounds.ts';
import { settlingOf } from '../settling.ts';
import { HandshakeGate } from './handshake-gate.ts';
import type { AuthenticateAnswer, CentralSystemDeps } from '../ports.ts';
import { StationSocket } from './station-socket.ts';
import { peerOf, type UpgradePeer } from './upgrade-peer.ts';
import { readUpgradeRequest, refusalOf, type Refusal, type UpgradeRequest } from './upgrade-request.ts';

/** An authenticated station on an open websocket. */
export type Arrival = {
  readonly stationId: string;
  /** undefined = none that both sides speak: to be closed at once. */
  readonly subprotocol: string | undefined;
  readonly quarantined: boolean;
  readonly remoteAddress: string;
  readonly socket: StationSocket;
  /** What `socket` writes to. */
  readonly wire: Duplex;
};

export type UpgradeDeps = {
  readonly deps: CentralSystemDeps;
  readonly subprotocols: readonly string[];
  readonly onArrival: (arrival: Arrival) => void;
  /** A station that offered the credentials of another one. */
  readonly onMismatch: (stationId: string, remoteAddress: string) => void;
};

/** From an HTTP upgrade to an authenticated websocket, or an HTTP refusal. */
export class Upgrades {
  readonly #its: UpgradeDeps;
  readonly #gate: HandshakeGate;
  readonly #server: RPCServer;
  /** Sockets that are neither refused nor upgraded yet. */
  readonly #open = new Set<Duplex>();
  readonly #admitted = new WeakMap<IncomingMessage, Admitted>();
  #isClosing = false;

  constructor(its: UpgradeDeps) {
    this.#its = its;
    const { bounds, clock } = its.deps;
    const limits = {
      maxRunning: bounds.maxHandshakesInFlight,
      maxPerTurn: GATEWAY.maxHandshakesPerTurn,
      maxWaiting: GATEWAY.maxHandshakesWaiting,
      maxWaitMs: GATEWAY.maxHandshakeWaitMs,
    };
    const settling = settlingOf(its.deps);
    this.#gate = new HandshakeGate({ limits, clock, onRunning: (running) => settling.handshakes(running) });
    this.#server = createTransport(its);
    // Everything was decided before: the library only completes the handshake.
    this.#server.auth((accept, reject, { request }) => {
      const admitted = this.#admitted.get(request);
      if (admitted === undefined) reject(500, 'Internal error');
      else accept(admitted, admitted.subprotocol);
    });
    this.#server.on('client', (client: RPCClient) => this.#onClient(client));
  }

  /** Never throws; the socket is upgraded, refused or destroyed within bounded time. */
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const onError = (): void => void socket.destroy();
    socket.on('error', onError);
    const asked = this.#isClosing ? UNAVAILABLE : readUpgradeRequest(request);
    if (asked.kind === 'refused') {
      if (asked.mismatchedId !== undefined)
        this.#its.onMismatch(asked.mismatchedId, this.#peerOf(request).remoteAddress);
      refuse(socket, asked);
      return;
    }
    this.#open.add(socket);
    this.#gate.enter({
      run: async () => {
        const peer = this.#peerOf(request);
        const answer = await this.#authenticate(asked, peer);
        // A socket that went meanwhile is not writable: nothing below answers it.
        this.#open.delete(socket);
        if (typeof answer !== 'string') {
          refuse(socket, answer);
          return;
        }
        socket.off('error', onError);
        await this.#complete({ request, socket, head }, { ...this.#admit(asked, answer, peer), wire: socket });
      },
      refuse: () => {
        if (this.#open.delete(socket)) refuse(socket, UNAVAILABLE);
      },
    });
  }

  /** Refuses all that come from now on, and those that wait. */
  close(): void {
    this.#isClosing = true;
    for (const socket of this.#open) refuse(socket, UNAVAILABLE);
    this.#open.clear();
  }

  /** The answer, or the refusal when the password check says no, fails, or hangs. */
  #authenticate(asked: UpgradeRequest, peer: UpgradePeer): Promise<'accepted' | 'quarantined' | Refusal> {
    const { deps } = this.#its;
    const { stationId, credentials } = asked;
    return new Promise((resolve) => {
      const cancel = deps.clock.after(deps.bounds.authenticateMs, () => {
        deps.log({ level: 'error', message: `login: no decision within ${deps.bounds.authenticateMs} ms`, stationId });
        resolve(UNAVAILABLE);
      });
      const request = { stationId, ...peer, ...(credentials === undefined ? {} : { credentials }) };
      // Also a check that throws at once must end in an answer.
      const decide = async (): Promise<AuthenticateAnswer> => deps.authenticate(request);
      decide()
        .then(
          (answer) => resolve(answer === 'accepted' || answer === 'quarantined' ? answer : refusalOf(answer)),
          (error: unknown) => {
            const reason = error instanceof Error ? error.message : 'unknown error';
            deps.log({ level: 'error', message: `login: the check failed: ${reason}`, stationId });
            resolve(UNAVAILABLE);
          },
        )
        .finally(cancel);
    });
  }

  #admit(
    asked: UpgradeRequest,
    answer: 'accepted' | 'quarantined',
    { remoteAddress }: UpgradePeer,
  ): Omit<Admitted, 'wire'> {
    return {
      stationId: asked.stationId,
      subprotocol: asked.subprotocols.find((offered) => this.#its.subprotocols.includes(offered)),
      quarantined: answer === 'quarantined',
      remoteAddress,
    };
  }

  #peerOf(request: IncomingMessage): UpgradePeer {
    return peerOf(request, this.#its.deps.trustedProxies ?? NO_PROXIES);
  }

  async #complete(
    upgrade: { request: IncomingMessage; socket: Duplex; head: Buffer },
    admitted: Admitted,
  ): Promise<void> {
    const { request, socket, head } = upgrade;
    this.#admitted.set(request, admitted);
    // The library reads the identity from the path once more: it gets one that cannot surprise it.
    request.url = `/ocpp/${encodeURIComponent(admitted.stationId)}`;
    try {
      // An upgraded socket of node:http is a net.Socket.
      await this.#server.handleUpgrade(request, socket as import('node:net').Socket, head);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown error';
      this.#its.deps.log({ level: 'error', message: `handshake: ${reason}`, stationId: admitted.stationId });
      socket.destroy();
    }
  }

  #onClient(client: RPCClient): void {
    const { session, _ws: socket } = client as unknown as { session: Admitted; _ws: StationSocket };
    // Frames are read and written by us: without its listeners the library's client, of some kilobytes, can go.
    socket.removeAllListeners();
    // It takes the last one at the end of this turn, and its list of clients when told that this one is closed.
    process.nextTick(() => socket.removeAllListeners('message'));
    client.emit('close', { code: 1000, reason: '' });
    this.#its.onArrival({ ...session, socket });
  }
}

const UNAVAILABLE: Refusal = { kind: 'refused', status: 503, headers: { 'Retry-After': String(GATEWAY.retryAfterS) } };

const NO_PROXIES: ReadonlySet<string> = new Set();

type Admitted = Omit<Arrival, 'socket'>;

function createTransport({ deps, subprotocols }: UpgradeDeps): RPCServer {
  return new RPCServer({
    protocols: [...subprotocols],
    // Payloads are validated by the adapters, calls are timed and peers are pinged by us, by the injected clock.
    strictMode: false,
    callTimeoutMs: 0,
    pingIntervalMs: 0,
    callConcurrency: Infinity,
    respondWithDetailedErrors: false,
    wssOptions: {
      // The library's types name the module where they mean the class.
      WebSocket: StationSocket as never,
      maxPayload: deps.bounds.maxPayloadBytes,
      maxFragments: GATEWAY.maxFragments,
      perMessageDeflate: false,
      clientTracking: false,
    },
  });
}

function refuse(socket: Duplex, { status, headers }: Refusal): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const text = STATUS_CODES[status] ?? '';
  const lines = Object.entries({
    Connection: 'close',
    'Content-Type': 'text/plain',
    'Content-Length': String(text.length),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${text}\r\n${lines.join('\r\n')}\r\n\r\n${text}`);
}
