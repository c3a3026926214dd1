/** The part of the store that knows who may charge: tokens, the local lists of the stations, reservations. */

/** A token that may charge, or may not. */
export type TokenRecord = {
  /** As it was entered; compared without regard to the case of A-Z. */
  readonly idToken: string;
  /** 2.x IdTokenEnumType. */
  readonly type: string;
  readonly status: 'accepted' | 'blocked';
  /** Tokens of one group may end each other's sessions (1.6 parentIdTag, 2.x groupIdToken). */
  readonly groupIdToken?: string;
  readonly validFromMs?: number;
  readonly expiresAtMs?: number;
  /** Sessions at the same time. */
  readonly maxSessions: number;
  readonly note?: string;
  readonly updatedAtMs: number;
};
/** One step of the list of tokens: each change has the next version, so that a station's list can be brought up to date from any. */
export type TokenChange = {
  readonly version: number;
  readonly key: string;
  /** undefined = it was removed. */
  readonly token?: TokenRecord;
};
export interface TokenStore {
  list(): Promise<readonly TokenRecord[]>;
  /** The last change of every token that ever was, oldest first, and so the version of the whole list as its last version. */
  changes(): Promise<readonly TokenChange[]>;
  /** All or nothing. */
  put(tokens: readonly TokenRecord[]): Promise<void>;
  remove(idToken: string): Promise<boolean>;
}

/** What is known of the local authorization list of a station. */
export type LocalListRecord = {
  readonly stationId: string;
  readonly state: 'current' | 'syncing' | 'failed' | 'unsupported';
  /** The version that the station has, as it said. */
  readonly version?: number;
  readonly detail?: string;
  readonly atMs: number;
};
export interface LocalListStore {
  list(): Promise<readonly LocalListRecord[]>;
  put(record: LocalListRecord): Promise<void>;
}

export type ReservationRecord = {
  /** int32, as it is on the wire. */
  readonly reservationId: number;
  readonly stationId: string;
  /** undefined = any connector of the station. */
  readonly connectorNumber?: number;
  readonly idToken: string;
  readonly groupIdToken?: string;
  readonly expiresAtMs: number;
  /** unknown: asked for, and not usably answered; the station may hold it. */
  readonly state: 'active' | 'unknown' | 'refused' | 'used' | 'expired' | 'cancelled' | 'removed';
  /** The station's own word. */
  readonly detail?: string;
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
};
export interface ReservationStore {
  /** Newest first. */
  list(query: {
    readonly limit: number;
    readonly before?: number;
    readonly stationId?: string;
  }): Promise<readonly ReservationRecord[]>;
  get(reservationId: number): Promise<ReservationRecord | undefined>;
  put(record: ReservationRecord): Promise<void>;
  /** 1 + the largest that was used. */
  nextId(): Promise<number>;
}
