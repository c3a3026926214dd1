/**
 * Units out: the one place where a limit in kW becomes amperes or watts on the wire, always rounded down.
 * What is here holds for 1.6 (section 7.8) and 2.0.1 (K01-K04) alike; the two payload shapes stand at the end.
 */
import type { Known } from '../adapter.ts';
import type { Electrical, FailsafeCommand, LimitCommand } from '../limit-commands.ts';
import { formatTimestamp, type RequestV16, type RequestV201 } from '../protocol/index.ts';
import type { LeaseForm, Rung } from './ladder.ts';

export const PROFILE = {
  // Stations read an Absolute profile that starts in their future as "accepted, without effect"; clocks of 1-2 s drift a day are honest.
  backDateMs: 60_000,
  // OCPP: limits are multiples of 0.1; strict stations refuse others.
  stepsPerUnit: 10,
  // 6 A x 230 V x 3 = 4.14 kW is 5.999999999999999 A in binary and must stay 6.0. One part in a million is far below any meter.
  relativeTolerance: 1e-6,
  // Of a step, for large numbers of watts, where a millionth would be a step itself.
  stepTolerance: 0.01,
  // Before the clocks of all stations that are right within a day.
  shareBackDateMs: 86_400_000,
  // IEC 61851-1: between 0 and 6 A there is nothing; some stations go on at 3-5 A there, so it becomes a pause.
  minimumAcA: 6,
  // IEC 62196-3: the most that a CCS coupler carries. A charger that takes only amperes draws more than was meant at every voltage above the one they are
  // told for; a measured one may be that of its supply, and rises while a battery fills. Read as amperes of its supply (3 x 230 V) they are less, too.
  highestDcV: 1000,
} as const;

/** A charging profile in the vocabulary of the specification, before it takes a version's shape. */
export type Profile = {
  /** The same number replaces the older profile: one per connector and purpose. */
  readonly profileId: number;
  readonly connectorNumber: number;
  readonly purpose: 'TxProfile' | 'TxDefaultProfile';
  readonly stackLevel: number;
  readonly rateUnit: 'A' | 'W';
  /** In the rate unit; a multiple of 0.1, >= 0. */
  readonly limit: number;
  /** AC only. Absent would mean 3. */
  readonly numberPhases?: number;
  /** Only a limit has these; a share lasts for ever. */
  readonly lease?: Lease;
  /** A share for a station that refuses Relative profiles: Absolute since then, by its clock. */
  readonly sinceMs?: number;
};

export type Lease = {
  readonly transactionId: string;
  /** `none`: no end, and never above the share. */
  readonly form: LeaseForm;
  /** By the station's clock. */
  readonly startMs: number;
  readonly durationS: number;
  /** What follows after `durationS` in two periods: the share, in the rate unit. */
  readonly after: Pick<Profile, 'limit' | 'numberPhases'>;
  /** 2.1: it ends that long after the station lost us, and does not come back. */
  readonly offlineS?: number;
};

/**
 * A limit for the running transaction, as `rung` puts it: a lease that ends by itself `leaseMs` after now, or one that has no end and never exceeds
 * the failsafe share. Start and end are told in the station's time (its clock is `known.clockLagMs` behind ours): a clock 90 s slow would otherwise
 * begin it late and end it late. Rounding always ends it early, never late.
 */
export function limitProfile(
  command: LimitCommand,
  {
    known,
    nowMs,
    rung,
    rateUnits,
  }: {
    readonly known: Known;
    readonly nowMs: number;
    readonly rung: Rung;
    readonly rateUnits: readonly ('A' | 'W')[] | undefined;
  },
): Profile {
  const { connectorId, electrical } = command;
  const connectorNumber = numberOf(connectorId);
  const backDateMs = known.quirks?.backDateMs ?? PROFILE.backDateMs;
  const durationS = Math.floor((backDateMs + command.leaseMs) / 1000);
  const put = { electrical, connectorId, rung, rateUnits };
  const putEndless = { ...put, electrical: endless(electrical) };
  const isEndless = rung.leaseForm === 'none';
  const limitKw = isEndless ? Math.min(command.limitKw, command.failsafeKw) : command.limitKw;
  const { rateUnit: _, ...after } = rateOf(command.failsafeKw, putEndless);
  return {
    // A default with the share inside it takes the place of the share.
    profileId: rung.purpose === 'TxProfile' ? limitIdOf(connectorNumber) : shareIdOf(connectorNumber),
    connectorNumber,
    purpose: rung.purpose,
    stackLevel: rung.stackLevel,
    ...rateOf(limitKw, isEndless ? putEndless : put),
    lease: {
      transactionId: transactionOf(command),
      form: rung.leaseForm,
      startMs: nowMs - known.clockLagMs - backDateMs,
      durationS,
      after,
      ...(known.supportsOfflineDuration === true ? { offlineS: Math.floor(command.leaseMs / 1000) } : {}),
    },
  };
}

