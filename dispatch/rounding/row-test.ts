import { ROW_TOLERANCE } from '../grid/index.ts';
import type { GroupedRow } from './choices.ts';

/** Whether no subset of the row's groups is larger than its room. `loadOf`: load by group number. */
export function holds({ groups, first, room }: GroupedRow, loadOf: (group: number) => number): boolean {
  const most = room + ROW_TOLERANCE;
  if (groups.length === 1) return loadOf(first) <= most;
  for (let subset = 1; subset < 1 << groups.length; subset += 1) {
    let re = 0;
    let im = 0;
    for (let g = 0; g < groups.length; g += 1) {
      if ((subset & (1 << g)) === 0) continue;
      const load = loadOf(first + g);
      re += (groups[g]?.re ?? 0) * load;
      im += (groups[g]?.im ?? 0) * load;
    }
    // A negative room bears nothing, not its square.
    if (!(most >= 0 && re * re + im * im <= most * most)) return false;
  }
  return true;
}
