import type { AllocateSettings } from './allocate-settings.ts';
import type { Allocation } from '../allocation.ts';
import { createAllocator } from './allocator.ts';
import type { GridSnapshot } from '../snapshot.ts';

/**
 * The fast layer: who may draw how much now. One setpoint per controllable connector with a session, in the order of the grid.
 * Lexicographic: floors (`admitFloors`), the plan or least laxity, surplus; then rounded to the chargers' steps and held steady.
 * No row exceeds limit - base unless the loads that are not decided here exceed it already: such rows are in `overcommitted`.
 * Pure and deterministic; never throws: what is not a number in a capacity is no capacity, in a demand no demand.
 */
export function allocate(snapshot: GridSnapshot, settings: AllocateSettings): Allocation {
  return createAllocator(settings).allocate(snapshot);
}
