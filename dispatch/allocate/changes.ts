import type { ConnectorSnapshot, GridSnapshot, RowCapacity, SessionDemand } from '../snapshot.ts';

/** What has changed between two snapshots of one moment, by index. */
export type Changed = { readonly connectors: readonly number[]; readonly rows: readonly number[] };

/** What the fast layer would see differently in `after`, time apart; undefined when grid or plan are others. */
export function changesBetween(before: GridSnapshot, after: GridSnapshot): Changed | undefined {
  if (before.grid !== after.grid || before.plan !== after.plan) return undefined;
  const connectors: number[] = [];
  const rows: number[] = [];
  for (let i = 0; i < after.connectors.length; i++) {
    if (!sameConnector(before.connectors[i], after.connectors[i])) connectors.push(i);
  }
  for (let r = 0; r < after.capacity.length; r++) {
    if (!sameCapacity(before.capacity[r], after.capacity[r])) rows.push(r);
  }
  return { connectors, rows };
}

function sameCapacity(a: RowCapacity | undefined, b: RowCapacity | undefined): boolean {
  if (a === b) return true;
  return (
    a?.limit === b?.limit &&
    a?.base === b?.base &&
    a?.raiseTo === b?.raiseTo &&
    a?.envelopeId === b?.envelopeId &&
    a?.untilMs === b?.untilMs
  );
}

function sameConnector(a: ConnectorSnapshot | undefined, b: ConnectorSnapshot | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.controllable !== b.controllable) return false;
  // What a connector may be drawing counts only where nothing is decided.
  if (!b.controllable && a.exposureKw !== b.exposureKw) return false;
  if (a.acceptedKw !== b.acceptedKw || !sameSession(a.session, b.session)) return false;
  const [one, other] = [a.override, b.override];
  return one?.id === other?.id && one?.limitKw === other?.limitKw && one?.untilMs === other?.untilMs;
}

function sameSession(a: SessionDemand | undefined, b: SessionDemand | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return (
    a.sessionId === b.sessionId &&
    a.arrivedAtMs === b.arrivedAtMs &&
    a.departureMs === b.departureMs &&
    a.remainingKwh === b.remainingKwh &&
    a.maximumKw === b.maximumKw &&
    a.priority === b.priority &&
    a.admitted === b.admitted &&
    a.admittedSinceMs === b.admittedSinceMs &&
    a.pausedSinceMs === b.pausedSinceMs
  );
}
