import { readSetting } from './settings.ts';

export type Theme = 'light' | 'dark';

/** The stored choice, else what the system prefers. */
export function initialTheme(): Theme {
  const stored = readSetting('theme');
  if (stored === 'light' || stored === 'dark') return stored;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function showTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
}
