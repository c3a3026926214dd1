import { expect, it } from 'vitest';
import type { LimitedBy } from '../../../dispatch/index.ts';
import { momentOf, ReasonTally } from '../../../src/cli/demo-reasons.ts';
import { usersText } from '../../../src/cli/report.ts';
import { LoopWorld, node, pile, siteOf } from '../control/loop-world.ts';

const NODES = [node('T1', { ratingKw: 30 }), node('F1', { parentId: 'T1', ratingKw: 30 })];

function evening(): LoopWorld {
  const world = new LoopWorld(siteOf(NODES, [pile('A', 'F1'), pile('B', 'F1'), pile('C', 'T1'), pile('D', 'T1')]));
  world.openDay();
  return world;
}

it('tells what held the cars back: limits of one node have one name, cars that want nothing are left out', () => {
  const world = evening();
  const tally = new ReasonTally();
  const at = (seconds: number, reasons: readonly LimitedBy[]): void => {
    const view = world.control.view();
    const connectors = view.connectors.flatMap((connector, k) => {
      const limitedBy = reasons[k];
      return limitedBy === undefined ? [] : [{ ...connector, sessionId: `S#${k}`, limitedBy }];
    });
    tally.add({ ...view, atMs: seconds * 1_000, connectors });
  };
  const envelope = (envelopeId: string): LimitedBy => ({ kind: 'node', nodeId: 'T1', rowId: 'T1/kW', envelopeId });
  expect(tally.shares()).toEqual([]);
  at(0, [{ kind: 'plan' }, { kind: 'plan' }]);
  at(30, [envelope('env-1'), { kind: 'no-demand' }]);
  at(60, [envelope('env-2'), { kind: 'own-maximum' }]);
  at(80, [{ kind: 'unproven-headroom', nodeId: 'F1', rowId: 'F1/kW' }, { kind: 'no-demand' }]);
  expect(tally.shares().map(({ reason, sharePercent }) => [reason, Math.round(sharePercent)])).toEqual([
    ['T1: a limit in force', 55],
    ['nothing: charger, cable or car takes no more', 27],
    ['F1: freed power that is not proven yet', 18],
  ]);
});

it('tells who uses a node, everybody below it, the largest first', () => {
  const world = evening();
  world.clock.advanceBy(120_000);
  const view = world.control.view();
  const ask = (nodeId: string) => momentOf({ title: 'Now', view, nodeId, timeZone: 'UTC' });
  expect(ask('F1')?.users.map(({ connectorId }) => connectorId)).toEqual(['A/1', 'B/1']);
  const atRoot = ask('T1');
  expect(atRoot?.users.map(({ connectorId }) => connectorId)).toEqual(['A/1', 'B/1', 'C/1', 'D/1']);
  expect(atRoot?.text).toMatch(/^T1: base load 0 kW, chargers [\d.]+ kW\. Tightest: its rating, /);
  expect(atRoot === undefined ? '' : usersText(atRoot.users, atRoot.othersKw)).toMatch(
    /^Most reserved for A\/1 7\.\d kW, /,
  );
  expect(ask('nowhere')).toBeUndefined();
  expect(usersText([], 0)).toBe('No charger has power reserved.');
});
