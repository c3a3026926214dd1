import { isDeepStrictEqual } from 'node:util';
import { type Connection, type Known, OcppError, type VersionAdapter } from '../../../ocpp/adapter.ts';
import { DEFAULT_BOUNDS } from '../../../ocpp/bounds.ts';
import type {
  AuthorizeAnswer,
  CentralSystemDeps,
  Clock,
  LogEntry,
  OpenSession,
  SessionRegister,
  SignedValue,
  StationEvent,
} from '../../../ocpp/index.ts';

/** 2025-03-04T05:06:00Z: where every story begins. */
export const T0 = Date.UTC(2025, 2, 4, 5, 6, 0);
export const at = (afterMs: number): string => new Date(T0 + afterMs).toISOString();

/** A clock that moves only when told. */
export class FakeClock implements Clock {
  #nowMs = T0;
  #timers: { dueMs: number; run: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  async advance(byMs: number): Promise<void> {
    const endMs = this.#nowMs + byMs;
    for (;;) {
      await settled();
      const next = this.#timers.filter(({ dueMs }) => dueMs <= endMs).sort((one, other) => one.dueMs - other.dueMs)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = next.dueMs;
      next.run();
    }
    this.#nowMs = endMs;
  }
}

/** Lets everything that needs no timer happen. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** The real contract, in memory. */
export class MemorySessions implements SessionRegister {
  readonly records: {
    stationId: string;
    session: OpenSession;
    key: string;
    endedAtMs?: number;
    meterStopKwh?: number;
  }[] = [];
  failure: Error | undefined;
  #nextId = 7001;

  async start(request: Parameters<SessionRegister['start']>[0]): ReturnType<SessionRegister['start']> {
    await settled();
    if (this.failure !== undefined) throw this.failure;
    const { stationId, connectorNumber, startedAtMs, meterStartKwh, idToken } = request;
    const key = request.transactionId ?? `${connectorNumber} ${startedAtMs} ${meterStartKwh}`;
    const before = this.records.find((record) => record.stationId === stationId && record.key === key);
    if (before !== undefined) return { ...before.session, isNew: false };
    const transactionId = request.transactionId ?? String(this.#nextId++);
    const session: OpenSession = {
      sessionId: `${stationId}#${transactionId}`,
      transactionId,
      connectorNumber,
      idToken,
      startedAtMs,
    };
    this.records.push({ stationId, session, key });
    return { sessionId: session.sessionId, transactionId, isNew: true };
  }

  async end(request: Parameters<SessionRegister['end']>[0]): ReturnType<SessionRegister['end']> {
    await settled();
    const { stationId, transactionId, endedAtMs, meterStopKwh } = request;
    const record = this.records.find(
      (record) => record.stationId === stationId && record.session.transactionId === transactionId,
    );
    if (record === undefined) return undefined;
    const isNew = record.endedAtMs === undefined;
    if (isNew) Object.assign(record, { endedAtMs, ...(meterStopKwh === undefined ? {} : { meterStopKwh }) });
    return { connectorNumber: record.session.connectorNumber, isNew };
  }

  async identify(request: Parameters<SessionRegister['identify']>[0]): Promise<boolean> {
    await settled();
    const { stationId, transactionId, idToken } = request;
    const record = this.records.find(
      (record) => record.stationId === stationId && record.session.transactionId === transactionId,
    );
    if (record === undefined || record.endedAtMs !== undefined || record.session.idToken !== '') return false;
    record.session = { ...record.session, idToken };
    return true;
  }

  /** What was kept of each session; holds `roomForSigned` of them. */
  readonly signed: { sessionId: string; value: SignedValue }[] = [];
  roomForSigned = 16;

  async keepSigned({
    stationId,
    transactionId,
    values,
  }: Parameters<SessionRegister['keepSigned']>[0]): ReturnType<SessionRegister['keepSigned']> {
    await settled();
    if (this.failure !== undefined) throw this.failure;
    const sessionId = `${stationId}#${transactionId}`;
    const session = this.records.find(({ session }) => session.sessionId === sessionId)?.session;
    if (session === undefined) return undefined;
    const isKept = (value: SignedValue): boolean =>
      this.signed.some((one) => isDeepStrictEqual(one, { sessionId, value }));
    const fresh = values.filter((value) => !isKept(value));
    const kept = fresh.slice(0, this.roomForSigned - this.signed.length);
    this.signed.push(...kept.map((value) => ({ sessionId, value })));
    return { connectorNumber: session.connectorNumber, dropped: fresh.length - kept.length };
  }

  async open(stationId: string): Promise<readonly OpenSession[]> {
    await settled();
    if (this.failure !== undefined) throw this.failure;
    return this.records
      .filter((record) => record.stationId === stationId && record.endedAtMs === undefined)
      .map(({ session }) => session);
  }
}

export type Call = { readonly action: string; readonly payload: Record<string, unknown> };
export type Refusal = { readonly error: string; readonly description: string };

/** What the central system side of a test needs, as long-lived as the process. */
export function world({ connectors = [1, 2] as readonly number[] | undefined } = {}) {
  const clock = new FakeClock();
  const sessions = new MemorySessions();
  const logs: LogEntry[] = [];
  const cards: Record<string, AuthorizeAnswer> = {};
  const deps: CentralSystemDeps = {
    clock,
    randomInt: () => 0,
    authenticate: () => Promise.resolve('accepted'),
    authorize: ({ idToken }) => Promise.resolve(cards[idToken] ?? { status: 'Accepted' }),
    sessions,
    connectorsOf: () => connectors,
    onEvent: () => {},
    log: (entry) => logs.push(entry),
    bounds: DEFAULT_BOUNDS,
  };
  return { clock, sessions, logs, cards, deps };
}
export type World = ReturnType<typeof world>;

/** One connection of station A07 behind an adapter. `answer` plays the station; an OcppError is its CALLERROR, undefined its silence. */
export function connect(
  adapter: VersionAdapter,
  its: World,
  answer: (call: Call) => Record<string, unknown> | OcppError | undefined = () => new OcppError('NotImplemented', ''),
) {
  const events: StationEvent[] = [];
  const calls: Call[] = [];
  const known: Known = { accepted: false, clockLagMs: 0, sessions: new Map(), registers: new Map() };
  const connection: Connection = {
    stationId: 'A07',
    version: adapter.version,
    generation: 1,
    quarantined: false,
    deps: its.deps,
    emit: (event) => events.push(event),
    call: async (action, payload) => {
      calls.push({ action, payload });
      const said = answer({ action, payload });
      if (said instanceof OcppError) throw said;
      if (said !== undefined) return said;
      await new Promise<void>((resolve) => its.clock.after(its.deps.bounds.callTimeoutMs, resolve));
      throw new OcppError('Unanswered', 'no answer');
    },
    known,
  };
  const connected = adapter.onConnected(connection);
  connected.catch(() => {});
  /** The answer, or the CALLERROR. */
  const send = async (action: string, payload: Record<string, unknown>): Promise<Record<string, unknown> | Refusal> => {
    const handler = adapter.routes[action];
    if (handler === undefined) return { error: 'no route', description: action };
    try {
      return await handler(connection, payload);
    } catch (error) {
      if (error instanceof OcppError) return { error: error.code, description: error.message };
      throw error;
    }
  };
  /** Events since the last look. */
  const take = (): StationEvent[] => events.splice(0);
  return { connection, known, connected, events, calls, send, take };
}