/**
 * The share that holds when control is lost: a TxDefaultProfile that never ends. Relative, because it then needs no clock at all:
 * without duration the only period lasts as long as each transaction (1.6 section 7.13, 2.0.1 ChargingScheduleType).
 */
export function failsafeProfile(
  command: FailsafeCommand,
  {
    rung,
    rateUnits,
    sinceMs,
  }: {
    readonly rung: Pick<Rung, 'unit' | 'withPhases'>;
    readonly rateUnits: readonly ('A' | 'W')[] | undefined;
    readonly sinceMs?: number;
  },
): Profile {
  const { electrical, connectorId } = command;
  const connectorNumber = numberOf(connectorId);
  return {
    profileId: shareIdOf(connectorNumber),
    connectorNumber,
    purpose: 'TxDefaultProfile',
    stackLevel: 0,
    ...rateOf(command.failsafeKw, { electrical: endless(electrical), connectorId, rung, rateUnits }),
    ...(sinceMs === undefined ? {} : { sinceMs }),
  };
}

/** Deterministic, one per connector and purpose: the same number replaces (profile rule 4). */
export function limitIdOf(connectorNumber: number): number {
  return connectorNumber * 10 + 1;
}
export function shareIdOf(connectorNumber: number): number {
  return connectorNumber * 10 + 2;
}

export function profileV16(profile: Profile): RequestV16<'SetChargingProfile'> {
  const transactionId = transactionIn(profile);
  return {
    connectorId: profile.connectorNumber,
    csChargingProfiles: {
      chargingProfileId: profile.profileId,
      ...(transactionId === undefined ? {} : { transactionId: wireTransactionId(transactionId) }),
      stackLevel: profile.stackLevel,
      chargingProfilePurpose: profile.purpose,
      chargingProfileKind: kindOf(profile),
      ...validityOf(profile),
      chargingSchedule: scheduleOf(profile),
    },
  };
}

export function profileV201(profile: Profile): RequestV201<'SetChargingProfile'> {
  const transactionId = transactionIn(profile);
  return {
    evseId: profile.connectorNumber,
    chargingProfile: {
      id: profile.profileId,
      ...(transactionId === undefined ? {} : { transactionId }),
      stackLevel: profile.stackLevel,
      chargingProfilePurpose: profile.purpose,
      chargingProfileKind: kindOf(profile),
      ...validityOf(profile),
      chargingSchedule: [{ id: profile.profileId, ...scheduleOf(profile) }],
    },
  };
}

/** The transaction of a TxProfile; a default has none. */
export function transactionIn({ purpose, lease }: Profile): string | undefined {
  return purpose === 'TxProfile' ? lease?.transactionId : undefined;
}

/** What ends by a clock needs a start; everything else needs no clock. */
export function kindOf(profile: Profile): 'Absolute' | 'Relative' {
  return startOf(profile) === undefined ? 'Relative' : 'Absolute';
}

export function validityOf({ lease }: Profile): { readonly validTo?: string } {
  return lease?.form === 'expiry' ? { validTo: formatTimestamp(lease.startMs + lease.durationS * 1000) } : {};
}

/** The schedule, alike in all versions but for its id: one period with an end, two without, or one without. */
export function scheduleOf(profile: Profile) {
  const { lease, rateUnit, limit, numberPhases } = profile;
  const phases = numberPhases === undefined ? {} : { numberPhases };
  const startMs = startOf(profile);
  const second = lease?.form === 'two-periods' ? [{ startPeriod: lease.durationS, ...lease.after }] : [];
  return {
    ...(lease?.form === 'expiry' ? { duration: lease.durationS } : {}),
    ...(startMs === undefined ? {} : { startSchedule: formatTimestamp(startMs) }),
    chargingRateUnit: rateUnit,
    chargingSchedulePeriod: [{ startPeriod: 0, limit, ...phases }, ...second],
  };
}

