/**
 * How a station misbehaves, as data. Every fault was seen on the wire from real stations, or is what a hostile one would do; each can
 * be switched while the station runs. Absent = it behaves.
 */
export type Faults = ConnectionFaults & AnswerFaults & ProfileFaults & MeterFaults & StoryFaults;

export type ConnectionFaults = {
  /** Boots once; after a reconnect it goes on as if nothing had happened. */
  readonly noBootAfterReconnect?: boolean;
  /** Its websocket answers no ping. */
  readonly noPong?: boolean;
  /** Loses power and boots again this long after each boot; what runs goes on. */
  readonly bootsEveryMs?: number;
  /** Its clock is this much ahead (negative: behind), and nothing sets it. */
  readonly clockAheadMs?: number;
  /** Sends the bytes that its key stands for, instead of the key's text. Only for keys of hex digits. */
  readonly sendsKeyAsBytes?: boolean;
};

export type AnswerFaults = {
  /** Answers no call of the central system. */
  readonly silent?: boolean;
  /** Answers no call until its next reconnect. */
  readonly silentUntilReconnect?: boolean;
  /** Answers every call this late. */
  readonly ackDelayMs?: number;
  /** Refuses these actions with NotSupported. */
  readonly refuses?: readonly string[];
  /** Describes its errors in 1,000 characters, where 255 are allowed. */
  readonly longErrorDescriptions?: boolean;
  /** Sends every call a second time, under the same message id. */
  readonly repeatsMessages?: boolean;
  /** Its message ids are decimal fractions. */
  readonly decimalMessageIds?: boolean;
  /** Fills each NotifyReport up to 32 kB. */
  readonly largeReports?: boolean;
};

export type ProfileFaults = {
  /** Says Accepted to every charging profile and obeys none. */
  readonly ignoresProfiles?: boolean;
  /** Forgets its charging profiles whenever it reconnects, and charges at full power. */
  readonly dropsProfilesOnReconnect?: boolean;
  /** Says Accepted to a TxProfile without a transaction, and forgets it. */
  readonly ignoresEarlyTxProfile?: boolean;
  readonly rejectsStackLevelAboveZero?: boolean;
  readonly rejectsStationMaximum?: boolean;
  /** Advertises only this unit, and rejects the other. */
  readonly onlyUnit?: 'A' | 'W';
  /** Applies a profile this late, and never answers. */
  readonly appliesUnansweredAfterMs?: number;
  /** Knows neither validTo nor duration: a profile stays until it is replaced. Periods count. */
  readonly ignoresExpiry?: boolean;
  /** Only a schedule's first period counts, for ever. */
  readonly ignoresLaterPeriods?: boolean;
  /** GetCompositeSchedule overwrites the first period of stored profiles with their last. */
  readonly compositeCorruptsProfiles?: boolean;
  /** After a pause (0 A) the car never charges again in this transaction. */
  readonly neverResumes?: boolean;
  /** After a pause it charges at full power until it is told another limit. */
  readonly resumesAtFullPower?: boolean;
  /** Obeys limits from 3 to 6 A, where others pause. */
  readonly chargesBelowMinimum?: boolean;
};

export type MeterFaults = {
  /** Power, current and register show this share of the truth (0 = nothing). */
  readonly meterShare?: number;
  /** Says W and means kW. */
  readonly kilowattsAsWatts?: boolean;
  /** Knows one phase only: a third of a three-phase load. */
  readonly onePhaseOnly?: boolean;
  /** Power of each phase, and no sum. */
  readonly powerPerPhaseOnly?: boolean;
  /** The sum of the phases' currents, also as what it offers: 30 A of a three-phase 10 A limit. */
  readonly sumsPhaseCurrents?: boolean;
  /** Leaves out every unit (the defaults are Wh, W and A). */
  readonly noUnits?: boolean;
  /** The register in kWh, and says so. */
  readonly energyInKwh?: boolean;
  /** The register is 1,000 times too big. */
  readonly registerTimes1000?: boolean;
  /** 0 W while the register rises. */
  readonly noPower?: boolean;
  /** Says Charging at 0 A. */
  readonly staysCharging?: boolean;
};

export type StoryFaults = {
  /** After an outage of this connection it sends this many hours of old meter values, a minute apart, out of order and mixed with live ones. */
  readonly replaysHours?: number;
  /** When it comes online it stops a transaction that nobody knows. */
  readonly stopsUnknownTransaction?: boolean;
  /** Ends every transaction twice: without a reason, then as Local. */
  readonly stopsTwice?: boolean;
  /** seqNo is always 0 (2.x). */
  readonly seqNoAlwaysZero?: boolean;
  /** The end of a transaction carries its last minutes of meter values once more. */
  readonly endsWithOldValues?: boolean;
  /** Sends no periodic meter values after a reconnect until it was triggered. */
  readonly noMeterAfterReconnect?: boolean;
};
