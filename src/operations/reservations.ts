import type { ReservationRecord } from '../store/index.ts';
import { operationBounds as bounds } from './bounds.ts';
import type { Actor } from './deps.ts';
import { done, refuse, refuseFields, type Result } from './result.ts';
import { TOKEN_TYPES } from './tokens.ts';
import type { Workplace } from './workplace.ts';

export type ReservationDraft = {
  readonly stationId: string;
  readonly connectorNumber?: number | undefined;
  readonly idToken: string;
  readonly type?: string | undefined;
  readonly groupIdToken?: string | undefined;
  readonly expiresAtMs: number;
};

export type ReservationOperations = {
  /** Asks the station (ReserveNow) and keeps what it said. What it refused is kept as `refused`: its word tells why. */
  createReservation(draft: ReservationDraft, actor: Actor): Promise<Result<ReservationRecord>>;
  /** Asks the station to forget it (CancelReservation). Done also when the station has none of that number. */
  cancelReservation(reservationId: number, actor: Actor): Promise<Result<ReservationRecord>>;
  /** What a station tells of a reservation, by itself or by the transaction that uses it. Others and those that are over do not change. */
  reservationChanged(change: {
    readonly stationId: string;
    readonly reservationId: number;
    readonly status: 'used' | 'expired' | 'removed' | 'no-transaction';
  }): Promise<void>;
};

/** As it is now: 1.6 stations do not tell that a reservation has expired. */
export function reservationState(record: ReservationRecord, nowMs: number): ReservationRecord['state'] {
  return isHeld(record) && record.expiresAtMs <= nowMs ? 'expired' : record.state;
}

export function reservationOperations(place: Workplace): ReservationOperations {
  const { store, control, nowMs, inTurn, stored, record, sendCommand } = place;

  return {
    createReservation: async (draft, actor) => {
      const errors = draftErrors(draft, nowMs());
      if (errors.length > 0) return refuseFields('reservation', errors);
      const { stationId, connectorNumber, idToken, type, groupIdToken, expiresAtMs } = draft;
      const numbers = control
        .view()
        .connectors.filter((connector) => connector.stationId === stationId)
        .map(({ connectorId }) => Number(connectorId.slice(connectorId.lastIndexOf('/') + 1)));
      if (numbers.length === 0) return refuse('not-found', `no station ${stationId}`);
      if (connectorNumber !== undefined && !numbers.includes(connectorNumber))
        return refuse('not-found', `no connector ${stationId}/${connectorNumber}`);
      // Kept before it is sent: what the station may hold must be known here, also after a kill. Until it answers, that is `unknown`.
      const asked = await inTurn(async () => {
        const reservation: ReservationRecord = {
          reservationId: await stored(store.reservations.nextId()),
          stationId,
          ...(connectorNumber === undefined ? {} : { connectorNumber }),
          idToken,
          ...(groupIdToken === undefined ? {} : { groupIdToken }),
          expiresAtMs,
          state: 'unknown',
          createdBy: actor.name,
          createdAtMs: nowMs(),
          changedAtMs: nowMs(),
        };
        await stored(store.reservations.put(reservation));
        return done(reservation);
      });
      if (!asked.ok) return asked;
      const { reservationId } = asked.value;
      const { status, detail } = await sendCommand(stationId, {
        kind: 'reserve',
        reservationId,
        ...(connectorNumber === undefined ? {} : { connectorNumber }),
        idToken: {
          idToken,
          ...(type === undefined ? {} : { type }),
          ...(groupIdToken === undefined ? {} : { groupIdToken }),
        },
        expiresAtMs,
      });
      const state = status === 'accepted' ? 'active' : status === 'unanswered' ? 'unknown' : 'refused';
      return inTurn(async () => {
        const now = (await stored(store.reservations.get(reservationId))) ?? asked.value;
        // A car may have used it before the answer was heard.
        const after: ReservationRecord =
          now.state === 'unknown'
            ? { ...now, state, ...(status === 'accepted' ? {} : { detail: detail ?? status }), changedAtMs: nowMs() }
            : now;
        await stored(store.reservations.put(after));
        await record({ action: 'reservation.create', subject: String(reservationId), actor, detail: after });
        return done(after);
      });
    },

    cancelReservation: async (reservationId, actor) => {
      const before = await store.reservations.get(reservationId);
      if (before === undefined) return refuse('not-found', `no reservation ${reservationId}`);
      if (!isHeld(before)) return refuse('conflict', `reservation ${reservationId} is ${before.state} already`);
      const { status, detail } = await sendCommand(before.stationId, { kind: 'cancel-reservation', reservationId });
      if (status !== 'accepted' && status !== 'rejected')
        return refuse('conflict', `station ${before.stationId} did not cancel it: ${detail ?? status}`);
      return inTurn(async () => {
        const now = (await stored(store.reservations.get(reservationId))) ?? before;
        if (!isHeld(now)) return done(now);
        // Rejected = the station knows no such reservation (1.6 section 5.1).
        const after: ReservationRecord = {
          ...now,
          state: status === 'accepted' ? 'cancelled' : 'removed',
          changedAtMs: nowMs(),
        };
        await stored(store.reservations.put(after));
        await record({ action: 'reservation.cancel', subject: String(reservationId), actor, detail: after });
        return done(after);
      });
    },

    reservationChanged: async ({ stationId, reservationId, status }) => {
      const changed = await inTurn(async () => {
        const before = await stored(store.reservations.get(reservationId));
        if (before === undefined || before.stationId !== stationId || !isHeld(before)) return done(undefined);
        const state = status === 'no-transaction' ? 'expired' : status;
        await stored(store.reservations.put({ ...before, state, changedAtMs: nowMs() }));
        return done(undefined);
      });
      if (!changed.ok) throw new Error(changed.refusal.detail);
    },
  };
}

function isHeld({ state }: ReservationRecord): boolean {
  return state === 'active' || state === 'unknown';
}

function draftErrors({ idToken, type, expiresAtMs }: ReservationDraft, nowMs: number) {
  const latestMs = nowMs + bounds.maxReservationHours * 3_600_000;
  const wrong = [
    !(expiresAtMs > nowMs && expiresAtMs <= latestMs) && {
      pointer: '/expiresAt',
      detail: `must be within the next ${bounds.maxReservationHours} hours`,
    },
    idToken === '' && { pointer: '/idToken', detail: 'must not be empty' },
    type !== undefined &&
      !TOKEN_TYPES.some((known) => known === type) && {
        pointer: '/type',
        detail: `must be one of ${TOKEN_TYPES.join(', ')}`,
      },
  ];
  return wrong.filter((error) => error !== false);
}
