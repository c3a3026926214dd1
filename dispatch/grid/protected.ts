import { stepBelowKw } from './connector-table.ts';
import type { CompiledGrid } from './rows.ts';
import type { ConnectorSnapshot } from '../snapshot.ts';

/**
 * What grid operators' limits leave to each connector, kW per connector index: its `protectedKw` rounded down to its steps where a car at a
 * controllable connector wants energy, at most what that car can take; 0 for all others.
 */
export function protectedClaims(grid: CompiledGrid, connectors: readonly ConnectorSnapshot[]): Float64Array {
  const claims = new Float64Array(grid.connectors.length);
  for (let index = 0; index < claims.length; index++) {
    const protectedKw = grid.table.protectedKw[index] ?? 0;
    const seen = connectors[index];
    const session = seen?.session;
    if (!(protectedKw > 0) || seen?.controllable !== true || session === undefined || session.remainingKwh <= 0)
      continue;
    const ratingKw = grid.table.ratingKw[index] ?? 0;
    claims[index] = stepBelowKw(grid.table, index, Math.min(protectedKw, ratingKw, session.maximumKw));
  }
  return claims;
}
