import { sharesWorthTelling, usersText } from './report.ts';
import type { Report, ReportPoint } from './report.ts';

const WIDTH = 960;
const HEIGHT = 360;
const LEFT = 56;
const BOTTOM = 28;
const TOP = 12;

/** The report as one self-contained page: no script, no outside file. `timeZone` is that of the site. */
export function reportHtml(report: Report, timeZone: string): string {
  const cards: readonly (readonly [string, string, string])[] = [
    ['Energy delivered', `${report.energyDeliveredPercent.toFixed(1)} %`, 'of what the cars that left asked for'],
    ['Sessions fully served', `${report.sessionsFullyServedPercent.toFixed(1)} %`, 'at least 99 % of the need'],
    [
      'Peak',
      `${report.peakKw.toFixed(0)} kW`,
      `of ${report.capacityKw.toFixed(0)} kW; without dispatch ${report.uncontrolledPeakKw.toFixed(0)} kW`,
    ],
    [
      'Above capacity',
      `${report.secondsAboveCapacity} s`,
      `without dispatch ${report.uncontrolledSecondsAboveCapacity} s`,
    ],
    [
      'Emergency',
      report.emergencyReactionS === null ? '–' : `${report.emergencyReactionS} s`,
      'until below the unannounced limit',
    ],
    [
      'Limit to wire',
      report.limitToWireMsP99 === null ? '–' : `${report.limitToWireMsP99.toFixed(0)} ms`,
      `p99 of ${report.limits} limits, last decrease sent`,
    ],
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Headroom: ${escaped(report.scenario)}</title>
<style>
:root { color-scheme: light dark; --ink: #1b2733; --soft: #5b6b7a; --line: #d5dde4; --card: #fff; --page: #f3f5f7; --base: #9aa9b6; --charge: #3b7dd8; --limit: #b4690e; --without: #5b6b7a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #97a6b4; --line: #2c3843; --card: #18212a; --page: #10171d; --base: #566675; --charge: #5b9bf0; --limit: #e0a04a; --without: #97a6b4; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); margin: 0 auto; max-width: 1040px; padding: 32px 20px; }
h1 { font-size: 22px; margin: 0 0 4px; } p { color: var(--soft); margin: 0 0 20px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-bottom: 24px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; }
.card b { display: block; font-size: 26px; font-variant-numeric: tabular-nums; } .card span { color: var(--soft); font-size: 13px; }
figure { background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin: 0; padding: 16px; overflow-x: auto; }
svg { display: block; width: 100%; height: auto; min-width: 560px; } text { font-size: 12px; fill: var(--soft); }
h2 { font-size: 17px; margin: 24px 0 4px; } table { width: 100%; border-collapse: collapse; } td { padding: 4px 12px 4px 0; white-space: nowrap; } td:last-child { text-align: right; font-variant-numeric: tabular-nums; }
.bar { width: 50%; } .bar b { display: block; height: 10px; border-radius: 5px; background: var(--charge); }
figcaption { color: var(--soft); font-size: 13px; margin-top: 10px; } i { display: inline-block; width: 12px; height: 12px; margin: 0 6px 0 14px; vertical-align: -1px; }
</style></head><body>
<h1>${escaped(report.scenario)}</h1>
<p>${report.stations} stations over OCPP, ${report.sessions} sessions, ${report.virtualMinutes.toFixed(0)} minutes of the site's time in ${report.realSeconds.toFixed(0)} s.</p>
<div class="cards">${cards.map(([name, value, note]) => `<div class="card"><span>${name}</span><b>${value}</b><span>${escaped(note)}</span></div>`).join('')}</div>
<figure>${chart(report.series, timeZone)}<figcaption><i style="background:var(--base)"></i>base load, kW<i style="background:var(--charge)"></i>charging, kW<i style="background:var(--limit)"></i>limit in force, kW<i style="border-top:2px dashed var(--without);height:0;vertical-align:3px"></i>without dispatch, kW</figcaption></figure>
${reasonsHtml(report, timeZone)}
${violationsHtml(report)}
</body></html>
`;
}

function chart(series: readonly ReportPoint[], timeZone: string): string {
  const [first, last] = [series[0], series.at(-1)];
  if (first === undefined || last === undefined || last.atMs === first.atMs) return '<p>No data.</p>';
  const highest = Math.max(
    ...series.map((point) => Math.max(point.baseLoadKw + point.chargingKw, point.limitKw, point.uncontrolledKw ?? 0)),
  );
  const step = niceStep(highest / 5);
  const top = Math.ceil(highest / step) * step;
  const x = (atMs: number): number => LEFT + ((atMs - first.atMs) / (last.atMs - first.atMs)) * (WIDTH - LEFT - 8);
  const y = (kw: number): number => TOP + (1 - kw / top) * (HEIGHT - TOP - BOTTOM);
  const path = (value: (point: ReportPoint) => number): string =>
    series.map((point) => `${x(point.atMs).toFixed(1)},${y(value(point)).toFixed(1)}`).join(' ');
  const area = (value: (point: ReportPoint) => number): string =>
    `${LEFT},${y(0)} ${path(value)} ${x(last.atMs).toFixed(1)},${y(0)}`;
  const steps = series.flatMap((point, k) => {
    const before = series[k - 1];
    return before === undefined || before.limitKw === point.limitKw
      ? [point]
      : [{ ...before, atMs: point.atMs }, point];
  });
  const limit = steps.map((point) => `${x(point.atMs).toFixed(1)},${y(point.limitKw).toFixed(1)}`).join(' ');
  const grid = Array.from({ length: Math.round(top / step) + 1 }, (_, k) => k * step);
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  const ticks = Array.from({ length: 7 }, (_, k) => first.atMs + ((last.atMs - first.atMs) * k) / 6);
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Load of the site against its limit over time">
${grid.map((kw) => `<line x1="${LEFT}" x2="${WIDTH - 8}" y1="${y(kw)}" y2="${y(kw)}" stroke="var(--line)"/><text x="${LEFT - 6}" y="${y(kw) + 4}" text-anchor="end">${kw}</text>`).join('')}
${ticks.map((atMs) => `<text x="${x(atMs)}" y="${HEIGHT - 8}" text-anchor="${atMs === last.atMs ? 'end' : 'middle'}">${clock.format(atMs)}</text>`).join('')}
<polygon points="${area((point) => point.baseLoadKw + point.chargingKw)}" fill="var(--charge)" opacity="0.85"/>
<polygon points="${area((point) => point.baseLoadKw)}" fill="var(--base)"/>
<polyline points="${path((point) => point.uncontrolledKw ?? 0)}" fill="none" stroke="var(--without)" stroke-width="1.5" stroke-dasharray="4 4"/>
<polyline points="${limit}" fill="none" stroke="var(--limit)" stroke-width="2.5"/></svg>`;
}

function reasonsHtml({ reasons, moments }: Report, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  const rows = sharesWorthTelling(reasons).map(
    ({ reason, sharePercent }) =>
      `<tr><td>${escaped(reason)}</td><td class="bar"><b style="width:${sharePercent.toFixed(1)}%"></b></td><td>${sharePercent.toFixed(1)} %</td></tr>`,
  );
  const table =
    rows.length === 0
      ? ''
      : `<h2>Why cars got no more</h2><p>Share of the time in which cars asked for energy.</p><table>${rows.join('')}</table>`;
  const texts = moments.map(
    ({ title, atMs, text, users, othersKw }) =>
      `<h2>${escaped(title)}, ${clock.format(atMs)}</h2><p>${escaped(`${text} ${usersText(users, othersKw)}`)}</p>`,
  );
  return table + texts.join('');
}

function violationsHtml({ violations }: Report): string {
  if (violations.length === 0) return '';
  const items = violations.map(
    ({ rowId, aboveS, load, capacity }) =>
      `<li>${escaped(rowId)}: ${aboveS} s, at worst ${load.toFixed(1)} of ${capacity.toFixed(1)}</li>`,
  );
  return `<h1>Above capacity</h1><ul>${items.join('')}</ul>`;
}

function niceStep(rough: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(rough, 1e-9)));
  return ([1, 2, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10) * magnitude;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
