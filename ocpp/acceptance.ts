/**
 * When a station's messages count. The rule, for both versions:
 *   1. BootNotification on this connection: accepted.
 *   2. An open session of the station in the register: accepted. It had booted, or the session would not exist; after an outage most
 *      stations send no BootNotification but the rest of that session.
 *   3. Accepted earlier by this process: accepted, with what was learned then.
 *   4. Otherwise it is asked to boot, at its first other message or `bootGraceMs` after it came. If it says that it cannot, or says
 *      yes and does not, it is accepted: it has proven who it is, and it answers.
 * A station that answers nothing is never accepted. Being accepted gives no power: limits need acknowledged profiles.
 */
import { type Connection, type Known, OcppError } from './adapter.ts';
import type { CentralSystemDeps, OpenSession } from './ports.ts';
import { settlingOf } from './settling.ts';
import { tell } from './smart-charging/index.ts';

export const ACCEPTANCE = {
  // Stations that boot by themselves do so within a second or two of the handshake.
  bootGraceMs: 3_000,
  // A transaction message waits this long for rule 4 rather than being refused; stations wait 10 s or more for an answer.
  holdMs: 2_000,
  // The reply to the boot leaves first, then limits and shares, then questions.
  settleMs: 1_000,
  // Shorter by up to a tenth: spread over half a minute of five, and no station is judged by a longer silence than it was told.
  heartbeatSpread: 10,
  // Twice the largest city of the plan; the station remembered longest ago is forgotten first.
  maxRemembered: 20_000,
} as const;

/** What follows acceptance: questions and triggers, in the words of the version. `byBoot`: the station has just told all about itself. */
export type Settle = (connection: Connection, how: { readonly byBoot: boolean }) => Promise<void>;

type Progress = {
  /** Resolves when the open sessions are loaded; undefined = the store failed, the next message tries again. */
  loading: Promise<void> | undefined;
  isLoaded: boolean;
  readonly settle: Settle;
  isSettlePlanned: boolean;
  asking?: Promise<void>;
  /** We asked for the boot that comes next. */
  isBootTriggered: boolean;
  readonly waiting: Set<() => void>;
};
const progressOf = new WeakMap<Known, Progress>();
/** Facts by station, as long as the central system lives. */
const remembered = new WeakMap<CentralSystemDeps, Map<string, Known>>();

/** Begins a connection. Resolves when its open sessions are loaded; handlers that came earlier wait for that. */
export async function beginConnection(connection: Connection, settle: Settle): Promise<void> {
  const { known, deps } = connection;
  const progress: Progress = {
    loading: undefined,
    isLoaded: false,
    settle,
    isSettlePlanned: false,
    isBootTriggered: false,
    waiting: new Set(),
  };
  progressOf.set(known, progress);
  // Also an accepted station is asked, unless it is known already: its vendor and model decide what it can do.
  deps.clock.after(ACCEPTANCE.bootGraceMs, () => {
    if (known.vendor === undefined) void ask(connection, progress);
  });
  await sessionsLoaded(connection);
}

/** undefined = the open sessions of the connection are known. Else resolves when they are, rejects if they could not be read. */
export function sessionsLoaded(connection: Connection): Promise<void> | undefined {
  const progress = progressOf.get(connection.known);
  return progress === undefined || progress.isLoaded ? undefined : loaded(connection, progress);
}

async function loaded(connection: Connection, progress: Progress): Promise<void> {
  progress.loading ??= loadSessions(connection);
  try {
    await progress.loading;
    progress.isLoaded = true;
  } catch (error) {
    progress.loading = undefined;
    throw error;
  }
}

/** From now on the messages of this connection count. `byBoot` is true in the handler of BootNotification alone. */
export function accept(connection: Connection, how: { readonly byBoot: boolean }): void {
  const { known, deps, stationId } = connection;
  const progress = progressOf.get(known);
  if (known.accepted && !how.byBoot) return;
  known.accepted = true;
  const memory = memoryOf(deps);
  memory.delete(stationId);
  memory.set(stationId, known);
  const [oldest] = memory.keys();
  if (memory.size > ACCEPTANCE.maxRemembered && oldest !== undefined) memory.delete(oldest);
  if (progress === undefined) return;
  progress.isBootTriggered = false;
  for (const resume of progress.waiting) resume();
  progress.waiting.clear();
  // A station that boots in a loop is asked once a loop of ours, not of its own.
  if (progress.isSettlePlanned) return;
  progress.isSettlePlanned = true;
  deps.clock.after(ACCEPTANCE.settleMs, () => {
    progress.isSettlePlanned = false;
    settlingOf(deps).enter(() =>
      progress.settle(connection, how).catch((error: unknown) => {
        // A connection that died meanwhile, or a station that answers nothing: what was not learned stays unknown.
        deps.log({
          level: 'debug',
          stationId,
          message: `${stationId}: questions after boot ended early: ${textOf(error)}`,
        });
      }),
    );
  });
}

/** Interval for the answer to BootNotification, s: spread, so that the heartbeats of a city that came back at once do not stay in step. */
export function heartbeatIntervalS({ bounds, randomInt }: CentralSystemDeps): number {
  return bounds.heartbeatIntervalS - randomInt(Math.floor(bounds.heartbeatIntervalS / ACCEPTANCE.heartbeatSpread) + 1);
}

