import type { Allocation, Setpoint } from '../allocation.ts';
import type { Connector } from '../grid/index.ts';
import { floorToStepKw } from '../grid/index.ts';
import { commandedKw, isDistrusted } from './account.ts';
import type { Account, LedgerBounds } from './account.ts';
import type { Move, Moves } from './moves.ts';
import { Rooms } from './rooms.ts';
import type { GridSnapshot } from '../snapshot.ts';

export type GateSettings = {
  readonly bounds: LedgerBounds;
  /** A command without a usable answer is repeated after this, `retries` times; then the connector is mute. */
  readonly retryMs: number;
  readonly retries: number;
  /** A partial increase is worth a message when it starts a car or gives at least this share of the rating. */
  readonly worthwhileShare: number;
};

export const GATE_SETTINGS: Omit<GateSettings, 'bounds'> = {
  retryMs: 5_000,
  retries: 3,
  worthwhileShare: 0.2,
};

const TOLERANCE_KW = 1e-6;

/**
 * Lets decreases through at once and increases only into proven headroom: exposures of all connectors, not their setpoints, are what fills a row.
 * Up to what a connector may draw already (its failsafe share, when a deep cut holds it below) a raise adds to no exposure: it needs room for what
 * everybody was told. So a row that the shares alone overload still serves as many cars as fit.
 * `accounts` are in the order of `snapshot.grid.connectors`. Pure; the decisions are proven once more by `check`.
 */
export function gate(
  snapshot: GridSnapshot,
  allocation: Allocation,
  accounts: readonly Account[],
  settings: GateSettings,
): Moves {
  const { atMs, grid } = snapshot;
  const decreases: Move[] = [];
  const repeats: Move[] = [];
  const increases: { readonly setpoint: Setpoint; readonly index: number; readonly inForceKw: number }[] = [];

  let next = 0;
  for (const setpoint of allocation.setpoints) {
    const { connectorId, limitKw } = setpoint;
    // The allocator keeps the grid's order: mostly it is the connector after the last one.
    const isNext = grid.connectors[next]?.id === connectorId;
    const index = isNext ? next : grid.connectorIndex.get(connectorId);
    const account = index === undefined ? undefined : accounts[index];
    if (index === undefined || account === undefined) continue;
    next = index + 1;
    if (isDistrusted(account, atMs)) {
      // Its rating counts, so any limit can only help: say it at once, and again until it is answered.
      const newest = account.pending.at(-1);
      const said = newest !== undefined && Math.abs(newest.limitKw - limitKw) <= TOLERANCE_KW;
      if (!said) decreases.push({ connectorId, limitKw, kind: 'decrease' });
      else if (repeatKind(account, limitKw, atMs, settings) !== undefined)
        repeats.push({ connectorId, limitKw, kind: 'retry' });
      continue;
    }
    const inForceKw = commandedKw(account, atMs) ?? account.failsafeKw;
    if (limitKw < inForceKw - TOLERANCE_KW) decreases.push({ connectorId, limitKw, kind: 'decrease' });
    else if (limitKw > inForceKw + TOLERANCE_KW) increases.push({ setpoint, index, inForceKw });
    else {
      const kind = repeatKind(account, limitKw, atMs, settings);
      if (kind !== undefined) repeats.push({ connectorId, limitKw, kind });
    }
  }

  // Who does not charge yet comes first, then who is furthest from its setpoint; ties by id, so that the same snapshot gives the same moves.
  increases.sort(
    (a, b) => missingShare(b) - missingShare(a) || (a.setpoint.connectorId < b.setpoint.connectorId ? -1 : 1),
  );
  const granted: Move[] = [];
  const deferred: Moves['deferred'][number][] = [];
  if (increases.length === 0) return { atMs, moves: [...decreases, ...repeats], deferred };
  const rooms = new Rooms(snapshot, accounts, settings.bounds);
  for (const { setpoint, index, inForceKw } of increases) {
    const connector = grid.connectors[index];
    if (connector === undefined) continue;
    const { limitKw, blockedBy } = grant({ connector, setpoint, inForceKw, index }, rooms, settings);
    if (blockedBy !== undefined) {
      const row = grid.rows[blockedBy];
      if (row !== undefined) deferred.push({ connectorId: setpoint.connectorId, rowId: row.id, nodeId: row.nodeId });
    }
    if (limitKw !== undefined) {
      granted.push({ connectorId: setpoint.connectorId, limitKw, kind: 'increase' });
      rooms.take(index, limitKw);
    } else {
      // What is in force stays, so its lease must not run out while the increase waits.
      const account = accounts[index];
      const kind = account === undefined ? undefined : repeatKind(account, inForceKw, atMs, settings);
      if (kind !== undefined) repeats.push({ connectorId: setpoint.connectorId, limitKw: inForceKw, kind });
    }
  }
  return { atMs, moves: [...decreases, ...repeats, ...granted], deferred };
}

