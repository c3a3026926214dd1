import { describe, expect, it } from 'vitest';
import type { Grid, GridSnapshot } from '../../dispatch/index.ts';
import { headroomPolicy, TRUE_INPUTS } from '../../simulator/index.ts';
import type { Believe, ConnectorReading, PolicyView, ScenarioSession } from '../../simulator/index.ts';
import { PILE as pile } from '../dispatch/pile.ts';

const T0 = 1_800_000_000_000;
const HOUR_MS = 3_600_000;

const GRID: Grid = {
  nodes: [{ id: 'T1', kind: 'transformer', ratingKw: 100, voltageV: 230, margin: 0 }],
  connectors: [pile, { ...pile, id: 'B/1', stationId: 'B' }],
};

const car = (idToken: string): ScenarioSession => ({
  connectorId: 'A/1',
  arrivalMs: T0,
  departureMs: T0 + HOUR_MS,
  needKwh: 10,
  car: { batteryKwh: 60, arrivalSocPercent: 20, maximumKw: 11.04, phaseCount: 3, taper: 'ideal' },
  idToken,
});

const reading = (more: Partial<ConnectorReading>): ConnectorReading => ({
  plugged: true,
  satisfied: false,
  powerKw: 0,
  currentA: [0, 0, 0],
  offeredKw: 0,
  registerKwh: 0,
  ...more,
});

const view = (atMs: number, plugged: PolicyView['plugged']): PolicyView => ({
  atMs,
  plugged,
  events: [],
  baseLoadKw: () => 0,
});

describe('the cars that the policy knows', () => {
  it('one that took the place of another between two ticks is a new one; the other has left with what it had', () => {
    const left: (readonly [string, number])[] = [];
    const believe: Believe = {
      ...TRUE_INPUTS,
      left: ({ idToken }, { deliveredKwh }) => left.push([idToken, deliveredKwh]),
    };
    const seen: (readonly [string, number] | undefined)[] = [];
    const policy = headroomPolicy({
      grid: GRID,
      believe,
      planFor: ({ connectors }) => {
        const session = connectors[0]?.session;
        seen.push(session === undefined ? undefined : [session.sessionId, session.remainingKwh]);
        return undefined;
      },
    });
    const [first, second] = [car('first'), car('second')];
    const at = (tick: number): number => T0 + tick * 1_000;
    const limits = [
      policy.decide(view(at(1), [{ session: first, reading: reading({ registerKwh: 5 }) }])),
      policy.decide(view(at(2), [{ session: first, reading: reading({ registerKwh: 7 }) }])),
      policy.decide(view(at(3), [{ session: second, reading: reading({ registerKwh: 7 }) }])),
      policy.decide(view(at(4), [])),
    ];
    expect(limits.map((told) => [...told])).toEqual([[['A/1', 11.04]], [], [['A/1', 11.04]], []]);
    expect(seen).toEqual([['first', 10], ['first', 8], ['second', 10], undefined]);
    expect(left).toEqual([
      ['first', 2],
      ['second', 0],
    ]);
  });

  it('who is seen on one of three phases counts a third in kW rows, and the grid stays one object until that changes', () => {
    const grids: GridSnapshot['grid'][] = [];
    const policy = headroomPolicy({
      grid: GRID,
      believe: TRUE_INPUTS,
      planFor: (snapshot) => {
        grids.push(snapshot.grid);
        return undefined;
      },
    });
    const session = car('one-phase');
    const onePhase = reading({ powerKw: 3.68, currentA: [16, 0, 0] });
    for (let tick = 0; tick < 6; tick += 1) policy.decide(view(T0 + tick * 10_000, [{ session, reading: onePhase }]));
    policy.decide(view(T0 + 60_000, []));
    const shares = grids.map(({ rows }) => rows[0]?.groups[0]?.perKw[0]);
    expect(shares).toEqual([1, 1, 1, 1 / 3, 1 / 3, 1 / 3, 1]);
    expect(new Set(grids).size).toBe(2);
  });
});
