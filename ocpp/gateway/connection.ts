import { OcppError, type Connection, type VersionAdapter } from '../adapter.ts';
import { GATEWAY } from '../bounds.ts';
import { failsafeLetter, limitLetter, type CommandContext } from './limit-letters.ts';
import type { StationEvent, StationId } from '../events.ts';
import type { FailsafeCommand, LimitCommand } from '../limit-commands.ts';
import { callOutcomeOf } from './call-outcome.ts';
import { CallHandler } from './call-handler.ts';
import { Inbox, type Incoming } from './inbox.ts';
import { Liveness } from './liveness.ts';
import { Mailbox, PRIORITY, type Outgoing } from './mailbox.ts';
import { Misconduct } from './misconduct.ts';
import type { CallOutcome, CentralSystemDeps, ConnectedStation, LogEntry } from '../ports.ts';
import type { CommandAnswer, StationCommand } from '../station-commands.ts';
import { sendCommand } from './send-command.ts';
import type { Member } from './registry.ts';
import { RpcLink } from './rpc-link.ts';
import { watchForStaleSession } from '../transactions/index.ts';
import type { StationSocket } from './station-socket.ts';

export type StationConnectionDeps = {
  readonly deps: CentralSystemDeps;
  readonly socket: StationSocket;
  /** Lets what is written now leave with the rest of this turn of the event loop. */
  readonly holdWrites: () => void;
  readonly adapter: VersionAdapter;
  readonly stationId: StationId;
  readonly generation: number;
  /** Begins the ids of our calls; no other connection has the same. */
  readonly idPrefix: string;
  readonly quarantined: boolean;
  readonly remoteAddress: string;
  readonly emit: (event: StationEvent) => void;
  /** It speaks for its station no longer. Called once, after its `disconnected`. */
  readonly onEnded: (connection: StationConnection) => void;
};

/** One socket of one station: waits to be admitted, lives, ends. Nothing that arrives after the end is obeyed. */
export class StationConnection implements Member {
  readonly #its: StationConnectionDeps;
  readonly #view: Connection;
  readonly #link: RpcLink;
  readonly #inbox: Inbox;
  readonly #handler: CallHandler;
  readonly #mailbox: Mailbox;
  readonly #liveness: Liveness;
  readonly #misconduct: Misconduct;
  readonly #connectedAtMs: number;
  #state: 'waiting' | 'live' | 'ended' = 'waiting';

