import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { LimitCommand } from '../../ocpp/index.ts';
import { connectStation, eventually } from '../ocpp/gateway/fixture.ts';
import { LoopWorld, node, pile, siteOf } from '../src/control/loop-world.ts';
import { KEY, startWatched, type WatchedService } from './watched-service.ts';

/**
 * Rows C9, C10, C11 and C16 of the bad-input table. C9-C11 to the second, in the control loop on a virtual clock; the same lies told over real
 * websockets are the stories of faults-meters ("lies"), faults-profiles ("ignores every profile") and faults-connections ("late", "silent").
 */

const RATING_KW = 20;
const SECOND_MS = 1_000;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function viewOf(world: LoopWorld, connectorId: string) {
  const found = world.control.view().connectors.find((connector) => connector.connectorId === connectorId);
  if (found === undefined) throw new Error(`no ${connectorId}`);
  return found;
}

describe('C9 a charger reports 0 W while the feeder meter shows 11 kW', () => {
  it('the rest counts against the feeder: nobody gets what it draws in secret', () => {
    const world = new LoopWorld(
      siteOf(
        [
          node('T1', {
            ratingKw: RATING_KW,
            baseLoad: { kind: 'meter', measures: 'total', maximumKw: 15, growthKwPerS: 0 },
          }),
        ],
        [pile('A', 'T1'), pile('B', 'T1')],
      ),
    );
    world.control.start();
    for (const id of ['A', 'B']) world.boot(id);
    world.clock.advanceBy(30 * SECOND_MS);
    for (const id of ['A/1', 'B/1'] as const) world.plugIn(id);
    let energyKwh = 0;
    let honestKw = 0;
    for (let second = 0; second < 300; second += 5) {
      world.clock.advanceBy(5 * SECOND_MS);
      const atMs = world.clock.nowMs();
      // B obeys and tells the truth; A draws 11 kW whatever it is told, and tells nothing of it.
      honestKw = world.limits.get('B/1')?.limitKw ?? 0;
      energyKwh += (honestKw * 5) / 3_600;
      const reading = {
        kind: 'reading',
        atMs,
        measuredAtMs: atMs,
        takenAtMs: atMs,
        historic: false,
        flags: [],
      } as const;
      world.control.post({ ...reading, stationId: 'A', connectorId: 'A/1', powerKw: 0, energyKwh: 0 });
      world.control.post({ ...reading, stationId: 'B', connectorId: 'B/1', powerKw: honestKw, energyKwh });
      world.meter('T1', 11 + honestKw);
      if (second >= 60) expect(11 + honestKw).toBeLessThanOrEqual(RATING_KW + 1e-6);
    }
    // What nobody owns up to is in the ledger: base load and exposures cover what the meter sees.
    const [feeder] = world.control.view().nodes;
    expect((feeder?.baseLoadKw ?? 0) + (feeder?.exposureKw ?? 0)).toBeGreaterThanOrEqual(11 + honestKw - 1e-6);
  });
});

describe('C10 a charger accepts and keeps drawing', () => {
  it('is found within 60 s, counts with its rating, and is taken out of service and reset', async () => {
    const world = new LoopWorld(
      siteOf(
        [node('T1', { ratingKw: 60 })],
        ['A', 'B', 'C'].map((id) => pile(id, 'T1')),
      ),
    );
    world.openDay();
    world.clock.advanceBy(120 * SECOND_MS);
    world.manner.set('A', 'draws');
    world.envelope('T1', RATING_KW);
    let second = 0;
    while (!world.alarmIds().includes('untrusted:A/1') && second < 120) {
      world.clock.advanceBy(SECOND_MS);
      second += 1;
    }
    expect(second).toBeLessThanOrEqual(60);
    world.clock.advanceBy(10 * SECOND_MS);
    expect(viewOf(world, 'A/1').exposureKw).toBeGreaterThanOrEqual(11.04);
    const others = ['B/1', 'C/1'].reduce((sum, id) => sum + (viewOf(world, id).commandedKw ?? 0), 0);
    expect(others).toBeLessThanOrEqual(RATING_KW - 11.04 + 1e-6);
    world.clock.advanceBy(180 * SECOND_MS);
    await settled();
    expect(world.calls.map(({ stationId, action }) => `${stationId} ${action}`)).toEqual([
      'A ChangeAvailability',
      'A Reset',
    ]);
  });
});

