import { useMemo, useState } from 'preact/hooks';
import { columnsOf } from '../chart-data.ts';
import type { ChartPoint } from '../chart-data.ts';
import { chartWindow } from '../chart-window.ts';
import { limitAhead } from '../limit-ahead.ts';
import type { Node } from '../types.ts';
import { useUi } from '../ui.ts';
import { useHistory } from '../use-history.ts';
import { LoadChart } from './load-chart.tsx';

const ranges = [1, 4, 24] as const;
const HOUR_MS = 3_600_000;

/** The selected node over time, with its figures at the pointer (or now) as the legend. */
export function ChartPanel({ node, at }: { readonly node: Node; readonly at: string }) {
  const { api, t, format, envelopes } = useUi();
  const [hours, setHours] = useState<number>(4);
  const [pointed, setPointed] = useState<number>();
  const { points, state } = useHistory(api, node, { at, hours });
  const nowMs = Date.parse(at);
  const rangeMs = hours * HOUR_MS;
  const ahead = limitAhead({
    nodeId: node.nodeId,
    ratingKw: node.ratingKw,
    envelopes,
    fromMs: nowMs,
    toMs: nowMs + 2 * rangeMs,
  });
  const window = chartWindow({ nowMs, rangeMs, firstMs: points[0]?.atMs, ahead });
  const columns = useMemo(() => columnsOf(points, ahead), [points, JSON.stringify(ahead)]);
  const shown: ChartPoint | undefined = pointed === undefined ? points.at(-1) : (points[pointed] ?? points.at(-1));
  const isPast = pointed !== undefined && points[pointed] !== undefined;

  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t('chart.title', { node: node.nodeId })}</h2>
        <div class="segments" role="group" aria-label={t('chart.range')}>
          {ranges.map((count) => (
            <button type="button" key={count} aria-pressed={count === hours} onClick={() => setHours(count)}>
              {t('chart.hours', { count: String(count) })}
            </button>
          ))}
        </div>
      </div>
      <ul class="legend">
        <li>
          <span class="swatch base" /> {t('chart.base')} <b>{format.power(shown?.baseLoadKw)}</b>
        </li>
        <li>
          <span class="swatch charging" /> {t('chart.charging')} <b>{format.power(shown?.chargingKw)}</b>
        </li>
        <li>
          <span class="swatch limit" /> {t('chart.limit')} <b>{format.power(shown?.limitKw)}</b>
        </li>
        <li>
          <span class="swatch ahead" /> {t('chart.ahead')}
        </li>
        <li class="legend-time">{isPast && shown !== undefined ? format.timeSeconds(shown.atMs) : t('chart.now')}</li>
      </ul>
      <div
        class="chart-frame"
        role="img"
        aria-label={t('chart.describe', {
          node: node.nodeId,
          base: format.power(shown?.baseLoadKw),
          charging: format.power(shown?.chargingKw),
          limit: format.power(shown?.limitKw),
        })}
      >
        {points.length === 0 ? (
          <p class="empty">{t(state === 'loading' ? 'chart.loading' : 'chart.empty')}</p>
        ) : (
          <LoadChart columns={columns} window={window} nowMs={nowMs} onPoint={setPointed} />
        )}
      </div>
      {state === 'failed' && <p class="note">{t('chart.failed')}</p>}
    </section>
  );
}
