import { useEffect, useState } from 'preact/hooks';
import { createApiClient } from '../api-client.ts';
import { preferredLanguage, translator } from '../i18n/index.ts';
import type { Language } from '../i18n/index.ts';
import { keepSetting, readSetting, takeKeyFromAddress } from '../settings.ts';
import { initialTheme, showTheme } from '../theme.ts';
import type { Theme } from '../theme.ts';
import type { Site } from '../types.ts';
import { ControlRoom } from './control-room.tsx';
import { Login } from './login.tsx';

type Entered = { readonly key: string; readonly site: Site };

function initialLanguage(): Language {
  const stored = readSetting('language');
  return stored === 'en' || stored === 'zh' ? stored : preferredLanguage(navigator.languages);
}

/** Asks for a key until the service takes one; then the control room. */
export function App() {
  const [language, setLanguage] = useState(initialLanguage);
  const [theme, setTheme] = useState(initialTheme);
  const [entered, setEntered] = useState<Entered>();
  const [firstKey, setFirstKey] = useState(() => takeKeyFromAddress() ?? readSetting('key'));
  const [refused, setRefused] = useState(false);

  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  useEffect(() => showTheme(theme), [theme]);

  const leave = (wasRefused: boolean): void => {
    keepSetting('key', undefined);
    setFirstKey(undefined);
    setEntered(undefined);
    setRefused(wasRefused);
  };
  const look = {
    language,
    theme,
    onLanguage: (next: Language) => {
      keepSetting('language', next);
      setLanguage(next);
    },
    onTheme: (next: Theme) => {
      keepSetting('theme', next);
      setTheme(next);
    },
  };

  if (entered !== undefined)
    return <ControlRoom key={entered.key} apiKey={entered.key} site={entered.site} look={look} onLeave={leave} />;
  return (
    <Login
      t={translator(language)}
      look={look}
      firstKey={firstKey}
      refused={refused}
      enter={async (key) => {
        const site = await createApiClient(key).get<Site>('site');
        keepSetting('key', key);
        setEntered({ key, site });
      }}
    />
  );
}

export type Look = {
  readonly language: Language;
  readonly theme: Theme;
  readonly onLanguage: (language: Language) => void;
  readonly onTheme: (theme: Theme) => void;
};