function startOf({ lease, sinceMs }: Profile): number | undefined {
  return lease === undefined || lease.form === 'none' ? sinceMs : lease.startMs;
}

type Rate = Pick<Profile, 'rateUnit' | 'limit' | 'numberPhases'>;

function rateOf(
  limitKw: number,
  {
    electrical,
    rung,
    rateUnits,
    connectorId,
  }: {
    readonly electrical: Electrical;
    readonly rung: Pick<Rung, 'unit' | 'withPhases'>;
    readonly rateUnits: readonly ('A' | 'W')[] | undefined;
    readonly connectorId: string;
  },
): Rate {
  if (!Number.isFinite(limitKw) || limitKw < 0) throw new Error(`${connectorId}: ${limitKw} kW is not a limit`);
  const rateUnit = rateUnitOf(electrical.kind, rateUnits, rung.unit);
  const watts = limitKw * 1000;
  if (electrical.kind === 'DC')
    return {
      rateUnit,
      limit: roundDown(rateUnit === 'A' ? watts / Math.max(electrical.voltageV, PROFILE.highestDcV) : watts),
    };
  const { phaseCount, usedPhaseCount = phaseCount } = electrical;
  const currentA = roundDown(watts / (electrical.voltageV * phaseCount));
  const phases = phasesOf(rateUnit === 'A' ? phaseCount : usedPhaseCount, rung.withPhases);
  if (currentA < PROFILE.minimumAcA) return { rateUnit, limit: 0, ...phases };
  if (rateUnit === 'A') return { rateUnit, limit: currentA, ...phases };
  // Watts are the total: all of them on one conductor would be three times the amperes that were meant.
  return { rateUnit, limit: roundDown((watts * usedPhaseCount) / phaseCount), ...phases };
}

/** The facts for what holds without an end, whatever car comes: a car may draw all of its watts on one conductor, so they are those of one. */
function endless(electrical: Electrical): Electrical {
  return { ...electrical, usedPhaseCount: 1 };
}

/** Absent means 3 (1.6 section 7.14), which is no more than what was meant: amperes are per phase, watts are the total. */
function phasesOf(phaseCount: number, withPhases: boolean): { readonly numberPhases?: number } {
  return withPhases ? { numberPhases: phaseCount } : {};
}

/** Amperes per phase are what an AC charger signals to the car; watts are what a DC charger regulates. */
function rateUnitOf(kind: 'AC' | 'DC', allowed: readonly ('A' | 'W')[] | undefined, unit: Rung['unit']): 'A' | 'W' {
  const suits = kind === 'AC' ? 'A' : 'W';
  const preferred = allowed === undefined || allowed.length === 0 || allowed.includes(suits) ? suits : otherUnit(suits);
  return unit === 'preferred' ? preferred : otherUnit(preferred);
}

function otherUnit(unit: 'A' | 'W'): 'A' | 'W' {
  return unit === 'A' ? 'W' : 'A';
}

/** To a multiple of 0.1, down; a value within the tolerance below a step is that step. */
export function roundDown(value: number): number {
  const steps = value * PROFILE.stepsPerUnit;
  const tolerance = Math.min(steps * PROFILE.relativeTolerance, PROFILE.stepTolerance);
  return Math.floor(steps + tolerance) / PROFILE.stepsPerUnit;
}

function numberOf(connectorId: string): number {
  return Number(connectorId.slice(connectorId.lastIndexOf('/') + 1));
}

function transactionOf({ sessionId, connectorId }: LimitCommand): string {
  const mark = sessionId.indexOf('#');
  if (mark < 0) throw new Error(`${connectorId}: session ${sessionId} names no transaction`);
  return sessionId.slice(mark + 1);
}

function wireTransactionId(transactionId: string): number {
  const id = Number(transactionId);
  if (!Number.isInteger(id)) throw new Error(`transaction ${transactionId} is no integer, as OCPP 1.6 demands`);
  return id;
}
