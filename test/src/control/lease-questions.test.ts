import { expect, it } from 'vitest';
import { LEASE_PROBE } from '../../../dispatch/index.ts';
import { modelKey, type ModelFacts } from '../../../ocpp/index.ts';
import { LoopWorld, node, pile, siteOf } from './loop-world.ts';

it('of every model and firmware one car is asked whether its lease ends, and no second one meanwhile', () => {
  const site = siteOf(
    [node('T1', { ratingKw: 100 })],
    ['A', 'B', 'C', 'D', 'E', 'F'].map((id) => pile(id, 'T1')),
  );
  const facts = new Map<string, ModelFacts>();
  const world = new LoopWorld(site, {
    models: {
      recall: (model) => facts.get(modelKey(model)),
      learn: (model, learned) => void facts.set(modelKey(model), learned),
    },
  });
  world.openDay();
  const boot = { kind: 'booted', vendor: 'Test', atMs: world.clock.nowMs() } as const;
  for (const stationId of ['C', 'D']) world.control.post({ ...boot, stationId, model: 'Column' });
  for (const stationId of ['E', 'F']) world.control.post({ ...boot, stationId, model: 'Pile', firmware: '2' });
  world.clock.advanceBy(LEASE_PROBE.leaseMs - 20_000);
  const asked = [...world.limits.values()].filter(({ leaseMs }) => leaseMs === LEASE_PROBE.leaseMs);
  expect(asked.map(({ connectorId }) => connectorId)).toEqual(['A/1', 'C/1', 'E/1']);
});
