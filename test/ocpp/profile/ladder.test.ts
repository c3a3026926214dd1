import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quirksOf } from '../../../ocpp/index.ts';
import type { ModelFacts, ModelMemory, QuirkRule, StationModel } from '../../../ocpp/index.ts';
import {
  afterAcceptance,
  afterRefusal,
  isExhausted,
  ladderAt,
  rungAt,
  rungsOf,
} from '../../../ocpp/smart-charging/ladder.ts';
import { v16 } from '../../../ocpp/v16/index.ts';
import { connect, settled, world, type World } from '../v16/fake-connection.ts';

const facts: fc.Arbitrary<ModelFacts> = fc.record(
  {
    rateUnits: fc.constantFrom<readonly ('A' | 'W')[]>(['A'], ['W'], ['A', 'W']),
    maxStackLevel: fc.integer({ min: 0, max: 3 }),
    maxPeriods: fc.integer({ min: 1, max: 24 }),
    forms: fc.record(
      {
        expiry: fc.constantFrom('honoured' as const, 'ignored' as const, 'refused' as const),
        'two-periods': fc.constantFrom('honoured' as const, 'ignored' as const, 'refused' as const),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);
const rule: fc.Arbitrary<QuirkRule> = fc.record({
  quirks: fc.record(
    {
      leaseForm: fc.constantFrom('expiry' as const, 'two-periods' as const, 'none' as const),
      maxStackLevel: fc.integer({ min: 0, max: 3 }),
      withoutPhases: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
});

describe('the ladder of capability', () => {
  it('unknown station: level, unit, phases, lease form, purpose, and at last no lease at all', () => {
    expect(
      rungsOf({}, {}).map(({ purpose, stackLevel, unit, withPhases, leaseForm }) =>
        [purpose, stackLevel, unit, withPhases, leaseForm].join(' '),
      ),
    ).toEqual([
      'TxProfile 1 preferred true expiry',
      'TxProfile 0 preferred true expiry',
      'TxProfile 0 other true expiry',
      'TxProfile 0 preferred false expiry',
      'TxProfile 0 other false expiry',
      'TxProfile 0 preferred true two-periods',
      'TxDefaultProfile 0 preferred true two-periods',
      'TxProfile 0 preferred true none',
    ]);
  });

  it.each<[string, ModelFacts, string]>([
    ['the meter saw expiry ignored', { forms: { expiry: 'ignored' } }, 'two-periods'],
    ['both ignored', { forms: { expiry: 'ignored', 'two-periods': 'ignored' } }, 'none'],
    ['one period a schedule', { maxPeriods: 1, forms: { expiry: 'ignored' } }, 'none'],
    ['expiry honoured', { forms: { expiry: 'honoured' } }, 'expiry'],
  ])('%s: begins with the form that is left', (_, known, form) => {
    expect(rungsOf(known, {})[0]?.leaseForm).toBe(form);
  });

  it('law: from any start every step is tried exactly once, and then it is exhausted', () => {
    fc.assert(
      fc.property(facts, rule, fc.nat(20), (known, { quirks }, start) => {
        const rungs = rungsOf(known, quirks);
        expect(rungs.length).toBeLessThanOrEqual(8);
        let ladder = ladderAt(rungs, rungs[start % rungs.length]);
        const tried = new Set<string>();
        while (!isExhausted(rungs, ladder)) {
          const rung = rungAt(rungs, ladder);
          tried.add(JSON.stringify(rung));
          ladder = afterRefusal(rungs, ladder, rung);
        }
        expect(tried.size).toBe(rungs.length);
        // A further refusal moves nothing: who is exhausted is asked seldom.
        expect(afterRefusal(rungs, ladder, rungAt(rungs, ladder))).toEqual(ladder);
      }),
    );
  });

  it('law: an acceptance holds the step, and refusals of other steps change nothing', () => {
    fc.assert(
      fc.property(facts, fc.nat(20), fc.nat(20), (known, taken, late) => {
        const rungs = rungsOf(known, {});
        const rung = rungAt(rungs, { start: taken % rungs.length, refused: 0 });
        const other = rungAt(rungs, { start: late % rungs.length, refused: 0 });
        const ladder = afterAcceptance(rungs, ladderAt(rungs, undefined), rung);
        expect(rungAt(rungs, ladder)).toEqual(rung);
        if (other !== rung) expect(afterRefusal(rungs, ladder, other)).toEqual(ladder);
      }),
    );
  });

  it('law: no step uses a form that was seen not to end grants, or a quirk excludes', () => {
    fc.assert(
      fc.property(facts, rule, (known, { quirks }) => {
        for (const { leaseForm } of rungsOf(known, quirks)) {
          if (leaseForm === 'none') continue;
          if (quirks.leaseForm !== undefined) expect(leaseForm).toBe(quirks.leaseForm);
          else expect(known.forms?.[leaseForm]).not.toBeOneOf(['ignored', 'refused']);
        }
      }),
    );
  });
});

class Memory implements ModelMemory {
  readonly learned: [StationModel, ModelFacts][] = [];
  #facts = new Map<string, ModelFacts>();
  recall = (model: StationModel): ModelFacts | undefined => this.#facts.get(JSON.stringify(model));
  learn = (model: StationModel, more: ModelFacts): void => {
    this.learned.push([model, more]);
    this.#facts.set(JSON.stringify(model), { ...this.recall(model), ...more });
  };
}

const BOOT = { chargePointVendor: 'Acme', chargePointModel: 'Pile', firmwareVersion: '1.0' };
const limit = {
  commandId: 'c1',
  connectorId: 'A07/2',
  sessionId: 'A07#7001',
  limitKw: 11.04,
  failsafeKw: 4.14,
  electrical: { kind: 'AC', voltageV: 230, phaseCount: 3 },
  leaseMs: 180_000,
  decrease: false,
} as const;

async function booted(its: World, stationRules: readonly QuirkRule[] = [], models?: ModelMemory) {
  const deps = { ...its.deps, quirks: stationRules, ...(models === undefined ? {} : { models }) };
  const station = connect(v16, { ...its, deps });
  await station.connected;
  await station.send('BootNotification', BOOT);
  await settled();
  return station;
}

describe('a station on the ladder', () => {
  it('refuses everything: eight different profiles, then it is told to be uncontrollable', async () => {
    const { connection, take } = await booted(world());
    take();
    const seen = new Set<string>();
    for (let attempt = 0; attempt < 8; attempt++) {
      const call = v16.renderLimit(connection, limit);
      seen.add(JSON.stringify(call.payload));
      call.read({ status: 'Rejected' });
    }
    expect(seen.size).toBe(8);
    const capabilities = take().filter(({ kind }) => kind === 'capability');
    expect(capabilities.at(-1)).toMatchObject({ isControllable: false });
    // Asked anew, one refusal is enough to tell again.
    v16.renderLimit(connection, limit).read({ status: 'Rejected' });
    expect(take()).toMatchObject([{ kind: 'capability', isControllable: false }]);
  });

  it('a CALLERROR about the form of the profile is a refusal too; one about the weather is no answer', async () => {
    const { connection } = await booted(world());
    const first = v16.renderLimit(connection, limit);
    expect(first.readError?.('InternalError')).toBeUndefined();
    expect(first.readError?.('PropertyConstraintViolation')).toBe('rejected');
    expect(v16.renderLimit(connection, limit).payload).toMatchObject({ csChargingProfiles: { stackLevel: 0 } });
  });

  it('what one station took, the next of its model gets first, and refuses for itself', async () => {
    const models = new Memory();
    const first = await booted(world(), [], models);
    for (const status of ['Rejected', 'Rejected', 'Accepted'])
      v16.renderLimit(first.connection, limit).read({ status });
    expect(models.learned.at(-1)?.[1]).toMatchObject({ rung: { stackLevel: 0, unit: 'other' } });
    const second = await booted(world(), [], models);
    const its = v16.renderLimit(second.connection, limit);
    expect(its.payload).toMatchObject({
      csChargingProfiles: { stackLevel: 0, chargingSchedule: { chargingRateUnit: 'W' } },
    });
    its.read({ status: 'Rejected' });
    expect(v16.renderLimit(second.connection, limit).payload).not.toEqual(its.payload);
  });

  it('the share has a ladder of its own', async () => {
    const { connection } = await booted(world());
    const seen: unknown[] = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      const call = v16.renderFailsafe(connection, limit);
      const { chargingSchedule, chargingProfileKind } = call.payload['csChargingProfiles'] as {
        chargingProfileKind: string;
        chargingSchedule: { chargingRateUnit: string; chargingSchedulePeriod: [{ numberPhases?: number }] };
      };
      const { numberPhases } = chargingSchedule.chargingSchedulePeriod[0];
      seen.push([chargingProfileKind, chargingSchedule.chargingRateUnit, numberPhases]);
      call.read({ status: 'Rejected' });
    }
    expect(seen).toEqual([
      ['Relative', 'A', 3],
      ['Relative', 'W', 1],
      ['Relative', 'A', undefined],
      ['Relative', 'W', undefined],
      ['Absolute', 'A', 3],
    ]);
  });

  it('quirks of its model hold from its boot on, and are told', async () => {
    const rules = [
      {
        vendor: 'ACME',
        model: 'pi*',
        quirks: { leaseForm: 'two-periods', keepMinimum: true, leaseMs: 600_000, backDateMs: 0 },
      },
    ] as const;
    const { connection, take } = await booted(world(), rules);
    expect(take().find(({ kind }) => kind === 'capability')).toMatchObject({
      leaseForm: 'two-periods',
      keepMinimum: true,
      leaseMs: 600_000,
    });
    expect(v16.renderLimit(connection, { ...limit, leaseMs: 600_000 }).payload).toMatchObject({
      csChargingProfiles: {
        chargingSchedule: {
          startSchedule: '2025-03-04T05:06:00Z',
          chargingSchedulePeriod: [
            { startPeriod: 0, limit: 16 },
            { startPeriod: 600, limit: 6 },
          ],
        },
      },
    });
    expect(quirksOf(rules, { vendor: 'Other', model: 'Pile' })).toEqual({});
  });
});
