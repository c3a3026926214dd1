import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createAccess } from '../../src/access.ts';
import type { Access, AccessSecurity } from '../../src/access.ts';
import { securityBounds } from '../../src/security/bounds.ts';
import { LoginGuard } from '../../src/security/login-guard.ts';
import { openSqliteStore } from '../../src/store/index.ts';
import { hashPassword } from '../../src/store/index.ts';
import type { Store } from '../../src/store/index.ts';
import { node, pile, siteOf } from './control/loop-world.ts';
import { tempFolder } from './store/temp-folder.ts';

const nowMs = () => 1_800_000_000_000;
const log = () => undefined;
const reports: string[] = [];
/** As each start of the process makes it. */
const newGuard = () =>
  new LoginGuard({ nowMs, bounds: securityBounds.login, onFailure: () => undefined, onLocked: () => undefined });
const security: AccessSecurity = {
  guard: newGuard(),
  blockedMs: () => 0,
  minimumProfile: 0,
  report: ({ type }) => reports.push(type),
};

/** The service's memory of its stations, as each start of the process opens it. */
async function open(
  folder: string,
  password?: string,
  guard = security.guard,
): Promise<{ readonly access: Access; readonly store: Store }> {
  const bare = siteOf([node('T1', { ratingKw: 40 })], [pile('A', 'T1'), pile('B', 'T1')]);
  const stations = bare.stations.map((station) => ({ ...station, ...(password === undefined ? {} : { password }) }));
  const site = { ...bare, stations };
  const store = await openSqliteStore({ file: join(folder, 'headroom.db'), randomInt: () => 0, nowMs, log });
  return {
    access: await createAccess({ site, store, nowMs, randomBytes, security: { ...security, guard }, log }),
    store,
  };
}

it('remembers across restarts which charger was taken out of service and reset, beside what it confirmed', async () => {
  const folder = tempFolder();
  const first = await open(folder);
  expect(first.access.escalationOf('A/1')).toBeUndefined();
  await Promise.all([
    first.access.noteEscalation('A/1', { outOfService: true, resetAtMs: 5 }),
    first.access.noteConfigured('A', 1, 4.14),
    first.access.noteEscalation('B/1', { outOfService: true }),
  ]);
  await first.access.noteEscalation('B/1', { outOfService: false });
  await first.access.noteEscalation('nobody/1', { outOfService: true });
  await first.store.close();
  const { access, store } = await open(folder);
  const marks = (['A/1', 'B/1', 'nobody/1'] as const).map(access.escalationOf);
  expect(marks).toEqual([{ outOfService: true, resetAtMs: 5 }, { outOfService: false }, undefined]);
  expect(access.isConfigured('A/1', 4.14)).toBe(true);
  await store.close();
});

it('does not bring a password back that a rotation replaced, however often the grid file says it', async () => {
  const folder = tempFolder();
  const ofFile = 'as the grid file says';
  const fresh = 'ab'.repeat(20);
  const first = await open(folder, ofFile);
  const login = async ({ access }: { readonly access: Access }, password: string): Promise<unknown> =>
    access.authenticate({
      stationId: 'A',
      credentials: { username: 'A', password: Buffer.from(password) },
      remoteAddress: password,
    });
  expect([await login(first, ofFile), await login(first, fresh)]).toEqual(['accepted', 'refused']);
  const before = await first.store.stations.get('A');
  if (before === undefined) throw new Error('A is gone');
  const passwordHash = await hashPassword(fresh, randomBytes);
  const rotation = { passwordHash, status: 'written', startedAtMs: nowMs(), overlapEndsAtMs: nowMs() + 1 } as const;
  await first.store.stations.put({ ...before, rotation });
  await first.access.reload();
  expect([await login(first, ofFile), await login(first, fresh), await login(first, ofFile)]).toEqual([
    'accepted',
    'accepted',
    'refused',
  ]);
  expect(reports).toContain('password-rotated');
  await first.store.close();
  const second = await open(folder, ofFile);
  expect([await login(second, ofFile), await login(second, fresh)]).toEqual(['refused', 'accepted']);
  await second.store.close();
  // Another one in the file is a new word.
  const third = await open(folder, 'another word in the file');
  expect([await login(third, fresh), await login(third, 'another word in the file')]).toEqual(['refused', 'accepted']);
  await third.store.close();
});

