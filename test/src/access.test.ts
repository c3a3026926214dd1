import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createAccess } from '../../src/access.ts';
import type { Access } from '../../src/access.ts';
import { openSqliteStore } from '../../src/store/index.ts';
import type { Store } from '../../src/store/index.ts';
import { node, pile, siteOf } from './control/loop-world.ts';
import { tempFolder } from './store/temp-folder.ts';

const nowMs = () => 1_800_000_000_000;
const log = () => undefined;

/** The service's memory of its stations, as each start of the process opens it. */
async function open(folder: string): Promise<{ readonly access: Access; readonly store: Store }> {
  const site = siteOf([node('T1', { ratingKw: 40 })], [pile('A', 'T1'), pile('B', 'T1')]);
  const store = await openSqliteStore({ file: join(folder, 'headroom.db'), randomInt: () => 0, nowMs, log });
  return { access: await createAccess({ site, store, nowMs, randomBytes, log }), store };
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
