import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../../../src/store/index.ts';
import { spawnTs } from '../../servers/spawn-ts.ts';
import { tempFolder } from './temp-folder.ts';

const open = (file: string) => openSqliteStore({ file, randomInt: () => 0, nowMs: () => 0 });

test('a second process is refused while the first lives, and let in when it was killed', async () => {
  const file = join(tempFolder(), 'headroom.db');
  const writer = spawnTs(new URL('./writer-child.ts', import.meta.url), [file]);
  await once(writer.stdout, 'data');
  await expect(open(file)).rejects.toThrow(
    `store ${file} is in use by another process: one process writes a store, stop the other one first`,
  );
  // Reading along is allowed: an operator may back up or look while the service runs.
  const reader = new Database(file);
  expect(reader.prepare('SELECT count(*) > 0 AS some FROM migration').all()).toEqual([{ some: 1 }]);
  reader.close();
  writer.kill('SIGKILL');
  await once(writer, 'close');
  await (await open(file)).close();
});

test('a store that was closed can be opened again at once, by anyone', async () => {
  const file = join(tempFolder(), 'headroom.db');
  for (let round = 0; round < 3; round += 1) {
    const store = await open(file);
    await expect(open(file)).rejects.toThrow('is in use');
    await store.stations.put({
      stationId: `A${round}`,
      origin: 'cli',
      state: 'enabled',
      configured: {},
      updatedAtMs: 0,
    });
    expect((await store.stations.list()).length).toBe(round + 1);
    await store.close();
  }
});

test('a file that is no database, or from a newer version, is refused with its name and left unlocked', async () => {
  const folder = tempFolder();
  const garbage = join(folder, 'garbage.db');
  writeFileSync(garbage, 'this is not a database, it is a text that is long enough to be read as a header of one');
  await expect(open(garbage)).rejects.toThrow(`store ${garbage} cannot be opened: file is not a database`);
  await expect(open(garbage)).rejects.toThrow('file is not a database');

  const newer = join(folder, 'newer.db');
  await (await open(newer)).close();
  const future = new Database(newer);
  future.exec(`INSERT INTO migration VALUES (9999, 'from the future', 0)`);
  future.close();
  await expect(open(newer)).rejects.toThrow(
    /newer\.db cannot be opened: the store has schema 9999, this version of Headroom knows \d+/,
  );
  await expect(open(join(garbage, 'below-a-file.db'))).rejects.toThrow('cannot be locked');
});
