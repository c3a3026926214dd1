/**
 * Units out: the one place where a limit in kW becomes amperes or watts on the wire, always rounded down.
 * What is here holds for 1.6 (section 7.8) and 2.0.1 (K01-K04) alike; the two payload shapes stand at the end.
 */
import type { Known } from '../adapter.ts';
import type { Electrical, FailsafeCommand, LimitCommand } from '../events.ts';
import { formatTimestamp, type RequestV16, type RequestV201 } from '../protocol/index.ts';

export const PROFILE = {
  // Stations read an Absolute profile that starts in their future as "accepted, without effect"; clocks of 1-2 s drift a day are honest.
  backDateMs: 60_000,
  // OCPP: limits are multiples of 0.1; strict stations refuse others.
  stepsPerUnit: 10,
  // 6 A x 230 V x 3 = 4.14 kW is 5.999999999999999 A in binary and must stay 6.0. One part in a million is far below any meter.
  relativeTolerance: 1e-6,
  // Of a step, for large numbers of watts, where a millionth would be a step itself.
  stepTolerance: 0.01,
  // IEC 61851-1: between 0 and 6 A there is nothing; some stations go on at 3-5 A there, so it becomes a pause.
  minimumAcA: 6,
  // Purpose decides before stack level (a TxProfile replaces the default at any level); 1 satisfies stations that look at the level alone.
  limitStackLevel: 1,
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
  /** Only a lease has these; `startMs` is by the station's clock. */
  readonly lease?: { readonly transactionId: string; readonly startMs: number; readonly durationS: number };
};

/**
 * A lease: a TxProfile for the running transaction that ends by itself `leaseMs` after now.
 * Start and end are told in the station's time (its clock is `known.clockLagMs` behind ours): a clock 90 s slow would otherwise
 * begin it late and end it late. Rounding always ends it early, never late.
 */
export function limitProfile(
  command: LimitCommand,
  { known, nowMs }: { readonly known: Known; readonly nowMs: number },
): Profile {
  const connectorNumber = numberOf(command.connectorId);
  const stationNowMs = nowMs - known.clockLagMs;
  return {
    profileId: connectorNumber * 10 + 1,
    connectorNumber,
    purpose: 'TxProfile',
    stackLevel: Math.min(PROFILE.limitStackLevel, known.maxStackLevel ?? PROFILE.limitStackLevel),
    ...rateOf(command.limitKw, { electrical: command.electrical, known, connectorId: command.connectorId }),
    lease: {
      transactionId: transactionOf(command),
      startMs: stationNowMs - PROFILE.backDateMs,
      durationS: Math.floor((PROFILE.backDateMs + command.leaseMs) / 1000),
    },
  };
}

/**
 * The share that holds when control is lost: a TxDefaultProfile that never ends. Relative, because it then needs no clock at all:
 * without duration the only period lasts as long as each transaction (1.6 section 7.13, 2.0.1 ChargingScheduleType).
 */
export function failsafeProfile(command: FailsafeCommand, { known }: { readonly known: Known }): Profile {
  const connectorNumber = numberOf(command.connectorId);
  return {
    profileId: connectorNumber * 10 + 2,
    connectorNumber,
    purpose: 'TxDefaultProfile',
    stackLevel: 0,
    ...rateOf(command.failsafeKw, { electrical: command.electrical, known, connectorId: command.connectorId }),
  };
}

/** Stations whose unit is a guess, because they told none. */
const guessed = new WeakSet<Known>();

/**
 * After a refusal: what to try next, one step at a time. First the lowest stack level; then, where the station told no units, the other
 * unit, and back. Lower levels are harmless (see `limitStackLevel`), and a limit in the other unit is the same limit.
 */
export function learnFromRefusal(profile: Profile, known: Known): void {
  if (profile.stackLevel > 0) {
    known.maxStackLevel = 0;
    return;
  }
  if (known.allowedRateUnits !== undefined && !guessed.has(known)) return;
  guessed.add(known);
  known.allowedRateUnits = profile.rateUnit === 'A' ? ['W'] : ['A'];
}

export function profileV16(profile: Profile): RequestV16<'SetChargingProfile'> {
  const { lease } = profile;
  return {
    connectorId: profile.connectorNumber,
    csChargingProfiles: {
      chargingProfileId: profile.profileId,
      ...(lease === undefined ? {} : { transactionId: wireTransactionId(lease.transactionId) }),
      stackLevel: profile.stackLevel,
      chargingProfilePurpose: profile.purpose,
      chargingProfileKind: lease === undefined ? 'Relative' : 'Absolute',
      ...validity(lease),
      chargingSchedule: schedule(profile),
    },
  };
}

export function profileV201(profile: Profile): RequestV201<'SetChargingProfile'> {
  const { lease } = profile;
  return {
    evseId: profile.connectorNumber,
    chargingProfile: {
      id: profile.profileId,
      ...(lease === undefined ? {} : { transactionId: lease.transactionId }),
      stackLevel: profile.stackLevel,
      chargingProfilePurpose: profile.purpose,
      chargingProfileKind: lease === undefined ? 'Relative' : 'Absolute',
      ...validity(lease),
      chargingSchedule: [{ id: profile.profileId, ...schedule(profile) }],
    },
  };
}

function validity(lease: Profile['lease']): { readonly validTo?: string } {
  return lease === undefined ? {} : { validTo: formatTimestamp(lease.startMs + lease.durationS * 1000) };
}

function schedule({ lease, rateUnit, limit, numberPhases }: Profile) {
  return {
    ...(lease === undefined ? {} : { duration: lease.durationS, startSchedule: formatTimestamp(lease.startMs) }),
    chargingRateUnit: rateUnit,
    chargingSchedulePeriod: [{ startPeriod: 0, limit, ...(numberPhases === undefined ? {} : { numberPhases }) }],
  };
}

type Rate = Pick<Profile, 'rateUnit' | 'limit' | 'numberPhases'>;

function rateOf(
  limitKw: number,
  {
    electrical,
    known,
    connectorId,
  }: { readonly electrical: Electrical; readonly known: Known; readonly connectorId: string },
): Rate {
  if (!Number.isFinite(limitKw) || limitKw < 0) throw new Error(`${connectorId}: ${limitKw} kW is not a limit`);
  const rateUnit = rateUnitOf(electrical.kind, known.allowedRateUnits);
  const wattsPerA = electrical.voltageV * (electrical.kind === 'AC' ? electrical.phaseCount : 1);
  const watts = limitKw * 1000;
  if (electrical.kind === 'DC') return { rateUnit, limit: roundDown(rateUnit === 'A' ? watts / wattsPerA : watts) };
  const currentA = roundDown(watts / wattsPerA);
  const numberPhases = electrical.phaseCount;
  if (currentA < PROFILE.minimumAcA) return { rateUnit, limit: 0, numberPhases };
  return { rateUnit, limit: rateUnit === 'A' ? currentA : roundDown(watts), numberPhases };
}

/** Amperes per phase are what an AC charger signals to the car; watts are what a DC charger regulates. */
function rateUnitOf(kind: 'AC' | 'DC', allowed: readonly ('A' | 'W')[] | undefined): 'A' | 'W' {
  const preferred = kind === 'AC' ? 'A' : 'W';
  if (allowed === undefined || allowed.length === 0 || allowed.includes(preferred)) return preferred;
  return preferred === 'A' ? 'W' : 'A';
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