  constructor(its: StationConnectionDeps) {
    this.#its = its;
    const { deps, socket, stationId, generation, quarantined, emit, adapter } = its;
    const { clock, bounds } = deps;
    this.#connectedAtMs = clock.nowMs();
    this.#view = {
      stationId,
      version: adapter.version,
      generation,
      quarantined,
      deps,
      emit: (event) => {
        emit(event);
        watchForStaleSession(this.#view, { event, trigger: adapter.commands.trigger });
      },
      call: (action, payload) => this.#callOrThrow({ action, payload }),
      known: { accepted: false, clockLagMs: 0, sessions: new Map(), registers: new Map() },
    };
    this.#misconduct = new Misconduct({
      isLive: () => this.#state === 'live',
      maxBadFrames: bounds.maxBadFrames,
      report: (type, detail) => emit({ kind: 'security', stationId, atMs: this.#nowMs(), type, detail }),
      close: () => this.close(1002, 'too many bad messages'),
    });
    this.#link = new RpcLink({
      socket,
      idPrefix: its.idPrefix,
      version: adapter.version,
      maxBufferedBytes: bounds.maxBufferedBytes,
      onFrame: deps.onFrame && ((direction, data) => deps.onFrame?.({ stationId, direction, data })),
      onMessage: () => {
        its.holdWrites();
        if (this.#state === 'live') this.#liveness.heard();
      },
      onCall: (call) => this.#receive(call),
      onSend: (send) => this.#receiveSend(send),
      onAnswerRefused: (refused) => this.#answerRefused(refused),
      onBad: (reason) => this.#misconduct.badMessage(reason),
      onUnasked: () => this.#misconduct.unaskedAnswer(),
      onMalformed: () => this.#misconduct.malformedAnswer(),
      onOverflow: (waitingBytes) => {
        this.#misconduct.unreadAnswers(waitingBytes);
        this.drop(`does not read its answers: ${waitingBytes} bytes wait`);
      },
    });
    this.#inbox = new Inbox({
      maxRunning: bounds.maxInFlightPerStation,
      maxCachedAnswers: GATEWAY.maxCachedAnswers,
      handle: (call) => this.#handler.handle(call),
      resend: (answer) => this.#link.sendRaw(answer),
      pause: () => socket.pause(),
      resume: () => socket.resume(),
    });
    this.#handler = new CallHandler({
      adapter,
      view: this.#view,
      inbox: this.#inbox,
      isLive: () => this.#state === 'live',
      onRefused: (code) => this.#misconduct.refused(code),
      sendRaw: (text) => this.#link.sendRaw(text),
      onOrderedAnswered: () => this.#mailbox.pump(),
    });
    this.#mailbox = new Mailbox({
      clock,
      send: (call, onAnswer) => this.#link.send(call, onAnswer),
      timeoutMs: bounds.callTimeoutMs,
      maxQueued: bounds.maxMailboxPerStation,
      maxLate: GATEWAY.maxLateCalls,
    });
    this.#liveness = new Liveness({
      clock,
      bounds,
      ping: () => socket.readyState === socket.OPEN && socket.ping(),
      onHeard: (atMs) => emit({ kind: 'heard', stationId, atMs }),
      onDead: (silentMs) => this.drop(`silent for ${silentMs} ms`),
    });
    socket.on('ping', () => this.#state === 'live' && this.#liveness.heard());
    socket.on('pong', () => this.#state === 'live' && this.#liveness.ponged());
    socket.on('error', (error: Error) => this.#misconduct.socketFailed(error));
    socket.once('close', (code: number) => this.#end(`closed by the peer or the network, code ${code}`));
    // Nothing is read before admission, so nothing that a station says is lost or answered too early.
    socket.pause();
  }

  describe(): ConnectedStation {
    const { stationId, generation, quarantined, adapter } = this.#its;
    return { stationId, version: adapter.version, generation, quarantined, connectedAtMs: this.#connectedAtMs };
  }

  start(): void {
    const { stationId, generation, quarantined, remoteAddress, adapter, deps, socket, emit } = this.#its;
    if (this.#state !== 'waiting') return;
    this.#state = 'live';
    const { version } = adapter;
    emit({ kind: 'connected', stationId, atMs: this.#nowMs(), version, generation, quarantined, remoteAddress });
    // Spread, so that the pings of a city that came back at once do not stay in step.
    this.#liveness.start(deps.randomInt(deps.bounds.pingIntervalMs) + 1);
    adapter
      .onConnected(this.#view)
      .catch((error: unknown) => this.#log('warn', `after the handshake: ${textOf(error)}`));
    socket.resume();
  }

  probe(done: (alive: boolean) => void): void {
    this.#liveness.probe(done);
  }

  refuse(reason: string): void {
    this.close(1008, reason);
  }

  drop(reason: string): void {
    this.#end(reason);
    this.#its.socket.terminate();
  }

  /** Says goodbye, and destroys the socket when the peer does not. */
  close(code: number, reason: string): void {
    const { deps, socket } = this.#its;
    this.#end(reason);
    // The peer's goodbye must be read.
    socket.resume();
    socket.close(code, Buffer.from(reason).subarray(0, 123).toString('latin1'));
    const cancel = deps.clock.after(GATEWAY.closeGraceMs, () => socket.terminate());
    socket.once('close', cancel);
  }

  setLimit(command: LimitCommand): void {
    this.#mailbox.post(limitLetter(command, this.#commandContext()));
  }

  setFailsafe(command: FailsafeCommand): void {
    this.#mailbox.post(failsafeLetter(command, this.#commandContext()));
  }

  call(call: Outgoing): Promise<CallOutcome> {
    return new Promise((resolve) => {
      this.#mailbox.post({
        priority: PRIORITY.call,
        write: () => call,
        onDelivery: (delivery) => resolve(callOutcomeOf(delivery)),
      });
    });
  }

  command(command: StationCommand): Promise<CommandAnswer> {
    return sendCommand(this.#view, this.#its.adapter.commands, command);
  }

  #commandContext(): CommandContext {
    return {
      connection: this.#view,
      adapter: this.#its.adapter,
      nowMs: () => this.#nowMs(),
      onMalformed: () => this.#misconduct.malformedAnswer(),
      isAcknowledged: ({ sessionId }) => this.#handler.isAcknowledged(sessionId),
    };
  }

  async #callOrThrow(call: Outgoing): Promise<Record<string, unknown>> {
    const outcome = await this.call(call);
    if (outcome.ok) return outcome.payload;
    throw new OcppError(outcome.code, outcome.detail);
  }

  #receive(call: Incoming): void {
    if (this.#state !== 'live') return;
    this.#misconduct.behaved();
    this.#inbox.receive(call);
  }

  #receiveSend({ action, payload }: { readonly action: string; readonly payload: Record<string, unknown> }): void {
    if (this.#state !== 'live') return;
    const { adapter } = this.#its;
    const listen = adapter.sends?.[action];
    if (listen === undefined) return this.#misconduct.badMessage('a SEND of an unknown action');
    // Nobody waits for an answer, so a bad payload is counted and forgotten.
    try {
      listen(this.#view, payload);
    } catch (error) {
      this.#misconduct.badMessage(textOf(error));
    }
  }

  /** What the station believes now is not known: it tells its states again, and nothing is taken back here. */
  #answerRefused({ id, code }: { readonly id: string; readonly code: string }): void {
    if (this.#state !== 'live') return;
    const { stationId, emit, adapter } = this.#its;
    if (!this.#inbox.hasAnswered(id)) return this.#misconduct.badMessage('a CALLRESULTERROR for no answer of ours');
    emit({ kind: 'answer-refused', stationId, atMs: this.#nowMs(), code });
    this.#log('warn', `${stationId}: could not take our answer: ${code}`);
    adapter.onAnswerRefused?.(this.#view);
  }

  #end(reason: string): void {
    if (this.#state === 'ended') return;
    const wasLive = this.#state === 'live';
    const { stationId, generation, emit, onEnded } = this.#its;
    this.#state = 'ended';
    this.#liveness.stop();
    this.#inbox.close();
    this.#mailbox.close();
    if (wasLive) emit({ kind: 'disconnected', stationId, atMs: this.#nowMs(), generation, reason });
    onEnded(this);
  }

  #nowMs(): number {
    return this.#its.deps.clock.nowMs();
  }

  #log(level: LogEntry['level'], message: string): void {
    this.#its.deps.log({ level, message, stationId: this.#its.stationId });
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error';
}
