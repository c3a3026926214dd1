import type { Language } from './i18n/index.ts';

export type Format = ReturnType<typeof createFormat>;

/** An unknown quantity is not 0. */
const UNKNOWN = '–';
/** Keeps a number and its unit on one line. */
const GAP = '\u00a0';

const timeUnits = {
  en: { day: `${GAP}d`, hour: `${GAP}h`, minute: `${GAP}min`, second: `${GAP}s`, between: ' ' },
  zh: { day: '天', hour: '小时', minute: '分', second: '秒', between: '' },
} as const;

/** Quantities with their units and times in the time zone of the site, as people read them. */
export function createFormat({ language, timeZone }: { readonly language: Language; readonly timeZone: string }) {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const hundredths = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const clock = new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const clockSeconds = new Intl.DateTimeFormat(locale, {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const day = new Intl.DateTimeFormat(locale, { timeZone, day: 'numeric', month: 'short' });
  const units = timeUnits[language];

  /** Three figures are as many as one can act on. */
  const figure = (value: number | undefined): string => {
    if (value === undefined) return UNKNOWN;
    const shown = Math.abs(value) < 99.95 ? tenths.format(value) : whole.format(value);
    return /^-[0.,]+$/.test(shown) ? shown.slice(1) : shown;
  };
  const withUnit = (value: number | undefined, unit: string): string =>
    value === undefined ? UNKNOWN : `${figure(value)}${GAP}${unit}`;
  const time = (at: number | string): string => clock.format(msOf(at));

  return {
    figure,
    /** Of the plan: small numbers that are compared with each other. */
    price: (value: number): string => hundredths.format(value),
    power: (powerKw: number | undefined): string => withUnit(powerKw, 'kW'),
    energy: (energyKwh: number | undefined): string => withUnit(energyKwh, 'kWh'),
    current: (currentA: number | undefined): string =>
      currentA === undefined ? UNKNOWN : `${whole.format(currentA)}${GAP}A`,
    percent: (percent: number | undefined): string =>
      percent === undefined ? UNKNOWN : `${whole.format(percent)}${GAP}%`,
    count: (value: number): string => whole.format(value),
    /** 18:30 */
    time,
    /** 18:30:05 */
    timeSeconds: (at: number | string): string => clockSeconds.format(msOf(at)),
    /** 15 Jun */
    day: (at: number | string): string => day.format(msOf(at)),
    /** 18:30, with the day when it is another one than `nowMs`. */
    moment: (at: number | string, nowMs: number): string =>
      day.format(msOf(at)) === day.format(nowMs) ? time(at) : `${day.format(msOf(at))} ${time(at)}`,
    /** The two largest units: 1 h 20 min, 45 s. */
    duration: (durationMs: number): string => {
      const seconds = Math.max(0, Math.round(durationMs / 1000));
      if (seconds < 60) return `${seconds}${units.second}`;
      const minutes = Math.round(seconds / 60);
      const parts: readonly (readonly [number, string])[] = [
        [Math.floor(minutes / 1440), units.day],
        [Math.floor(minutes / 60) % 24, units.hour],
        [minutes % 60, units.minute],
      ];
      const first = parts.findIndex(([amount]) => amount > 0);
      return parts
        .slice(first, first + 2)
        .filter(([amount]) => amount > 0)
        .map(([amount, unit]) => `${amount}${unit}`)
        .join(units.between);
    },
  };
}

function msOf(at: number | string): number {
  return typeof at === 'number' ? at : Date.parse(at);
}
