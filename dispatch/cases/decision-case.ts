import { allocate, type AllocateSettings } from '../allocate/index.ts';
import type { Allocation } from '../allocation.ts';
import { compileGrid, withUsedShares } from '../grid/index.ts';
import type { Grid, Phase } from '../grid/index.ts';
import type { GridSnapshot } from '../snapshot.ts';

/** One decision of the fast layer: everything it was asked, and what it said. Whoever finds it wrong can send it; it replays anywhere. */
export type DecisionCase = {
  readonly version: 1;
  readonly grid: Grid;
  /** What proven phases leave of offers, by connector index (`withUsedShares`). */
  readonly usedShares: ReadonlyMap<number, number>;
  readonly usedPhases: ReadonlyMap<number, readonly Phase[]>;
  readonly snapshot: Omit<GridSnapshot, 'grid'>;
  readonly settings: AllocateSettings;
  readonly allocation: Allocation;
};

/** `allocation` is what was decided on `snapshot`; between two regular ticks as of the last regular one. */
export function recordCase(
  { grid, ...snapshot }: GridSnapshot,
  settings: AllocateSettings,
  allocation: Allocation,
): DecisionCase {
  return {
    version: 1,
    grid: grid.grid,
    usedShares: grid.usedShares ?? new Map(),
    usedPhases: grid.usedPhases ?? new Map(),
    snapshot: { ...snapshot, atMs: allocation.atMs },
    settings,
    allocation,
  };
}

/** What is decided on the same case now. */
function replayCase({ grid, usedShares, usedPhases, snapshot, settings }: DecisionCase): Allocation {
  return allocate({ ...snapshot, grid: withUsedShares(compileGrid(grid), usedShares, usedPhases) }, settings);
}

/** What differs between the recorded decision and today's, one line each; empty when they are the same. */
export function caseDifferences(recorded: DecisionCase): readonly string[] {
  const now = replayCase(recorded);
  const before = new Map(recorded.allocation.setpoints.map((setpoint) => [setpoint.connectorId, setpoint]));
  const lines = now.setpoints.flatMap(({ connectorId, limitKw, limitedBy }) => {
    const was = before.get(connectorId);
    before.delete(connectorId);
    if (was?.limitKw === limitKw && sameText(was.limitedBy, limitedBy)) return [];
    return [
      `${connectorId}: ${limitKw} kW (${limitedBy.kind}), recorded ${was === undefined ? 'nothing' : `${was.limitKw} kW (${was.limitedBy.kind})`}`,
    ];
  });
  for (const { connectorId, limitKw } of before.values()) lines.push(`${connectorId}: nothing, recorded ${limitKw} kW`);
  if (!sameText(now.overcommitted, recorded.allocation.overcommitted)) {
    lines.push(
      `overcommitted: ${JSON.stringify(now.overcommitted)}, recorded ${JSON.stringify(recorded.allocation.overcommitted)}`,
    );
  }
  return lines;
}

function sameText(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
