import { kwPerA, type Connector } from '../../dispatch/index.ts';
import {
  clear,
  install,
  limitKwAt,
  stationMaximumKw,
  type ClearFilter,
  type InstalledProfile,
  type LimitQuery,
} from '../profile-stack.ts';
import type { Evse } from './evse.ts';
import type { ProfileFaults } from './faults.ts';

/** The charging profiles of one station. */
export class ProfileBook {
  readonly #evses: readonly Evse[];
  readonly #faults: () => ProfileFaults;
  #profiles: readonly InstalledProfile[] = [];
  /** Since when nobody was there to change a profile; undefined = the central system is there. */
  #offlineSinceMs: number | undefined;

  constructor(evses: readonly Evse[], faults: () => ProfileFaults) {
    this.#evses = evses;
    this.#faults = faults;
  }

  installed(): readonly InstalledProfile[] {
    return this.#profiles;
  }

  /** Whether a profile may be installed. A TxProfile needs the running transaction it names (1.6: 5.16; 2.0.1: K01.FR.09). */
  accepts({ purpose, connectorNumber, transactionId, schedule, stackLevel }: InstalledProfile): boolean {
    const faults = this.#faults();
    if (faults.rejectsStackLevelAboveZero === true && stackLevel > 0) return false;
    if (faults.rejectsStationMaximum === true && purpose === 'ChargePointMaxProfile') return false;
    if (faults.onlyUnit !== undefined && faults.onlyUnit !== schedule.unit) return false;
    const evse = this.#evses.find((one) => one.number === connectorNumber);
    if (evse === undefined && connectorNumber !== 0) return false;
    if (schedule.periods[0]?.startMs !== 0) return false;
    if (purpose !== 'TxProfile') return true;
    if (evse?.transaction === undefined) return faults.ignoresEarlyTxProfile === true;
    return transactionId === undefined || transactionId === evse.transaction.transactionId;
  }

  /** As the faults keep it: without its end, or without what comes later. */
  install(profile: InstalledProfile): void {
    const { ignoresExpiry, ignoresLaterPeriods, ignoresEarlyTxProfile } = this.#faults();
    const evse = this.#evses.find((one) => one.number === profile.connectorNumber);
    if (ignoresEarlyTxProfile === true && profile.purpose === 'TxProfile' && evse?.transaction === undefined) return;
    let kept = profile;
    if (ignoresExpiry === true || ignoresLaterPeriods === true) {
      const { validToMs: _validTo, ...endless } = profile;
      const { durationMs: _duration, ...schedule } = profile.schedule;
      kept = { ...endless, schedule };
    }
    if (ignoresLaterPeriods === true) {
      kept = { ...kept, schedule: { ...kept.schedule, periods: kept.schedule.periods.slice(0, 1) } };
    }
    this.#profiles = install(this.#profiles, kept);
  }

  /** 2.1 UpdateDynamicSchedule: a dynamic profile gets another limit. Whether there was one. */
  update(profileId: number, limit: number): boolean {
    const found = this.#profiles.some((one) => one.profileId === profileId && one.dynamic === true);
    this.#profiles = this.#profiles.map((one) =>
      one.profileId === profileId && one.dynamic === true
        ? { ...one, schedule: { ...one.schedule, periods: [{ startMs: 0, limit }] } }
        : one,
    );
    return found;
  }

  /** The station's connection: 2.1 profiles may hold for a bounded time without one, and some end for good then (K28). */
  wentOffline(atMs: number): void {
    this.#offlineSinceMs ??= atMs;
  }

  wentOnline(atMs: number): void {
    this.#profiles = this.#profiles.filter((one) => one.endsOffline !== true || !this.#isTooLongOffline(one, atMs));
    this.#offlineSinceMs = undefined;
  }

  /** What a firmware does to its own store when it computes a composite schedule: the first period becomes the last. */
  corrupt(): void {
    this.#profiles = this.#profiles.map((one) => {
      const { periods } = one.schedule;
      const last = periods.at(-1);
      if (last === undefined) return one;
      return { ...one, schedule: { ...one.schedule, periods: [{ ...last, startMs: 0 }, ...periods.slice(1)] } };
    });
  }

  /** Whether anything was there to clear. */
  clear(filter: ClearFilter): boolean {
    const rest = clear(this.#profiles, filter);
    const found = rest.length < this.#profiles.length;
    this.#profiles = rest;
    return found;
  }

  forget(): void {
    this.#profiles = [];
  }

  /** The limit of a connector at `atMs`; undefined = none. */
  limitKw(evse: Evse, atMs: number): number | undefined {
    const { transaction } = evse;
    const transactionId = transaction?.transactionId;
    const running: Pick<LimitQuery, 'transaction'> =
      transaction === undefined
        ? {}
        : {
            transaction: {
              startedAtMs: transaction.startedAtMs,
              ...(transactionId === undefined ? {} : { transactionId }),
            },
          };
    const profiles = this.#profiles.filter((one) => !this.#isTooLongOffline(one, atMs));
    const query = { atMs, connectorNumber: evse.number, conductors: conductorsOf(evse.connector), ...running };
    const ownKw = limitKwAt(profiles, query);
    const sumKw = stationMaximumKw(profiles, query);
    if (sumKw === undefined) return ownKw;
    // Shared equally among those that charge, as most stations do.
    const shareKw = sumKw / Math.max(1, this.#evses.filter((one) => one.transaction !== undefined).length);
    return Math.min(ownKw ?? shareKw, shareKw);
  }

  #isTooLongOffline({ maxOfflineMs }: InstalledProfile, atMs: number): boolean {
    return maxOfflineMs !== undefined && atMs - (this.#offlineSinceMs ?? atMs) > maxOfflineMs;
  }
}

function conductorsOf(connector: Connector): LimitQuery['conductors'] {
  const perA = kwPerA(connector);
  const { voltageV } = connector;
  return { voltageV, phaseCount: perA === undefined ? 3 : Math.round((perA * 1000) / voltageV) };
}
