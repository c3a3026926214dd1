import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { bootUntilAccepted } from './boot.ts';
import type { Settings } from './configuration.ts';
import type { BootReason, Dialect, StationVersion } from './dialect.ts';
import type { Faults } from './faults.ts';
import { Link } from './link.ts';
import { Outbox, passing, type Message } from './outbox.ts';
import { Periodic } from './periodic.ts';
import { BentWire } from './wire-faults.ts';

type Payload = Record<string, unknown>;

export type UplinkDeps = {
  readonly url: string;
  readonly stationId: string;
  readonly version: StationVersion;
  readonly password: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly dialect: Dialect;
  readonly settings: Settings;
  readonly faults: () => Faults;
  readonly onCall: (action: string, payload: Payload) => Payload | undefined;
  /** The socket is open, the boot is still to come. */
  readonly onConnected: (generation: number) => void;
  /** Booted, or back without a boot. */
  readonly onOnline: () => void;
  readonly onOffline: () => void;
};

/** One station's connection as a whole: socket, boot, heartbeat, and the messages in their order. */
export class Uplink {
  readonly #deps: UplinkDeps;
  readonly #link: Link;
  readonly #outbox: Outbox;
  readonly #heartbeat: Periodic;
  readonly #wire = new BentWire();
  #bootReason: BootReason = 'power-up';
  #hasBeenOnline = false;
  /** Of the present connection: what belongs to an older one is nobody's. */
  #generation = 0;
  #cancelBlip: (() => void) | undefined;

  constructor(deps: UplinkDeps) {
    const { url, stationId, version, password, clock, random, dialect, faults, onCall } = deps;
    this.#deps = deps;
    this.#link = new Link({
      url,
      stationId,
      version,
      password,
      clock,
      random: random.fork('backoff'),
      onOpen: () => this.#opened(),
      onClose: () => this.#closed(),
      onCall,
      faults,
    });
    this.#outbox = new Outbox({
      call: (action, payload) => this.#call(action, payload),
      after: (delayMs, run) => clock.after(delayMs, run),
    });
    this.#heartbeat = new Periodic({
      clock,
      offsetShare: random.fork('heartbeat-offset').next(),
      run: () => this.add(passing(dialect.heartbeat)),
    });
  }

  start(delayMs: number): void {
    this.#link.start(delayMs);
  }

  async stop(): Promise<void> {
    this.#closed();
    await this.#link.stop();
  }

  /** Booted, and its messages go out. */
  isOnline(): boolean {
    return this.#outbox.isOpen();
  }

  /** Whether it was ever accepted; before that it knows nobody. */
  hasBeenOnline(): boolean {
    return this.#hasBeenOnline;
  }

  generation(): number {
    return this.#generation;
  }

  hasQueued(): boolean {
    return this.#outbox.hasDurable();
  }

  add(message: Message): void {
    this.#outbox.add(message);
  }

  drop(): void {
    this.#link.drop();
  }

  abandon(delayMs: number): void {
    this.#link.abandon(delayMs);
  }

  /** Goes away and boots with this reason after `delayMs`. */
  restart(reason: BootReason, delayMs: number): void {
    this.#bootReason = reason;
    this.#link.restart(delayMs);
  }

  /** Begins a new heartbeat by its setting. */
  beat(): void {
    if (this.isOnline()) this.#heartbeat.start(this.#deps.settings.ownMs('heartbeatIntervalS'));
  }

  async #call(action: string, payload: Payload): Promise<Payload> {
    const [first, ...rest] = this.#wire.payloads(action, payload, this.#deps.faults());
    const answer = await this.#link.call(action, first);
    for (const one of rest) await this.#link.call(action, one);
    return answer;
  }

  #opened(): void {
    this.#generation += 1;
    this.#deps.onConnected(this.#generation);
    if (this.#bootReason === 'reconnect' && this.#deps.faults().noBootAfterReconnect === true) this.#goOnline();
    else this.#boot(this.#generation);
  }

  #boot(generation: number): void {
    void bootUntilAccepted({
      call: () => {
        const { action, payload } = this.#deps.dialect.boot(this.#bootReason);
        return this.#link.call(action, payload);
      },
      after: (delayMs, run) => this.#deps.clock.after(delayMs, run),
      isCurrent: () => generation === this.#generation && this.#link.isOpen(),
      onAccepted: (heartbeatIntervalS) => this.#goOnline(heartbeatIntervalS),
    });
  }

  #goOnline(heartbeatIntervalS = 0): void {
    const { settings, clock, faults, onOnline } = this.#deps;
    if (heartbeatIntervalS > 0) settings.setOwn('heartbeatIntervalS', String(heartbeatIntervalS));
    this.#bootReason = 'reconnect';
    this.#hasBeenOnline = true;
    this.#outbox.open();
    this.beat();
    onOnline();
    const { bootsEveryMs } = faults();
    if (bootsEveryMs !== undefined) this.#cancelBlip = clock.after(bootsEveryMs, () => this.restart('power-up', 1000));
  }

  #closed(): void {
    this.#cancelBlip?.();
    this.#outbox.close();
    this.#heartbeat.stop();
    this.#deps.onOffline();
  }
}
