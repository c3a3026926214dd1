import type { Node } from './types.ts';

/** `margin`: inside the share of the limit that should stay unused; `over`: above the limit. Only these two get a colour. */
export type LoadLevel = 'normal' | 'margin' | 'over';

/** Filling up to the margin is what the service is for; two percent more are noise of meters. */
const NOISE_PERCENT = 2;

/** The tightest loading of a node: of its limit in kW or of one of its phases; undefined = it has no limit. */
export function loadingOf({ loadingPercent, phases }: Pick<Node, 'loadingPercent' | 'phases'>): number | undefined {
  const perPhase = phases.flatMap(({ loadA, limitA }) =>
    limitA === undefined || limitA <= 0 ? [] : [(loadA / limitA) * 100],
  );
  const all = loadingPercent === undefined ? perPhase : [loadingPercent, ...perPhase];
  return all.length === 0 ? undefined : Math.max(...all);
}

export function levelOf(percent: number | undefined, margin: number): LoadLevel {
  if (percent === undefined) return 'normal';
  if (percent > 100) return 'over';
  return percent > Math.min(100, (1 - margin) * 100 + NOISE_PERCENT) ? 'margin' : 'normal';
}
