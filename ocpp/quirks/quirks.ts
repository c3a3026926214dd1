/**
 * Quirks as data: what is known to be different about a model. Nothing is built in: a site writes down what its own stations do (grid file,
 * `quirks:`), and everything that nobody wrote down is found out by asking, by refusals and by the meter.
 */
export type Quirks = {
  /** A car that was paused with 0 never resumes: it keeps its minimum wherever its failsafe share allows that (profile rule 7). */
  readonly keepMinimum?: boolean;
  /** What it takes, whatever it says (profile rule 6). */
  readonly rateUnits?: readonly ('A' | 'W')[];
  readonly maxStackLevel?: number;
  /** It refuses `numberPhases`. */
  readonly withoutPhases?: boolean;
  /** How a grant above the failsafe share ends by itself there; `none` = in no way, it gets its share at most. */
  readonly leaseForm?: 'expiry' | 'two-periods' | 'none';
  /** Longer leases where each profile is written to flash (profile rule 11). */
  readonly leaseMs?: number;
  /** Raises to one connector are at least this far apart; decreases never wait. */
  readonly minimumIntervalMs?: number;
  /** How far an Absolute profile begins in the past (profile rule 5). */
  readonly backDateMs?: number;
  /** GetCompositeSchedule corrupts what is installed: it is never asked for. */
  readonly noCompositeSchedule?: boolean;
  /** Power is in kW though its unit says W. */
  readonly powerInKw?: boolean;
  /** The register is this many times too big. */
  readonly registerFactor?: number;
  /** Deviations from the schemas that are repaired instead of refused. */
  readonly deviations?: readonly string[];
};

/** Which stations a rule is about. Compared without case; a `*` at the end stands for any ending; absent = any. */
export type QuirkRule = {
  readonly vendor?: string;
  readonly model?: string;
  readonly firmware?: string;
  readonly quirks: Quirks;
};

/** What a station says it is (BootNotification). */
export type StationModel = { readonly vendor: string; readonly model: string; readonly firmware?: string };

/** All rules that fit, in order; where two speak of the same thing the later one holds. */
export function quirksOf(rules: readonly QuirkRule[], station: StationModel): Quirks {
  return rules
    .filter((rule) => fits(rule, station))
    .reduce<Quirks>((before, { quirks }) => ({ ...before, ...quirks }), {});
}

function fits(rule: QuirkRule, station: StationModel): boolean {
  return (
    matches(rule.vendor, station.vendor) &&
    matches(rule.model, station.model) &&
    matches(rule.firmware, station.firmware ?? '')
  );
}

function matches(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  const wanted = pattern.trim().toLowerCase();
  const said = text.trim().toLowerCase();
  return wanted.endsWith('*') ? said.startsWith(wanted.slice(0, -1)) : said === wanted;
}
