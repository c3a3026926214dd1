import type { Evse, EvseStatus, StatedNeeds, Transaction } from './evse.ts';
import type { Work } from './jobs.ts';
import type { Sample } from './meter.ts';
import type { Message } from './outbox.ts';
import type { Station } from './station.ts';

export type StationVersion = '1.6' | '2.0.1' | '2.1';
export type BootReason = 'power-up' | 'reconnect' | 'reset' | 'triggered';
/** What a central system may ask to be sent once more. */
export type Triggered =
  | 'boot'
  | 'heartbeat'
  | 'status'
  | 'meter'
  | 'transaction'
  | 'firmware'
  | 'log'
  | 'diagnostics'
  | 'sign-certificate';
export type StopReason = 'unplugged' | 'remote' | 'deauthorized' | 'soft-reset' | 'hard-reset' | 'unlock';

type Payload = Record<string, unknown>;

/** What one moment of a transaction carries. */
export type TransactionMoment = {
  readonly evse: Evse;
  readonly transaction: Transaction;
  readonly atMs: number;
  readonly registerWh: number;
  readonly samples: readonly Sample[];
  readonly offline: boolean;
};

export type Rendered = { readonly action: string; readonly payload: Payload };

/** How a version says things. Messages out; handlers in. */
export type Dialect = {
  /** 2.0.1: the station makes them. 1.6: the central system does. */
  readonly makesTransactionIds: boolean;
  readonly boot: (reason: BootReason) => Rendered;
  readonly heartbeat: Rendered;
  readonly status: (evse: { readonly number: number; readonly status: EvseStatus; readonly atMs: number }) => Rendered;
  readonly authorize: (idToken: string) => Rendered;
  /** Whether an answer to `authorize` says yes. */
  readonly isAuthorized: (answer: Payload) => boolean;
  readonly started: (
    moment: TransactionMoment,
    onAnswer: (answer: { readonly transactionId?: string; readonly accepted: boolean }) => void,
  ) => Message;
  readonly metered: (moment: TransactionMoment, trigger: 'periodic' | 'triggered') => Message;
  /** undefined = told by a status only (1.6). */
  readonly stateChanged: (moment: TransactionMoment) => Message | undefined;
  readonly ended: (moment: TransactionMoment, reason: StopReason) => Message;
  /** What the driver said; undefined = the version has no such message. */
  readonly needs: (evse: Evse, needs: StatedNeeds, socPercent: number | undefined) => Rendered | undefined;
  /** Meter values of a connector without a transaction. */
  readonly idleMeter: (evse: Evse, atMs: number, samples: readonly Sample[]) => Rendered;
  /** Progress of firmware and logs; undefined = the version has no such message. */
  readonly work: (work: Work, status: string, requestId: number | undefined) => Rendered;
  readonly securityEvent: (type: string, atMs: number) => Rendered;
  readonly signCertificate: (csr: string) => Rendered;
  /** A reservation ran out; undefined = told by a status only (1.6). */
  readonly reservationExpired: (reservationId: number) => Rendered | undefined;
  /** The end of a transaction that nobody knows (a fault). */
  readonly strayStop: (atMs: number) => Rendered;
  readonly handlers: Readonly<Record<string, (station: Station, payload: Payload) => Payload>>;
};
