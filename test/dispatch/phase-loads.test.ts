import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  advancePhaseLoads,
  type BaseLoadSource,
  type Connector,
  type OfPhases,
  type PhasedConnector,
  type PhaseLoadState,
  type PhaseUse,
  STALE_MS,
  withCurrents,
  withPhaseSample,
  withReading,
} from '../../dispatch/index.ts';
import { atTerminals, phaseA } from '../../simulator/charger.ts';

const source: BaseLoadSource = { kind: 'meter', measures: 'total', maximumKw: 100, growthKwPerS: 0.1 };

const pile = (phases: Connector['phases'], facts: Partial<Connector> = {}): Connector => ({
  id: 'A/1',
  stationId: 'A',
  nodeId: 'F1',
  kind: 'AC',
  phases,
  voltageV: 230,
  ratingKw: 7.36 * phases.length,
  minimumKw: 0,
  failsafeKw: 0,
  weight: 1,
  ...facts,
});
const three = (facts: Partial<Connector> = {}): Connector => pile(['L2', 'L3', 'L1'], facts);
const using = (currentA: readonly number[]): PhaseUse | undefined =>
  [currentA, currentA, currentA].reduce<PhaseUse | undefined>((use, one) => withCurrents(use, one), undefined);

/** A car that has drawn 6 kW for a minute. */
const steady = (connector: Connector, phaseUse?: PhaseUse): PhasedConnector => ({
  connectorId: connector.id,
  connector,
  phaseUse,
  limits: [],
  charging: true,
  exposureKw: 6,
  trace: [-20_000, -10_000, 0, 10_000, 20_000].map((atMs) => ({ atMs, takenAtMs: atMs, powerKw: 6 })),
});
const metered = (phaseKw: OfPhases<number>): PhaseLoadState =>
  withPhaseSample(undefined, { atMs: 0, takenAtMs: 0, phaseKw });
const seen = (connectors: readonly PhasedConnector[], atMs = 0): OfPhases<number> | undefined =>
  advancePhaseLoads(metered([20, 14, 12]), { atMs, source, connectors }).hiKw;

describe('the base load of each phase', () => {
  test.each<readonly [string, readonly PhasedConnector[], OfPhases<number>]>([
    ['nobody charges', [], [20, 14, 12]],
    ['a pile on one phase', [steady(pile(['L2']))], [20, 8, 12]],
    ['a car on all three', [steady(three(), using([9, 9, 9]))], [18, 12, 10]],
    [
      'a car on one of three, the rotation is known',
      [steady(three({ phasesInOrder: true }), using([27, 0, 0]))],
      [20, 8, 12],
    ],
    ['a car on two of three', [steady(three({ phasesInOrder: true }), using([13, 13, 0]))], [20, 11, 9]],
    ['a car on one of three, nobody knows which', [steady(three(), using([27, 0, 0]))], [20, 14, 12]],
    ['a car that was not seen yet', [steady(three({ phasesInOrder: true }))], [20, 14, 12]],
    ['a rectifier', [steady(pile([], { kind: 'DC' }))], [18, 12, 10]],
    ['line to line, between two of them', [steady(pile([], { phaseDeg: 30 }))], [20, 14, 12]],
  ])('%s', (_, connectors, phases) => {
    expect(seen(connectors)?.map((kw) => Math.round(kw * 1e9) / 1e9)).toEqual(phases);
  });

  test('it grows with age as fast as the whole may, and is not known any more when the meter is silent', () => {
    expect(seen([], 10_000)).toEqual([21, 15, 13]);
    expect(seen([], STALE_MS + 1)).toBeUndefined();
  });

  test('a phase that was never measured, or not yet judged, leaves the whole alone', () => {
    const broken = withPhaseSample(undefined, { atMs: 0, takenAtMs: 0, phaseKw: [20, Number.NaN, 12] });
    expect(advancePhaseLoads(broken, { atMs: 0, source, connectors: [] }).hiKw).toBeUndefined();
    const early = { ...steady(pile(['L1'])), trace: [{ atMs: 0, takenAtMs: 0, powerKw: 6 }] };
    expect(seen([early], 1000)).toBeUndefined();
  });

  test('law: however cars and homes change, no phase has more base load than is believed', () => {
    const order = fc.shuffledSubarray<'L1' | 'L2' | 'L3'>(['L1', 'L2', 'L3'], { minLength: 1 });
    const cars = fc.array(
      fc.record({
        connector: fc.tuple(order, fc.boolean()).map(([phases, phasesInOrder]) => pile(phases, { phasesInOrder })),
        carPhases: fc.constantFrom(1, 2, 3),
        powersKw: fc.array(fc.constantFrom(0, 1.5, 3, 6), { minLength: 12, maxLength: 12 }),
      }),
      { maxLength: 4 },
    );
    const walk = fc.array(
      fc.tuple(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
      ),
      { minLength: 12, maxLength: 12 },
    );
    fc.assert(
      fc.property(cars, walk, (all, steps) => {
        let states: PhaseLoadState | undefined;
        let baseKw: OfPhases<number> = [5, 5, 5];
        const known = all.map((car) => ({
          car,
          trace: [] as PhasedConnector['trace'],
          use: undefined as PhaseUse | undefined,
        }));
        steps.forEach((step, tick) => {
          const atMs = tick * 5000;
          // Half of the growth that is expected: the total of three phases cannot grow faster than the whole.
          baseKw = [baseKw[0] + step[0] / 4, baseKw[1] + step[1] / 4, baseKw[2] + step[2] / 4];
          const phaseKw: [number, number, number] = [...baseKw];
          for (const one of known) {
            const { connector, carPhases, powersKw } = one.car;
            // Chargers hold a power for three samples, so that readings on both sides know it.
            const powerKw = powersKw[Math.floor(tick / 3)] ?? 0;
            const gridA = phaseA(connector, { powerKw, carPhases, gridVoltageV: 230 });
            gridA.forEach((currentA, f) => {
              phaseKw[f] = (phaseKw[f] ?? 0) + currentA * 0.23;
            });
            one.trace = withReading(one.trace, { atMs, takenAtMs: atMs, powerKw }).state;
            one.use = withCurrents(one.use, atTerminals(connector, gridA));
          }
          states = withPhaseSample(states, { atMs, takenAtMs: atMs, phaseKw });
          const connectors = known.map(({ car: { connector }, trace, use }) => ({
            connectorId: connector.id,
            connector,
            phaseUse: use,
            trace,
            limits: [],
            charging: true,
            exposureKw: 7.36 * 3,
          }));
          const advanced = advancePhaseLoads(states, { atMs, source, connectors });
          states = advanced.states;
          advanced.hiKw?.forEach((hiKw, f) => expect(hiKw).toBeGreaterThanOrEqual((baseKw[f] ?? 0) - 1e-9));
        });
      }),
      { numRuns: 200 },
    );
  });
});
