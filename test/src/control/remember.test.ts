import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { LEDGER_BOUNDS } from '../../../dispatch/index.ts';
import { ControlState } from '../../../src/control/control-state.ts';
import { Sources } from '../../../src/control/sources.ts';
import { node, pile, siteOf, T0 } from './loop-world.ts';

const NAMES = ['A', 'B', 'C', 'D', 'E'];
const { grid } = siteOf(
  [node('T1', { ratingKw: 20 })],
  NAMES.map((name) => pile(name, 'T1')),
);

function freshState(): ControlState {
  const nothing = { sessions: [], envelopes: [], overrides: [] };
  return new ControlState(grid, {
    restored: { ...nothing, isConfigured: () => false, escalationOf: () => undefined },
    bounds: LEDGER_BOUNDS,
    atMs: T0,
    sources: new Sources([], { atMs: T0, log: () => undefined }),
  });
}

const setpointOf = (name: string, limitKw: number) => ({
  connectorId: `${name}/1` as const,
  limitKw,
  limitedBy: { kind: 'own-maximum' } as const,
});

it('each connector keeps the setpoint that was decided for it, and none where nothing was decided (law)', () => {
  const decision = fc.record({ names: fc.subarray(NAMES), limitKw: fc.constantFrom(0, 6, 11) });
  fc.assert(
    fc.property(fc.array(decision, { minLength: 1, maxLength: 6 }), (decisions) => {
      const state = freshState();
      for (const [second, { names, limitKw }] of decisions.entries()) {
        const setpoints = names.map((name) => setpointOf(name, limitKw));
        state.remember({ atMs: T0 + second * 1_000, setpoints, overcommitted: [] });
        expect(state.records().map(({ setpoint }) => setpoint)).toEqual(
          NAMES.map((name) => setpoints.find(({ connectorId }) => connectorId === `${name}/1`)),
        );
      }
    }),
  );
});

it('an allocation in another order than the grid is a mistake of ours, and is not taken for an empty one', () => {
  const setpoints = [setpointOf('B', 6), setpointOf('A', 6)];
  expect(() => freshState().remember({ atMs: T0, setpoints, overcommitted: [] })).toThrow('A/1 is not in the order');
});
