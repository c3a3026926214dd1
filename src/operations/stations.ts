import { type SiteConfig, withStation } from '../config/index.ts';
import { hashPassword, type StationRecord } from '../store/index.ts';
import { operationBounds as bounds } from './bounds.ts';
import type { Actor } from './deps.ts';
import { stationEtag } from './etag.ts';
import { done, type FieldError, refuse, refuseFields, type Result } from './result.ts';
import { matches, type Workplace } from './workplace.ts';

export type StationDraft = {
  readonly stationId: string;
  /** Plain; only its hash is kept. */
  readonly password?: string | undefined;
  /** Node and connectors, as in the grid file; absent for a station that the grid file defines. */
  readonly definition?: unknown;
  readonly state?: StationRecord['state'] | undefined;
};

export type StationOperations = {
  /** A definition must keep the commissioning rule; then the station counts in the grid at once. */
  addStation(draft: StationDraft, actor: Actor): Promise<Result<StationRecord>>;
  /** Enable, quarantine, disable, or a new password. Its connection is dropped when the old credentials no longer hold. */
  updateStation(
    request: {
      readonly stationId: string;
      readonly ifMatch: readonly string[];
      readonly state?: StationRecord['state'] | undefined;
      readonly password?: string | undefined;
      /** The least with which it may connect; only here it can be lowered. */
      readonly securityProfile?: StationRecord['securityProfile'] | undefined;
    },
    actor: Actor,
  ): Promise<Result<StationRecord>>;
  /** Only stations that were added at run time, and only while they have no session: what still draws must stay in the account. */
  removeStation(
    request: { readonly stationId: string; readonly ifMatch: readonly string[] },
    actor: Actor,
  ): Promise<Result<StationRecord>>;
};

const STATION_ID = /^[A-Za-z0-9*\-_=:+|@.]{1,48}$/;

export function stationOperations(place: Workplace): StationOperations {
  const { store, control, nowMs, inTurn, stored, record, randomBytes, disconnectStation } = place;
  /** Stations come and go; the last site that was told to the control loop. */
  let { site } = place;

  return {
    addStation: async (draft, actor) => {
      const { stationId, definition, password, state = 'enabled' } = draft;
      const errors = [
        ...(STATION_ID.test(stationId)
          ? []
          : [{ pointer: '/stationId', detail: 'must be 1-48 of A-Z a-z 0-9 * - _ = : + | @ .' }]),
        ...passwordErrors(password),
      ];
      if (errors.length > 0) return refuseFields('station', errors);
      // Hashing takes time on purpose; nobody waits in turn for it.
      const passwordHash = password === undefined ? undefined : await hashPassword(password, randomBytes);
      return inTurn(async () => {
        if ((await stored(store.stations.get(stationId))) !== undefined) {
          return refuse('conflict', `station ${stationId} exists; change it instead`);
        }
        const placed = placedIn(site, draft);
        if (!placed.ok) return placed;
        const station: StationRecord = {
          stationId,
          ...(passwordHash === undefined ? {} : { passwordHash }),
          origin: actor.via === 'cli' ? 'cli' : 'rest',
          state,
          ...(definition === undefined ? {} : { definition }),
          configured: {},
          updatedAtMs: nowMs(),
        };
        await stored(store.stations.put(station));
        if (placed.value !== site) control.post({ kind: 'grid', grid: placed.value.grid });
        site = placed.value;
        if (state === 'quarantined') control.post({ kind: 'quarantine', stationId, quarantined: true });
        await record({ action: 'station.add', subject: stationId, actor, detail: publicPart(station) });
        return done(station);
      });
    },

    updateStation: async ({ stationId, ifMatch, state, password, securityProfile }, actor) => {
      const errors = passwordErrors(password);
      if (errors.length > 0) return refuseFields('station', errors);
      const passwordHash = password === undefined ? undefined : await hashPassword(password, randomBytes);
      return inTurn(async () => {
        const before = await stored(store.stations.get(stationId));
        if (before === undefined) return refuse('not-found', `no station ${stationId}`);
        if (!matches(ifMatch, stationEtag(before))) return stale(before);
        // A password that somebody sets ends a rotation: it alone holds.
        const atMs = nowMs();
        const changed = ({ rotation, ...rest }: StationRecord): StationRecord => ({
          ...rest,
          ...(passwordHash === undefined ? (rotation === undefined ? {} : { rotation }) : { passwordHash }),
          ...(securityProfile === undefined ? {} : { securityProfile }),
          ...(state === undefined ? {} : { state }),
          updatedAtMs: atMs,
        });
        const station = (await stored(store.stations.update(stationId, changed))) ?? changed(before);
        if (station.state !== before.state)
          control.post({ kind: 'quarantine', stationId, quarantined: station.state === 'quarantined' });
        if (station.state === 'disabled' && before.state !== 'disabled')
          disconnectStation(stationId, 'disabled by an operator');
        else if (passwordHash !== undefined) disconnectStation(stationId, 'its password was changed');
        await record({
          action: 'station.change',
          subject: stationId,
          actor,
          detail: {
            ...publicPart(station),
            passwordChanged: passwordHash !== undefined,
            ...(securityProfile === undefined ? {} : { securityProfile }),
          },
        });
        return done(station);
      });
    },

    removeStation: ({ stationId, ifMatch }, actor) =>
      inTurn(async () => {
        const before = await stored(store.stations.get(stationId));
        if (before === undefined) return refuse('not-found', `no station ${stationId}`);
        if (!matches(ifMatch, stationEtag(before))) return stale(before);
        if (before.origin === 'grid-file') {
          return refuse('conflict', `station ${stationId} stands in the grid file; remove it there, or disable it`);
        }
        const open = await stored(store.sessions.list({ state: 'open', stationId, limit: 1 }));
        if (open.length > 0)
          return refuse('conflict', `station ${stationId} has an open session; disable it first and wait for its end`);
        await stored(store.stations.remove(stationId));
        if (before.definition !== undefined) {
          site = withoutStation(site, stationId);
          control.post({ kind: 'grid', grid: site.grid });
        }
        disconnectStation(stationId, 'removed by an operator');
        await record({ action: 'station.remove', subject: stationId, actor, detail: publicPart(before) });
        return done(before);
      }),
  };
}

