import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandAnswer, StationCommand } from '../../../ocpp/index.ts';
import { v201 } from '../../../ocpp/v201/index.ts';
import { localListMessages, listVersion } from '../../../src/tokens/index.ts';
import { tokenKey, type TokenChange } from '../../../src/store/index.ts';
import { connect, world } from '../../ocpp/v16/fake-connection.ts';
import { controlRoom, openWorkshop } from '../operations/kit.ts';

type SendLocalList = Extract<StationCommand, { readonly kind: 'send-local-list' }>;

/** The list of a station as 1.6 section 5.15 and 2.0.1 D01 have it. */
class StationList {
  version = 0;
  readonly tokens = new Map<string, string>();
  readonly heard: SendLocalList[] = [];
  refuses = 0;
  /** What it says in SendLocalListMaxLength and LocalAuthListMaxLength, and means. */
  mostPerMessage = Infinity;
  mostTokens = Infinity;

  take(message: SendLocalList): CommandAnswer {
    this.heard.push(message);
    if (this.refuses > 0) {
      this.refuses -= 1;
      return { status: 'rejected', detail: 'Failed' };
    }
    if (message.update === 'differential' && message.version <= this.version)
      return { status: 'rejected', detail: 'VersionMismatch' };
    const isTooMuch = message.entries.length > this.mostPerMessage;
    const kept = message.update === 'full' ? [] : this.tokens.keys();
    const added = message.entries.flatMap(({ idToken, info }) =>
      info === undefined ? [] : [tokenKey(idToken.idToken)],
    );
    if (isTooMuch || new Set([...kept, ...added]).size > this.mostTokens)
      return { status: 'rejected', detail: 'Failed' };
    if (message.update === 'full') this.tokens.clear();
    for (const { idToken, info } of message.entries) {
      if (info === undefined) this.tokens.delete(tokenKey(idToken.idToken));
      else this.tokens.set(tokenKey(idToken.idToken), info.status);
    }
    this.version = message.version;
    return { status: 'accepted' };
  }
}

const change = (version: number, key: string, isThere: boolean): TokenChange => ({
  version,
  key,
  ...(isThere
    ? { token: { idToken: key, type: 'ISO14443', status: 'accepted' as const, maxSessions: 1, updatedAtMs: 0 } }
    : {}),
});
/** The last change of each token, as the store keeps them. */
const history = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.boolean()), { maxLength: 20 })
  .map((steps) => steps.map(([key, isThere], index) => change(index + 1, key, isThere)));
const latest = (steps: readonly TokenChange[]): readonly TokenChange[] =>
  steps.filter(({ key }, index) => !steps.slice(index + 1).some((later) => later.key === key));
const tokensOf = (changes: readonly TokenChange[]): readonly string[] =>
  changes.flatMap(({ key, token }) => (token === undefined ? [] : [key])).sort();

describe('the messages of a list', () => {
  it('bring a station from any version to the present list, also when they break off anywhere and begin again', () => {
    fc.assert(
      fc.property(
        history,
        fc.nat(20),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(5),
        (steps, known, itemsPerMessage, breakAt) => {
          const station = new StationList();
          const sync = (changes: readonly TokenChange[], limit: number): void => {
            const from = station.version === 0 ? undefined : station.version;
            for (const message of localListMessages(changes, { from, itemsPerMessage }).slice(0, limit)) {
              expect(message.entries.length).toBeLessThanOrEqual(itemsPerMessage);
              expect(station.take(message).status).toBe('accepted');
            }
          };
          sync(latest(steps.slice(0, known)), Infinity);
          const now = latest(steps);
          sync(now, breakAt);
          sync(now, Infinity);
          expect([...station.tokens.keys()].sort()).toEqual(tokensOf(now));
          expect(station.version).toBe(listVersion(now));
          expect(localListMessages(now, { from: station.version, itemsPerMessage })).toEqual([]);
        },
      ),
    );
  });
});

/** Of the message as 2.0.1 sends it, every entry as long as it can be. */
async function wireBytes(message: SendLocalList): Promise<number> {
  const { connection, calls } = connect(v201, world(), () => ({ status: 'Accepted' }));
  const entries = message.entries.map(({ idToken }) => ({
    idToken,
    info: { status: 'ConcurrentTx' as const, expiresAtMs: 0 },
  }));
  await v201.commands['send-local-list']?.(connection, { ...message, entries });
  return Buffer.byteLength(JSON.stringify([2, 'x'.repeat(36), 'SendLocalList', calls.at(-1)?.payload]));
}

