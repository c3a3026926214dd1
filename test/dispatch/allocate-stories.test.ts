import { describe, expect, test } from 'vitest';
import { ALLOCATE_SETTINGS, allocate, compileGrid, offerCap, rowCapacities } from '../../dispatch/index.ts';
import type {
  Allocation,
  Connector,
  ConnectorSnapshot,
  Grid,
  GridEnvelope,
  GridSnapshot,
  OfferCap,
  Plan,
  SessionDemand,
} from '../../dispatch/index.ts';

const NOW_MS = 1_800_000_000_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Kilowatts of one ampere on one phase. */
const A = 0.23;

const site = (
  facts: { readonly ratingA?: number; readonly ratingKw?: number },
  connectors: readonly Connector[],
): Grid => ({
  nodes: [{ id: 'T', kind: 'transformer', voltageV: 230, margin: 0, ...facts }],
  connectors,
});

const pile = (id: string, facts: Partial<Connector> = {}): Connector => ({
  id: `${id}/1`,
  stationId: id,
  nodeId: 'T',
  kind: 'AC',
  phases: ['L1'],
  voltageV: 230,
  ratingKw: 32 * A,
  minimumKw: 6 * A,
  failsafeKw: 0,
  weight: 1,
  ...facts,
});

const car = (facts: Partial<SessionDemand> = {}): SessionDemand => ({
  sessionId: 's',
  arrivedAtMs: NOW_MS - HOUR_MS,
  departureMs: NOW_MS + 8 * HOUR_MS,
  remainingKwh: 20,
  maximumKw: 32 * A,
  priority: 1,
  admitted: true,
  ...facts,
});

type Seen = Partial<Omit<ConnectorSnapshot, 'session'>> & { readonly session?: SessionDemand | undefined };

function photograph(
  grid: Grid,
  seen: readonly Seen[],
  world: {
    readonly atMs?: number;
    readonly envelopes?: readonly GridEnvelope[];
    readonly baseKw?: number;
    readonly plan?: Plan;
  } = {},
): GridSnapshot {
  const compiled = compileGrid(grid);
  const { atMs = NOW_MS, envelopes = [], baseKw = 0, plan } = world;
  return {
    atMs,
    grid: compiled,
    capacity: rowCapacities(compiled, {
      envelopes,
      baseKw: new Map([['T', baseKw]]),
      fromMs: atMs,
      toMs: atMs + 20_000,
    }),
    connectors: compiled.connectors.map((connector, index) => {
      const { session = car(), ...facts } = seen[index] ?? {};
      return { connectorId: connector.id, controllable: true, exposureKw: 0, session, ...facts };
    }),
    ...(plan === undefined ? {} : { plan }),
  };
}

/** Limits in amperes on one phase. */
const amperes = (allocation: Allocation): readonly number[] =>
  allocation.setpoints.map((one) => Math.round((one.limitKw / A) * 1e6) / 1e6);

const decide = (snapshot: GridSnapshot, settings = ALLOCATE_SETTINGS): Allocation => allocate(snapshot, settings);

const envelope = (limitKw: number): GridEnvelope => ({
  id: 'e1',
  nodeId: 'T',
  direction: 'import',
  source: 'rest:grid',
  priority: 1,
  mode: 'limit',
  reason: 'peak',
  startMs: NOW_MS - HOUR_MS,
  endMs: NOW_MS + HOUR_MS,
  intervals: [{ startMs: NOW_MS - HOUR_MS, endMs: NOW_MS + HOUR_MS, limitKw }],
  status: 'active',
  createdBy: 'grid',
  createdAtMs: NOW_MS - HOUR_MS,
  etag: '1',
});

const planOf = (powerKw: Readonly<Record<string, number>>): Plan => ({
  madeAtMs: NOW_MS,
  slotStartMs: [NOW_MS - HOUR_MS, NOW_MS, NOW_MS + HOUR_MS],
  powerKw: new Map(Object.entries(powerKw).map(([id, power]) => [id as `${string}/${number}`, [99, power]])),
  shortfallKwh: new Map(),
  engine: 'test',
  solveMs: 0,
});