/**
 * The site of the grid file with the stations that were added at run time. A stored definition that no longer fits (the grid file
 * changed) is left out and named: the rest must start.
 */
export function withStoredStations(
  gridFile: SiteConfig,
  records: readonly StationRecord[],
): { readonly site: SiteConfig; readonly refused: readonly { readonly stationId: string; readonly detail: string }[] } {
  let site = gridFile;
  const refused: { readonly stationId: string; readonly detail: string }[] = [];
  for (const { stationId, definition } of records) {
    if (definition === undefined) continue;
    const placed = withStation(site, { stationId, definition });
    if ('site' in placed) site = placed.site;
    else refused.push({ stationId, detail: placed.faults.map(({ message }) => message).join('; ') });
  }
  return { site, refused };
}

/** The site with the station in it; unchanged for a station that is in the grid already, or that only may connect. */
function placedIn(site: SiteConfig, { stationId, definition, state }: StationDraft): Result<SiteConfig> {
  if (definition !== undefined) {
    const placed = withStation(site, { stationId, definition });
    if ('site' in placed) return done(placed.site);
    return refuseFields(
      'station',
      placed.faults.map(({ path, message }) => ({ pointer: ['/definition', ...path].join('/'), detail: message })),
    );
  }
  if (state === 'quarantined' || site.stations.some((station) => station.stationId === stationId)) return done(site);
  const detail = `is needed: ${stationId} is not in the grid file (or add it as quarantined)`;
  return refuseFields('station', [{ pointer: '/definition', detail }]);
}

function withoutStation(site: SiteConfig, stationId: string): SiteConfig {
  return {
    ...site,
    stations: site.stations.filter((station) => station.stationId !== stationId),
    grid: { ...site.grid, connectors: site.grid.connectors.filter((connector) => connector.stationId !== stationId) },
  };
}

function passwordErrors(password: string | undefined): readonly FieldError[] {
  if (password === undefined) return [];
  if (password.length < bounds.minPasswordLength || password.length > bounds.maxPasswordLength) {
    return [
      {
        pointer: '/password',
        detail: `must have ${bounds.minPasswordLength} to ${bounds.maxPasswordLength} characters, got ${password.length}`,
      },
    ];
  }
  // The length alone lets `aaaaaaaaaaaaaaaa` and `DEADBEEFDEADBEEF` through.
  if (new Set(password).size < 8)
    return [{ pointer: '/password', detail: 'must have at least 8 different characters' }];
  return [];
}

/** What may stand in the audit: no hash, no password. */
function publicPart({ stationId, origin, state, definition }: StationRecord): Readonly<Record<string, unknown>> {
  return { stationId, origin, state, ...(definition === undefined ? {} : { definition }) };
}

function stale(before: StationRecord): Result<never> {
  return refuse(
    'stale',
    `station ${before.stationId} was changed by someone else; its etag is now ${stationEtag(before)}`,
  );
}
