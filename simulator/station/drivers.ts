import type { Clock } from '../clock.ts';
import type { Dialect } from './dialect.ts';
import { isWaiting, type Evse, type StatedNeeds } from './evse.ts';
import type { LocalList } from './local-list.ts';
import type { Message } from './outbox.ts';
import type { Reservations } from './reservations.ts';
import type { Transactions } from './transactions.ts';
import type { Uplink } from './uplink.ts';

export type DriversDeps = {
  readonly clock: Clock;
  readonly dialect: Dialect;
  readonly evses: readonly Evse[];
  readonly uplink: Pick<Uplink, 'isOnline' | 'hasBeenOnline'>;
  readonly transactions: Transactions;
  readonly reservations: Reservations;
  readonly localList: LocalList;
  readonly say: (call: ReturnType<Dialect['authorize']>, onAnswer: NonNullable<Message['onAnswer']>) => void;
  readonly onStatus: (evse: Evse) => void;
};

/** Who comes, and who may charge: cards, reservations, the local list, and an operator from afar. */
export class Drivers {
  readonly #deps: DriversDeps;

  constructor(deps: DriversDeps) {
    this.#deps = deps;
  }

  plugIn(evse: Evse, plugged: { readonly idToken: string; readonly needs: StatedNeeds }): void {
    const { clock, uplink, localList, reservations, onStatus } = this.#deps;
    const { idToken } = plugged;
    evse.plugged = plugged;
    evse.finished = false;
    onStatus(evse);
    if (!reservations.allows(evse, idToken)) return;
    // Offline a listed token decides for itself, and one that is not listed may charge (AllowOfflineTxForUnknownId).
    const isAlone = !uplink.isOnline() && uplink.hasBeenOnline();
    if (!isAlone) this.#authorize(evse);
    else if (localList.allows(idToken, clock.nowMs()) !== false) this.#begin(evse, idToken);
  }

  unplug(evse: Evse): void {
    this.#deps.transactions.end(evse, 'unplugged');
    evse.plugged = undefined;
    evse.finished = false;
    this.#deps.onStatus(evse);
  }

  /** Cars that wait: their card was read while nobody could say yes, or the station was reset under them. */
  resume(): void {
    for (const evse of this.#deps.evses) if (isWaiting(evse) && !evse.finished) this.#authorize(evse);
  }

  /** Starts a transaction at a connector with a waiting car (the first one when no number is given), or undefined. */
  remoteStart(number: number | undefined, idToken: string, remoteStartId?: number): Evse | undefined {
    const evse = this.#deps.evses.find(
      (one) =>
        (number === undefined || one.number === number) &&
        isWaiting(one) &&
        this.#deps.reservations.allows(one, idToken),
    );
    if (evse !== undefined) this.#begin(evse, idToken, remoteStartId);
    return evse;
  }

  /** Whether that transaction was running. */
  remoteStop(transactionId: string): boolean {
    const evse = this.#deps.evses.find((one) => one.transaction?.transactionId === transactionId);
    if (evse === undefined) return false;
    this.#deps.transactions.end(evse, 'remote');
    return true;
  }

  #begin(evse: Evse, idToken: string, remoteStartId?: number): void {
    const reservationId = this.#deps.reservations.use(evse, idToken);
    this.#deps.transactions.begin(evse, idToken, {
      ...(reservationId === undefined ? {} : { reservationId }),
      ...(remoteStartId === undefined ? {} : { remoteStartId }),
    });
  }

  #authorize(evse: Evse): void {
    const { dialect, reservations, say } = this.#deps;
    const idToken = evse.plugged?.idToken;
    if (idToken === undefined || evse.inoperative) return;
    say(dialect.authorize(idToken), (answer) => {
      const isStillHere = evse.plugged?.idToken === idToken && isWaiting(evse);
      if (isStillHere && reservations.allows(evse, idToken) && dialect.isAuthorized(answer)) this.#begin(evse, idToken);
    });
  }
}
