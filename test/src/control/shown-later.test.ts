import { describe, expect, it } from 'vitest';
import { CONTROL_BOUNDS, Planner } from '../../../src/control/index.ts';
import { LoopWorld, node, pile, siteOf } from './loop-world.ts';

const piles = ['A', 'B', 'C'].map((name) => pile(name, 'T1'));
const BASE = { kind: 'fixed', measures: 'base', maximumKw: 1, growthKwPerS: 0 } as const;
const site = siteOf([node('T1', { ratingKw: 50 })], piles);

/** All cars charge when a deep cut comes: the tick, whoever else has waited for the event loop, and whoever looks on, in the order of their turns. */
function turnsOfACut({
  smallSite,
  meanwhile,
}: {
  readonly smallSite: number;
  readonly meanwhile?: (world: LoopWorld) => void;
}) {
  const world = new LoopWorld(site, { bounds: { ...CONTROL_BOUNDS, smallSite, shownPerTick: Infinity } });
  world.openDay();
  world.clock.advanceBy(60_500);
  const turns: string[] = [];
  const { count } = world.control.view().tick;
  world.control.onTick(({ tick, connectors }) => turns.push(`shown ${tick.count - count}, ${connectors.length}`));
  world.envelope('T1', 20);
  // The tick is the first to wait; when it is done it waits again, behind this.
  world.clock.after(0, () => {
    turns.push('somebody else');
    meanwhile?.(world);
  });
  world.clock.advanceBy(100);
  return turns;
}

describe('a tick is shown', () => {
  it('on a small site at once', () => {
    expect(turnsOfACut({ smallSite: 1_000 })).toEqual(['shown 1, 3', 'somebody else']);
  });

  it('on others in a turn of its own, after whoever waits', () => {
    expect(turnsOfACut({ smallSite: 1 })).toEqual(['somebody else', 'shown 1, 3']);
  });

  it('not at all when its grid is gone by then: the next one shows the new grid', () => {
    const grid = { ...site.grid, connectors: piles.slice(1) };
    const meanwhile = (world: LoopWorld): void => world.control.post({ kind: 'grid', grid });
    expect(turnsOfACut({ smallSite: 1, meanwhile })).toEqual(['somebody else', 'shown 2, 2']);
  });

  it('not after the end', () => {
    expect(turnsOfACut({ smallSite: 1, meanwhile: ({ control }) => control.stop() })).toEqual(['somebody else']);
  });
});

describe('limits that wait to be handed over', () => {
  /** How many of five decreases had left when the first tick after a cut was shown, and when the plan was asked for. */
  async function leftBefore({ ordersInTurn }: { readonly ordersInTurn: number }) {
    const left: { shown?: number; asked?: number } = {};
    let before: ReadonlySet<unknown> | undefined;
    const count = (): number => [...world.limits.values()].filter((command) => before?.has(command) !== true).length;
    const streets = ['A', 'B', 'C', 'D', 'E'].map((name) => pile(name, 'T1'));
    const street = siteOf([node('T1', { ratingKw: 80, baseLoad: BASE })], streets);
    const world: LoopWorld = new LoopWorld(street, {
      bounds: { ...CONTROL_BOUNDS, smallSite: 1, shownPerTick: Infinity, ordersAtOnce: 1, ordersInTurn },
      planner: new Planner({
        solve: async () => ({ status: 'failed', detail: 'no engine', engine: 'none', solveMs: 0 }),
        bounds: CONTROL_BOUNDS,
        objective: street.objective,
        timeZone: street.timeZone,
        forecastBaseKw: (_grid, _nodeId, slots) => {
          if (before !== undefined) left.asked ??= count();
          return slots.slice(1).map(() => 0);
        },
        log: () => undefined,
      }),
    });
    world.openDay();
    world.clock.advanceBy(60_500);
    // The plan that was asked for meanwhile gets its answer.
    await new Promise((resolve) => setImmediate(resolve));
    before = new Set(world.limits.values());
    world.control.onTick(() => (left.shown ??= count()));
    world.envelope('T1', 30);
    world.clock.advanceBy(1_500);
    return left;
  }

  it('leave before anybody is told, and before the plan is asked for', async () => {
    expect(await leftBefore({ ordersInTurn: 1 })).toEqual({ shown: 4, asked: 5 });
  });

  it('but for those that one turn takes', async () => {
    expect(await leftBefore({ ordersInTurn: 4 })).toEqual({ shown: 5, asked: 1 });
  });
});
