/**
 * From meter values to `reading` events: which of them are of the present, and what the register says about the power.
 */
import type { Connection, Known } from '../adapter.ts';
import type { ConnectorId, Reading, SessionId } from '../events.ts';
import { isAhead, isPlausible, isReplay, noteStationTime, takenAtMs } from './clock.ts';
import { isRemembered, type Moments, noMoments } from './moments.ts';
import { type Measured, measure, PLAUSIBLE, type Sample } from './measure.ts';
import { parseTimestamp } from '../protocol/index.ts';
import { corrected } from '../quirks/index.ts';

export const REGISTER = {
  // One watt-hour, the usual resolution: noise, not a register that runs backwards.
  noiseKwh: 0.001,
  // A register in whole Wh is right within 0.12 kW over this time.
  windowMs: 30_000,
  // A register in steps of 0.1 kWh stands still this long at 3 kW; after it, standing still means no power.
  standstillMs: 120_000,
  // Older baselines say nothing about now.
  oldestBaselineMs: 900_000,
  // One moment may come in two messages while the lag is being learned.
  jitterMs: 2_000,
  // A station's own consumption and rounding.
  zeroKw: 0.05,
  risingKw: 0.5,
  // No single outlet in service gives more; beyond it the register, not the power, has the wrong unit.
  believedKw: 400,
  // Above its rating by this a connector cannot deliver, whatever its meter says.
  jumpFactor: 1.2,
  // Coarse registers count whole kWh.
  resolutionKwh: 1,
} as const;

export type MeterMessage = {
  readonly connectorNumber: number;
  readonly sessionId?: SessionId | undefined;
  readonly meterValues: readonly { readonly timestamp: string; readonly samples: readonly Sample[] }[];
  /** The station says that it was offline when it measured (2.0.1). */
  readonly isOffline: boolean;
  /** It ends the transaction, so it may repeat what came before. */
  readonly isEnd?: boolean;
};

/** Emits one `reading` per moment, oldest first. Values that cannot be believed are left out and flagged; nothing is refused. */
export function emitReadings(connection: Connection, message: MeterMessage): void {
  const nowMs = connection.deps.clock.nowMs();
  const moments = [];
  for (const { timestamp, samples } of message.meterValues)
    if (samples.length > 0) moments.push({ stampMs: parseTimestamp(timestamp) ?? Number.NaN, samples });
  if (moments.length > 1) moments.sort((one, other) => one.stampMs - other.stampMs);
  const newest = moments.at(-1);
  if (newest !== undefined && !message.isOffline) {
    const isProof = newest.samples.some(({ context }) => context === 'Trigger');
    noteStationTime(connection, { stampMs: newest.stampMs, isProof });
  }
  for (const { stampMs, samples } of moments)
    emitReading(connection, {
      message,
      stampMs,
      nowMs,
      measured: corrected(measure(samples), connection.known.quirks),
    });
}

/** A register that the station states outside of meter values (start of a transaction): later ones are compared with it. */
export function noteRegister(
  known: Known,
  at: { readonly connectorNumber: number; readonly energyKwh: number; readonly measuredAtMs: number },
): void {
  known.registers.set(at.connectorNumber, { energyKwh: at.energyKwh, measuredAtMs: at.measuredAtMs });
  traceOf(known, at.connectorNumber).baseline = undefined;
}

type Moment = {
  readonly message: MeterMessage;
  readonly stampMs: number;
  readonly nowMs: number;
  readonly measured: Measured;
};