describe('floors', () => {
  test('two cars and 9 A: one charges with 9 A, the other waits, and they change places after the dwell', () => {
    const grid = site({ ratingA: 9 }, [pile('A'), pile('B')]);
    let sessions = [
      car({ admitted: false, arrivedAtMs: NOW_MS - 2 }),
      car({ admitted: false, arrivedAtMs: NOW_MS - 1 }),
    ];
    const seen: string[] = [];
    for (let minute = 0; minute <= 45; minute++) {
      const atMs = NOW_MS + minute * MINUTE_MS;
      const limits = amperes(
        decide(
          photograph(
            grid,
            sessions.map((session) => ({ session })),
            { atMs },
          ),
        ),
      );
      const line = limits.join(' ');
      if (seen.at(-1)?.split(': ')[1] !== line) seen.push(`${minute} min: ${line}`);
      sessions = sessions.map((session, index) => {
        const admitted = (limits[index] ?? 0) > 0;
        if (admitted === session.admitted && (admitted || session.pausedSinceMs !== undefined)) return session;
        const { admittedSinceMs: _, pausedSinceMs: __, ...rest } = session;
        return { ...rest, admitted, [admitted ? 'admittedSinceMs' : 'pausedSinceMs']: atMs };
      });
    }
    expect(seen).toEqual(['0 min: 9 0', '15 min: 0 9', '30 min: 9 0', '45 min: 0 9']);
  });

  test('the lower priority number is admitted first, then the one with less time to spare', () => {
    const grid = site({ ratingA: 13 }, [pile('A'), pile('B'), pile('C')]);
    const waiting = { admitted: false, arrivedAtMs: NOW_MS };
    const sessions = [
      car({ ...waiting, departureMs: NOW_MS + 9 * HOUR_MS }),
      car({ ...waiting, departureMs: NOW_MS + 2 * HOUR_MS, priority: 2 }),
      car({ ...waiting, departureMs: NOW_MS + 5 * HOUR_MS }),
    ];
    expect(
      amperes(
        decide(
          photograph(
            grid,
            sessions.map((session) => ({ session })),
          ),
        ),
      )[1],
    ).toBe(0);
    const narrow = site({ ratingA: 9 }, [pile('A'), pile('B'), pile('C')]);
    expect(
      amperes(
        decide(
          photograph(
            narrow,
            sessions.map((session) => ({ session })),
          ),
        ),
      ),
    ).toEqual([0, 0, 9]);
  });

  test('a car that charges keeps its place against a more urgent one within its dwell, and against a newcomer after it', () => {
    const grid = site({ ratingA: 9 }, [pile('A'), pile('B')]);
    const against = (onMs: number, waiting: Partial<SessionDemand>): readonly number[] =>
      amperes(
        decide(
          photograph(grid, [
            { session: car({ admittedSinceMs: NOW_MS - onMs }) },
            { session: car({ admitted: false, departureMs: NOW_MS + HOUR_MS, ...waiting }) },
          ]),
        ),
      );
    expect(against(14 * MINUTE_MS, { pausedSinceMs: NOW_MS - HOUR_MS })).toEqual([9, 0]);
    expect(against(15 * MINUTE_MS, { pausedSinceMs: NOW_MS - HOUR_MS })).toEqual([0, 9]);
    expect(against(15 * MINUTE_MS, { arrivedAtMs: NOW_MS - MINUTE_MS })).toEqual([9, 0]);
  });

  test('a car that cannot afford a pause makes room only for another such car', () => {
    const grid = site({ ratingA: 9 }, [pile('A'), pile('B')]);
    const urgentMs = NOW_MS + 2.8 * HOUR_MS;
    const among = (charging: number, waiting: number): readonly number[] =>
      amperes(
        decide(
          photograph(grid, [
            { session: car({ departureMs: charging }) },
            { session: car({ departureMs: waiting, admitted: false }) },
          ]),
        ),
      );
    expect(among(urgentMs, NOW_MS + 5 * HOUR_MS)).toEqual([9, 0]);
    expect(among(urgentMs, urgentMs)).toEqual([0, 9]);
    expect(among(NOW_MS + 5 * HOUR_MS, NOW_MS + 9 * HOUR_MS)).toEqual([0, 9]);
  });

  test('who rests does not come back past somebody who waits for the same row', () => {
    const resting = { session: car({ admitted: false, pausedSinceMs: NOW_MS - MINUTE_MS }) };
    const waiting = { session: car({ admitted: false, arrivedAtMs: NOW_MS }) };
    const connectors = [pile('A'), pile('B', { allowedA: [0, 16, 32] }), pile('C')];
    const allocation = decide(photograph(site({ ratingA: 20 }, connectors), [{}, waiting, resting]));
    expect(amperes(allocation)).toEqual([20, 0, 0]);
    expect(allocation.setpoints.map((one) => one.limitedBy.kind)).toEqual(['node', 'node', 'node']);
    const alone = decide(photograph(site({ ratingA: 7 }, [pile('A')]), [resting]));
    expect(alone.setpoints).toEqual([
      { connectorId: 'A/1', limitKw: 0, limitedBy: { kind: 'node', nodeId: 'T', rowId: 'T/L1', phase: 'L1' } },
    ]);
  });

  test('after a dip a paused car comes back at once only when there is room for everybody, and to spare', () => {
    const back = (ratingA: number, pausedMs: number): readonly number[] =>
      amperes(
        decide(
          photograph(site({ ratingA }, [pile('A'), pile('B')]), [
            { session: car({ admittedSinceMs: NOW_MS - HOUR_MS }) },
            { session: car({ admitted: false, pausedSinceMs: NOW_MS - pausedMs }) },
          ]),
        ),
      );
    expect(back(12.5, MINUTE_MS)).toEqual([12, 0]);
    expect(back(12.5, 5 * MINUTE_MS)).toEqual([6, 6]);
    expect(back(13.5, MINUTE_MS)).toEqual([7, 6]);
  });

  test('a row that could bear all that is wanted, but not to spare, holds back who rests', () => {
    const modest = { session: car({ admitted: false, pausedSinceMs: NOW_MS - MINUTE_MS, maximumKw: 6 * A }) };
    expect(amperes(decide(photograph(site({ ratingA: 7 }, [pile('A')]), [modest])))).toEqual([0]);
    expect(amperes(decide(photograph(site({ ratingA: 7.6 }, [pile('A')]), [modest])))).toEqual([6]);
  });

  test('failsafe shares come first; in a deep cut they compete like any floor and the others get 0', () => {
    const share = { failsafeKw: 6 * A };
    const grid = site({ ratingKw: 40 * A }, [pile('A', share), pile('B', share), pile('C', { phases: ['L2'] })]);
    const sessions = [8, 9, 2].map((hours) => ({
      session: car({ admitted: false, departureMs: NOW_MS + hours * HOUR_MS }),
    }));
    expect(amperes(decide(photograph(grid, sessions, { envelopes: [envelope(15 * A)] })))).toEqual([9, 6, 0]);
    const cut = decide(photograph(grid, sessions, { envelopes: [envelope(11 * A)] }));
    expect(amperes(cut)).toEqual([0, 0, 11]);
    const row = { kind: 'node', nodeId: 'T', rowId: 'T/kW', envelopeId: 'e1', untilMs: NOW_MS + HOUR_MS };
    expect(cut.setpoints.map((one) => one.limitedBy)).toEqual([row, row, row]);
    expect(cut.overcommitted).toEqual([]);
  });

  test('a connector without energy to fetch keeps its failsafe share only', () => {
    const grid = site({ ratingA: 32 }, [pile('A', { failsafeKw: 6 * A }), pile('B'), pile('C')]);
    const full = { session: car({ remainingKwh: 0 }) };
    const allocation = decide(photograph(grid, [full, full, {}]));
    expect(amperes(allocation)).toEqual([6, 0, 26]);
    expect(allocation.setpoints.map((one) => one.limitedBy.kind)).toEqual(['no-demand', 'no-demand', 'node']);
  });
});

