import { describe, expect, it } from 'vitest';
import { preferredLanguage, translator } from '../../../src/web/i18n/index.ts';
import { en } from '../../../src/web/i18n/en.ts';
import { zh } from '../../../src/web/i18n/zh.ts';

const gapsOf = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([gap]) => gap).toSorted();

describe('the words of the page', () => {
  it('has the same keys in both languages', () => {
    expect(Object.keys(zh)).toEqual(Object.keys(en));
  });

  it('leaves no text empty', () => {
    expect(Object.entries({ ...en }).filter(([, text]) => text.trim() === '')).toEqual([]);
    expect(Object.entries(zh).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('fills the same gaps in both languages, but for alarms: their English is the words of the service', () => {
    const keys = (Object.keys(en) as (keyof typeof en)[]).filter((key) => !key.startsWith('alarm.'));
    expect(keys.filter((key) => String(gapsOf(en[key])) !== String(gapsOf(zh[key])))).toEqual([]);
  });

  it('fills gaps, also twice, and leaves what it does not know', () => {
    const t = translator('en');
    expect(t('reason.until', { sentence: 'A {time}', time: '18:30' })).toBe('A {time} until 18:30');
    expect(t('sessions.in')).toBe('in {duration}');
  });

  it.each([
    [['zh-CN', 'en'], 'zh'],
    [['fr', 'zh-TW'], 'zh'],
    [['en-US', 'zh'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ] as const)('of a browser that wants %j it takes %s', (tags, language) => {
    expect(preferredLanguage(tags)).toBe(language);
  });
});
