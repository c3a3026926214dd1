import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectorView, EVENING_MS, HOUR_MS, nodeView } from '../operations/kit.ts';
import { openWorld, type World } from './kit.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

describe('why', () => {
  it('who uses a node: everybody below it by share, and what is tight', async () => {
    world.control.tick({
      nodes: [
        nodeView('F1', { parentId: 'T1' }),
        nodeView('T1', {
          binding: {
            rowId: 'T1:kW',
            unit: 'kW',
            capacity: 190,
            base: 60.12345,
            charging: 30,
            free: 99.87655,
            envelopeId: 'env-7',
            untilMs: EVENING_MS + 3 * HOUR_MS,
            pricePerUnitH: 0.123456,
          },
        }),
      ],
      connectors: [
        connectorView('A01/1', { exposureKw: 7.5 }),
        connectorView('A02/1', { exposureKw: 22.5, nodeId: 'T1' }),
        connectorView('B01/1', { exposureKw: 0 }),
        connectorView('B01/2', { exposureKw: 9, nodeId: 'elsewhere' }),
      ],
    });
    const { body } = await world.call('GET /api/v1/nodes/T1');
    expect(body).toMatchObject({
      binding: {
        rowId: 'T1:kW',
        unit: 'kW',
        capacity: 190,
        base: 60.123,
        charging: 30,
        free: 99.877,
        envelopeId: 'env-7',
        until: '2026-03-02T20:00:00.000+08:00',
        pricePerUnitH: 0.1235,
      },
      users: [
        { connectorId: 'A02/1', reservedKw: 22.5, sharePercent: 75 },
        { connectorId: 'A01/1', reservedKw: 7.5, sharePercent: 25 },
      ],
      othersKw: 0,
      text: 'T1: base load 60.1 kW, chargers 20 kW. Tightest: envelope env-7, 99.9 kW free of 190 kW until 2026-03-02T20:00:00.000+08:00.',
    });
  });

  it('a connector that waits for its plan: until when, and at what price', async () => {
    world.control.tick({
      connectors: [
        connectorView('A01/1', {
          setpointKw: 0,
          limitedBy: { kind: 'plan' },
          limitedUntilMs: EVENING_MS + HOUR_MS,
          price: {
            worthPerKwh: 3.000012,
            rowsPerKwh: 0.5,
            rows: [{ rowId: 'T1:kW', nodeId: 'T1', pricePerKwh: 0.5 }],
          },
        }),
      ],
    });
    expect((await world.call('GET /api/v1/connectors/A01/1')).body).toMatchObject({
      limitedBy: { kind: 'plan', until: '2026-03-02T18:00:00.000+08:00' },
      price: { worthPerKwh: 3, rowsPerKwh: 0.5, rows: [{ nodeId: 'T1', rowId: 'T1:kW', pricePerKwh: 0.5 }] },
    });
    expect((await world.call('GET /api/v1/why/A01/1')).body).toMatchObject({
      text: 'A01/1 gets 0 kW. The plan serves this car later and still in time. More is planned from 2026-03-02T18:00:00.000+08:00 on. A kWh here costs the others 0.5, most of it at T1, and is worth 3 to this car.',
    });
  });
});
