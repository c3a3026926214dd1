import { expect, test, vi } from 'vitest';
import type { CommandAnswer, StationCommand } from '../../../ocpp/index.ts';
import { createPasswordVerifier, type Store } from '../../../src/store/index.ts';
import { controlRoom, openWorkshop, type Workshop } from './kit.ts';

const verifier = createPasswordVerifier();

/** A workshop whose station A01 is connected with `version` and gives `answer` to what it is told; `written` is what it was told. */
async function rotating(answer: CommandAnswer, version: '1.6' | '2.0.1' = '1.6') {
  const workshop = await openWorkshop();
  const written: { readonly name: string; readonly value: string }[] = [];
  await workshop.store.stations.put({
    stationId: 'A01',
    passwordHash: 'scrypt$16$8$1$AA$AA',
    origin: 'rest',
    state: 'enabled',
    configured: {},
    updatedAtMs: 0,
  });
  const station = { stationId: 'A01', connected: true, quarantined: false, version };
  workshop.control.tick({ stations: [station] });
  workshop.stations.answer = async (_stationId: string, command: StationCommand) => {
    if (command.kind === 'write-settings') written.push(...command.values);
    // Whichever it uses next, it gets in: durable before it hears of it.
    expect((await workshop.store.stations.get('A01'))?.rotation?.status).toBe('sending');
    return answer;
  };
  return { ...workshop, written };
}
const rotate = ({ operations }: Workshop) => operations.rotatePassword({ stationId: 'A01' }, controlRoom);
const recordOf = async (store: Store) => await store.stations.get('A01');

test.each([
  ['1.6', 'AuthorizationKey'],
  ['2.0.1', 'SecurityCtrlr.BasicAuthPassword'],
] as const)(
  'a new key is written to a station of %s as %s, kept as a hash, and stands nowhere else',
  async (version, name) => {
    const world = await rotating({ status: 'accepted' }, version);
    expect(await rotate(world)).toMatchObject({ ok: true, value: { rotation: { status: 'written' } } });
    const [setting] = world.written;
    expect(setting).toEqual({ name, value: expect.stringMatching(/^[0-9a-f]{40}$/) });
    const record = await recordOf(world.store);
    expect(record?.passwordHash).toBe('scrypt$16$8$1$AA$AA');
    expect(
      await verifier.recognise(Buffer.from(setting?.value ?? '', 'hex'), record?.rotation?.passwordHash ?? ''),
    ).toBe(true);
    const overlapMs = (record?.rotation?.overlapEndsAtMs ?? 0) - world.clock.nowMs;
    expect(overlapMs).toBe(86_400_000);
    const everything = JSON.stringify([world.log, await world.store.audit.list({ limit: 10 })]);
    expect(everything).not.toContain(setting?.value);
    expect(everything).toContain('station.password-rotation');
    await world.store.close();
  },
);

test.each(['rejected', 'unsupported', 'not-sent'] as const)('%s: the old password stays, alone', async (status) => {
  const world = await rotating({ status, detail: 'no' });
  const before = await recordOf(world.store);
  expect(await rotate(world)).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
  expect(await recordOf(world.store)).toEqual({ ...before, updatedAtMs: world.clock.nowMs });
  await world.store.close();
});

test('no answer: both passwords hold, and there is no second rotation meanwhile', async () => {
  const world = await rotating({ status: 'unanswered' });
  expect(await rotate(world)).toMatchObject({ ok: true, value: { rotation: { status: 'unanswered' } } });
  expect(await rotate(world)).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
  expect(world.written.length).toBe(1);
  await world.store.close();
});

test('a password that an operator sets ends a rotation', async () => {
  const world = await rotating({ status: 'accepted' });
  await rotate(world);
  const changed = await world.operations.updateStation(
    { stationId: 'A01', ifMatch: ['*'], password: 'another long password' },
    controlRoom,
  );
  expect(changed.ok && changed.value.rotation).toBe(undefined);
  await world.store.close();
});

test('who is not connected gets no new password', async () => {
  const world = await rotating({ status: 'accepted' });
  world.control.tick({ stations: [{ stationId: 'A01', connected: false, quarantined: false }] });
  expect(await rotate(world)).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
  expect((await recordOf(world.store))?.rotation).toBeUndefined();
  await world.store.close();
});

test('an answer that comes after an operator gave a password and asked for another rotation ends neither', async () => {
  const world = await rotating({ status: 'rejected' });
  const tell: ((answer: CommandAnswer) => void)[] = [];
  world.stations.answer = () => new Promise<CommandAnswer>((resolve) => void tell.push(resolve));
  const heard = (count: number) => vi.waitFor(() => expect(tell.length).toBe(count), { timeout: 20_000 });
  const first = rotate(world);
  await heard(1);
  await world.operations.updateStation(
    { stationId: 'A01', ifMatch: ['*'], password: 'another long password' },
    controlRoom,
  );
  const second = rotate(world);
  await heard(2);
  const begun = (await recordOf(world.store))?.rotation;
  tell[0]?.({ status: 'rejected' });
  await first;
  expect((await recordOf(world.store))?.rotation).toEqual(begun);
  tell[1]?.({ status: 'accepted' });
  expect(await second).toMatchObject({ ok: true, value: { rotation: { ...begun, status: 'written' } } });
  await world.store.close();
});

test('a certificate is withdrawn by its number, once, and only where one is known or named', async () => {
  const world = await rotating({ status: 'accepted' });
  const withdraw = (serialNumber?: string, stationId = 'A01') =>
    world.operations.withdrawCertificate({ stationId, serialNumber }, controlRoom);
  expect(await withdraw()).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
  expect(await withdraw('01', 'nobody')).toMatchObject({ ok: false, refusal: { code: 'not-found' } });
  await withdraw('00:ab:01');
  expect(await withdraw('AB01')).toMatchObject({ ok: true, value: { stationId: 'A01', serialNumber: 'AB01' } });
  expect((await recordOf(world.store))?.withdrawnCertificates).toEqual(['AB01']);
  for (let n = 1; n < 100; n++) await withdraw(`C${n}`);
  const full = await recordOf(world.store);
  expect(await withdraw('D1')).toMatchObject({ ok: false, refusal: { code: 'too-many' } });
  expect(await recordOf(world.store)).toEqual(full);
  expect((await withdraw('AB01')).ok).toBe(true);
  await world.store.close();
});
