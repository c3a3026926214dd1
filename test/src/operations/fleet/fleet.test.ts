import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StationEvent } from '../../../../ocpp/index.ts';
import { fleetBounds } from '../../../../src/operations/index.ts';
import { openSqliteStore } from '../../../../src/store/index.ts';
import { tempFolder } from '../../store/temp-folder.ts';
import { controlRoom, EVENING_MS } from '../kit.ts';
import { openFleet, settle } from './kit.ts';

const RESET = { kind: 'reset', mode: 'soft' } as const;
const FIRMWARE = {
  kind: 'update-firmware',
  location: 'https://fw.example/acme/2.bin',
  retrieveAtMs: EVENING_MS,
  signed: { signingCertificate: 'PEM', signature: 'AAAA' },
} as const;

const work = (stationId: string, status: string, requestId?: number): StationEvent => ({
  kind: 'work',
  stationId,
  atMs: EVENING_MS,
  work: 'firmware',
  status,
  ...(requestId === undefined ? {} : { requestId }),
});

describe('a staged rollout', () => {
  it('sends firmware to one, then five, then the rest, each wave after the one before has ended and the wait is over', async () => {
    const world = await openFleet({ count: 9 });
    const { id, staging } = await world.order({ command: FIRMWARE });
    expect(staging).toEqual({ waveSizes: [1, 5, 3], waitMs: 300_000, gapMs: 200, stopAfterFailures: 2 });
    expect(world.asked.map(({ stationId }) => stationId)).toEqual(['S000']);
    await world.pass(3_600_000);
    expect([world.asked.length, (await world.states(id))[0]]).toEqual([1, 'accepted']);
    world.post(work('S000', 'Downloading', 1));
    await settle();
    expect((await world.states(id))[0]).toBe('working');
    // Another request's progress is not this one's.
    world.post(work('S000', 'Installed', 2));
    await settle();
    expect((await world.states(id))[0]).toBe('working');
    world.post(work('S000', 'Installed', 1));
    await world.pass(299_000);
    expect(world.asked).toHaveLength(1);
    await world.pass(2_000);
    expect(world.asked.map(({ stationId }) => stationId)).toEqual(['S000', 'S001', 'S002', 'S003', 'S004', 'S005']);
    // A 1.6 station without request ids counts too.
    for (const one of ['S001', 'S002', 'S003', 'S004', 'S005']) world.post(work(one, 'Installed'));
    await world.pass(301_000);
    for (const one of ['S006', 'S007', 'S008']) world.post(work(one, 'Installed'));
    await settle();
    expect(await world.store.commands.get(id)).toMatchObject({ status: 'done' });
    expect(await world.store.commands.counts(id)).toEqual({ done: 9 });
  });

  it('halts when too many fail: the rest is never sent', async () => {
    const world = await openFleet({ count: 9 });
    const { id } = await world.order({ command: FIRMWARE, staging: { waveSizes: [3], stopAfterFailures: 2 } });
    await world.pass(1_000);
    world.post(work('S000', 'InstallationFailed', 1));
    world.post(work('S001', 'InvalidSignature', 1));
    world.post(work('S002', 'Installed', 1));
    await world.pass(600_000);
    expect(world.asked).toHaveLength(3);
    expect(await world.store.commands.get(id)).toMatchObject({ status: 'halted', detail: 'halted after 2 failures' });
    expect(await world.store.commands.counts(id)).toEqual({ failed: 2, done: 1, 'not-sent': 6 });
  });

  it('does not wait for ever for the end of a download', async () => {
    const world = await openFleet({ count: 1 });
    const { id } = await world.order({ command: FIRMWARE });
    world.post(work('S000', 'Downloading', 1));
    await world.pass(fleetBounds.firmwareMs + 1000);
    const [target] = await world.store.commands.targets({ id, limit: 1 });
    expect(target).toMatchObject({
      state: 'failed',
      detail: 'no word of its end within 1440 min, the last: Downloading',
    });
  });
});

