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

/** The charging profiles of one station. */
export class ProfileBook {
  readonly #evses: readonly Evse[];
  #profiles: readonly InstalledProfile[] = [];

  constructor(evses: readonly Evse[]) {
    this.#evses = evses;
  }

  /** Whether a profile may be installed. A TxProfile needs the running transaction it names (1.6: 5.16; 2.0.1: K01.FR.09). */
  accepts({ purpose, connectorNumber, transactionId, schedule }: InstalledProfile): boolean {
    const evse = this.#evses.find((one) => one.number === connectorNumber);
    if (evse === undefined && connectorNumber !== 0) return false;
    if (schedule.periods[0]?.startMs !== 0) return false;
    if (purpose !== 'TxProfile') return true;
    if (evse?.transaction === undefined) return false;
    return transactionId === undefined || transactionId === evse.transaction.transactionId;
  }

  install(profile: InstalledProfile): void {
    this.#profiles = install(this.#profiles, profile);
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
    const query = { atMs, connectorNumber: evse.number, conductors: conductorsOf(evse.connector), ...running };
    const ownKw = limitKwAt(this.#profiles, query);
    const sumKw = stationMaximumKw(this.#profiles, query);
    if (sumKw === undefined) return ownKw;
    // Shared equally among those that charge, as most stations do.
    const shareKw = sumKw / Math.max(1, this.#evses.filter((one) => one.transaction !== undefined).length);
    return Math.min(ownKw ?? shareKw, shareKw);
  }
}

function conductorsOf(connector: Connector): LimitQuery['conductors'] {
  const perA = kwPerA(connector);
  const { voltageV } = connector;
  return { voltageV, phaseCount: perA === undefined ? 3 : Math.round((perA * 1000) / voltageV) };
}
