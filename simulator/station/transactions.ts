import type { ConnectorId } from '../../dispatch/index.ts';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { ConnectorReading } from '../world.ts';
import type { Dialect, StopReason, TransactionMoment } from './dialect.ts';
import { chargingState, registerWh, type Evse, type Transaction } from './evse.ts';
import type { Faults } from './faults.ts';
import { samplesOf, type Sample } from './meter.ts';
import { misread, misreadRegisterWh } from './meter-faults.ts';
import { passing, type Message } from './outbox.ts';

/** The station's hands: what it can do to its chargers and read from them. */
export interface Physical {
  tell(connectorId: ConnectorId, limitKw: number | undefined): void;
  close(connectorId: ConnectorId, limitKw: number | undefined): void;
  open(connectorId: ConnectorId): void;
  reading(connectorId: ConnectorId): ConnectorReading;
  /** From now on the charger offers what it is told down to `minimumKw`. */
  offerDownTo(connectorId: ConnectorId, minimumKw: number): void;
}

export type TransactionsDeps = {
  readonly clock: Clock;
  readonly physical: Physical;
  readonly dialect: Dialect;
  readonly random: Random;
  readonly faults: () => Faults;
  readonly outbox: { readonly add: (message: Message) => void; readonly isOnline: () => boolean };
  readonly limitKw: (evse: Evse) => number | undefined;
  /** Comma-separated. */
  readonly measurands: () => string;
  readonly onStatus: (evse: Evse) => void;
  readonly onEnd: (evse: Evse) => void;
};

/** Between two messages of a replay. */
const REPLAY_GAP_MS = 500;

/** The running transactions of one station: contactor, limits, meter, and every message about them. */
export class Transactions {
  readonly #deps: TransactionsDeps;
  readonly #running = new Set<Evse>();
  /** They send no periodic values until somebody asks (a fault). */
  readonly #muted = new Set<Evse>();

  constructor(deps: TransactionsDeps) {
    this.#deps = deps;
  }

  begin(
    evse: Evse,
    idToken: string,
    by: { readonly reservationId?: number; readonly remoteStartId?: number } = {},
  ): void {
    const { clock, physical, dialect, outbox, limitKw, onStatus } = this.#deps;
    const transaction: Transaction = {
      idToken,
      startedAtMs: clock.nowMs(),
      transactionId: dialect.makesTransactionIds ? this.#newTransactionId() : undefined,
      nextSeqNo: 0,
      state: 'charging',
      ...by,
    };
    evse.transaction = transaction;
    evse.finished = false;
    this.#running.add(evse);
    physical.close(evse.connector.id, limitKw(evse));
    outbox.add(
      dialect.started(this.#moment(evse, transaction), ({ transactionId, accepted }) => {
        if (transactionId !== undefined) transaction.transactionId = transactionId;
        if (!accepted && evse.transaction === transaction) this.end(evse, 'deauthorized');
      }),
    );
    onStatus(evse);
    if (evse.plugged === undefined) return;
    const { socPercent } = physical.reading(evse.connector.id);
    const said = dialect.needs(evse, evse.plugged.needs, socPercent);
    if (said !== undefined) outbox.add(passing(said));
  }

  end(evse: Evse, reason: StopReason): void {
    const { physical, dialect, outbox, onStatus, onEnd } = this.#deps;
    const { transaction } = evse;
    if (transaction === undefined) return;
    physical.open(evse.connector.id);
    outbox.add(dialect.ended(this.#moment(evse, transaction), reason));
    evse.transaction = undefined;
    this.#running.delete(evse);
    this.#muted.delete(evse);
    // After a reset the same car is authorised again.
    evse.finished = reason !== 'soft-reset' && reason !== 'hard-reset';
    evse.inoperative ||= evse.inoperativeNext;
    evse.inoperativeNext = false;
    onEnd(evse);
    onStatus(evse);
  }

  /** Tells the chargers what the profiles say, and the central system what the cars do. */
  step(): void {
    const { physical, dialect, outbox, limitKw, onStatus } = this.#deps;
    for (const evse of this.#running) {
      const { transaction, connector } = evse;
      if (transaction === undefined) continue;
      physical.tell(connector.id, limitKw(evse));
      const state =
        this.#deps.faults().staysCharging === true ? 'charging' : chargingState(physical.reading(connector.id));
      if (state === transaction.state) continue;
      transaction.state = state;
      onStatus(evse);
      const message = dialect.stateChanged(this.#moment(evse, transaction));
      if (message !== undefined) outbox.add(message);
    }
  }

  meterAll(): void {
    for (const evse of this.#running) if (!this.#muted.has(evse)) this.meter(evse, 'periodic');
  }

  /** No periodic values of what runs now, until each is asked for. */
  muteMeters(): void {
    for (const evse of this.#running) this.#muted.add(evse);
  }

  /** Meter values of the past, a minute apart, in pairs of which the later comes first: full power, and a register on its way up. */
  replay(hours: number): void {
    const { clock, dialect, outbox } = this.#deps;
    for (const evse of this.#running) {
      const { transaction } = evse;
      if (transaction === undefined) continue;
      for (let minutes = Math.round(hours * 60); minutes > 0; minutes -= 1) {
        const agoMinutes = minutes % 2 === 0 ? minutes - 1 : minutes + 1;
        // A few at a time, so that live ones come in between.
        clock.after((hours * 60 - minutes) * REPLAY_GAP_MS, () => {
          if (evse.transaction !== transaction) return;
          const now = this.#moment(evse, transaction);
          const samples = now.samples.map((one) => pastSample(one, evse, agoMinutes));
          const moment = { ...now, samples, atMs: now.atMs - agoMinutes * 60_000, offline: true };
          outbox.add(dialect.metered(moment, 'periodic'));
        });
      }
    }
  }

  meter(evse: Evse, trigger: 'periodic' | 'triggered'): void {
    const { clock, dialect, outbox } = this.#deps;
    const { transaction } = evse;
    if (trigger === 'triggered') this.#muted.delete(evse);
    if (transaction !== undefined) outbox.add(dialect.metered(this.#moment(evse, transaction), trigger));
    else outbox.add(passing(dialect.idleMeter(evse, clock.nowMs(), this.#samples(evse))));
  }

  #moment(evse: Evse, transaction: Transaction): TransactionMoment {
    const { clock, physical, outbox } = this.#deps;
    return {
      evse,
      transaction,
      atMs: clock.nowMs(),
      registerWh: misreadRegisterWh(registerWh(evse, physical.reading(evse.connector.id)), this.#deps.faults()),
      samples: this.#samples(evse),
      offline: !outbox.isOnline(),
    };
  }

  #samples(evse: Evse): TransactionMoment['samples'] {
    const { physical, measurands, faults } = this.#deps;
    return misread(samplesOf(evse, physical.reading(evse.connector.id), measurands()), faults(), evse);
  }

  /** 36 characters, like a UUID. */
  #newTransactionId(): string {
    const hex = Array.from({ length: 32 }, () => this.#deps.random.integer(16).toString(16)).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }
}

/** As if the car had charged at full power all the time. */
function pastSample(sample: Sample, { connector }: Evse, agoMinutes: number): Sample {
  if (sample.measurand === 'Power.Active.Import') return { ...sample, value: connector.ratingKw * 1000 };
  if (sample.measurand !== 'Energy.Active.Import.Register') return sample;
  return { ...sample, value: Math.max(0, sample.value - Math.round((agoMinutes * connector.ratingKw * 1000) / 60)) };
}
