import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strictestLimit } from '../../../dispatch/index.ts';
import { type EnvelopeDraft, limitStatus } from '../../../src/operations/index.ts';
import { controlRoom, EVENING_MS, HOUR_MS, MINUTE_MS, openWorkshop } from './kit.ts';

const limit: EnvelopeDraft = { nodeId: 'T1', limitKw: 100 };

describe('a draft', () => {
  it.each<[string, EnvelopeDraft, string]>([
    [
      'a limit that is no number',
      { nodeId: 'T1', limitKw: Number.NaN },
      '/limitKw must be a number in kW or null, got NaN',
    ],
    [
      'a limit as text',
      { nodeId: 'T1', limitKw: '10' as unknown as number },
      '/limitKw must be a number in kW or null, got 10',
    ],
    [
      'an endless limit',
      { nodeId: 'T1', limitKw: Number.POSITIVE_INFINITY },
      '/limitKw must be a number in kW or null, got Infinity',
    ],
    ['a negative limit', { nodeId: 'T1', limitKw: -0.001 }, '/limitKw must be 0 (stop) or more, got -0.001'],
    ['watts', { nodeId: 'T1', limitKw: 2_000_000 }, '/limitKw must be at most 1000000 kW, got 2000000'],
    ['nothing to limit', { nodeId: 'T1' }, 'body must have exactly one of limitKw and intervals'],
    [
      'two limits',
      { ...limit, intervals: [{ startMs: EVENING_MS, limitKw: 1 }] },
      'body must have exactly one of limitKw and intervals',
    ],
    ['a start that is no time', { ...limit, startMs: Number.NaN }, '/start must be a time'],
    ['an end that is no time', { ...limit, endMs: Number.NaN }, '/end must be a time'],
    [
      'an end before its start',
      { ...limit, startMs: EVENING_MS + 2, endMs: EVENING_MS + 1 },
      '/end must be after start',
    ],
    ['the past', { ...limit, startMs: EVENING_MS - 2, endMs: EVENING_MS }, '/end must be in the future'],
    ['no intervals', { nodeId: 'T1', intervals: [] }, '/intervals must have 1 to 1000 intervals, got 0'],
    ['a broken priority', { ...limit, priority: 0.5 }, '/priority must be a whole number, got 0.5'],
    ['a novel', { ...limit, reason: 'x'.repeat(501) }, '/reason must be at most 500 characters, got 501'],
    [
      'an interval before its envelope',
      { nodeId: 'T1', startMs: EVENING_MS + 9, intervals: [{ startMs: EVENING_MS, limitKw: 1 }] },
      '/intervals/0/start must not be before the start of the envelope',
    ],
    [
      'an interval after its envelope',
      {
        nodeId: 'T1',
        startMs: EVENING_MS,
        endMs: EVENING_MS + 9,
        intervals: [{ startMs: EVENING_MS + 9, limitKw: 1 }],
      },
      '/intervals/0/start must be before the end of the envelope',
    ],
    [
      'an interval of no length',
      {
        nodeId: 'T1',
        intervals: [
          { startMs: EVENING_MS, endMs: EVENING_MS, limitKw: 1 },
          { startMs: EVENING_MS, limitKw: 1 },
        ],
      },
      '/intervals/0/end must be after start',
    ],
  ])('of %s is refused and changes nothing', async (_what, draft, detail) => {
    const { operations, control, store } = await openWorkshop();
    const result = await operations.createEnvelope(draft, controlRoom);
    expect(result).toMatchObject({ ok: false, refusal: { code: 'validation', detail: `envelope: ${detail}` } });
    expect([await store.envelopes.list(), control.posted, await store.audit.list({ limit: 9 })]).toEqual([[], [], []]);
  });

  it('takes its times from its intervals, or begins now and never ends', async () => {
    const { operations } = await openWorkshop();
    const calendar = await operations.createEnvelope(
      {
        nodeId: 'T1',
        intervals: [
          { startMs: EVENING_MS + HOUR_MS, endMs: EVENING_MS + 2 * HOUR_MS, limitKw: 80 },
          { startMs: EVENING_MS + 3 * HOUR_MS, endMs: EVENING_MS + 4 * HOUR_MS, limitKw: null },
        ],
        mode: 'target',
        priority: 5,
        reason: 'calendar',
      },
      { name: 'backup', via: 'schedule' },
    );
    expect(calendar).toEqual({
      ok: true,
      value: {
        id: 'env-1',
        nodeId: 'T1',
        direction: 'import',
        source: 'schedule:backup',
        startMs: EVENING_MS + HOUR_MS,
        endMs: EVENING_MS + 4 * HOUR_MS,
        intervals: [
          { startMs: EVENING_MS + HOUR_MS, endMs: EVENING_MS + 2 * HOUR_MS, limitKw: 80 },
          { startMs: EVENING_MS + 3 * HOUR_MS, endMs: EVENING_MS + 4 * HOUR_MS },
        ],
        mode: 'target',
        priority: 5,
        reason: 'calendar',
        status: 'active',
        createdBy: 'backup',
        createdAtMs: EVENING_MS,
        etag: 'v-2',
      },
    });
    const endless = await operations.createEnvelope(limit, controlRoom);
    expect(endless.ok && endless.value.intervals).toEqual([{ startMs: EVENING_MS, limitKw: 100 }]);
  });

  it('law: what is accepted limits exactly inside its intervals, also after it went through the store', async () => {
    const { operations, store } = await openWorkshop();
    const gaps = fc.array(
      fc.record({
        pauseMin: fc.nat(60),
        lengthMin: fc.integer({ min: 1, max: 60 }),
        limitKw: fc.integer({ min: 0, max: 500 }),
      }),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    await fc.assert(
      fc.asyncProperty(gaps, fc.nat(400), async (parts, probeMin) => {
        let atMs = EVENING_MS;
        const intervals = parts.map(({ pauseMin, lengthMin, limitKw }) => {
          const startMs = atMs + pauseMin * MINUTE_MS;
          atMs = startMs + lengthMin * MINUTE_MS;
          return { startMs, endMs: atMs, limitKw };
        });
        const created = await operations.createEnvelope({ nodeId: 'T1', intervals }, controlRoom);
        if (!created.ok) throw new Error(created.refusal.detail);
        const { id, etag } = created.value;
        const stored = (await store.envelopes.list()).filter((envelope) => envelope.id === id);
        await operations.endEnvelope({ envelopeId: id, ifMatch: [etag] }, controlRoom);
        const probeMs = EVENING_MS + probeMin * MINUTE_MS + MINUTE_MS / 2;
        const expected = intervals.find(({ startMs, endMs }) => startMs <= probeMs && probeMs < endMs)?.limitKw;
        expect(strictestLimit(stored, { nodeId: 'T1', fromMs: probeMs, toMs: probeMs })?.limitKw).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a change', () => {
  it('keeps what it does not name; a longer end keeps the calendar, a shorter one must fit it', async () => {
    const { operations } = await openWorkshop();
    const made = await operations.createEnvelope(
      {
        nodeId: 'T1',
        intervals: [
          { startMs: EVENING_MS, endMs: EVENING_MS + HOUR_MS, limitKw: 80 },
          { startMs: EVENING_MS + 2 * HOUR_MS, endMs: EVENING_MS + 3 * HOUR_MS, limitKw: 60 },
        ],
      },
      controlRoom,
    );
    const change = (draft: object) =>
      operations.changeEnvelope({ envelopeId: 'env-1', ifMatch: ['*'], change: draft }, controlRoom);
    const longer = await change({ endMs: EVENING_MS + 9 * HOUR_MS });
    expect(longer.ok && made.ok && { ...longer.value, endMs: made.value.endMs, etag: made.value.etag }).toEqual(
      made.ok && made.value,
    );
    expect(await change({ endMs: EVENING_MS + HOUR_MS })).toMatchObject({ ok: false, refusal: { code: 'validation' } });
    expect(await change({ limitKw: 1, intervals: [] })).toMatchObject({ ok: false, refusal: { code: 'validation' } });
    const single = await change({ limitKw: 70, endMs: null });
    expect(single.ok && [single.value.endMs, single.value.intervals]).toEqual([
      undefined,
      [{ startMs: EVENING_MS, limitKw: 70 }],
    ]);
    const later = await change({ startMs: EVENING_MS + HOUR_MS, mode: 'emergency', priority: 1, reason: 'fire' });
    expect(later.ok && later.value).toMatchObject({
      mode: 'emergency',
      priority: 1,
      reason: 'fire',
      intervals: [{ startMs: EVENING_MS + HOUR_MS, limitKw: 70 }],
    });
    expect(
      await operations.changeEnvelope({ envelopeId: 'none', ifMatch: ['*'], change: {} }, controlRoom),
    ).toMatchObject({ ok: false, refusal: { code: 'not-found' } });
  });

  it('by two people at once: one wins, the other is told', async () => {
    const { operations } = await openWorkshop();
    const made = await operations.createEnvelope(limit, controlRoom);
    const etag = made.ok ? made.value.etag : 'none';
    const change = (limitKw: number) =>
      operations.changeEnvelope({ envelopeId: 'env-1', ifMatch: [etag], change: { limitKw } }, controlRoom);
    const results = await Promise.all([change(1), change(2)]);
    expect(results.map((result) => (result.ok ? 'done' : result.refusal.code))).toEqual(['done', 'stale']);
  });
});

describe('when the list is full', () => {
  it('an ordinary limit is refused, an emergency has its place', async () => {
    const { operations, store } = await openWorkshop((store) => ({
      ...store,
      envelopes: {
        ...store.envelopes,
        list: async () => {
          const [first] = await store.envelopes.list();
          return first === undefined
            ? []
            : Array.from({ length: 1000 }, (_, index) => ({ ...first, id: `env-${index}` }));
        },
      },
    }));
    await operations.createEnvelope(limit, controlRoom);
    expect(await operations.createEnvelope(limit, controlRoom)).toMatchObject({
      ok: false,
      refusal: { code: 'too-many' },
    });
    expect(await operations.createEnvelope({ ...limit, mode: 'emergency' }, controlRoom)).toMatchObject({ ok: true });
    await store.close();
  });
});

it('after a restart the limits that still hold go to the control loop, ended and expired ones do not', async () => {
  const { operations, control, clock } = await openWorkshop();
  await operations.createEnvelope({ ...limit, endMs: EVENING_MS + MINUTE_MS }, controlRoom);
  await operations.createEnvelope(limit, controlRoom);
  const scheduled = await operations.createEnvelope({ ...limit, startMs: EVENING_MS + HOUR_MS }, controlRoom);
  const ended = await operations.createEnvelope(limit, controlRoom);
  if (ended.ok) await operations.endEnvelope({ envelopeId: ended.value.id, ifMatch: ['*'] }, controlRoom);
  await operations.createOverride({ connectorId: 'A01/1', limitKw: 0, reason: 'hot' }, controlRoom);
  control.posted.length = 0;
  clock.nowMs += MINUTE_MS;
  await operations.restoreLimits();
  expect(control.posted).toMatchObject([
    { kind: 'envelopes', cause: 'restart', envelopes: [{ id: 'env-3' }, { id: scheduled.ok && scheduled.value.id }] },
    { kind: 'overrides', overrides: [{ connectorId: 'A01/1', limitKw: 0 }] },
  ]);
});

it('the audit failing does not undo a limit that is in force', async () => {
  const { operations, control, log } = await openWorkshop((store) => ({
    ...store,
    audit: { ...store.audit, append: () => Promise.reject(new Error('disk full')) },
  }));
  expect(await operations.createEnvelope(limit, controlRoom)).toMatchObject({ ok: true });
  expect(control.posted).toHaveLength(1);
  expect(log.at(-1)).toEqual({
    level: 'error',
    message: 'audit record lost: envelope.create env-1 by control-room: Error: disk full',
  });
});

it.each([
  [{ startMs: 5, status: 'active' as const }, 'scheduled'],
  [{ startMs: 4, status: 'active' as const }, 'active'],
  [{ startMs: 1, endMs: 4, status: 'active' as const }, 'expired'],
  [{ startMs: 1, endMs: 5, status: 'active' as const }, 'active'],
  [{ startMs: 5, status: 'ended' as const }, 'ended'],
])('at 4 ms, %j is %s', (value, status) => expect(limitStatus(value, 4)).toBe(status));
