import type { Connector, ConnectorId } from '../../dispatch/index.ts';
import type { Clock } from '../clock.ts';
import type { InstalledProfile } from '../profile-stack.ts';
import type { Random } from '../random.ts';
import { answerCall } from './answer-call.ts';
import { Certificates } from './certificates.ts';
import { Settings } from './configuration.ts';
import type { Dialect, StationVersion, Triggered } from './dialect.ts';
import { DIALECTS } from './dialects.ts';
import { Drivers } from './drivers.ts';
import { newEvse, statusOf, type Evse, type StatedNeeds } from './evse.ts';
import type { Faults } from './faults.ts';
import { Jobs } from './jobs.ts';
import { LocalList } from './local-list.ts';
import { Notes } from './notes.ts';
import { passing, type Message } from './outbox.ts';
import { ownClock } from './own-clock.ts';
import { Periodic } from './periodic.ts';
import { Pilot, setMinimum } from './pilot.ts';
import { ProfileBook } from './profile-book.ts';
import { Reservations } from './reservations.ts';
import { REBOOT_MS, Resets } from './resets.ts';
import { Transactions, type Physical } from './transactions.ts';
import { Uplink } from './uplink.ts';

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

/** A station that left a half-open socket behind is back after this. */
const ABANDON_MS = 2000;

/** A charging station with a clock of its own, which may be wrong: boots, authorises, charges, meters, obeys its profiles, comes back after an outage. */
export class Station {
  readonly stationId: string;
  readonly version: StationVersion;
  readonly evses: readonly Evse[];
  readonly settings: Settings;
  readonly clock: Clock;
  readonly profiles: ProfileBook;
  readonly localList = new LocalList();
  readonly reservations: Reservations;
  readonly certificates = new Certificates();
  readonly jobs: Jobs;
  readonly drivers: Drivers;
  readonly resets: Resets;
  readonly notes = new Notes();
  readonly #options: StationOptions;
  readonly #dialect: Dialect;
  readonly #uplink: Uplink;
  readonly #transactions: Transactions;
  readonly #meter: Periodic;
  readonly #pilot = new Pilot();
  #faults: Faults;
  /** Connections up to this one hear no answer (a fault). */
  #silentUpTo = 0;

