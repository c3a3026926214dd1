import type { Clock } from '../clock.ts';
import type { Evse } from './evse.ts';

export type Reservation = {
  readonly reservationId: number;
  /** undefined = any connector. */
  readonly evse: Evse | undefined;
  readonly idToken: string;
  readonly groupIdToken?: string;
  readonly expiresAtMs: number;
};

export type ReservationsDeps = {
  readonly clock: Clock;
  /** A reservation began, was cancelled, used, or expired: its connector looks different. */
  readonly onChange: (reservation: Reservation) => void;
  readonly onExpired: (reservation: Reservation) => void;
};

/** Who has a connector to himself for a while (1.6: 5.13; 2.0.1: H01). */
export class Reservations {
  readonly #deps: ReservationsDeps;
  readonly #byId = new Map<number, Reservation & { readonly cancel: () => void }>();

  constructor(deps: ReservationsDeps) {
    this.#deps = deps;
  }

  /** One id is one reservation: the same id again replaces it (H01.FR.02). Whether it was made. */
  make(reservation: Reservation): boolean {
    const { reservationId, evse, expiresAtMs } = reservation;
    const waitMs = expiresAtMs - this.#deps.clock.nowMs();
    const other = evse === undefined ? undefined : this.of(evse);
    if (!(waitMs > 0) || (other !== undefined && other.reservationId !== reservationId)) return false;
    this.#remove(reservationId);
    const cancel = this.#deps.clock.after(waitMs, () => {
      if (this.#remove(reservationId) !== undefined) this.#deps.onExpired(reservation);
    });
    this.#byId.set(reservationId, { ...reservation, cancel });
    this.#deps.onChange(reservation);
    return true;
  }

  /** Whether there was one. */
  cancel(reservationId: number): boolean {
    return this.#remove(reservationId) !== undefined;
  }

  /** The reservation of this very connector. */
  of(evse: Evse): Reservation | undefined {
    return [...this.#byId.values()].find((one) => one.evse === evse);
  }

  /** Whether a token may start here: nobody else's reservation is in the way. */
  allows(evse: Evse, idToken: string): boolean {
    const reservation = this.of(evse);
    return reservation === undefined || isFor(reservation, idToken);
  }

  /** Uses the reservation that this token has, if any, and tells its id. */
  use(evse: Evse, idToken: string): number | undefined {
    const mine = [...this.#byId.values()].find(
      (one) => (one.evse === evse || one.evse === undefined) && isFor(one, idToken),
    );
    if (mine === undefined) return undefined;
    this.#remove(mine.reservationId);
    return mine.reservationId;
  }

  #remove(reservationId: number): Reservation | undefined {
    const found = this.#byId.get(reservationId);
    if (found === undefined) return undefined;
    found.cancel();
    this.#byId.delete(reservationId);
    this.#deps.onChange(found);
    return found;
  }
}

function isFor({ idToken, groupIdToken }: Reservation, token: string): boolean {
  return idToken.toLowerCase() === token.toLowerCase() || groupIdToken?.toLowerCase() === token.toLowerCase();
}