describe('C11 a lower limit is', () => {
  /** Two cars on 20 kW; then 12 kW, and A answers as `answer` says. */
  function lowered(answer: (world: LoopWorld, command: LimitCommand) => void): LoopWorld {
    let isLowered = false;
    const world: LoopWorld = new LoopWorld(
      siteOf(
        [node('T1', { ratingKw: RATING_KW })],
        ['A', 'B'].map((id) => pile(id, 'T1')),
      ),
      {
        setLimit: (command) => {
          world.limits.set(command.connectorId, command);
          if (isLowered && command.connectorId === 'A/1') answer(world, command);
          else answered(world, command, { afterMs: 200, outcome: 'accepted' });
        },
      },
    );
    world.openDay();
    world.clock.advanceBy(120 * SECOND_MS);
    isLowered = true;
    world.envelope('T1', 12);
    return world;
  }

  function answered(
    world: LoopWorld,
    { connectorId, commandId }: LimitCommand,
    {
      afterMs,
      outcome,
    }: { readonly afterMs: number; readonly outcome: 'accepted' | 'rejected' | 'unknown' | 'accepted-late' },
  ): void {
    world.clock.after(afterMs, () =>
      world.control.post({
        kind: 'limit-answered',
        stationId: connectorId.split('/')[0] ?? '',
        connectorId,
        commandId,
        outcome,
        atMs: world.clock.nowMs(),
      }),
    );
  }

  it('Rejected or NotSupported: what A may be drawing is not given to B', () => {
    const world = lowered((its, command) => answered(its, command, { afterMs: 200, outcome: 'rejected' }));
    const heldKw = viewOf(world, 'A/1').acceptedKw ?? 0;
    for (let second = 0; second < 60; second += 1) {
      world.clock.advanceBy(SECOND_MS);
      expect(viewOf(world, 'A/1').exposureKw).toBeGreaterThanOrEqual(heldKw - 1e-6);
      if (second > 2) expect(viewOf(world, 'B/1').commandedKw ?? 0).toBeLessThanOrEqual(6 + 1e-6);
    }
  });

  it('Rejected: B makes room for what A goes on drawing', () => {
    const world = lowered((its, command) => answered(its, command, { afterMs: 200, outcome: 'rejected' }));
    world.clock.advanceBy(60 * SECOND_MS);
    const sumKw = viewOf(world, 'A/1').exposureKw + (viewOf(world, 'B/1').commandedKw ?? 0);
    expect(sumKw).toBeLessThanOrEqual(12 + 1e-6);
  });

  it.each([
    ['never answered', [{ afterMs: 5_000, outcome: 'unknown' }]],
    [
      'answered after 60 s',
      [
        { afterMs: 5_000, outcome: 'unknown' },
        { afterMs: 60_000, outcome: 'accepted-late' },
      ],
    ],
  ] as const)('%s: what A may be drawing is not given to B, which makes room for it', (_row, outcomes) => {
    const world = lowered((its, command) => {
      for (const outcome of outcomes) answered(its, command, outcome);
    });
    const heldKw = viewOf(world, 'A/1').acceptedKw ?? 0;
    expect(heldKw).toBeGreaterThan(6);
    for (let second = 0; second < 60; second += 1) {
      world.clock.advanceBy(SECOND_MS);
      const a = viewOf(world, 'A/1');
      expect(a.exposureKw).toBeGreaterThanOrEqual(Math.min(heldKw, 11.04) - 1e-6);
      // B falls with A at once and never rises on A's part; when A was told again in vain, B makes room for it.
      const mostKw = second < 45 ? 6 : Math.max(0, 12 - a.exposureKw);
      if (second > 2) expect(viewOf(world, 'B/1').commandedKw ?? 0).toBeLessThanOrEqual(mostKw + 1e-6);
    }
    const isLate = outcomes.length > 1;
    world.clock.advanceBy(30 * SECOND_MS);
    // The late word counts from when it was heard.
    if (isLate) expect(viewOf(world, 'A/1').exposureKw).toBeLessThan(heldKw);
  });
});

describe('C16 DataTransfer', () => {
  let site: WatchedService;
  beforeAll(async () => {
    site = await startWatched();
  });
  afterAll(() => site.close());

  test.each([
    ['1.6', 'CP1'],
    ['2.0.1', 'CP3'],
    ['2.1', 'CP4'],
  ] as const)(
    'C16 a flood from vendors that nobody knows, %s: UnknownVendorId, 5,000 times',
    async (version, stationId) => {
      await site.attacked(async () => {
        const station = await connectStation(site.service.port, stationId, {
          protocol: `ocpp${version}`,
          password: KEY,
        });
        const boot =
          version === '1.6'
            ? { chargePointVendor: 'V', chargePointModel: 'M' }
            : { reason: 'PowerUp', chargingStation: { vendorName: 'V', model: 'M' } };
        await station.call('boot', 'BootNotification', boot);
        for (let n = 0; n < 5_000; n++)
          station.send(
            JSON.stringify([
              2,
              `d${n}`,
              'DataTransfer',
              { vendorId: `evil${n}`, messageId: 'x', data: 'y'.repeat(500) },
            ]),
          );
        const answers = (): unknown[][] =>
          (station.received as unknown[][]).filter(([type, id]) => type !== 2 && String(id).startsWith('d'));
        await eventually(() => answers().length === 5_000, 'all answers');
        expect(new Set(answers().map(([type, , payload]) => JSON.stringify([type, payload])))).toEqual(
          new Set([JSON.stringify([3, { status: 'UnknownVendorId' }])]),
        );
        station.socket.terminate();
      });
    },
  );
});