  constructor(options: StationOptions) {
    const { stationId, version, connectors, clock, random, physical } = options;
    const dialect = DIALECTS[version];
    this.stationId = stationId;
    this.version = version;
    this.#options = options;
    this.#dialect = dialect;
    this.#faults = options.faults ?? {};
    const faults = (): Faults => this.#faults;
    this.clock = ownClock(clock, () => this.#faults.clockAheadMs ?? 0);
    this.settings = new Settings(version, connectors);
    this.evses = connectors.map((one) => newEvse(one, stationId, random));
    this.profiles = new ProfileBook(this.evses, faults);
    this.#uplink = new Uplink({
      ...options,
      dialect,
      settings: this.settings,
      faults,
      onCall: (action, payload) => this.#called(action, payload),
      onConnected: (generation) => {
        if (generation > 1 && this.#faults.dropsProfilesOnReconnect === true) this.profiles.forget();
      },
      onOnline: () => this.#wentOnline(),
      onOffline: () => this.profiles.wentOffline(this.clock.nowMs()),
    });
    this.reservations = new Reservations({
      clock: this.clock,
      onChange: ({ evse }) => this.#showReservation(evse),
      onExpired: ({ reservationId }) => this.say(dialect.reservationExpired(reservationId)),
    });
    this.jobs = new Jobs({
      clock: this.clock,
      tell: (work, status, requestId) => this.say(dialect.work(work, status, requestId)),
    });
    this.#transactions = new Transactions({
      clock: this.clock,
      physical,
      dialect,
      random: random.fork('transaction-ids'),
      faults,
      outbox: this.#uplink,
      limitKw: (evse) => this.#pilot.limitKw(evse, this.limitKw(evse), this.#faults),
      measurands: () => this.settings.own('measurands'),
      onStatus: (evse) => this.#tellStatus(evse),
      onEnd: (evse) => this.#ended(evse),
    });
    this.resets = new Resets({
      clock: this.clock,
      evses: this.evses,
      transactions: this.#transactions,
      uplink: this.#uplink,
    });
    this.drivers = new Drivers({
      clock: this.clock,
      dialect,
      evses: this.evses,
      uplink: this.#uplink,
      transactions: this.#transactions,
      reservations: this.reservations,
      localList: this.localList,
      say: (call, onAnswer) => this.say(call, onAnswer),
      onStatus: (evse) => this.#tellStatus(evse),
    });
    this.#meter = new Periodic({
      clock,
      offsetShare: random.fork('meter-offset').next(),
      run: () => this.#transactions.meterAll(),
    });
    this.#bend();
  }

  /** Connects after `delayMs`. */
  start(delayMs: number): void {
    this.#uplink.start(delayMs);
    this.#meter.start(this.settings.ownMs('meterIntervalS'));
  }

  async stop(): Promise<void> {
    this.resets.stop();
    this.#meter.stop();
    this.jobs.stop();
    await this.#uplink.stop();
  }

  /** Booted, and its messages go out. */
  isOnline(): boolean {
    return this.#uplink.isOnline();
  }

  hasQueued(): boolean {
    return this.#uplink.hasQueued();
  }

  faults(): Faults {
    return this.#faults;
  }

  setFaults(faults: Faults): void {
    this.#faults = faults;
    this.#bend();
  }

  /** Loses the connection; it reconnects by itself. */
  dropConnection(): void {
    this.#uplink.drop();
  }

  /** The network forgets the connection: nobody closes it, and the station comes with a new one. */
  abandonConnection(): void {
    this.#uplink.abandon(ABANDON_MS);
  }

  /** Its controller starts anew while the contactor stays closed: it boots in the middle of what runs. */
  blip(): void {
    this.#uplink.restart('power-up', REBOOT_MS);
  }

  plugIn(connectorId: ConnectorId, plugged: { readonly idToken: string; readonly needs: StatedNeeds }): void {
    this.drivers.plugIn(this.#evseOf(connectorId), plugged);
  }

  unplug(connectorId: ConnectorId): void {
    this.drivers.unplug(this.#evseOf(connectorId));
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
    if (!this.profiles.accepts(profile)) return false;
    if (this.#faults.ignoresProfiles !== true) this.profiles.install(profile);
    this.#options.onProfile?.(profile);
    return true;
  }

  /** The limit of a connector by its profiles at `atMs` of its own clock (default now); undefined = none. */
  limitKw(evse: Evse, atMs: number = this.clock.nowMs()): number | undefined {
    return this.profiles.limitKw(evse, atMs);
  }

  set(name: string, value: string): 'accepted' | 'rejected' | 'unknown' {
    const outcome = this.settings.set(name, value);
    this.#meter.start(this.settings.ownMs('meterIntervalS'));
    this.#uplink.beat();
    return outcome;
  }

  /** Sends a message of the moment; nothing when there is none. */
  say(call: Parameters<typeof passing>[0] | undefined, onAnswer?: Message['onAnswer']): void {
    if (call === undefined) return;
    this.#uplink.add({ ...passing(call), ...(onAnswer === undefined ? {} : { onAnswer }) });
  }

  /** Sends something once more; connector 0 or none means all. */
  trigger(what: Triggered, number = 0): void {
    if (what === 'boot') return this.say(this.#dialect.boot('triggered'));
    if (what === 'heartbeat') return this.say(this.#dialect.heartbeat);
    if (what === 'sign-certificate')
      return this.say(this.#dialect.signCertificate(this.certificates.request(this.stationId)));
    if (what === 'firmware' || what === 'log' || what === 'diagnostics') return this.jobs.repeat(what);
    for (const evse of this.evses) {
      if (number !== 0 && evse.number !== number) continue;
      if (what === 'status') this.#tellStatus(evse);
      else if (what === 'meter' || evse.transaction !== undefined) this.#transactions.meter(evse, 'triggered');
    }
  }

  unlock(evse: Evse): void {
    this.#transactions.end(evse, 'unlock');
  }

  changeAvailability(evse: Evse, operative: boolean): 'accepted' | 'scheduled' {
    const mustWait = !operative && evse.transaction !== undefined;
    evse.inoperativeNext = mustWait;
    if (mustWait) return 'scheduled';
    evse.inoperative = !operative;
    this.#tellStatus(evse);
    return 'accepted';
  }

  #wentOnline(): void {
    this.profiles.wentOnline(this.clock.nowMs());
    const isBack = this.#uplink.generation() > 1;
    const { noMeterAfterReconnect, replaysHours = 0, stopsUnknownTransaction } = this.#faults;
    if (isBack && noMeterAfterReconnect === true) this.#transactions.muteMeters();
    if (isBack) this.#transactions.replay(replaysHours);
    if (stopsUnknownTransaction === true) this.say(this.#dialect.strayStop(this.clock.nowMs()));
    for (const evse of this.evses) this.#tellStatus(evse);
    this.drivers.resume();
  }

  #ended(evse: Evse): void {
    this.profiles.clear({ purpose: 'TxProfile', connectorNumber: evse.number });
    this.resets.transactionEnded();
  }

  #called(action: string, payload: Record<string, unknown>): Record<string, unknown> | undefined {
    if (this.#faults.silent === true || this.#uplink.generation() <= this.#silentUpTo) return undefined;
    return answerCall(this, { action, payload }, { handlers: this.#dialect.handlers, clock: this.clock });
  }

  /** What of the faults has its effect at once. */
  #bend(): void {
    const { onlyUnit, silentUntilReconnect } = this.#faults;
    this.#silentUpTo = silentUntilReconnect === true ? Math.max(1, this.#uplink.generation()) : 0;
    if (onlyUnit !== undefined) this.settings.advertiseUnit(onlyUnit);
    setMinimum(this.#options.physical, this.evses, this.#faults);
  }

  #showReservation(evse: Evse | undefined): void {
    if (evse === undefined) return;
    evse.reserved = this.reservations.of(evse) !== undefined;
    this.#tellStatus(evse);
  }

  #tellStatus(evse: Evse): void {
    this.say(this.#dialect.status({ number: evse.number, status: statusOf(evse), atMs: this.clock.nowMs() }));
  }

  #evseOf(connectorId: ConnectorId): Evse {
    const evse = this.evses.find((one) => one.connector.id === connectorId);
    if (evse === undefined) throw new Error(`station ${this.stationId}: unknown connector ${connectorId}`);
    return evse;
  }
}
