import type { CommandAnswer } from '../../ocpp/index.ts';
import type { LocalListRecord, TokenChange } from '../store/index.ts';
import { localListMessages } from '../tokens/index.ts';
import type { Actor } from './deps.ts';
import { done, refuse, type Result } from './result.ts';
import { tokenOperations } from './tokens.ts';
import type { Workplace } from './workplace.ts';

export type LocalListOperations = {
  /**
   * Brings the local authorization lists of stations up to date with the tokens, in the background; how far each is stands in the store.
   * Without `stationIds`: of all that are connected. `full`: anew, whatever version they have.
   */
  syncLocalLists(
    request: { readonly stationIds?: readonly string[] | undefined; readonly full?: boolean | undefined },
    actor: Actor,
  ): Promise<Result<{ readonly stationIds: readonly string[] }>>;
  /** Resolves when no synchronisation runs. */
  localListsSettled(): Promise<void>;
};

const LOCAL_LISTS = {
  // Each waits for answers of a station most of the time; limits go first in every mailbox.
  atOnce: 8,
  // What a station that does not tell takes in one message.
  itemsPerMessage: 20,
  // idTag and parentIdTag of 1.6 are CiString20.
  maxIdLengthV16: 20,
  // Around the entries of a message, and around the ids of an entry with every field it can have.
  frameBytes: 150,
  entryBytes: 240,
} as const;

type Ending = Pick<LocalListRecord, 'state' | 'version' | 'detail'>;

