import { describe, expect, it } from 'vitest';
import { LEDGER_BOUNDS, openAccount } from '../../../dispatch/index.ts';
import { CONTROL_BOUNDS } from '../../../src/control/bounds.ts';
import { openRecord, openSession } from '../../../src/control/connector-record.ts';
import type { ConnectorRecord, SessionState } from '../../../src/control/connector-record.ts';
import { demandOf } from '../../../src/control/demand-of.ts';
import { Estimates } from '../../../src/control/estimates.ts';
import type { EstimatesDeps } from '../../../src/control/estimates.ts';
import type { SessionRecord } from '../../../src/store/index.ts';
import { PILE } from '../../dispatch/pile.ts';

const HOUR_MS = 3_600_000;
/** A Wednesday, 9:00 in Shanghai. */
const T0 = Date.UTC(2027, 0, 20, 1);
const DEFAULTS = { energyKwh: 20, stayMs: 4 * HOUR_MS };

const charging = (session: Partial<SessionState> = {}, record: Partial<ConnectorRecord> = {}): ConnectorRecord => ({
  ...openRecord('A/1', openAccount(PILE, { configured: true, atMs: 0, bounds: LEDGER_BOUNDS })),
  status: 'charging',
  admitted: true,
  ...record,
  session: { ...openSession({ sessionId: 'A#now', idToken: 'CARD', startedAtMs: T0 }), ...session },
});
/** Yesterday and before, one a day at nine: eight hours, 10 kWh. */
const stored = (days: number, facts: Partial<SessionRecord> = {}): SessionRecord => ({
  sessionId: `A#${days}`,
  stationId: 'A',
  connectorNumber: 1,
  transactionId: String(days),
  idToken: 'CARD',
  startedAtMs: T0 - days * 24 * HOUR_MS,
  endedAtMs: T0 - days * 24 * HOUR_MS + 8 * HOUR_MS,
  meterStartKwh: 100,
  meterStopKwh: 110,
  goal: {},
  ...facts,
});
const month = Array.from({ length: 30 }, (_, k) => stored(k + 1));

async function learnedFrom(
  sessions: readonly SessionRecord[],
  use: EstimatesDeps['use'] = 'learned',
): Promise<Estimates> {
  const readSessions: EstimatesDeps['readSessions'] = async ({ limit, after }) => {
    const from = after === undefined ? 0 : sessions.findIndex(({ sessionId }) => sessionId === after) + 1;
    return sessions.slice(from, from + limit);
  };
  const estimates = new Estimates({ timeZone: 'Asia/Shanghai', use, readSessions });
  await estimates.learnFromStore();
  return estimates;
}
const middle = (estimates: Estimates, record: ConnectorRecord, afterMs = 0): readonly [number, number] | undefined => {
  const estimate = estimates.of(record, T0 + afterMs);
  return estimate === undefined ? undefined : [(estimate.departureMs.p50 - T0) / HOUR_MS, estimate.needKwh.p50];
};

describe('estimates of open sessions', () => {
  it('are what past sessions of the store were like', async () => {
    expect(middle(await learnedFrom(month), charging())).toEqual([8, 10]);
  });

  it('are none with few sessions, without a session, or when the site trusts statements alone', async () => {
    expect(middle(await learnedFrom(month.slice(0, 19)), charging())).toBeUndefined();
    const free = { ...charging(), session: undefined };
    expect(middle(await learnedFrom(month), free)).toBeUndefined();
    const stated = await learnedFrom(month, 'stated');
    for (let k = 0; k < 30; k++) stated.ended(charging(), T0);
    expect(middle(stated, charging())).toBeUndefined();
  });

  it('learn from sessions that end, and read the store page by page, the newest last', async () => {
    const old = Array.from({ length: 2_500 }, (_, k) => stored(k + 1, k < 1_200 ? {} : { meterStopKwh: 150 }));
    expect(middle(await learnedFrom(old), charging())).toEqual([8, 10]);
    const few = await learnedFrom([]);
    for (let k = 0; k < 20; k++) few.ended(charging({ deliveredKwh: 7 }, { restingSinceMs: T0 }), T0 + 2 * HOUR_MS);
    expect(middle(few, charging())).toEqual([2, 7]);
  });

  it('take a car that left while it drew all it was offered for one that would have taken more', async () => {
    const estimates = await learnedFrom(month);
    for (let k = 0; k < 100; k++) estimates.ended(charging({ deliveredKwh: 2 }), T0 + 8 * HOUR_MS);
    expect(middle(estimates, charging())).toEqual([8, 10]);
    for (let k = 0; k < 100; k++)
      estimates.ended(charging({ deliveredKwh: 2 }, { offerCap: { capKw: 5, lowSamples: 0 } }), T0 + 8 * HOUR_MS);
    expect(middle(estimates, charging())).toEqual([8, 2]);
  });

  it('leave out what has no registers or no end', async () => {
    const { meterStartKwh: _, ...noStart } = stored(1);
    const { endedAtMs: __, ...open } = stored(1);
    const odd = Array.from({ length: 30 }, (_each, k) => (k % 2 === 0 ? noStart : open));
    expect(middle(await learnedFrom(odd), charging())).toBeUndefined();
  });

  it('hold for a minute, unless the goal changes or more is taken than expected', async () => {
    const estimates = await learnedFrom([
      ...month,
      ...Array.from({ length: 8 }, (_, k) => stored(40 + k, { meterStopKwh: 140 })),
    ]);
    const record = charging();
    const first = estimates.of(record, T0);
    expect(estimates.of(record, T0 + 59_000)).toBe(first);
    expect(estimates.of(record, T0 + 61_000)).not.toBe(first);
    expect(middle(estimates, charging({ deliveredKwh: 12 }), 62_000)).toEqual([8, 40]);
    const before = estimates.of(record, T0 + 62_000);
    expect(estimates.of(charging({ goal: { energyKwh: 5 } }), T0 + 63_000)).not.toBe(before);
  });
});

