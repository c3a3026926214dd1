import type { VersionAdapter } from '../adapter.ts';
import { GATEWAY } from '../bounds.ts';
import { failsafeAnswered, limitAnswered, stationIdOf } from './limit-letters.ts';
import { StationConnection } from './connection.ts';
import type { StationEvent, StationId } from '../events.ts';
import type { FailsafeCommand, LimitCommand } from '../limit-commands.ts';
import type { CallOutcome, CentralSystem, CentralSystemDeps, ConnectedStation } from '../ports.ts';
import type { CommandAnswer, StationCommand } from '../station-commands.ts';
import { Registry } from './registry.ts';
import { TurnWrites } from './turn-writes.ts';
import { Upgrades, type Arrival } from './upgrade.ts';

/** A central system that speaks the versions of `adapters`. It opens no port: the http server hands its upgrades over. */
export function createCentralSystem(deps: CentralSystemDeps, adapters: readonly VersionAdapter[]): CentralSystem {
  return new Gateway(deps, adapters);
}

/** As many as a number tells apart: seven digits of an id. */
const RUNS = 36 ** 7;

class Gateway implements CentralSystem {
  readonly #deps: CentralSystemDeps;
  readonly #adapters: ReadonlyMap<string, VersionAdapter>;
  readonly #upgrades: Upgrades;
  readonly #registry: Registry<StationConnection>;
  /** Also those that wait, were refused or say goodbye. */
  readonly #sockets = new Set<Arrival['socket']>();
  readonly #turnWrites = new TurnWrites();
  /** Tells the ids of our calls from those of an earlier process. */
  readonly #run: string;
  #generation = 0;
  #mismatch = { count: 0, reportedAtMs: -Infinity };

  constructor(deps: CentralSystemDeps, adapters: readonly VersionAdapter[]) {
    this.#deps = deps;
    this.#run = deps.randomInt(RUNS).toString(36);
    this.#adapters = new Map(adapters.map((adapter) => [adapter.subprotocol, adapter]));
    this.#registry = new Registry({
      onDuplicate: (stationId, refused) =>
        this.#alarm(stationId, 'duplicate-connection', `${refused} refused while the station is connected and answers`),
    });
    this.#upgrades = new Upgrades({
      deps,
      subprotocols: [...this.#adapters.keys()],
      onArrival: (arrival) => this.#onArrival(arrival),
      onMismatch: (stationId, remoteAddress) => this.#onMismatch(stationId, remoteAddress),
    });
  }

  handleUpgrade(...[request, socket, head]: Parameters<CentralSystem['handleUpgrade']>): void {
    this.#upgrades.handle(request, socket, head);
  }

  setLimit(command: LimitCommand): void {
    const connection = this.#registry.get(stationIdOf(command.connectorId));
    if (connection === undefined) {
      this.#emit(limitAnswered(command, { atMs: this.#nowMs(), outcome: 'not-sent', detail: 'not connected' }));
    } else connection.setLimit(command);
  }

  setFailsafe(command: FailsafeCommand): void {
    const connection = this.#registry.get(stationIdOf(command.connectorId));
    if (connection === undefined) {
      this.#emit(failsafeAnswered(command, { atMs: this.#nowMs(), outcome: 'not-sent' }));
    } else connection.setFailsafe(command);
  }

  async call(stationId: StationId, action: string, payload: Record<string, unknown>): Promise<CallOutcome> {
    const connection = this.#registry.get(stationId);
    if (connection === undefined) return { ok: false, code: 'NotConnected', detail: 'the station is not connected' };
    return connection.call({ action, payload });
  }

  async command(stationId: StationId, command: StationCommand): Promise<CommandAnswer> {
    const connection = this.#registry.get(stationId);
    if (connection === undefined) return { status: 'not-sent', detail: 'the station is not connected' };
    return connection.command(command);
  }

  connected(): readonly ConnectedStation[] {
    return Array.from(this.#registry.stations(), ([, connection]) => connection.describe());
  }

  disconnect(stationId: StationId, reason: string): void {
    this.#registry.get(stationId)?.close(1008, reason);
  }

  async close(spreadMs: number): Promise<void> {
    const { clock, randomInt } = this.#deps;
    this.#upgrades.close();
    this.#registry.close('the central system goes away');
    for (const [, connection] of this.#registry.stations()) {
      clock.after(randomInt(spreadMs + 1), () => connection.close(1001, 'the central system goes away'));
    }
    // None is waited for longer than the spread and the grace of a goodbye, which each socket has for itself.
    await Promise.all(Array.from(this.#sockets, (socket) => new Promise((resolve) => socket.once('close', resolve))));
  }

  #onArrival({ socket, wire, stationId, subprotocol, quarantined, remoteAddress }: Arrival): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    const adapter = subprotocol === undefined ? undefined : this.#adapters.get(subprotocol);
    if (adapter === undefined) {
      // 1.6J §3.1.2: complete the handshake without a subprotocol, then close.
      socket.filterMessages(() => {});
      // Whatever it sends now, it is on its way out.
      socket.on('error', () => {});
      socket.close(1002, 'no common subprotocol');
      socket.once(
        'close',
        this.#deps.clock.after(GATEWAY.closeGraceMs, () => socket.terminate()),
      );
      return;
    }
    const generation = ++this.#generation;
    const connection = new StationConnection({
      deps: this.#deps,
      socket,
      holdWrites: () => this.#turnWrites.hold(wire),
      adapter,
      stationId,
      generation,
      idPrefix: `${this.#run}-${generation.toString(36)}-`,
      quarantined,
      remoteAddress,
      emit: (event) => this.#emit(event),
      onEnded: (ended) => this.#registry.remove(stationId, ended),
    });
    this.#registry.admit(stationId, connection);
  }

  /** Not logged in yet, so anyone can cause it: reported at most once a second. */
  #onMismatch(stationId: StationId, remoteAddress: string): void {
    this.#mismatch.count++;
    if (this.#nowMs() - this.#mismatch.reportedAtMs < GATEWAY.securityEventIntervalMs) return;
    const detail = `credentials of another station from ${remoteAddress} (${this.#mismatch.count} since the last report)`;
    this.#mismatch = { count: 0, reportedAtMs: this.#nowMs() };
    this.#alarm(stationId, 'identity-mismatch', detail);
  }

  #alarm(stationId: StationId, type: string, detail: string): void {
    this.#deps.log({ level: 'warn', message: `${type}: ${detail}`, stationId });
    this.#emit({ kind: 'security', stationId, atMs: this.#nowMs(), type, detail });
  }

  #emit(event: StationEvent): void {
    try {
      this.#deps.onEvent(event);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown error';
      this.#deps.log({ level: 'error', message: `event ${event.kind} failed: ${reason}`, stationId: event.stationId });
    }
  }

  #nowMs(): number {
    return this.#deps.clock.nowMs();
  }
}
