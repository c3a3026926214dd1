import { describe, expect, it } from 'vitest';
import { createFormat } from '../../../src/web/format.ts';

const english = createFormat({ language: 'en', timeZone: 'Asia/Shanghai' });
const chinese = createFormat({ language: 'zh', timeZone: 'Asia/Shanghai' });
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('figures with their units', () => {
  it.each([
    [undefined, '–'],
    [0, '0.0 kW'],
    [-0.01, '0.0 kW'],
    [-0.3, '-0.3 kW'],
    [7.04, '7.0 kW'],
    [99.94, '99.9 kW'],
    [99.96, '100 kW'],
    [583.19, '583 kW'],
    [12345.6, '12,346 kW'],
  ])('%s kW is %s', (powerKw, text) => {
    expect(plain(english.power(powerKw))).toBe(text);
  });

  it('names the unit of energy, current and share, and nothing for what is not known', () => {
    expect(plain(english.energy(9.956))).toBe('10.0 kWh');
    expect(plain(english.current(302.6))).toBe('303 A');
    expect(plain(english.percent(92.57))).toBe('93 %');
    expect([english.energy(undefined), english.current(undefined), english.percent(undefined)]).toEqual([
      '–',
      '–',
      '–',
    ]);
  });
});

describe('times in the zone of the site', () => {
  const now = Date.parse('2026-06-15T23:50:05+08:00');
  it.each([
    ['2026-06-15T10:30:00Z', '18:30'],
    ['2026-06-15T16:05:00Z', '16 Jun 00:05'],
  ])('%s is %s', (at, text) => {
    expect(english.moment(at, now)).toBe(text);
  });

  it('writes midnight as 00, not as 24', () => {
    expect(english.timeSeconds('2026-06-16T00:00:00+08:00')).toBe('00:00:00');
    expect(chinese.time('2026-06-16T00:00:00+08:00')).toBe('00:00');
  });

  it.each([
    [0, '0 s', '0秒'],
    [-5_000, '0 s', '0秒'],
    [59_400, '59 s', '59秒'],
    [59_600, '1 min', '1分'],
    [3_599_999, '1 h', '1小时'],
    [4_800_000, '1 h 20 min', '1小时20分'],
    [86_400_000, '1 d', '1天'],
    [90_000_000, '1 d 1 h', '1天1小时'],
  ])('%i ms lasts %s', (durationMs, inEnglish, inChinese) => {
    expect(plain(english.duration(durationMs))).toBe(inEnglish);
    expect(chinese.duration(durationMs)).toBe(inChinese);
  });
});
