import { describe, expect, it } from 'vitest';
import type { Override } from '../../../src/store/port.ts';
import { LoopWorld, node, pile, siteOf, T0 } from './loop-world.ts';

const override = (id: string, limitKw: number, more: Partial<Override> = {}): Override => ({
  id,
  connectorId: 'A/1',
  limitKw,
  startMs: T0,
  reason: 'test',
  status: 'active',
  createdBy: 'test',
  etag: '1',
  ...more,
});

describe('the limits that people set on a connector', () => {
  it.each<[string, readonly Override[], number, string | undefined]>([
    ['none', [], 11.04, undefined],
    ['the strictest of two', [override('wide', 8.97), override('strict', 6.9)], 6.9, 'strict'],
    ['in any order', [override('strict', 6.9), override('wide', 8.97)], 6.9, 'strict'],
    ['of two equal ones the first', [override('first', 6.9), override('second', 6.9)], 6.9, 'first'],
    ['not one that was taken back', [override('gone', 4.14, { status: 'ended' })], 11.04, undefined],
    ['not one that has ended', [override('over', 4.14, { endMs: T0 + 1_000 })], 11.04, undefined],
    ['not one that is yet to begin', [override('later', 4.14, { startMs: T0 + 3_600_000 })], 11.04, undefined],
    ['not that of another', [override('other', 4.14, { connectorId: 'B/1' })], 11.04, undefined],
  ])('%s', (_, overrides, limitKw, id) => {
    const world = new LoopWorld(siteOf([node('T1', { ratingKw: 100 })], [pile('A', 'T1'), pile('B', 'T1')]));
    world.openDay();
    world.control.post({ kind: 'overrides', overrides });
    world.clock.advanceBy(60_000);
    const seen = world.control.view().connectors[0];
    expect(seen?.commandedKw).toBeCloseTo(limitKw, 9);
    expect(seen?.limitedBy?.kind === 'override' ? seen.limitedBy.overrideId : undefined).toBe(id);
  });
});
