import type { Connector, ConnectorId } from '../../dispatch/index.ts';
import type { Clock } from '../clock.ts';
import type { ClearFilter, InstalledProfile } from '../profile-stack.ts';
import type { Random } from '../random.ts';
import { bootUntilAccepted } from './boot.ts';
import { Settings } from './configuration.ts';
import type { BootReason, Dialect, StationVersion } from './dialect.ts';
import { DIALECTS } from './dialects.ts';
import { isWaiting, newEvse, statusOf, type Evse, type StatedNeeds } from './evse.ts';
import type { Faults } from './faults.ts';
import { Link, StationError } from './link.ts';
import { Outbox, passing } from './outbox.ts';
import { Periodic } from './periodic.ts';
import { ProfileBook } from './profile-book.ts';
import { Transactions, type Physical } from './transactions.ts';

export type StationOptions = {
  /** Of the central system, without the station id, e.g. `ws://127.0.0.1:9000/ocpp`. */
  readonly url: string;
  readonly stationId: string;
  readonly version: StationVersion;
  readonly password: string;
  readonly connectors: readonly Connector[];
  readonly physical: Physical;
  readonly clock: Clock;
  readonly random: Random;
  readonly faults?: Faults;
  /** After a charging profile was accepted. */
  readonly onProfile?: (profile: InstalledProfile) => void;
};

/** How long a reboot takes, and the moment before it in which the answer and the last messages may still leave. */
const REBOOT_MS = 5000;
const RESET_GRACE_MS = 1000;

/** A charging station: boots, authorises, charges, meters, obeys its profiles, comes back after an outage. */
export class Station {
  readonly stationId: string;
  readonly evses: readonly Evse[];
  readonly settings: Settings;
  readonly clock: Clock;
  readonly #options: StationOptions;
  readonly #dialect: Dialect;
  readonly #link: Link;
  readonly #outbox: Outbox;
  readonly #profiles: ProfileBook;
  readonly #transactions: Transactions;
  readonly #meter: Periodic;
  readonly #heartbeat: Periodic;
  #faults: Faults;
  #bootReason: BootReason = 'power-up';
  /** Of the present connection: what belongs to an older one is nobody's. */
  #generation = 0;
  #stopped = false;

