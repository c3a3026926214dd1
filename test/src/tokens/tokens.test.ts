import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSqliteStore, type TokenRecord } from '../../../src/store/index.ts';
import { createTokenBook, judge, readTokenCsv, writeTokenCsv } from '../../../src/tokens/index.ts';

const NOW_MS = Date.UTC(2026, 2, 2, 9);
const token = (more: Partial<TokenRecord> = {}): TokenRecord => ({
  idToken: 'CARD1',
  type: 'ISO14443',
  status: 'accepted',
  maxSessions: 1,
  updatedAtMs: NOW_MS,
  ...more,
});

describe('what a token may', () => {
  it.each([
    ['a stranger, where all may', undefined, 'accept-all', 'Accepted'],
    ['a stranger, where a list counts', undefined, 'list', 'Unknown'],
    ['one that was entered', token(), 'list', 'Accepted'],
    ['a blocked one, under a list', token({ status: 'blocked' }), 'list', 'Blocked'],
    ['a blocked one, where all may', token({ status: 'blocked' }), 'accept-all', 'Blocked'],
    ['one that expires now', token({ expiresAtMs: NOW_MS }), 'list', 'Expired'],
    ['one that expires later', token({ expiresAtMs: NOW_MS + 1 }), 'list', 'Accepted'],
    ['one that is not valid yet', token({ validFromMs: NOW_MS + 1 }), 'list', 'Invalid'],
    ['one that is valid from now', token({ validFromMs: NOW_MS }), 'list', 'Accepted'],
    ['a blocked one that has expired', token({ status: 'blocked', expiresAtMs: 0 }), 'list', 'Blocked'],
  ] as const)('%s', (_who, one, policy, status) => {
    expect(judge({ token: one, policy, nowMs: NOW_MS }).status).toBe(status);
  });

  it('tells the group and until when it holds', () => {
    const member = token({ groupIdToken: 'FLEET', expiresAtMs: NOW_MS + 1 });
    expect(judge({ token: member, policy: 'list', nowMs: NOW_MS })).toEqual({
      status: 'Accepted',
      parentIdToken: 'FLEET',
      expiresAtMs: NOW_MS + 1,
    });
  });

  it('a station that needs no token (NoAuthorization) has none to refuse', () => {
    expect(judge({ token: undefined, type: 'NoAuthorization', policy: 'list', nowMs: NOW_MS }).status).toBe('Accepted');
  });
});

describe('how often at once', () => {
  async function book(maxSessions: number) {
    let next = 1;
    const store = await openSqliteStore({ file: ':memory:', randomInt: () => next++, nowMs: () => NOW_MS });
    await store.tokens.put([token({ maxSessions })]);
    const tokens = await createTokenBook({ store, policy: 'list', nowMs: () => NOW_MS });
    let count = 0;
    const start = async (idToken: string) => {
      count += 1;
      const begun = await store.sessions.start({
        stationId: `S${count}`,
        connectorNumber: 1,
        idToken,
        startedAtMs: NOW_MS,
      });
      const { status } = await tokens.authorize({ stationId: `S${count}`, idToken, startedSessionId: begun.sessionId });
      return { ...begun, stationId: `S${count}`, status };
    };
    return { store, tokens, start };
  }

  it('the second session of a card is ConcurrentTx, whatever its case; its end makes room', async () => {
    const { store, tokens, start } = await book(1);
    const first = await start('CARD1');
    expect([first.status, (await start('card1')).status]).toEqual(['Accepted', 'ConcurrentTx']);
    // Asked before a start, and again for the session itself, it is no other one.
    expect((await tokens.authorize({ stationId: 'S9', idToken: 'CARD1' })).status).toBe('Accepted');
    for (const { stationId, transactionId } of await store.sessions.listOpen())
      await store.sessions.end({ stationId, transactionId, endedAtMs: NOW_MS });
    expect((await start('CARD1')).status).toBe('Accepted');
  });

  it('as many as it may, and cards that nobody entered as often as they like', async () => {
    const { tokens, store, start } = await book(2);
    const answers = [await start('CARD1'), await start('CARD1'), await start('CARD1')];
    expect(answers.map(({ status }) => status)).toEqual(['Accepted', 'Accepted', 'ConcurrentTx']);
    const all = await createTokenBook({ store, policy: 'accept-all', nowMs: () => NOW_MS });
    for (const one of [await start('X'), await start('X')])
      expect((await all.authorize({ ...one, idToken: 'X', startedSessionId: one.sessionId })).status).toBe('Accepted');
    await tokens.reload();
  });
});

describe('tokens as CSV', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '=', '+', '-', '@', "'", '"', ',', ' ', '\n', 'é'),
    maxLength: 8,
  });
  const time = (atMs: number): string => new Date(atMs).toISOString();

  it('what is written is read back, whatever the note says', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (notes) => {
        const tokens = notes.map((note, index) => token({ idToken: `T${index}`, note }));
        const { lines, faults } = readTokenCsv(writeTokenCsv(tokens, time));
        expect(faults).toEqual([]);
        expect(lines.map(({ fields }) => fields.note ?? '')).toEqual(notes);
      }),
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1'])('C13: %j is no formula in a spreadsheet', (note) => {
    const [, line = ''] = writeTokenCsv([token({ note })], time).split('\r\n');
    expect(line.endsWith(`,'${note}`)).toBe(true);
  });

  it.each([
    ['', 'line 1 must name the columns'],
    ['name\nX', 'line 1 must name the columns'],
    ['idToken,colour\nX,red', 'line 1 has a column that is none of'],
    ['idToken\nX,red', 'line 2 has 2 cells, 1 are named'],
    ['idToken,note\nX,"open', 'line 1 has a quote that is never closed'],
  ])('%j is refused: %s', (csv, fault) => {
    const [first] = readTokenCsv(csv).faults;
    expect(`line ${first?.line} ${first?.detail}`).toContain(fault);
  });
});