it('keeps a rotation that began while a login and what a charger confirmed were being noted', async () => {
  const folder = tempFolder();
  const { access, store } = await open(folder, 'as the grid file says');
  const before = await store.stations.get('A');
  if (before === undefined) throw new Error('A is gone');
  const fresh = 'cd'.repeat(20);
  const passwordHash = await hashPassword(fresh, randomBytes);
  const rotation = { passwordHash, status: 'sending', startedAtMs: nowMs(), overlapEndsAtMs: nowMs() + 1 } as const;
  // On disk, and not yet read back.
  await store.stations.put({ ...before, rotation });
  await Promise.all([access.noteConfigured('A', 1, 4.14), access.noteEscalation('A/1', { outOfService: true })]);
  expect(await store.stations.get('A')).toMatchObject({
    rotation,
    configured: { 1: 4.14 },
    escalated: { 1: { outOfService: true } },
  });
  const credentials = { username: 'A', password: Buffer.from(fresh) };
  expect(await access.authenticate({ stationId: 'A', credentials, remoteAddress: 'x' })).toBe('accepted');
  await store.close();
});

it('a login does not undo what was learned of the station while its password was checked', async () => {
  const { access, store } = await open(tempFolder(), 'what a person chose');
  const credentials = { username: 'A', password: Buffer.from('what a person chose') };
  const login = access.authenticate({ stationId: 'A', credentials, remoteAddress: '192.0.2.7' });
  const noted = access.noteConfigured('A', 1, 4.14);
  expect(await login).toBe('accepted');
  expect(access.isConfigured('A/1', 4.14)).toBe(true);
  await noted;
  await store.close();
});

it.each([
  ['with what else was learned of it', async (access: Access) => access.noteConfigured('A', 1, 4.14)],
  [
    'now and then, also when the stations were read again meanwhile',
    async (access: Access) => {
      await access.reload();
      await access.saveNetworks();
    },
  ],
])(
  'lets a station with a chosen password in after a restart, where a neighbour guesses, and slows who uses its name: its network is written %s',
  async (_when, save) => {
    const folder = tempFolder();
    const chosen = 'what a person chose';
    const login = (access: Access, stationId: string, password: string, remoteAddress = '192.0.2.7') =>
      access.authenticate({
        stationId,
        credentials: { username: stationId, password: Buffer.from(password) },
        remoteAddress,
      });
    const first = await open(folder, chosen, newGuard());
    expect(await login(first.access, 'A', chosen)).toBe('accepted');
    // A login alone is no write: 10,000 at once would be a minute of them.
    expect((await first.store.stations.get('A'))?.network).toBeUndefined();
    await save(first.access);
    await first.store.close();
    // Only the hash is known: a password that stands in the grid file is recognised.
    const { access, store } = await open(folder, undefined, newGuard());
    for (let n = 0; n < 11; n++) await login(access, `guess-${n}`, 'a wrong password');
    // B never came from here; A did.
    expect(await login(access, 'B', chosen)).toHaveProperty('retryAfterS');
    const answers: unknown[] = [];
    for (let n = 0; n < 5; n++) answers.push(await login(access, 'B', 'a wrong password', '192.0.2.8'));
    expect(answers).toEqual(Array(5).fill('refused'));
    expect(await login(access, 'A', chosen)).toBe('accepted');
    expect(await login(access, 'A', 'a wrong password')).toHaveProperty('retryAfterS');
    await store.close();
  },
);