describe('a storm', () => {
  it('resets 1000 stations in tenths, spaced, and never asks more than the bound at once', async () => {
    const world = await openFleet({ count: 1000 });
    let now = 0;
    let most = 0;
    world.answer = async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise<void>((resolve) => void world.clock.after(4_000, resolve));
      now -= 1;
      return { status: 'accepted' };
    };
    const { id, staging } = await world.order({ command: RESET });
    expect(staging.waveSizes).toEqual(Array.from({ length: 10 }, () => 100));
    await world.pass(20_000);
    expect([world.asked.length, most]).toEqual([100, fleetBounds.inFlight]);
    await world.pass(600_000);
    expect(await world.store.commands.counts(id)).toEqual({ accepted: 1000 });
    const times = world.asked.map(({ atMs }) => atMs);
    // No second sees more than its share: 20, and those that wait for a place.
    const mostInASecond = Math.max(
      ...times.map((from) => times.filter((atMs) => atMs >= from && atMs < from + 1000).length),
    );
    expect(mostInASecond).toBeLessThanOrEqual(20);
    expect(new Set(world.asked.map(({ stationId }) => stationId)).size).toBe(1000);
  });
});

describe('stations that are away', () => {
  it('are not sent, unless they are waited for', async () => {
    const world = await openFleet({ count: 2, connected: false });
    const { id } = await world.order({ command: RESET });
    expect(await world.states(id)).toEqual(['not-sent', 'not-sent']);
    expect(await world.store.commands.get(id)).toMatchObject({ status: 'done' });
    const later = await world.order({ command: RESET, waitForConnectionMs: 3_600_000 });
    expect(await world.states(later.id)).toEqual(['waiting', 'waiting']);
    world.connect('S001');
    await world.pass(60_000);
    expect(await world.states(later.id)).toEqual(['waiting', 'accepted']);
    await world.pass(3_600_000);
    expect(await world.store.commands.targets({ id: later.id, limit: 1 })).toMatchObject([
      { state: 'not-sent', detail: 'did not connect within 3600 s' },
    ]);
    expect(world.asked).toHaveLength(1);
  });
});

describe('stop and restart', () => {
  it('a stop leaves what was not sent unsent; what was sent goes on', async () => {
    const world = await openFleet({ count: 30 });
    const { id } = await world.order({ command: RESET, staging: { waveSizes: [2], waitMs: 60_000 } });
    await world.pass(1_000);
    const stopped = await world.fleet.stop(id, controlRoom);
    expect(stopped).toMatchObject({ ok: true, value: { status: 'stopped', detail: 'stopped by control-room' } });
    await world.pass(120_000);
    expect(await world.store.commands.counts(id)).toEqual({ accepted: 2, 'not-sent': 28 });
    expect(world.asked).toHaveLength(2);
    expect(await world.fleet.stop('cmd-99', controlRoom)).toMatchObject({ ok: false, refusal: { code: 'not-found' } });
    const audit = await world.store.audit.list({ limit: 10 });
    expect(audit.map(({ action }) => action)).toEqual(['command.end', 'command.stop', 'command.create']);
  });

  it('after a restart what was under way is interrupted, and nothing is sent again', async () => {
    const file = join(tempFolder(), 'headroom.db');
    const open = () => openSqliteStore({ file, randomInt: () => 1, nowMs: () => EVENING_MS });
    const first = await openFleet({ count: 5, store: await open() });
    const { id } = await first.order({ command: FIRMWARE, staging: { waveSizes: [2] } });
    first.post(work('S000', 'Installed', 1));
    await settle();
    await first.fleet.close();
    await first.store.close();

    const second = await openFleet({ count: 5, store: await open() });
    await second.fleet.restore();
    expect(await second.store.commands.get(id)).toMatchObject({ status: 'interrupted', endedAtMs: EVENING_MS });
    expect(await second.states(id)).toEqual(['done', 'interrupted', 'interrupted', 'interrupted', 'interrupted']);
    await second.pass(600_000);
    expect([second.asked, await second.store.commands.listOpen()]).toEqual([[], []]);
    await second.store.close();
  });

  it('a store that cannot keep it refuses the command, and nobody is asked', async () => {
    const world = await openFleet();
    await world.store.close();
    const answer = await world.fleet.order(
      { command: RESET, scope: { stationIds: ['S000'] }, reason: 'x', waitForConnectionMs: 0 },
      controlRoom,
    );
    expect(answer).toMatchObject({ ok: false, refusal: { code: 'store-unavailable' } });
    expect(world.asked).toEqual([]);
  });
});

