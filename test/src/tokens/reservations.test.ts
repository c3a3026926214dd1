import { describe, expect, it } from 'vitest';
import type { CommandAnswer, StationCommand } from '../../../ocpp/index.ts';
import { controlRoom, HOUR_MS, openWorkshop } from '../operations/kit.ts';

async function world(answer: CommandAnswer = { status: 'accepted' }) {
  const shop = await openWorkshop();
  const sent: StationCommand[] = [];
  shop.stations.answer = async (_stationId, command) => {
    sent.push(command);
    return answer;
  };
  const draft = { stationId: 'A01', connectorNumber: 1, idToken: 'CARD1', expiresAtMs: shop.clock.nowMs + HOUR_MS };
  const reserve = () => shop.operations.createReservation(draft, controlRoom);
  return { ...shop, sent, draft, reserve };
}

describe('a reservation', () => {
  it.each([
    [{ status: 'accepted' }, 'active'],
    [{ status: 'rejected', detail: 'Occupied' }, 'refused'],
    [{ status: 'unanswered' }, 'unknown'],
    [{ status: 'not-sent' }, 'refused'],
  ] as const)('answered %j is %s', async (answer, state) => {
    const { reserve, sent, store } = await world(answer);
    expect(await reserve()).toMatchObject({ ok: true, value: { reservationId: 1, state } });
    expect(sent).toMatchObject([{ kind: 'reserve', reservationId: 1, connectorNumber: 1 }]);
    expect(await store.reservations.get(1)).toMatchObject({ state });
    expect(await reserve()).toMatchObject({ value: { reservationId: 2 } });
  });

  it('ends once: what comes later, or from another station, changes nothing', async () => {
    const { reserve, operations, store } = await world();
    await reserve();
    await operations.reservationChanged({ stationId: 'A02', reservationId: 1, status: 'used' });
    expect(await store.reservations.get(1)).toMatchObject({ state: 'active' });
    await operations.reservationChanged({ stationId: 'A01', reservationId: 1, status: 'used' });
    await operations.reservationChanged({ stationId: 'A01', reservationId: 1, status: 'expired' });
    expect(await store.reservations.get(1)).toMatchObject({ state: 'used' });
    expect(await operations.cancelReservation(1, controlRoom)).toMatchObject({
      ok: false,
      refusal: { code: 'conflict' },
    });
  });

  it.each([
    [{ status: 'accepted' }, { ok: true, value: { state: 'cancelled' } }],
    [{ status: 'rejected' }, { ok: true, value: { state: 'removed' } }],
    [{ status: 'unanswered' }, { ok: false, refusal: { code: 'conflict' } }],
  ] as const)('cancelled, answered %j', async (answer, outcome) => {
    const { reserve, operations, stations } = await world();
    await reserve();
    stations.answer = async () => answer;
    expect(await operations.cancelReservation(1, controlRoom)).toMatchObject(outcome);
  });

  it.each([
    [{ expiresAtMs: 0 }, 'validation'],
    [{ expiresAtMs: Infinity }, 'validation'],
    [{ stationId: 'Z9' }, 'not-found'],
    [{ connectorNumber: 9 }, 'not-found'],
    [{ type: 'Colour' }, 'validation'],
  ])('with %j is refused, and no station is asked', async (more, code) => {
    const { operations, draft, sent, store } = await world();
    expect(await operations.createReservation({ ...draft, ...more }, controlRoom)).toMatchObject({ refusal: { code } });
    expect([sent, await store.reservations.list({ limit: 9 })]).toEqual([[], []]);
  });
});