  constructor(options: StationOptions) {
    const { url, stationId, version, password, connectors, clock, random, physical } = options;
    this.stationId = stationId;
    this.clock = clock;
    this.#options = options;
    this.#dialect = DIALECTS[version];
    this.#faults = options.faults ?? {};
    this.settings = new Settings(version, connectors);
    this.evses = connectors.map((connector) => newEvse(connector, stationId, random));
    this.#link = new Link({
      url,
      stationId,
      version,
      password,
      clock,
      random: random.fork('backoff'),
      onOpen: () => this.#opened(),
      onClose: () => this.#closed(),
      onCall: (action, payload) => this.#called(action, payload),
      answerDelayMs: () => this.#faults.ackDelayMs ?? 0,
    });
    this.#outbox = new Outbox({
      call: (action, payload) => this.#link.call(action, payload),
      after: (delayMs, run) => clock.after(delayMs, run),
    });
    this.#profiles = new ProfileBook(this.evses);
    this.#transactions = new Transactions({
      clock,
      physical,
      dialect: this.#dialect,
      random: random.fork('transaction-ids'),
      outbox: this.#outbox,
      limitKw: (evse) => this.limitKw(evse),
      measurands: () => this.settings.own('measurands'),
      onStatus: (evse) => this.#tellStatus(evse),
      onEnd: (evse) => this.#profiles.clear({ purpose: 'TxProfile', connectorNumber: evse.number }),
    });
    this.#meter = new Periodic({
      clock,
      offsetShare: random.fork('meter-offset').next(),
      run: () => this.#transactions.meterAll(),
    });
    this.#heartbeat = new Periodic({
      clock,
      offsetShare: random.fork('heartbeat-offset').next(),
      run: () => this.#outbox.add(passing(this.#dialect.heartbeat)),
    });
  }

  /** Connects after `delayMs`. */
  start(delayMs: number): void {
    this.#link.start(delayMs);
    this.#meter.start(this.settings.ownMs('meterIntervalS'));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#meter.stop();
    this.#closed();
    await this.#link.stop();
  }

  /** Booted, and its messages go out. */
  isOnline(): boolean {
    return this.#outbox.isOpen();
  }

  setFaults(faults: Faults): void {
    this.#faults = faults;
  }

  /** Loses the connection; it reconnects by itself. */
  dropConnection(): void {
    this.#link.drop();
  }

  plugIn(connectorId: ConnectorId, plugged: { readonly idToken: string; readonly needs: StatedNeeds }): void {
    const evse = this.#evseOf(connectorId);
    evse.plugged = plugged;
    evse.finished = false;
    this.#tellStatus(evse);
    // Offline it starts all the same, as stations do that let cars charge in an outage; before the first boot it knows nobody.
    if (!this.isOnline() && this.#bootReason === 'reconnect') this.#transactions.begin(evse, plugged.idToken);
    else this.#authorize(evse);
  }

  unplug(connectorId: ConnectorId): void {
    const evse = this.#evseOf(connectorId);
    this.#transactions.end(evse, 'unplugged');
    evse.plugged = undefined;
    evse.finished = false;
    this.#tellStatus(evse);
  }

  /** Once a physics step: obeys the profiles and notices what the cars do. */
  step(): void {
    this.#transactions.step();
  }

  evse(number: number): Evse | undefined {
    return this.evses.find((evse) => evse.number === number);
  }

  /** Whether the profile was accepted. */
  setProfile(profile: InstalledProfile): boolean {
    if (!this.#profiles.accepts(profile)) return false;
    if (this.#faults.ignoresProfiles !== true) this.#profiles.install(profile);
    this.#options.onProfile?.(profile);
    return true;
  }

  /** Whether anything was there to clear. */
  clearProfiles(filter: ClearFilter): boolean {
    return this.#profiles.clear(filter);
  }

  /** The limit of a connector by its profiles at `atMs` (default now); undefined = none. */
  limitKw(evse: Evse, atMs: number = this.clock.nowMs()): number | undefined {
    return this.#profiles.limitKw(evse, atMs);
  }

  set(name: string, value: string): 'accepted' | 'rejected' | 'unknown' {
    const outcome = this.settings.set(name, value);
    this.#meter.start(this.settings.ownMs('meterIntervalS'));
    if (this.isOnline()) this.#heartbeat.start(this.settings.ownMs('heartbeatIntervalS'));
    return outcome;
  }

  /** Sends something once more; connector 0 or none means all. */
  trigger(what: 'boot' | 'heartbeat' | 'status' | 'meter', number = 0): void {
    if (what === 'boot') return this.#outbox.add(passing(this.#dialect.boot('triggered')));
    if (what === 'heartbeat') return this.#outbox.add(passing(this.#dialect.heartbeat));
    for (const evse of this.evses) {
      if (number !== 0 && evse.number !== number) continue;
      if (what === 'status') this.#tellStatus(evse);
      else this.#transactions.meter(evse, 'triggered');
    }
  }

  /** Starts a transaction at a connector with a waiting car (the first one when no number is given), or undefined. */
  remoteStart(number: number | undefined, idToken: string): Evse | undefined {
    const evse = this.evses.find((one) => (number === undefined || one.number === number) && isWaiting(one));
    if (evse !== undefined) this.#transactions.begin(evse, idToken);
    return evse;
  }

  /** Whether that transaction was running. */
  remoteStop(transactionId: string): boolean {
    const evse = this.evses.find((one) => one.transaction?.transactionId === transactionId);
    if (evse === undefined) return false;
    this.#transactions.end(evse, 'remote');
    return true;
  }

  unlock(evse: Evse): void {
    this.#transactions.end(evse, 'unlock');
  }

  /** Ends all transactions, goes away and boots. Default profiles stay, TxProfiles end with their transaction. */
  reset(kind: 'soft-reset' | 'hard-reset'): void {
    for (const evse of this.evses) this.#transactions.end(evse, kind);
    this.clock.after(RESET_GRACE_MS, () => {
      if (this.#stopped) return;
      this.#bootReason = 'reset';
      this.#link.restart(REBOOT_MS);
    });
  }

  changeAvailability(evse: Evse, operative: boolean): 'accepted' | 'scheduled' {
    const mustWait = !operative && evse.transaction !== undefined;
    evse.inoperativeNext = mustWait;
    if (mustWait) return 'scheduled';
    evse.inoperative = !operative;
    this.#tellStatus(evse);
    return 'accepted';
  }

  #opened(): void {
    this.#generation += 1;
    if (this.#generation > 1 && this.#faults.dropsProfilesOnReconnect === true) this.#profiles.forget();
    if (this.#bootReason === 'reconnect' && this.#faults.noBootAfterReconnect === true) this.#goOnline();
    else this.#boot(this.#generation);
  }

  #boot(generation: number): void {
    void bootUntilAccepted({
      call: () => {
        const { action, payload } = this.#dialect.boot(this.#bootReason);
        return this.#link.call(action, payload);
      },
      after: (delayMs, run) => this.clock.after(delayMs, run),
      isCurrent: () => generation === this.#generation && this.#link.isOpen(),
      onAccepted: (heartbeatIntervalS) => this.#goOnline(heartbeatIntervalS),
    });
  }

  #closed(): void {
    this.#outbox.close();
    this.#heartbeat.stop();
  }

  #goOnline(heartbeatIntervalS = 0): void {
    if (heartbeatIntervalS > 0) this.settings.setOwn('heartbeatIntervalS', String(heartbeatIntervalS));
    this.#bootReason = 'reconnect';
    this.#outbox.open();
    this.#heartbeat.start(this.settings.ownMs('heartbeatIntervalS'));
    for (const evse of this.evses) {
      this.#tellStatus(evse);
      // A car that waits: its card was read while nobody could say yes, or the station was reset under it.
      if (isWaiting(evse) && !evse.finished) this.#authorize(evse);
    }
  }

  #authorize(evse: Evse): void {
    const idToken = evse.plugged?.idToken;
    if (idToken === undefined || evse.inoperative) return;
    this.#outbox.add({
      ...passing(this.#dialect.authorize(idToken)),
      onAnswer: (answer) => {
        const isStillHere = evse.plugged?.idToken === idToken && isWaiting(evse);
        if (isStillHere && this.#dialect.isAuthorized(answer)) this.#transactions.begin(evse, idToken);
      },
    });
  }

  #called(action: string, payload: Record<string, unknown>): Record<string, unknown> | undefined {
    if (this.#faults.silent === true) return undefined;
    const { handlers } = this.#dialect;
    const handler = Object.hasOwn(handlers, action) ? handlers[action] : undefined;
    if (handler === undefined) throw new StationError('NotImplemented', 'this station does not know the action');
    return handler(this, payload);
  }

  #tellStatus(evse: Evse): void {
    const { number } = evse;
    this.#outbox.add(passing(this.#dialect.status({ number, status: statusOf(evse), atMs: this.clock.nowMs() })));
  }

  #evseOf(connectorId: ConnectorId): Evse {
    const evse = this.evses.find((one) => one.connector.id === connectorId);
    if (evse === undefined) throw new Error(`station ${this.stationId}: unknown connector ${connectorId}`);
    return evse;
  }
}