describe('whom it is for', () => {
  it.each([
    { scope: { stationIds: ['S002', 'S000', 'S002'] }, told: ['S002', 'S000'] },
    { scope: { connectorIds: ['S001/1'] }, told: ['S001'] },
    { scope: { nodeId: 'F1' }, told: ['S000'] },
    { scope: { nodeId: 'T1' }, told: ['S000', 'S001', 'S002', 'S003'] },
    { scope: { vendor: 'Acme', model: 'odd' }, told: ['S001', 'S003'] },
    { scope: { all: true as const }, told: ['S000', 'S001', 'S002', 'S003'] },
  ])('$scope', async ({ scope, told }) => {
    const world = await openFleet({ count: 4 });
    await world.order({ command: { kind: 'change-availability', operative: false }, scope });
    expect(world.asked.map(({ stationId }) => stationId)).toEqual(told);
  });

  it('remote-stop ends the sessions that are open there', async () => {
    const world = await openFleet();
    await world.order({ command: { kind: 'remote-stop' }, scope: { all: true } });
    expect(world.asked.map(({ stationId, command }) => [stationId, command])).toEqual([
      ['S001', { kind: 'remote-stop', transactionId: '77' }],
    ]);
  });

  it('a connector that the control loop keeps out of service stays so', async () => {
    const world = await openFleet({ count: 2, outOfService: ['S000/1'] });
    const { id } = await world.order({ command: { kind: 'change-availability', operative: true } });
    expect(await world.states(id)).toEqual(['not-sent', 'accepted']);
    expect(world.asked.map(({ stationId }) => stationId)).toEqual(['S001']);
  });
});

describe('what is kept', () => {
  it('has no secret: neither what was read nor the token of a remote start', async () => {
    const world = await openFleet({ count: 1 });
    world.answer = () => ({
      status: 'accepted',
      result: {
        settings: [
          { name: 'AuthorizationKey', value: 'hunter2hunter2hunter2' },
          { name: 'A', value: '1' },
        ],
      },
    });
    const read = await world.order({ command: { kind: 'read-settings', names: ['AuthorizationKey', 'A'] } });
    const started = await world.order({
      command: { kind: 'remote-start', idToken: { idToken: '04A1B2C3D4E5' } },
      scope: { connectorIds: ['S000/1'] },
    });
    const [target] = await world.store.commands.targets({ id: read.id, limit: 1 });
    expect(target?.result).toEqual({
      settings: [
        { name: 'AuthorizationKey', value: '(secret)' },
        { name: 'A', value: '1' },
      ],
    });
    expect(world.asked.at(-1)?.command).toMatchObject({ idToken: { idToken: '04A1B2C3D4E5' }, connectorNumber: 1 });
    const kept = JSON.stringify([
      await world.store.commands.get(started.id),
      await world.store.audit.list({ limit: 9 }),
    ]);
    expect(kept).not.toContain('04A1B2C3D4E5');
    expect(kept).toContain('token-');
  });

  it('a report of many parts is put together', async () => {
    const world = await openFleet({ count: 1 });
    world.answer = () => ({ status: 'accepted', result: { requestId: 9 } });
    const { id } = await world.order({ command: { kind: 'read-settings' } });
    const report = { kind: 'report', stationId: 'S000', atMs: EVENING_MS, report: 'variables', requestId: 9 } as const;
    world.post({ ...report, items: [{ a: 1 }], isLast: false });
    await settle();
    expect(await world.states(id)).toEqual(['working']);
    world.post({ ...report, items: [{ b: 2 }], isLast: true });
    await settle();
    const [target] = await world.store.commands.targets({ id, limit: 1 });
    expect(target).toMatchObject({ state: 'done', detail: '2 items', result: { variables: [{ a: 1 }, { b: 2 }] } });
  });

  it('a part of a report that comes before its announcement is read is not lost', async () => {
    const world = await openFleet({ count: 1 });
    const report = { kind: 'report', stationId: 'S000', atMs: EVENING_MS, report: 'variables' } as const;
    world.answer = () => {
      world.post({ ...report, requestId: 8, items: [{ of: 'another' }], isLast: true });
      world.post({ ...report, requestId: 9, items: [{ a: 1 }], isLast: true });
      return { status: 'accepted', result: { requestId: 9 } };
    };
    const { id } = await world.order({ command: { kind: 'read-settings' } });
    await settle();
    const [target] = await world.store.commands.targets({ id, limit: 1 });
    expect(target).toMatchObject({ state: 'done', result: { variables: [{ a: 1 }] } });
  });
});