export function localListOperations(place: Workplace): LocalListOperations {
  const { store, control, nowMs, stored, inTurn, record, log } = place;
  const { refreshTokens } = tokenOperations(place);
  const waiting: { readonly stationId: string; readonly full: boolean }[] = [];
  const running = new Map<string, Promise<void>>();

  const note = async (stationId: string, ending: Ending): Promise<void> => {
    try {
      await store.localLists.put({ stationId, ...ending, atMs: nowMs() });
    } catch (error) {
      log({ level: 'error', stationId, message: `state of its local list was not saved: ${String(error)}` });
    }
  };

  function pump(): void {
    while (running.size < LOCAL_LISTS.atOnce) {
      const next = waiting.shift();
      if (next === undefined) return;
      const { stationId, full } = next;
      const work = syncStation(place, { stationId, full })
        .catch((error: unknown): Ending => ({
          state: 'failed',
          detail: error instanceof Error ? error.message : 'failed',
        }))
        .then((ending) => note(stationId, ending))
        .finally(() => {
          running.delete(stationId);
          pump();
        });
      running.set(stationId, work);
    }
  }

  return {
    syncLocalLists: async ({ stationIds, full = false }, actor) => {
      await refreshTokens();
      return inTurn(async () => {
        const known = new Set([
          ...control.view().stations.map(({ stationId }) => stationId),
          ...(await stored(store.stations.list())).map(({ stationId }) => stationId),
        ]);
        const unknown = stationIds?.find((stationId) => !known.has(stationId));
        if (unknown !== undefined) return refuse('not-found', `no station ${unknown}`);
        const connected = control.view().stations.filter((station) => station.connected);
        const asked = stationIds ?? connected.map(({ stationId }) => stationId);
        const fresh = asked.filter(
          (stationId) => !running.has(stationId) && !waiting.some((one) => one.stationId === stationId),
        );
        const before = new Map((await stored(store.localLists.list())).map((list) => [list.stationId, list]));
        for (const stationId of fresh) {
          const version = before.get(stationId)?.version;
          await stored(
            store.localLists.put({
              stationId,
              state: 'syncing',
              ...(version === undefined ? {} : { version }),
              atMs: nowMs(),
            }),
          );
        }
        waiting.push(...fresh.map((stationId) => ({ stationId, full })));
        await record({ action: 'local-list.sync', subject: 'stations', actor, detail: { stationIds: asked, full } });
        pump();
        return done({ stationIds: asked });
      });
    },
    localListsSettled: async () => {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}

/** 1.6 section 5.15, 2.0.1 D01. A refused difference (VersionMismatch, Failed) is made good by the whole list, once. */
async function syncStation(
  place: Workplace,
  { stationId, full }: { readonly stationId: string; readonly full: boolean },
): Promise<Ending> {
  const { store, control, sendCommand } = place;
  const isV16 = control.view().stations.find((station) => station.stationId === stationId)?.version === '1.6';
  const asked = await sendCommand(stationId, { kind: 'get-local-list-version' });
  const from = numberIn(asked.result, 'version');
  if (asked.status === 'unsupported' || (from !== undefined && from < 0))
    return { state: 'unsupported', detail: 'it keeps no local list' };
  if (asked.status !== 'accepted' || from === undefined) return { state: 'failed', detail: wordsOf(asked) };
  const changes = (await store.tokens.changes()).filter((change) => !isV16 || fitsV16(change));
  const { itemsPerMessage, maxItems } = await limitsOf(place, { stationId, isV16, changes });
  const needed = changes.filter(({ token }) => token !== undefined).length;
  if (needed > maxItems)
    return { state: 'failed', version: from, detail: `its list holds ${maxItems} tokens, ${needed} are needed` };
  const first = await sendAll(place, { stationId, changes, itemsPerMessage, from: full ? undefined : from });
  if (first.state === 'current' || full || first.isUnanswered) return endingOf(first, from);
  return endingOf(await sendAll(place, { stationId, changes, itemsPerMessage, from: undefined }), from);
}

type Sent = {
  readonly state: 'current' | 'failed';
  readonly version?: number;
  readonly detail?: string;
  readonly isUnanswered: boolean;
};

function endingOf({ state, version, detail }: Sent, from: number): Ending {
  return { state, version: version ?? from, ...(detail === undefined ? {} : { detail }) };
}

async function sendAll(
  { sendCommand }: Workplace,
  {
    stationId,
    changes,
    itemsPerMessage,
    from,
  }: {
    readonly stationId: string;
    readonly changes: readonly TokenChange[];
    readonly itemsPerMessage: number;
    readonly from: number | undefined;
  },
): Promise<Sent> {
  let version = from;
  for (const message of localListMessages(changes, { from, itemsPerMessage })) {
    const answer = await sendCommand(stationId, message);
    if (answer.status !== 'accepted') {
      const isUnanswered = answer.status === 'unanswered' || answer.status === 'not-sent';
      return { state: 'failed', detail: wordsOf(answer), isUnanswered, ...(version === undefined ? {} : { version }) };
    }
    version = message.version;
  }
  return { state: 'current', isUnanswered: false, ...(version === undefined ? {} : { version }) };
}

/** SendLocalListMaxLength and LocalAuthListMaxLength (1.6 section 9.2), LocalAuthListCtrlr.ItemsPerMessage and BytesPerMessage (2.0.1). */
async function limitsOf(
  { sendCommand }: Workplace,
  {
    stationId,
    isV16,
    changes,
  }: { readonly stationId: string; readonly isV16: boolean; readonly changes: readonly TokenChange[] },
): Promise<{ readonly itemsPerMessage: number; readonly maxItems: number }> {
  const names = isV16
    ? ['SendLocalListMaxLength', 'LocalAuthListMaxLength']
    : ['LocalAuthListCtrlr.ItemsPerMessage', 'LocalAuthListCtrlr.MaxEntries', 'LocalAuthListCtrlr.BytesPerMessage'];
  const { result } = await sendCommand(stationId, { kind: 'read-settings', names });
  const settings = isRecord(result) && Array.isArray(result['settings']) ? (result['settings'] as unknown[]) : [];
  const valueOf = (name: string | undefined): number | undefined => {
    const found = settings.find((setting) => isRecord(setting) && setting['name'] === name);
    const value = isRecord(found) ? Number(found['value']) : Number.NaN;
    return Number.isInteger(value) && value > 0 ? value : undefined;
  };
  const items = valueOf(names[0]) ?? LOCAL_LISTS.itemsPerMessage;
  const bytes = valueOf(names[2]) ?? Infinity;
  const byBytes = Math.max(1, Math.floor((bytes - LOCAL_LISTS.frameBytes) / largestEntryBytes(changes)));
  return { itemsPerMessage: Math.min(items, byBytes), maxItems: valueOf(names[1]) ?? Infinity };
}

function largestEntryBytes(changes: readonly TokenChange[]): number {
  const idBytes = changes.map(({ key, token }) => Buffer.byteLength(JSON.stringify(key + (token?.groupIdToken ?? ''))));
  return LOCAL_LISTS.entryBytes + Math.max(0, ...idBytes);
}

function fitsV16({ key, token }: TokenChange): boolean {
  return key.length <= LOCAL_LISTS.maxIdLengthV16 && (token?.groupIdToken ?? '').length <= LOCAL_LISTS.maxIdLengthV16;
}

function wordsOf({ status, detail }: CommandAnswer): string {
  return detail === undefined ? status : `${status}: ${detail}`;
}

function numberIn(value: unknown, name: string): number | undefined {
  const found = isRecord(value) ? value[name] : undefined;
  return typeof found === 'number' ? found : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
