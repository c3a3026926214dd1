/**
 * Figures that others have published of the same work, as facts.
 * ACN-Sim experiment 2.1: runs stored with the experiments of caltech-netlab/acnportal-experiments (Z. Lee et al.), Caltech, March 2019, % of requested energy.
 * ACN framework, experiment 2.2: Z. Lee et al., "Adaptive Charging Networks: A Framework for Smart EV Charging", IEEE Trans. Smart Grid 2021, Caltech, September 2018.
 */
export type PublishedRow = {
  readonly network: 'one-cap' | 'three-phase';
  readonly policy: string;
  /** In the order of `PUBLISHED_CAPS_KW`, as far as it was published. */
  readonly energyPercent: readonly number[];
};

export const PUBLISHED_CAPS_KW = [10, 20, 30, 40, 50, 60, 70, 80, 100] as const;

/** One cap with continuous limits; the three-phase network with the chargers' own sets. A limit is capped by the charger's rating, not by what is still needed. */
const PUBLISHED_ACN: readonly PublishedRow[] = [
  row('one-cap', 'fcfs', [54.74, 81.17, 93.16, 97.68, 99.23, 99.66, 99.79, 99.86, 99.88]),
  row('one-cap', 'edf', [57.63, 86.28, 98.16, 99.74, 99.88, 99.88, 99.88, 99.88, 99.88]),
  row('one-cap', 'llf', [58.56, 87.57, 99.03, 99.88, 99.88, 99.88, 99.88, 99.88, 99.88]),
  row('one-cap', 'round-robin', [55.08, 80.75, 92.87, 97.57, 98.89, 99.44, 99.64, 99.73, 99.76]),
  // The optimum of both networks is read off a figure, to 0.4 points.
  row('one-cap', 'optimum', [59.17, 88.4, 99.3, 99.9, 99.9, 99.9]),
  row('three-phase', 'optimum', [52.09, 78.7, 92.9, 98.7, 99.9, 99.9]),
  row('three-phase', 'fcfs', [34.01, 66.97, 79.21, 90.09, 95.21, 98.04, 99.13, 99.51, 99.85]),
  row('three-phase', 'edf', [36.2, 71.05, 84.67, 96.16, 98.91, 99.77, 99.88, 99.88, 99.88]),
  row('three-phase', 'llf', [36.56, 70.33, 85.76, 97.51, 99.64, 99.88, 99.88, 99.88, 99.88]),
  row('three-phase', 'round-robin', [44.13, 69.21, 82.92, 91.33, 95.91, 98.09, 98.98, 99.5, 99.77]),
];

/** Caltech's model-predictive controller (ASA-QC), September 2018: energy in % at 20 / 40 kW. Another month than ours: compare what realism costs, not the levels. */
export const PUBLISHED_REALISM = [
  { quantised: false, battery: 'ideal', energyPercent: [55.3, 85.3] },
  { quantised: true, battery: 'ideal', energyPercent: [49.0, 78.6] },
  { quantised: false, battery: 'two-stage', energyPercent: [54.2, 83.1] },
  { quantised: true, battery: 'two-stage', energyPercent: [48.0, 76.5] },
] as const;

function row(network: PublishedRow['network'], policy: string, energyPercent: readonly number[]): PublishedRow {
  return { network, policy, energyPercent };
}

/** undefined where nothing was published. */
export function publishedPercent(
  network: string,
  { policy, capKw }: { readonly policy: string; readonly capKw: number },
): number | undefined {
  const at = PUBLISHED_CAPS_KW.findIndex((published) => published === capKw);
  return PUBLISHED_ACN.find((one) => one.network === network && one.policy === policy)?.energyPercent[at];
}
