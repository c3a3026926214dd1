import type { CompiledGrid } from '../../dispatch/index.ts';
import type { Magnitude } from '../baselines/index.ts';

/** Connectors that count alike in every row: only the sum of their powers matters. */
export type Bundle = { readonly connectors: readonly number[] };

/** A row over the sums of bundles: |sum of (re, im) x kW| <= limit; a straight row has no imaginary part. */
export type BundleRow = {
  readonly limit: number;
  readonly straight: boolean;
  readonly terms: readonly { readonly bundle: number; readonly re: number; readonly im: number }[];
};

/** The rows of a grid with a finite limit, over as few sums as they need. */
export function bundled(
  grid: CompiledGrid,
  magnitude: Magnitude,
): { readonly bundles: readonly Bundle[]; readonly rows: readonly BundleRow[] } {
  const finite = grid.rows.filter((row) => Number.isFinite(row.rating));
  const signs = grid.connectors.map(() => '');
  finite.forEach((row, index) => {
    row.groups.forEach(({ members, perKw }, g) => {
      members.forEach((member, k) => {
        signs[member] = `${signs[member]}${index}/${g}/${perKw[k]};`;
      });
    });
  });
  const bundleOf = new Map<string, number>();
  const bundles: { connectors: number[] }[] = [];
  signs.forEach((sign, connector) => {
    const known = bundleOf.get(sign) ?? bundles.push({ connectors: [] }) - 1;
    bundleOf.set(sign, known);
    bundles[known]?.connectors.push(connector);
  });
  const rows = finite.flatMap((row) => {
    const margin = grid.nodes[grid.nodeIndex.get(row.nodeId) ?? -1]?.margin ?? 0;
    const limit = row.rating * (1 - margin);
    const groups = row.groups.map(({ re, im, members, perKw }) => {
      const perBundle = new Map<number, number>();
      members.forEach((member, k) => perBundle.set(bundleOf.get(signs[member] ?? '') ?? -1, perKw[k] ?? 0));
      return [...perBundle].map(([bundle, each]) => ({ bundle, re: re * each, im: im * each }));
    });
    if (groups.length <= 1) return [{ limit, straight: true, terms: lengths(groups.flat()) }];
    if (magnitude === 'sum') return [{ limit, straight: false, terms: groups.flat() }];
    // Every subset of directions on its own; those inside a larger one of straight rows cost little.
    return Array.from({ length: (1 << groups.length) - 1 }, (_, subset) => {
      const chosen = groups.filter((__, g) => ((subset + 1) & (1 << g)) !== 0);
      const straight = chosen.length === 1;
      return { limit, straight, terms: straight ? lengths(chosen.flat()) : chosen.flat() };
    });
  });
  return { bundles, rows };
}

/** One direction only: turned onto the real axis. */
function lengths(terms: BundleRow['terms']): BundleRow['terms'] {
  return terms.map(({ bundle, re, im }) => ({ bundle, re: Math.hypot(re, im), im: 0 }));
}
