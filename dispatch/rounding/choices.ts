/** A connector whose power is to be chosen among the steps that its charger accepts. */
export type Choice = {
  /** kW of one step; steps of connectors with the same `stepKw` are added up. */
  readonly stepKw: number;
  /** Accepted multiples of `stepKw`, ascending, whole numbers >= 0, at least one. */
  readonly steps: readonly number[];
  /** What each of `steps` is worth, any unit, the same for all connectors. */
  readonly worth: readonly number[];
  /** The groups that it loads, ascending, and row unit per kW in each, > 0. */
  readonly groups: readonly number[];
  readonly perKw: readonly number[];
};

/** A row over groups: |sum over any subset of its groups| <= room. */
export type GroupedRow = {
  readonly groups: readonly { readonly re: number; readonly im: number }[];
  /** Number of its first group; the others follow. */
  readonly first: number;
  readonly room: number;
};
