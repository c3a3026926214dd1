import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { ChartColumns } from '../chart-data.ts';
import type { ChartWindow } from '../chart-window.ts';
import type { Format } from '../format.ts';
import { useUi } from '../ui.ts';

const HEIGHT_PX = 268;
const NARROW_HEIGHT_PX = 210;
const NARROW_PX = 480;

type Shown = {
  columns: ChartColumns;
  window: ChartWindow;
  nowMs: number;
  onPoint: (index: number | undefined) => void;
};

/** uPlot draws on a canvas; this is where its world of callbacks ends. */
export function LoadChart(props: Shown) {
  const { language, theme, format, site } = useUi();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const shown = useRef<Shown>(props);
  shown.current = props;

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const made = new uPlot(
      optionsOf({ element, shown, format, timeZone: site.timeZone }),
      dataOf(shown.current),
      element,
    );
    chart.current = made;
    const observer = new ResizeObserver(() => made.setSize(sizeOf(element)));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      chart.current = undefined;
    };
    // Colours and words are fixed when the chart is made.
  }, [theme, language]);

  useEffect(() => chart.current?.setData(dataOf(props)), [props.columns, props.nowMs, props.window.toMs]);
  return <div class="chart" ref={place} />;
}

function optionsOf({
  element,
  shown,
  format,
  timeZone,
}: {
  readonly element: HTMLElement;
  readonly shown: { readonly current: Shown };
  readonly format: Format;
  readonly timeZone: string;
}): uPlot.Options {
  const colour = colours(element);
  const axis = {
    stroke: colour('--muted'),
    font: `12px ${getComputedStyle(element).fontFamily}`,
    grid: { stroke: colour('--chart-grid'), width: 1 },
    ticks: { show: false },
  };
  const steps = uPlot.paths.stepped?.({ align: 1 });
  const stepped = steps === undefined ? {} : { paths: steps };
  const line = { points: { show: false }, spanGaps: false };
  return {
    ...sizeOf(element),
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), timeZone),
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, y: false, points: { show: false } },
    padding: [10, 12, 0, 0],
    scales: {
      x: { time: true, range: () => [shown.current.window.fromMs / 1000, shown.current.window.toMs / 1000] },
      y: { range: (_chart, least, most) => [Math.min(0, (least ?? 0) * 1.1), Math.max(1, (most ?? 0) * 1.12)] },
    },
    axes: [
      {
        ...axis,
        size: 30,
        space: 70,
        values: (_chart, splits) => splits.map((seconds) => format.time(seconds * 1000)),
      },
      {
        ...axis,
        size: 66,
        space: 40,
        values: (_chart, splits) => splits.map((powerKw) => `${format.count(powerKw)} kW`),
      },
    ],
    series: [
      {},
      { ...line, stroke: colour('--chart-charging-line'), fill: colour('--chart-charging'), width: 1.5 },
      { ...line, stroke: colour('--chart-base-line'), fill: colour('--chart-base'), width: 1.5 },
      { ...line, ...stepped, stroke: colour('--chart-limit'), width: 2 },
      { ...line, ...stepped, stroke: colour('--chart-limit'), width: 2, dash: [6, 5] },
    ],
    hooks: {
      draw: [(drawn) => drawNow(drawn, shown.current.nowMs, colour('--muted'))],
      setCursor: [
        ({ cursor: { idx, left } }) =>
          shown.current.onPoint(typeof idx !== 'number' || (left ?? -1) < 0 ? undefined : idx),
      ],
    },
  };
}

/** A thin line between what was measured and what is announced. */
function drawNow(chart: uPlot, nowMs: number, colour: string): void {
  const { ctx, bbox } = chart;
  const x = Math.round(chart.valToPos(nowMs / 1000, 'x', true)) + 0.5;
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.setLineDash([2, 3]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

function dataOf({ columns }: Shown): uPlot.AlignedData {
  return [...columns] as unknown as uPlot.AlignedData;
}

function sizeOf({ clientWidth }: HTMLElement): { readonly width: number; readonly height: number } {
  return { width: clientWidth, height: clientWidth < NARROW_PX ? NARROW_HEIGHT_PX : HEIGHT_PX };
}

function colours(element: HTMLElement): (name: string) => string {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(name).trim();
}