function emitReading(connection: Connection, moment: Moment): void {
  const { known, stationId, emit } = connection;
  const { message, stampMs, nowMs, measured } = moment;
  const { connectorNumber, sessionId } = message;
  const trace = traceOf(known, connectorNumber);
  const isOutOfRange = !isPlausible(stampMs, nowMs) || isAhead(known, moment);
  // In our time, so that a clock that was set back does not make an hour of readings look old.
  const believedAtMs = stampMs + known.clockLagMs;
  const isOutOfOrder = trace.newestMs !== undefined && believedAtMs < trace.newestMs - REGISTER.jitterMs;
  const historic = message.isOffline || isOutOfRange || isOutOfOrder || isReplay(known, moment);
  const { flags: rawFlags } = measured;
  const isKnown = isRemembered(trace.moments, stampMs, measured);
  if (message.isEnd === true && isKnown) return;
  const flags = isOutOfRange ? [...rawFlags, 'timestamp-out-of-range'] : rawFlags;
  if (!historic) trace.newestMs = believedAtMs;
  const connectorId: ConnectorId = (trace.connectorId ??= `${stationId}/${connectorNumber}`);
  const ratingKw = connection.deps.ratingKwOf?.(connectorId);
  const judged = historic
    ? { values: measured, flags }
    : judgeRegister(known, { trace, connectorNumber, stampMs, values: measured, flags, ratingKw });
  const { values } = judged;
  // All fields in one order, absent or not: everything that reads it knows one shape.
  const reading: Reading = {
    kind: 'reading',
    stationId,
    atMs: nowMs,
    connectorId,
    sessionId,
    measuredAtMs: stampMs,
    takenAtMs: takenAtMs(known, moment),
    powerKw: values.powerKw,
    currentA: values.currentA,
    voltageV: values.voltageV,
    energyKwh: values.energyKwh,
    socPercent: values.socPercent,
    offeredA: values.offeredA,
    offeredKw: values.offeredKw,
    others: values.others,
    historic,
    flags: judged.flags.length > 1 ? judged.flags.toSorted() : judged.flags,
  };
  emit(reading);
  if (sessionId !== undefined && message.isEnd !== true)
    flagSession(connection, { trace, sessionId, connectorId, flags: judged.flags });
}

/** What a register did that no register does is kept with its session, once. */
function flagSession(
  { stationId, deps, emit }: Connection,
  {
    trace,
    sessionId,
    connectorId,
    flags,
  }: {
    readonly trace: Trace;
    readonly sessionId: SessionId;
    readonly connectorId: ConnectorId;
    readonly flags: readonly string[];
  },
): void {
  for (const flag of flags) {
    if (!REGISTER_FAULTS.has(flag) || trace.flagged.has(`${sessionId} ${flag}`)) continue;
    trace.flagged.clear();
    trace.flagged.add(`${sessionId} ${flag}`);
    emit({ kind: 'session-flagged', stationId, atMs: deps.clock.nowMs(), connectorId, sessionId, flag });
  }
}
const REGISTER_FAULTS: ReadonlySet<string> = new Set(['decreasing-register', 'register-jump', 'implausible-energy']);

/** `flags` takes the place of those among the values. */
type Judged = { readonly values: Measured; readonly flags: readonly string[] };

/** Compares a live register with the one before it and with the stated power. */
function judgeRegister(
  known: Known,
  {
    trace,
    connectorNumber,
    stampMs,
    values,
    flags,
    ratingKw,
  }: Judged & {
    readonly trace: Trace;
    readonly connectorNumber: number;
    readonly stampMs: number;
    readonly ratingKw: number | undefined;
  },
): Judged {
  const { energyKwh } = values;
  // An honest power ends the window: the register is asked only about times without one.
  if (isStatedPower(values.powerKw)) forgetWindow(trace);
  if (energyKwh === undefined) return withRegisterPower(trace, { values, flags });
  const before = known.registers.get(connectorNumber);
  const flag =
    before === undefined
      ? undefined
      : registerFault({ before, energyKwh, stampMs, statedKw: values.powerKw, ratingKw });
  // A register that was exchanged or reset is flagged once; from then on it counts from its new value. One that leapt ahead would credit the leap.
  if (flag !== 'register-jump') known.registers.set(connectorNumber, { energyKwh, measuredAtMs: stampMs });
  if (flag !== undefined) {
    forgetWindow(trace);
    return { values: { ...values, energyKwh: undefined }, flags: [...flags, flag] };
  }
  if (!isStatedPower(values.powerKw)) learnRegisterPower(trace, { energyKwh, stampMs });
  return withRegisterPower(trace, { values, flags });
}

