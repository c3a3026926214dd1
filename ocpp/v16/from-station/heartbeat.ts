import type { Connection } from '../../adapter.ts';

/** 1.6 section 4.6, 2.0.1 G02: the same in both. The station sets its clock by it. */
export function heartbeat({ deps }: Connection): { readonly currentTime: string } {
  return { currentTime: new Date(deps.clock.nowMs()).toISOString() };
}
