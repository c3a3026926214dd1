import { describe, expect, it } from 'vitest';
import { CONTROL_BOUNDS } from '../../../src/control/index.ts';
import { LoopWorld, node, pile, siteOf } from './loop-world.ts';

const piles = ['A', 'B', 'C'].map((name) => pile(name, 'T1'));
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
