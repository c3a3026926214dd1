import { rowLoad } from '../../dispatch/index.ts';
import type { Account, Allocation, ConnectorId, GridSnapshot } from '../../dispatch/index.ts';
import type { StationRecord } from './station-record.ts';

const TOLERANCE = 1e-6;

/**
 * Cars that never resume after a pause (profile rule 7) keep the minimum instead of 0, where that costs nothing: their failsafe share bears it, and
 * every row of theirs would hold with all chargers at their shares. A row that is cut deeper than that comes first, and pauses them too.
 * `accounts` are in the order of `snapshot.grid.connectors`. The same allocation when nobody is concerned.
 */
export function keepMinimums(
  { grid, capacity }: GridSnapshot,
  allocation: Allocation,
  accounts: readonly Account[],
  stations: ReadonlyMap<string, StationRecord>,
): Allocation {
  const keeps = (connectorId: ConnectorId): boolean => {
    const stationId = grid.connectors[grid.connectorIndex.get(connectorId) ?? -1]?.stationId;
    return stations.get(stationId ?? '')?.capability?.keepMinimum === true;
  };
  const paused = allocation.setpoints.filter(({ limitKw, connectorId }) => limitKw === 0 && keeps(connectorId));
  if (paused.length === 0) return allocation;
  const sharesKw = accounts.map(({ failsafeKw }) => failsafeKw);
  const isCut = grid.rows.map((row, index) => {
    const { limit, base } = capacity[index] ?? { limit: 0, base: 0 };
    return base + rowLoad(row, sharesKw) > limit + TOLERANCE;
  });
  const kept = new Map<ConnectorId, number>();
  for (const { connectorId } of paused) {
    const index = grid.connectorIndex.get(connectorId) ?? -1;
    const connector = grid.connectors[index];
    if (connector === undefined || connector.minimumKw > connector.failsafeKw + TOLERANCE) continue;
    const bears = grid.rows.every(
      ({ groups }, row) => isCut[row] !== true || !groups.some(({ members }) => members.includes(index)),
    );
    if (bears) kept.set(connectorId, connector.minimumKw);
  }
  if (kept.size === 0) return allocation;
  const setpoints = allocation.setpoints.map((one) => ({ ...one, limitKw: kept.get(one.connectorId) ?? one.limitKw }));
  return { ...allocation, setpoints };
}