/** The whole step if it fits into every row of the connector, else the part that fits if it is worth a message. */
function grant(
  {
    connector,
    setpoint,
    inForceKw,
    index,
  }: {
    readonly connector: Connector;
    readonly setpoint: Setpoint;
    readonly inForceKw: number;
    readonly index: number;
  },
  rooms: Rooms,
  settings: GateSettings,
): { readonly limitKw?: number; readonly blockedBy?: number } {
  const blockedBy = rooms.blockedRow(index, setpoint.limitKw);
  if (blockedBy === undefined) return { limitKw: setpoint.limitKw };
  let lowKw = inForceKw;
  let highKw = setpoint.limitKw;
  // Its share is a step of the charger, which a bisection would miss by a hair.
  const exposedKw = rooms.exposedKw(index);
  if (exposedKw > lowKw && exposedKw < highKw && rooms.fits(index, exposedKw)) lowKw = exposedKw;
  // Rows are monotone in one connector's power: bisect to a tenth of the smallest step a charger has (0.1 kW).
  while (highKw - lowKw > 0.01) {
    const middleKw = (lowKw + highKw) / 2;
    if (rooms.fits(index, middleKw)) lowKw = middleKw;
    else highKw = middleKw;
  }
  const partKw = floorToStepKw(connector, lowKw);
  const starts = inForceKw < connector.minimumKw && partKw >= connector.minimumKw;
  const gains = partKw - inForceKw >= settings.worthwhileShare * connector.ratingKw;
  return starts || (gains && partKw >= connector.minimumKw) ? { limitKw: partKw, blockedBy } : { blockedBy };
}

/** Whether the limit in force must be said again: its lease is past half its life, or nobody knows whether it arrived. */
function repeatKind(
  account: Account,
  limitKw: number,
  atMs: number,
  settings: GateSettings,
): 'renewal' | 'retry' | undefined {
  const newest = account.pending.at(-1);
  if (newest?.state === 'open') return undefined;
  if (newest !== undefined)
    return account.unanswered <= settings.retries && atMs - newest.sentAtMs >= settings.retryMs ? 'retry' : undefined;
  const { accepted } = account;
  if (accepted?.expiresAtMs === undefined || Math.abs(limitKw - account.failsafeKw) <= TOLERANCE_KW) return undefined;
  return accepted.expiresAtMs - atMs <= (accepted.expiresAtMs - accepted.sentAtMs) / 2 ? 'renewal' : undefined;
}

function missingShare(increase: { readonly setpoint: Setpoint; readonly inForceKw: number }): number {
  return 1 - increase.inForceKw / increase.setpoint.limitKw;
}

/**
 * Whether a connector has stopped answering. Every further grant would prolong what it may be obeying, so it gets none: only its failsafe
 * share is said again, until it answers.
 */
export function isMute(account: Account, { retries }: Pick<GateSettings, 'retries'>): boolean {
  return account.unanswered > retries;
}
