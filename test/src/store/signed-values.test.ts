import { join } from 'node:path';
import Database from 'libsql';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SignedValue } from '../../../ocpp/index.ts';
import { storeBounds } from '../../../src/store/bounds.ts';
import { migrations } from '../../../src/store/migrations.ts';
import { openSqliteStore } from '../../../src/store/index.ts';
import { tempFolder } from './temp-folder.ts';

const AT_MS = Date.UTC(2026, 0, 5, 8);
const BEGIN: SignedValue = { measuredAtMs: AT_MS, context: 'Transaction.Begin', data: 'OCMF|b' };
const END: SignedValue = { measuredAtMs: AT_MS + 9, context: 'Transaction.End', data: 'OCMF|e' };

async function open(file = ':memory:') {
  let next = 1;
  const store = await openSqliteStore({ file, randomInt: () => next++, nowMs: () => AT_MS });
  onTestFinished(() => store.close());
  const { sessions } = store;
  const begin = (transactionId: string, stationId = 'A') =>
    sessions.start({ stationId, connectorNumber: 3, idToken: 'C', startedAtMs: AT_MS, transactionId });
  const keep = (...values: readonly SignedValue[]) =>
    sessions.keepSigned({ stationId: 'A', transactionId: 'T', values });
  return { store, sessions, begin, keep };
}

describe('signed values of a session', () => {
  test('are its own, oldest first, with all that was said of them, also after its end', async () => {
    const { sessions, begin, keep } = await open();
    for (const [transactionId, stationId] of [['T', 'A'] as const, ['U', 'A'] as const, ['T', 'B'] as const])
      await begin(transactionId, stationId);
    expect(await keep(END)).toEqual({ connectorNumber: 3, dropped: 0 });
    await sessions.end({ stationId: 'A', transactionId: 'T', endedAtMs: AT_MS + 9 });
    const first = { ...BEGIN, measurand: 'm', signingMethod: 's', encodingMethod: 'e', publicKey: 'k' };
    expect(await keep(first)).toEqual({ connectorNumber: 3, dropped: 0 });
    expect(await sessions.signedValues('A#T')).toEqual([first, END]);
    expect(await Promise.all(['A#U', 'B#T', 'A#X', 'A'].map((id) => sessions.signedValues(id)))).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });

  test('that are sent again change nothing; another time, context or text is another one', async () => {
    const { sessions, begin, keep } = await open();
    await begin('T');
    const others = [
      { ...BEGIN, measuredAtMs: AT_MS + 1 },
      { ...BEGIN, context: 'Transaction.End' },
      { ...BEGIN, data: 'x' },
    ];
    const { context: _, ...unmarked } = BEGIN;
    for (const _again of [1, 2])
      expect(await keep(BEGIN, BEGIN, ...others, unmarked)).toEqual({ connectorNumber: 3, dropped: 0 });
    expect(await sessions.signedValues('A#T')).toHaveLength(5);
  });

  test('of a session that is not there are not kept', async () => {
    const { store, keep } = await open();
    expect(await keep(BEGIN)).toBeUndefined();
    expect(await store.sessions.signedValues('A#T')).toEqual([]);
  });

  const text = (length: number, mark = 'x') => ({ ...BEGIN, data: mark.padEnd(length, 'x') });
  const { signedValuesPerSession, signedValueChars, signedCharsPerSession } = storeBounds;
  test.each([
    {
      of: 'their number',
      fits: Array.from({ length: signedValuesPerSession }, (_, index) => text(9, `${index}`)),
      tooMuch: text(1),
    },
    { of: 'the length of one', fits: [text(signedValueChars)], tooMuch: text(signedValueChars + 1) },
    {
      of: 'their length together, keys and all',
      fits: [text(signedValueChars, 'a'), text(signedValueChars, 'b')],
      tooMuch: { ...text(1_000), publicKey: 'k'.repeat(signedCharsPerSession - 2 * signedValueChars - 999) },
    },
  ])('are bounded by $of', async ({ fits, tooMuch }) => {
    const { sessions, begin, keep } = await open();
    await begin('T');
    expect(await keep(...fits)).toEqual({ connectorNumber: 3, dropped: 0 });
    expect(await keep(tooMuch)).toEqual({ connectorNumber: 3, dropped: 1 });
    // Those that are there are known again, also when there is no room.
    expect(await keep(...fits)).toEqual({ connectorNumber: 3, dropped: 0 });
    expect(await sessions.signedValues('A#T')).toHaveLength(fits.length);
  });

  test('law: any text comes back letter by letter', async () => {
    const { sessions, begin } = await open();
    let count = 0;
    const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constant('\0|\ud800'));
    await fc.assert(
      fc.asyncProperty(anyText, async (data) => {
        const transactionId = `T${(count += 1)}`;
        await begin(transactionId);
        await sessions.keepSigned({ stationId: 'A', transactionId, values: [{ ...BEGIN, data }] });
        expect(await sessions.signedValues(`A#${transactionId}`)).toEqual([{ ...BEGIN, data }]);
      }),
    );
  });

  test('a file of the version before gets room for them, and keeps its sessions', async () => {
    const file = join(tempFolder(), 'headroom.db');
    const old = new Database(file);
    old.exec(
      'CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at_ms REAL NOT NULL) STRICT',
    );
    for (const { version, sql } of migrations.filter(({ version }) => version < 7))
      old.exec(`${sql}; INSERT INTO migration VALUES (${version}, 'old', 0)`);
    old.exec(
      `INSERT INTO session (station_id, transaction_id, connector_number, id_token, started_at_ms, goal) VALUES ('A', 'T', 3, 'C', 5, '{}')`,
    );
    old.close();
    const { sessions, keep } = await open(file);
    expect(await keep(BEGIN)).toEqual({ connectorNumber: 3, dropped: 0 });
    expect(await sessions.signedValues('A#T')).toEqual([BEGIN]);
    expect(await sessions.get('A#T')).toMatchObject({ startedAtMs: 5 });
  });
});