/** What a register cannot do between two values, or undefined. */
export function registerFault({
  before,
  energyKwh,
  stampMs,
  statedKw,
  ratingKw,
}: {
  readonly before: { readonly energyKwh: number; readonly measuredAtMs: number };
  readonly energyKwh: number;
  readonly stampMs: number;
  readonly statedKw: number | undefined;
  /** The most that the connector can deliver; undefined = not known. */
  readonly ratingKw: number | undefined;
}): string | undefined {
  const riseKwh = energyKwh - before.energyKwh;
  if (riseKwh < -REGISTER.noiseKwh) return 'decreasing-register';
  // At least one window: two values a second apart differ by the register's resolution, not by power.
  const hours = Math.max(stampMs - before.measuredAtMs, REGISTER.windowMs) / 3_600_000;
  const possibleKwh = (ratingKw ?? Infinity) * REGISTER.jumpFactor * hours + REGISTER.resolutionKwh;
  if (riseKwh > possibleKwh) return 'register-jump';
  const impliedKw = riseKwh / hours;
  if (impliedKw > PLAUSIBLE.maximumKw) return 'implausible-energy';
  // Registers 1,000 times too big are on the market: Wh under the name kWh.
  if (statedKw !== undefined && impliedKw > REGISTER.believedKw && impliedKw > statedKw * 100)
    return 'implausible-energy';
  return undefined;
}

/** What was seen of one connector, beside `Known` and as short-lived. */
type Trace = {
  /** One text for all readings: it is looked up a dozen times for each. */
  connectorId?: ConnectorId;
  /** When the newest live reading was taken, in our time. */
  newestMs?: number;
  /** Start of the window over which the register is compared with the power. */
  baseline: { readonly energyKwh: number; readonly stampMs: number } | undefined;
  /** Power by the register, of the last complete window. */
  registerKw: number | undefined;
  readonly moments: Moments;
  /** The fault that was last told of a session. */
  readonly flagged: Set<string>;
};
const traces = new WeakMap<Known, Map<number, Trace>>();

function traceOf(known: Known, connectorNumber: number): Trace {
  let byConnector = traces.get(known);
  if (byConnector === undefined) traces.set(known, (byConnector = new Map()));
  let trace = byConnector.get(connectorNumber);
  if (trace === undefined) {
    trace = { baseline: undefined, registerKw: undefined, moments: noMoments(), flagged: new Set() };
    byConnector.set(connectorNumber, trace);
  }
  return trace;
}

function learnRegisterPower(
  trace: Trace,
  { energyKwh, stampMs }: { readonly energyKwh: number; readonly stampMs: number },
): void {
  const { baseline } = trace;
  if (baseline === undefined || stampMs - baseline.stampMs > REGISTER.oldestBaselineMs) {
    trace.baseline = { energyKwh, stampMs };
    trace.registerKw = undefined;
    return;
  }
  const elapsedMs = stampMs - baseline.stampMs;
  const riseKwh = energyKwh - baseline.energyKwh;
  if (elapsedMs < REGISTER.windowMs || (riseKwh <= 0 && elapsedMs < REGISTER.standstillMs)) return;
  trace.registerKw = Math.max(riseKwh, 0) / (elapsedMs / 3_600_000);
  trace.baseline = { energyKwh, stampMs };
}

function isStatedPower(powerKw: number | undefined): boolean {
  return powerKw !== undefined && powerKw > REGISTER.zeroKw;
}

function forgetWindow(trace: Trace): void {
  trace.baseline = undefined;
  trace.registerKw = undefined;
}

/** Where power is missing, or said to be zero while the register rises, the register is believed. */
function withRegisterPower({ registerKw }: Trace, { values, flags }: Judged): Judged {
  if (registerKw === undefined) return { values, flags };
  const isMissing = values.powerKw === undefined;
  const isDenied = values.powerKw !== undefined && values.powerKw <= REGISTER.zeroKw && registerKw > REGISTER.risingKw;
  if (!isMissing && !isDenied) return { values, flags };
  return { values: { ...values, powerKw: registerKw }, flags: [...flags, 'power-from-register'] };
}
