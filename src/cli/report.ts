import type { Moment, ReasonShare } from './demo-reasons.ts';

/** What a run of the demo measured. */
export type Report = {
  readonly scenario: string;
  readonly energyDeliveredPercent: number;
  readonly sessionsFullyServedPercent: number;
  readonly peakKw: number;
  readonly capacityKw: number;
  /** Any node, phase or phasor row above its rating or a limit in force; an emergency's own reaction is counted apart. */
  readonly secondsAboveCapacity: number;
  readonly uncontrolledPeakKw: number;
  readonly uncontrolledSecondsAboveCapacity: number;
  readonly uncontrolledEnergyDeliveredPercent: number;
  /** null when the scenario has no emergency, or when it was never below. */
  readonly emergencyReactionS: number | null;
  /** Real milliseconds from the accepted limit to its last decrease on the wire; null when no limit caused a decrease. */
  readonly limitToWireMsP99: number | null;
  readonly limits: number;
  readonly sessions: number;
  readonly stations: number;
  readonly virtualMinutes: number;
  readonly realSeconds: number;
  readonly violations: readonly {
    readonly rowId: string;
    readonly aboveS: number;
    readonly load: number;
    readonly capacity: number;
  }[];
  /** What held the cars back, the longest first. */
  readonly reasons: readonly ReasonShare[];
  /** Who used the capacity node at its peak and in the deepest cut. */
  readonly moments: readonly Moment[];
  readonly series: readonly ReportPoint[];
};

/** The capacity node at one instant. */
export type ReportPoint = {
  readonly atMs: number;
  readonly baseLoadKw: number;
  readonly chargingKw: number;
  readonly limitKw: number;
  readonly uncontrolledKw?: number;
};

/** The value that 99 % of `values` do not exceed (nearest rank); null for none. */
export function p99(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? null;
}

/** The report for a terminal. */
export function reportText(report: Report): string {
  const rows: readonly (readonly [string, string, string])[] = [
    ['', 'with Headroom', 'without'],
    [
      'energy delivered of energy asked',
      `${report.energyDeliveredPercent.toFixed(1)} %`,
      `${report.uncontrolledEnergyDeliveredPercent.toFixed(1)} %`,
    ],
    ['sessions fully served (>= 99 %)', `${report.sessionsFullyServedPercent.toFixed(1)} %`, ''],
    [
      `peak (capacity ${report.capacityKw.toFixed(0)} kW)`,
      `${report.peakKw.toFixed(1)} kW`,
      `${report.uncontrolledPeakKw.toFixed(1)} kW`,
    ],
    ['time above capacity', `${report.secondsAboveCapacity} s`, `${report.uncontrolledSecondsAboveCapacity} s`],
    [
      'below the emergency limit after',
      report.emergencyReactionS === null ? '-' : `${report.emergencyReactionS} s`,
      '',
    ],
    [
      'limit to last decrease on the wire, p99',
      report.limitToWireMsP99 === null ? '-' : `${report.limitToWireMsP99.toFixed(0)} ms`,
      '',
    ],
  ];
  const lines = rows.map(([name, ours, theirs]) => `  ${name.padEnd(42)}${ours.padStart(14)}${theirs.padStart(12)}`);
  const head = `${report.scenario}: ${report.stations} stations, ${report.sessions} sessions, ${report.virtualMinutes.toFixed(0)} minutes in ${report.realSeconds.toFixed(0)} s`;
  const worst = report.violations.map(
    ({ rowId, aboveS, load, capacity }) =>
      `  above capacity: ${rowId} for ${aboveS} s, at worst ${load.toFixed(1)} of ${capacity.toFixed(1)}`,
  );
  return [head, ...lines, ...worst, ...reasonLines(report)].join('\n');
}

/** Of the time in which cars asked for energy; less is no news. */
const LEAST_SHARE_PERCENT = 0.5;

export function sharesWorthTelling(reasons: readonly ReasonShare[]): readonly ReasonShare[] {
  return reasons.filter(({ sharePercent }) => sharePercent >= LEAST_SHARE_PERCENT);
}

function reasonLines({ reasons, moments }: Report): readonly string[] {
  const shares = sharesWorthTelling(reasons).map(
    ({ reason, sharePercent }) => `    ${`${sharePercent.toFixed(1)} %`.padStart(8)}  ${reason}`,
  );
  return [
    ...(shares.length === 0 ? [] : ['  why cars that asked for energy got no more, share of their time', ...shares]),
    ...moments.map(({ title, text, users, othersKw }) => `  ${title}: ${text} ${usersText(users, othersKw)}`),
  ];
}

/** Who has power reserved, in one sentence. */
export function usersText(users: Moment['users'], othersKw: number): string {
  if (users.length === 0) return 'No charger has power reserved.';
  const most = users.map(({ connectorId, reservedKw }) => `${connectorId} ${reservedKw.toFixed(1)} kW`).join(', ');
  return `Most reserved for ${most}${othersKw > 0 ? `; all others ${othersKw.toFixed(1)} kW` : ''}.`;
}

/** The JSON of `--json FILE`: the figures and reasons without the curve and the list of violations. */
export function reportJson(report: Report): string {
  const figures = Object.entries(report).filter(
    ([name]) => !['series', 'violations', 'emergencyReactionS'].includes(name),
  );
  const named = { ...Object.fromEntries(figures), secondsToBelowEmergencyLimit: report.emergencyReactionS };
  return `${JSON.stringify(named, null, 2)}\n`;
}
