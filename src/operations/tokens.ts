import { type TokenRecord, tokenKey } from '../store/index.ts';
import { cameIntoForce, readTokenCsv } from '../tokens/index.ts';
import { operationBounds as bounds } from './bounds.ts';
import type { Actor } from './deps.ts';
import { done, type FieldError, refuse, refuseFields, type Result } from './result.ts';
import { matches, type Workplace } from './workplace.ts';
import { tokenEtag } from './etag.ts';

export type TokenDraft = {
  readonly idToken: string;
  readonly type?: string | undefined;
  readonly status?: TokenRecord['status'] | undefined;
  readonly groupIdToken?: string | undefined;
  readonly validFromMs?: number | undefined;
  readonly expiresAtMs?: number | undefined;
  readonly maxSessions?: number | undefined;
  readonly note?: string | undefined;
};

export type TokenOperations = {
  /** Enters a token, or with `ifMatch` replaces what was entered. Case does not tell tokens apart. */
  putToken(
    request: { readonly draft: TokenDraft; readonly ifMatch?: readonly string[] },
    actor: Actor,
  ): Promise<Result<TokenRecord>>;
  removeToken(
    request: { readonly idToken: string; readonly ifMatch: readonly string[] },
    actor: Actor,
  ): Promise<Result<TokenRecord>>;
  /** CSV with a line of names; all lines or none. Tokens that are there already are replaced; those that stay the same do not count. */
  importTokens(csv: string, actor: Actor): Promise<Result<{ readonly changed: number; readonly unchanged: number }>>;
  /** Gives tokens whose time has come a new version, so that the stations' lists learn of it. */
  refreshTokens(this: void): Promise<void>;
};

/** 2.x IdTokenEnumType without NoAuthorization, which is no token. */
export const TOKEN_TYPES = [
  'Central',
  'DirectPayment',
  'eMAID',
  'EVCCID',
  'ISO14443',
  'ISO15693',
  'KeyCode',
  'Local',
  'MacAddress',
  'VIN',
] as const;
/** 2.x identifierString, at most 255 characters in 2.1. A card of 1.6 has at most 20. */
const ID_TOKEN = /^[A-Za-z0-9*\-_=:+|@.]{1,255}$/;

export function tokenOperations({ store, nowMs, inTurn, stored, record }: Workplace): TokenOperations {
  return {
    putToken: ({ draft, ifMatch }, actor) =>
      inTurn(async () => {
        const errors = tokenErrors(draft);
        if (errors.length > 0) return refuseFields('token', errors);
        const all = await stored(store.tokens.list());
        const before = all.find(({ idToken }) => tokenKey(idToken) === tokenKey(draft.idToken));
        if (ifMatch === undefined && before !== undefined)
          return refuse('conflict', `token ${before.idToken} exists; change it instead`);
        if (ifMatch !== undefined && before === undefined) return refuse('not-found', `no token ${draft.idToken}`);
        if (ifMatch !== undefined && before !== undefined && !matches(ifMatch, tokenEtag(before))) return stale(before);
        if (before === undefined && all.length >= bounds.maxTokens)
          return refuse('too-many', `there are ${all.length} tokens, at most ${bounds.maxTokens} fit`);
        const token = tokenOf(draft, nowMs());
        await stored(store.tokens.put([token]));
        await record({
          action: before === undefined ? 'token.add' : 'token.change',
          subject: token.idToken,
          shownAs: 'a token',
          actor,
          detail: token,
        });
        return done(token);
      }),

    removeToken: ({ idToken, ifMatch }, actor) =>
      inTurn(async () => {
        const all = await stored(store.tokens.list());
        const before = all.find((token) => tokenKey(token.idToken) === tokenKey(idToken));
        if (before === undefined) return refuse('not-found', `no token ${idToken}`);
        if (!matches(ifMatch, tokenEtag(before))) return stale(before);
        await stored(store.tokens.remove(idToken));
        await record({ action: 'token.remove', subject: before.idToken, shownAs: 'a token', actor, detail: before });
        return done(before);
      }),

    importTokens: (csv, actor) =>
      inTurn(async () => {
        const { drafts, errors } = draftsOf(csv);
        if (errors.length > 0) return refuseFields('tokens', errors.slice(0, bounds.maxFaultsTold));
        const before = new Map((await stored(store.tokens.list())).map((token) => [tokenKey(token.idToken), token]));
        const keys = new Set([...before.keys(), ...drafts.map(({ idToken }) => tokenKey(idToken))]);
        if (keys.size > bounds.maxTokens)
          return refuse('too-many', `there would be ${keys.size} tokens, at most ${bounds.maxTokens} fit`);
        const changed = drafts
          .map((draft) => tokenOf(draft, nowMs()))
          .filter((token) => !isSame(before.get(tokenKey(token.idToken)), token));
        const unchanged = drafts.length - changed.length;
        if (changed.length > 0) await stored(store.tokens.put(changed));
        const detail = { changed: changed.length, unchanged };
        await record({ action: 'token.import', subject: 'tokens', actor, detail });
        return done(detail);
      }),

    refreshTokens: async () => {
      await inTurn(async () => {
        const due = cameIntoForce(await stored(store.tokens.list()), nowMs());
        if (due.length > 0) await stored(store.tokens.put(due));
        return done(due.length);
      });
    },
  };
}

