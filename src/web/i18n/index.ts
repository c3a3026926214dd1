import { en } from './en.ts';
import { zh } from './zh.ts';

export type Language = 'en' | 'zh';
export type TextKey = keyof typeof en;
/** The text in the language of the person, with its `{gaps}` filled. */
export type Translate = (key: TextKey, gaps?: Readonly<Record<string, string>>) => string;

const texts: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { en, zh };

export function translator(language: Language): Translate {
  return (key, gaps = {}) =>
    texts[language][key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => gaps[name] ?? whole);
}

/** Whether there are words for a value that the service may name (a kind, a status, a part). */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(en, key);
}

/** The first language of the browser that we speak. */
export function preferredLanguage(browserLanguages: readonly string[]): Language {
  const first = browserLanguages
    .map((tag) => tag.toLowerCase().split('-')[0])
    .find((tag) => tag === 'zh' || tag === 'en');
  return first === 'zh' ? 'zh' : 'en';
}