describe('the demand of a session with an estimate', () => {
  const demandAt = async (session: Partial<SessionState>, afterMs = 0) => {
    const estimates = await learnedFrom(month);
    const record = charging(session);
    const estimate = estimates.of(record, T0 + afterMs);
    const demand = demandOf(record, PILE, { atMs: T0 + afterMs, defaults: DEFAULTS, bounds: CONTROL_BOUNDS, estimate });
    return [((demand?.departureMs ?? 0) - T0) / HOUR_MS, demand?.remainingKwh, demand?.priority];
  };

  it('plans count on a car until the departure that was stated, while it lies ahead', async () => {
    const estimates = await learnedFrom(month);
    const untilAt = (goal: SessionState['goal'], afterMs: number): number | undefined => {
      const record = charging({ goal });
      const atMs = T0 + afterMs;
      const estimate = estimates.of(record, atMs);
      return demandOf(record, PILE, { atMs, defaults: DEFAULTS, bounds: CONTROL_BOUNDS, estimate })?.stay?.untilMs;
    };
    const departureMs = T0 + 3 * HOUR_MS;
    expect([untilAt({}, 0), untilAt({ departureMs }, 0), untilAt({ departureMs }, 3.5 * HOUR_MS)]).toEqual([
      Infinity,
      departureMs,
      Infinity,
    ]);
  });

  it.each([
    { name: 'nothing stated: what such sessions are like', session: {}, afterH: 0, expected: [8, 10, 1] },
    {
      name: 'past the middle of the need: more than expected',
      session: { deliveredKwh: 11 },
      afterH: 0,
      expected: [8, 1, 1],
    },
    {
      name: 'a stated departure is not exceeded while it lies ahead',
      session: { goal: { departureMs: T0 + 3 * HOUR_MS } },
      afterH: 0,
      expected: [3, 10, 1],
    },
    {
      name: 'once it has passed the estimate counts',
      session: { goal: { departureMs: T0 + 3 * HOUR_MS } },
      afterH: 3.5,
      expected: [8, 10, 1],
    },
    {
      name: 'a later statement than ever came true',
      session: { goal: { departureMs: T0 + 12 * HOUR_MS } },
      afterH: 0,
      expected: [8, 10, 1],
    },
    { name: 'asked for less than usual', session: { goal: { energyKwh: 6 } }, afterH: 0, expected: [8, 6, 1] },
    { name: 'asked for far more than usual', session: { goal: { energyKwh: 60 } }, afterH: 0, expected: [8, 10, 1] },
    {
      name: 'has what it asked for',
      session: { goal: { energyKwh: 6 }, deliveredKwh: 6.5 },
      afterH: 0,
      expected: [8, 0.5, 2],
    },
  ])('$name', async ({ session, afterH, expected }) => {
    expect(await demandAt(session, afterH * HOUR_MS)).toEqual(expected);
  });

  it('goes no further than where the falling power of a car ends, but lets it show that it wants more', () => {
    const bounds = { atMs: T0, defaults: DEFAULTS, bounds: CONTROL_BOUNDS };
    const points = { from: { powerKw: 9, deliveredKwh: 10 }, last: { powerKw: 6, deliveredKwh: 11 }, idleSamples: 0 };
    const at = (deliveredKwh: number): number | undefined =>
      demandOf(charging({ deliveredKwh }, { taper: points }), PILE, bounds)?.remainingKwh;
    expect([at(11), at(12.9)]).toEqual([2, 0.5]);
  });

  it('asks a resting car again for what was stated, not for what is expected', async () => {
    const estimates = await learnedFrom(month);
    const record = charging({ deliveredKwh: 9.95 }, { restingSinceMs: T0 });
    const atMs = T0 + CONTROL_BOUNDS.wakeEveryMs + 1;
    const demand = demandOf(record, PILE, {
      atMs,
      defaults: DEFAULTS,
      bounds: CONTROL_BOUNDS,
      estimate: estimates.of(record, atMs),
    });
    expect([demand?.maximumKw, (demand?.remainingKwh ?? 0) > 0]).toEqual([4.14, true]);
  });
});