function tokenErrors(draft: TokenDraft): readonly FieldError[] {
  const { idToken, type, groupIdToken, validFromMs, expiresAtMs, maxSessions } = draft;
  const letters = 'must be 1-255 of A-Z a-z 0-9 * - _ = : + | @ .';
  const wrong: readonly (FieldError | false)[] = [
    !ID_TOKEN.test(idToken) && { pointer: '/idToken', detail: letters },
    groupIdToken !== undefined && !ID_TOKEN.test(groupIdToken) && { pointer: '/groupIdToken', detail: letters },
    type !== undefined &&
      !TOKEN_TYPES.some((known) => known === type) && {
        pointer: '/type',
        detail: `must be one of ${TOKEN_TYPES.join(', ')}`,
      },
    validFromMs !== undefined &&
      expiresAtMs !== undefined &&
      expiresAtMs <= validFromMs && { pointer: '/expiresAt', detail: 'must be after validFrom' },
    maxSessions !== undefined &&
      !(Number.isInteger(maxSessions) && maxSessions >= 1 && maxSessions <= bounds.maxSessionsOfToken) && {
        pointer: '/maxSessions',
        detail: `must be a whole number from 1 to ${bounds.maxSessionsOfToken}`,
      },
  ];
  return wrong.filter((error) => error !== false);
}

function tokenOf(draft: TokenDraft, nowMs: number): TokenRecord {
  const { idToken, groupIdToken, validFromMs, expiresAtMs, note } = draft;
  return {
    idToken,
    type: draft.type ?? 'ISO14443',
    status: draft.status ?? 'accepted',
    ...(groupIdToken === undefined ? {} : { groupIdToken }),
    ...(validFromMs === undefined ? {} : { validFromMs }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    // Per token: the cards of one group belong to different cars.
    maxSessions: draft.maxSessions ?? 1,
    ...(note === undefined ? {} : { note }),
    updatedAtMs: nowMs,
  };
}

function isSame(before: TokenRecord | undefined, after: TokenRecord): boolean {
  return before !== undefined && tokenEtag(before) === tokenEtag(after);
}

function stale(before: TokenRecord): Result<never> {
  return refuse('stale', `token ${before.idToken} was changed by someone else; its etag is now ${tokenEtag(before)}`);
}

function draftsOf(csv: string): { readonly drafts: readonly TokenDraft[]; readonly errors: readonly FieldError[] } {
  const { lines, faults } = readTokenCsv(csv);
  const errors: FieldError[] = faults.map(({ line, detail }) => ({
    pointer: '/csv',
    detail: `line ${line} ${detail}`,
  }));
  const seen = new Set<string>();
  const drafts = lines.flatMap(({ line, fields }) => {
    const { idToken = '', status = 'accepted', validFrom, expiresAt, maxSessions } = fields;
    const wrong = (detail: string): void => void errors.push({ pointer: '/csv', detail: `line ${line} ${detail}` });
    const validFromMs = timeOf(validFrom);
    const expiresAtMs = timeOf(expiresAt);
    if (Number.isNaN(validFromMs) || Number.isNaN(expiresAtMs))
      wrong('has a time that is not RFC 3339 with Z or an offset');
    if (status !== 'accepted' && status !== 'blocked') wrong('has a status that is neither accepted nor blocked');
    if (seen.has(tokenKey(idToken))) wrong('has a token that stands above it already');
    seen.add(tokenKey(idToken));
    const draft: TokenDraft = {
      idToken,
      type: fields.type,
      status: status === 'blocked' ? 'blocked' : 'accepted',
      groupIdToken: fields.groupIdToken,
      validFromMs,
      expiresAtMs,
      maxSessions: maxSessions === undefined ? undefined : Number(maxSessions),
      note: fields.note,
    };
    for (const { pointer, detail } of tokenErrors(draft)) wrong(`${pointer.slice(1)} ${detail}`);
    return [draft];
  });
  return { drafts, errors };
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** NaN = not a time. */
function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return RFC_3339.test(text) ? Date.parse(text) : Number.NaN;
}