describe('synchronisation', () => {
  async function shopWith(version = 0, settings: readonly { name: string; value: string }[] = [], stationId = 'A01') {
    const shop = await openWorkshop();
    const list = new StationList();
    list.version = version;
    shop.stations.answer = async (_stationId, command) => {
      if (command.kind === 'get-local-list-version') return { status: 'accepted', result: { version: list.version } };
      if (command.kind === 'read-settings') return { status: 'accepted', result: { settings } };
      return command.kind === 'send-local-list' ? list.take(command) : { status: 'unsupported' };
    };
    const enter = async (...ids: readonly string[]) => {
      for (const idToken of ids)
        expect(await shop.operations.putToken({ draft: { idToken } }, controlRoom)).toMatchObject({ ok: true });
    };
    const sync = async (full = false) => {
      expect(await shop.operations.syncLocalLists({ stationIds: [stationId], full }, controlRoom)).toMatchObject({
        ok: true,
      });
      await shop.operations.localListsSettled();
      return (await shop.store.localLists.list())[0];
    };
    return { ...shop, list, enter, sync };
  }

  it('all of it first, then the difference, in parts of what the station takes', async () => {
    const { list, enter, sync, operations } = await shopWith(0, [{ name: 'SendLocalListMaxLength', value: '2' }]);
    await enter('A', 'B', 'C');
    expect(await sync()).toMatchObject({ state: 'current', version: 3 });
    expect(list.heard.map(({ update, version, entries }) => [update, version, entries.length])).toEqual([
      ['full', 2, 2],
      ['differential', 3, 1],
    ]);
    await operations.removeToken({ idToken: 'a', ifMatch: ['*'] }, controlRoom);
    await enter('D');
    expect(await sync()).toMatchObject({ state: 'current', version: 5 });
    expect([...list.tokens.keys()]).toEqual(['b', 'c', 'd']);
  });

  it('a list that is full takes a new card in the place of one that is gone', async () => {
    const { list, enter, sync, operations } = await shopWith(0, [
      { name: 'SendLocalListMaxLength', value: '2' },
      { name: 'LocalAuthListMaxLength', value: '3' },
    ]);
    Object.assign(list, { mostPerMessage: 2, mostTokens: 3 });
    await enter('A', 'B', 'C');
    expect(await sync()).toMatchObject({ state: 'current', version: 3 });
    // The new one first: as a difference there would be four for a while.
    await operations.putToken({ draft: { idToken: 'D' } }, controlRoom);
    await operations.removeToken({ idToken: 'b', ifMatch: ['*'] }, controlRoom);
    expect(await sync()).toMatchObject({ state: 'current', version: 5 });
    expect([...list.tokens.keys()]).toEqual(['a', 'c', 'd']);
    expect(Math.max(...list.heard.map(({ entries }) => entries.length))).toBe(2);
  });

  it('2.x: as many bytes and tokens a message as the station says', async () => {
    for (const [name, value, most] of [
      ['LocalAuthListCtrlr.BytesPerMessage', '1000', 3],
      ['LocalAuthListCtrlr.BytesPerMessage', '10', 1],
      ['LocalAuthListCtrlr.ItemsPerMessage', '4', 4],
    ] as const) {
      const { list, enter, sync } = await shopWith(0, [{ name, value }], 'B01');
      await enter(...Array.from({ length: 9 }, (_, index) => `TOKEN-${index}-${'X'.repeat(20)}`));
      expect(await sync()).toMatchObject({ state: 'current', version: 9 });
      expect([list.tokens.size, Math.max(...list.heard.map(({ entries }) => entries.length))]).toEqual([9, most]);
      if (value === '1000')
        for (const message of list.heard) expect(await wireBytes(message)).toBeLessThanOrEqual(1_000);
    }
  });

  it('a refused difference is made good by the whole list', async () => {
    const { list, enter, sync } = await shopWith();
    await enter('A');
    await sync();
    await enter('B');
    list.refuses = 1;
    expect(await sync()).toMatchObject({ state: 'current', version: 2 });
    expect(list.heard.map(({ update }) => update)).toEqual(['full', 'differential', 'full']);
  });

  it.each([
    ['refuses everything', 0, [], { state: 'failed', detail: 'rejected: Failed' }],
    ['keeps no list', -1, [], { state: 'unsupported' }],
    [
      'has no room',
      0,
      [{ name: 'LocalAuthListMaxLength', value: '1' }],
      { state: 'failed', detail: 'its list holds 1 tokens, 2 are needed' },
    ],
  ])('a station that %s', async (_what, version, settings, outcome) => {
    const { list, enter, sync } = await shopWith(version, settings);
    list.refuses = 9;
    await enter('A', 'B');
    expect(await sync()).toMatchObject(outcome);
  });

  it('a card too long for 1.6 is not sent there', async () => {
    const { list, enter, sync } = await shopWith();
    await enter('X'.repeat(21), 'B');
    await sync();
    expect([...list.tokens.keys()]).toEqual(['b']);
  });

  it('a token whose time has come is told', async () => {
    const { list, sync, operations, clock } = await shopWith();
    await operations.putToken({ draft: { idToken: 'A', validFromMs: clock.nowMs + 1000 } }, controlRoom);
    await sync();
    expect(list.tokens.get('a')).toBe('Invalid');
    clock.nowMs += 1000;
    await sync();
    expect(list.tokens.get('a')).toBe('Accepted');
  });

  it('a station that does not exist is refused, and nothing is begun', async () => {
    const { operations, store } = await shopWith();
    expect(await operations.syncLocalLists({ stationIds: ['A01', 'Z9'] }, controlRoom)).toMatchObject({ ok: false });
    expect(await store.localLists.list()).toEqual([]);
  });
});
