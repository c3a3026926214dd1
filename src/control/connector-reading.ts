/** What a reading changes of a connector's record; nothing else changes that. */
import { powerMeasured, registerJudged, usedShare, watchRegister, withCurrents } from '../../dispatch/index.ts';
import type { Account, RegisterWatch } from '../../dispatch/index.ts';
import type { StationEvent } from '../../ocpp/index.ts';
import { copyRecord, copySession } from './connector-record.ts';
import type { ConnectorFacts, ConnectorRecord, SessionState } from './connector-record.ts';
import { terminalsOf, wholePowerKw } from './whole-power.ts';

/** Above the standby of a car that is full, below the least a car charges with. */
const AWAKE_KW = 0.5;

/** A live reading. */
export function withReading(
  before: ConnectorRecord,
  event: Extract<StationEvent, { kind: 'reading' }>,
  { bounds, phaseCount, kwPerA }: ConnectorFacts,
): ConnectorRecord {
  // Chargers resend stored readings after an outage; an old one must not overwrite a new one.
  if (before.reading !== undefined && event.atMs < before.reading.atMs) return before;
  const powerKw = wholePowerKw(event, phaseCount);
  if (powerKw === undefined) return registerOnly(before, event);
  const session = withRegister(before.session, event);
  const phaseUse = withCurrents(before.phaseUse, terminalsOf(event, phaseCount));
  // A car on one of three phases that draws a third of the offer draws all that it may.
  const share = usedShare(phaseUse, phaseCount);
  const energyKwh = event.energyKwh ?? before.reading?.energyKwh;
  const offeredKw = offeredBy(event, kwPerA);
  const offerFollows = before.offerFollows ?? followsLimit(before.account, offeredKw);
  const account = powerMeasured(
    before.account,
    {
      powerKw: powerKw / share,
      atMs: event.atMs,
      // A mean over the time before shows nothing of now.
      isMean: event.flags.includes('power-from-register'),
      offeredKw: offerFollows === true ? (offeredKw ?? 0) : 0,
    },
    bounds,
  );
  const judged = judgedByRegister(account, before.register, { atMs: event.atMs, powerKw, energyKwh: event.energyKwh });
  // One copy of the record a reading, the busiest event of all.
  const after = copyRecord(before);
  after.account = judged.account;
  after.session = session;
  after.reading = { powerKw, atMs: event.atMs, energyKwh };
  after.offerFollows = offerFollows;
  after.register = judged.register ?? before.register;
  after.phaseUse = phaseUse;
  // Some stations never say that the car charges again; its meter does.
  if (!(powerKw < AWAKE_KW)) after.restingSinceMs = undefined;
  return after;
}

/** What the station says it offers to the car (profile rule 9). */
function offeredBy({ offeredKw, offeredA }: Extract<StationEvent, { kind: 'reading' }>, kwPerA: number | undefined) {
  if (offeredKw !== undefined) return offeredKw;
  return offeredA === undefined || kwPerA === undefined ? undefined : offeredA * kwPerA;
}

/** Some report their rating as the offer whatever they do: only an offer that was seen below it, and within the limit, means anything. */
function followsLimit({ accepted, ratingKw }: Account, offeredKw: number | undefined): true | undefined {
  if (accepted === undefined || offeredKw === undefined || accepted.limitKw > ratingKw * 0.9) return undefined;
  return offeredKw <= accepted.limitKw * 1.02 + 0.05 ? true : undefined;
}

function judgedByRegister(
  account: Account,
  before: RegisterWatch | undefined,
  {
    powerKw,
    energyKwh,
    atMs,
  }: { readonly powerKw: number; readonly energyKwh: number | undefined; readonly atMs: number },
): { readonly account: Account; readonly register?: RegisterWatch } {
  if (energyKwh === undefined || !Number.isFinite(powerKw + energyKwh)) return { account };
  const { after, verdict } = watchRegister(before, { atMs, powerKw, energyKwh });
  return { account: verdict === undefined ? account : registerJudged(account, verdict, atMs), register: after };
}

/** A reading of the past: only its register counts. */
export function registerOnly(
  before: ConnectorRecord,
  event: Extract<StationEvent, { kind: 'reading' }>,
): ConnectorRecord {
  const session = withRegister(before.session, event);
  return session === undefined || session === before.session ? before : { ...before, session };
}

/** The session as the register of a reading shows it; the same where it shows nothing. */
function withRegister(
  session: SessionState | undefined,
  event: Extract<StationEvent, { kind: 'reading' }>,
): SessionState | undefined {
  if (session === undefined || (event.sessionId !== undefined && event.sessionId !== session.sessionId)) return session;
  if (event.energyKwh === undefined && event.socPercent === undefined) return session;
  const startKwh = session.meterStartKwh ?? event.energyKwh;
  const deliveredKwh = event.energyKwh === undefined || startKwh === undefined ? 0 : event.energyKwh - startKwh;
  const after = copySession(session);
  // A register never runs backwards; a replayed one only fills gaps.
  after.deliveredKwh = Math.max(session.deliveredKwh, deliveredKwh);
  after.meterStartKwh = startKwh;
  if (event.socPercent !== undefined) after.socPercent = event.socPercent;
  return after;
}