/** Whether the boot that just arrived is the answer to our question. */
export function isBootTriggered({ known }: Connection): boolean {
  return progressOf.get(known)?.isBootTriggered ?? false;
}

/** A message came before acceptance: asks the station to boot, if that is not under way. */
export function askToBoot(connection: Connection): void {
  const progress = progressOf.get(connection.known);
  if (progress !== undefined) void ask(connection, progress);
}

/** Like `askToBoot`, and waits for the outcome for at most `holdMs`. Resolves to whether the station is accepted then. */
export async function holdUntilAccepted(connection: Connection): Promise<boolean> {
  const { known, deps } = connection;
  const progress = progressOf.get(known);
  if (known.accepted || progress === undefined) return known.accepted;
  await new Promise<void>((resume) => {
    const cancel = deps.clock.after(ACCEPTANCE.holdMs, done);
    function done(): void {
      progress?.waiting.delete(done);
      cancel();
      resume();
    }
    progress.waiting.add(done);
    void ask(connection, progress);
  });
  return isAccepted(known);
}

/** Never rejects. Asks once per connection. */
async function ask(connection: Connection, progress: Progress): Promise<void> {
  progress.asking ??= triggerBoot(connection, progress);
  await progress.asking;
}

async function triggerBoot(connection: Connection, progress: Progress): Promise<void> {
  const { known, deps, stationId } = connection;
  progress.isBootTriggered = true;
  let willBoot: boolean;
  try {
    const answer = await connection.call('TriggerMessage', { requestedMessage: 'BootNotification' });
    willBoot = answer['status'] === 'Accepted';
  } catch (error) {
    progress.isBootTriggered = false;
    // A refusal is an answer. Silence is none, and a later message may ask again.
    if (!isRefusal(error)) {
      delete progress.asking;
      deps.log({ level: 'debug', stationId, message: `${stationId}: did not answer TriggerMessage: ${textOf(error)}` });
      return;
    }
    willBoot = false;
  }
  if (!willBoot) accept(connection, { byBoot: false });
  else if (!isAccepted(known)) deps.clock.after(ACCEPTANCE.bootGraceMs, () => accept(connection, { byBoot: false }));
}

/** Codes by which a station says that it does not know or do this; others may stand for anything. */
function isRefusal(error: unknown): boolean {
  return error instanceof OcppError && (error.code === 'NotImplemented' || error.code === 'NotSupported');
}

/** A CALLERROR of any code, as opposed to silence (the codes with which the gateway marks that no answer came). */
export function isAnswer(error: unknown): boolean {
  return error instanceof OcppError && error.code !== 'Unanswered' && error.code !== 'NotSent';
}

function isAccepted(known: Known): boolean {
  return known.accepted;
}

async function loadSessions(connection: Connection): Promise<void> {
  const { stationId, known, deps } = connection;
  const open = await deps.sessions.open(stationId);
  const before = memoryOf(deps).get(stationId);
  if (before !== undefined && before !== known) {
    recall(known, before);
    tell(connection);
  }
  for (const session of newestFirst(open)) {
    // A lost StopTransaction leaves an older session open; the connector has the newer one.
    if (known.sessions.has(session.connectorNumber)) continue;
    const { sessionId, transactionId, startedAtMs, connectorNumber, meterKwh } = session;
    known.sessions.set(connectorNumber, { sessionId, transactionId, startedAtMs });
    // A register that fell, or ran away, while nobody listened.
    if (meterKwh !== undefined && !known.registers.has(connectorNumber))
      known.registers.set(connectorNumber, { energyKwh: meterKwh, measuredAtMs: startedAtMs });
  }
  if (known.sessions.size > 0 || before !== undefined) accept(connection, { byBoot: false });
}

function newestFirst(sessions: readonly OpenSession[]): readonly OpenSession[] {
  return [...sessions].sort((one, other) => other.startedAtMs - one.startedAtMs);
}

function memoryOf(deps: CentralSystemDeps): Map<string, Known> {
  const memory = remembered.get(deps) ?? new Map<string, Known>();
  remembered.set(deps, memory);
  return memory;
}

/** Facts of the station; sessions come from the register, registers from the next reading. */
function recall(known: Known, before: Known): void {
  known.clockLagMs = before.clockLagMs;
  if (before.leastLag !== undefined) known.leastLag = before.leastLag;
  if (before.allowedRateUnits !== undefined) known.allowedRateUnits = before.allowedRateUnits;
  if (before.maxStackLevel !== undefined) known.maxStackLevel = before.maxStackLevel;
  if (before.maxPeriods !== undefined) known.maxPeriods = before.maxPeriods;
  if (before.vendor !== undefined) known.vendor = before.vendor;
  if (before.model !== undefined) known.model = before.model;
  if (before.firmware !== undefined) known.firmware = before.firmware;
  if (before.quirks !== undefined) known.quirks = before.quirks;
  if (before.ladder !== undefined) known.ladder = before.ladder;
  if (before.shareStep !== undefined) known.shareStep = before.shareStep;
  if (before.supportsOfflineDuration !== undefined) known.supportsOfflineDuration = before.supportsOfflineDuration;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown failure';
}