describe('what is not decided here', () => {
  test('an offline connector counts with its exposure, a free one with its failsafe share', () => {
    const grid = site({ ratingA: 32 }, [pile('A'), pile('B', { failsafeKw: 6 * A }), pile('C')]);
    const compiled = photograph(grid, [{ controllable: false, exposureKw: 10 * A }, {}, {}]);
    const [offline, free, charging] = compiled.connectors;
    if (offline === undefined || free === undefined || charging === undefined)
      throw new Error('three connectors expected');
    const { session: _, ...empty } = free;
    const allocation = decide({ ...compiled, connectors: [offline, empty, charging] });
    expect(allocation.setpoints.map((one) => one.connectorId)).toEqual(['C/1']);
    expect(amperes(allocation)).toEqual([16]);
  });

  test('a row that is over with everything paused is named with its excess', () => {
    const grid = site({ ratingKw: 20 }, [pile('A'), pile('B')]);
    const allocation = decide(photograph(grid, [{ controllable: false, exposureKw: 7 }, {}], { baseKw: 15 }));
    expect(allocation).toEqual({
      atMs: NOW_MS,
      setpoints: [{ connectorId: 'B/1', limitKw: 0, limitedBy: { kind: 'node', nodeId: 'T', rowId: 'T/kW' } }],
      overcommitted: [{ rowId: 'T/kW', nodeId: 'T', excess: 2 }],
    });
  });

  test('a capacity that is not a number is no capacity', () => {
    const snapshot = photograph(site({ ratingKw: 20 }, [pile('A')]), [], { baseKw: Number.NaN });
    expect(amperes(decide(snapshot))).toEqual([0]);
    expect(amperes(decide({ ...snapshot, capacity: [] }))).toEqual([0]);
    const offline = photograph(site({ ratingKw: 20 }, [pile('A')]), [{ controllable: false, exposureKw: 3 }], {
      baseKw: Number.NaN,
    });
    expect(decide(offline).overcommitted).toEqual([{ rowId: 'T/kW', nodeId: 'T', excess: 3 }]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1])('an exposure of %s is the nameplate', (exposureKw) => {
    const grid = site({ ratingA: 40 }, [pile('A'), pile('B')]);
    expect(amperes(decide(photograph(grid, [{ controllable: false, exposureKw }, {}])))).toEqual([8]);
  });
});

describe('bounds and reasons', () => {
  test("a person's limit holds, even below the failsafe share, whose room stays reserved", () => {
    const grid = site({ ratingA: 40 }, [pile('A'), pile('B', { failsafeKw: 10 * A }), pile('C')]);
    const override = { id: 'o1', limitKw: 8.5 * A, untilMs: NOW_MS + HOUR_MS };
    const allocation = decide(photograph(grid, [{ override }, { override }, {}]));
    expect(amperes(allocation)).toEqual([8, 8, 22]);
    const reason = { kind: 'override', overrideId: 'o1', untilMs: NOW_MS + HOUR_MS };
    expect(allocation.setpoints.map((one) => one.limitedBy)).toEqual([
      reason,
      reason,
      { kind: 'node', nodeId: 'T', rowId: 'T/L1', phase: 'L1' },
    ]);
  });

  test('an override of 0 pauses, and one below the minimum too', () => {
    const grid = site({ ratingA: 40 }, [pile('A'), pile('B')]);
    const overrides = [0, 5 * A].map((limitKw) => ({ override: { id: 'o1', limitKw } }));
    const allocation = decide(photograph(grid, overrides));
    expect(amperes(allocation)).toEqual([0, 0]);
    expect(allocation.setpoints.map((one) => one.limitedBy)).toEqual([
      { kind: 'override', overrideId: 'o1' },
      { kind: 'override', overrideId: 'o1' },
    ]);
  });

  test('without any scarcity everyone has its own maximum', () => {
    const grid = site({}, [pile('A'), pile('B', { kind: 'DC', phases: [], ratingKw: 60, minimumKw: 5 })]);
    const allocation = decide(photograph(grid, [{}, { session: car({ maximumKw: 42.37 }) }]));
    expect(allocation.setpoints).toEqual([
      { connectorId: 'A/1', limitKw: 32 / (1 / A), limitedBy: { kind: 'own-maximum' } },
      { connectorId: 'B/1', limitKw: 42.3, limitedBy: { kind: 'own-maximum' } },
    ]);
  });

  test('a car that takes less than the least step is offered the step; one that takes nothing is offered nothing', () => {
    const session = (maximumKw: number): Seen => ({ session: car({ maximumKw }) });
    const allocation = decide(photograph(site({}, [pile('A'), pile('B')]), [session(2 * A), session(0)]));
    expect(amperes(allocation)).toEqual([6, 0]);
    expect(allocation.setpoints.map((one) => one.limitedBy.kind)).toEqual(['own-maximum', 'own-maximum']);
  });

  test('who has less time to spare gets more, an hour less up to its maximum more', () => {
    const grid = site({ ratingA: 40 }, [pile('A'), pile('B')]);
    const leaving = (hours: number): Seen => ({ session: car({ departureMs: NOW_MS + hours * HOUR_MS }) });
    expect(amperes(decide(photograph(grid, [leaving(8), leaving(8)])))).toEqual([20, 20]);
    expect(amperes(decide(photograph(grid, [leaving(8), leaving(7.75)])))).toEqual([16, 24]);
    expect(amperes(decide(photograph(grid, [leaving(8), leaving(4)])))).toEqual([8, 32]);
    // A departure that has passed is no deadline: it counts as four hours to spare.
    expect(amperes(decide(photograph(grid, [leaving(-3), leaving(5)])))).toEqual([8, 32]);
  });

  test('a charger with few steps gets the one below, and the reason is the row that cannot bear the one above', () => {
    const grid = site({ ratingA: 30 }, [pile('A', { allowedA: [0, 8, 16, 32] }), pile('B')]);
    const allocation = decide(photograph(grid, []));
    expect(amperes(allocation)).toEqual([8, 15]);
    expect(allocation.setpoints.map((one) => one.limitedBy.kind)).toEqual(['node', 'step']);
  });
});

describe('plan', () => {
  const grid = site({ ratingA: 50 }, [pile('A'), pile('B'), pile('C')]);
  const thrifty = { ...ALLOCATE_SETTINGS, surplus: false };

  test('first the plan, then the surplus', () => {
    const plan = planOf({ 'A/1': 30 * A, 'B/1': 10 * A, 'C/1': 6 * A });
    const limits = amperes(decide(photograph(grid, [], { plan })));
    expect(limits[0]).toBeGreaterThanOrEqual(30);
    expect(limits.reduce((sum, limit) => sum + limit, 0)).toBe(50);
  });

  test('where the objective waits for a price nobody gets more than the plan; who is not planned goes on without', () => {
    const plan = planOf({ 'A/1': 20 * A, 'B/1': 0 });
    const allocation = decide(photograph(grid, [], { plan }), thrifty);
    expect(amperes(allocation)).toEqual([20, 0, 30]);
    expect(allocation.setpoints.map((one) => one.limitedBy.kind)).toEqual(['plan', 'plan', 'node']);
  });

  test('less than half a minimum waits, more is rounded up to it, and a car in its dwell goes on', () => {
    const limits = (session: SessionDemand, plannedA: number): readonly number[] =>
      amperes(
        decide(photograph(site({}, [pile('A')]), [{ session }], { plan: planOf({ 'A/1': plannedA * A }) }), thrifty),
      );
    expect(limits(car(), 2.9)).toEqual([0]);
    expect(limits(car(), 3.1)).toEqual([6]);
    expect(limits(car({ admittedSinceMs: NOW_MS - MINUTE_MS }), 2.9)).toEqual([6]);
    expect(limits(car({ admittedSinceMs: NOW_MS - MINUTE_MS }), 0)).toEqual([0]);
  });

  test('a planned power that is not a number is no plan', () => {
    const plan = planOf({ 'A/1': Number.NaN });
    expect(amperes(decide(photograph(site({}, [pile('A')]), [], { plan }), thrifty))).toEqual([32]);
  });

  test('a plan whose horizon has passed is no plan', () => {
    const plan = planOf({ 'A/1': 0, 'B/1': 0, 'C/1': 0 });
    const late = photograph(site({}, [pile('A')]), [], { plan, atMs: NOW_MS + HOUR_MS });
    expect(amperes(decide(late, thrifty))).toEqual([32]);
  });
});

describe('steadiness', () => {
  const fast = pile('A', { kind: 'DC', phases: [], ratingKw: 100, minimumKw: 5 });
  const held = (facts: {
    readonly ratingKw: number;
    readonly acceptedKw?: number;
    readonly maximumKw?: number;
  }): readonly unknown[] => {
    const { ratingKw, maximumKw = 100, ...accepted } = facts;
    const snapshot = photograph(site({ ratingKw }, [fast]), [{ session: car({ maximumKw }), ...accepted }]);
    return decide(snapshot).setpoints.map((one) => [one.limitKw, one.limitedBy.kind]);
  };

  test('a small increase is not worth a message, a large one is', () => {
    expect(held({ ratingKw: 50, acceptedKw: 49 })).toEqual([[49, 'step']]);
    expect(held({ ratingKw: 50, acceptedKw: 48 })).toEqual([[50, 'node']]);
    expect(held({ ratingKw: 50 })).toEqual([[50, 'node']]);
  });

  test('an accepted limit that is none of the steps is not kept', () => {
    expect(held({ ratingKw: 50, acceptedKw: 49.33 })).toEqual([[50, 'node']]);
  });

  test('a small decrease that the rows or the car need is never withheld', () => {
    expect(held({ ratingKw: 50, acceptedKw: 51 })).toEqual([[50, 'node']]);
    expect(held({ ratingKw: 80, maximumKw: 50, acceptedKw: 51 })).toEqual([[50, 'own-maximum']]);
  });

  test('a small decrease that no row needs is withheld, when somebody stays lower', () => {
    const grid = site({ ratingKw: 100 }, [fast, { ...fast, id: 'B/1', stationId: 'B' }]);
    const allocation = decide(
      photograph(
        grid,
        [51, 49].map((acceptedKw) => ({ session: car({ maximumKw: 100 }), acceptedKw })),
      ),
    );
    expect(allocation.setpoints.map((one) => one.limitKw)).toEqual([51, 49]);
  });

  test('one ampere is a step, not noise', () => {
    const snapshot = photograph(site({ ratingA: 16 }, [pile('A')]), [{ acceptedKw: 15 * A }]);
    expect(amperes(decide(snapshot))).toEqual([16]);
  });
});

test('a car that draws less than offered gives back within two samples, and has it back when it follows', () => {
  const grid = site({ ratingA: 40 }, [pile('A'), pile('B')]);
  let cap: OfferCap = { lowSamples: 0 };
  // Both stay so long that their laxity makes no difference.
  const staying = car({ departureMs: NOW_MS + 72 * HOUR_MS });
  const limitsNow = (): readonly number[] => {
    const capped = { ...staying, maximumKw: Math.min(32 * A, cap.capKw ?? 32 * A) };
    return amperes(decide(photograph(grid, [{ session: capped }, { session: staying }])));
  };
  const measure = (drawsA: number): void => {
    const offeredKw = (limitsNow()[0] ?? 0) * A;
    const powerKw = Math.min(drawsA * A, offeredKw);
    cap = offerCap(cap, { powerKw, offeredKw, offeredForMs: 30_000, minimumKw: 6 * A, maximumKw: 32 * A, stepKw: A });
  };
  const seen = [limitsNow()];
  for (const drawsA of [10, 10, 10, 20, 20, 20]) {
    measure(drawsA);
    seen.push(limitsNow());
  }
  expect(seen).toEqual([
    [20, 20],
    [20, 20],
    [12, 28],
    [12, 28],
    [16, 24],
    [20, 20],
    [20, 20],
  ]);
});
