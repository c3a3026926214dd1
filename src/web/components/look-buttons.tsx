import type { Translate } from '../i18n/index.ts';
import type { Look } from './app.tsx';
import { Icon } from './icon.tsx';

/** Language and theme. */
export function LookButtons({ t, look }: { readonly t: Translate; readonly look: Look }) {
  const otherTheme = look.theme === 'dark' ? 'light' : 'dark';
  return (
    <>
      <button
        type="button"
        class="button quiet"
        aria-label={t('header.languageLabel')}
        title={t('header.languageLabel')}
        onClick={() => look.onLanguage(look.language === 'en' ? 'zh' : 'en')}
      >
        <Icon name="globe" /> <span class="wide-only">{t('header.language')}</span>
      </button>
      <button
        type="button"
        class="button quiet icon-only"
        aria-label={t(`header.${otherTheme}`)}
        title={t(`header.${otherTheme}`)}
        onClick={() => look.onTheme(otherTheme)}
      >
        <Icon name={otherTheme === 'dark' ? 'moon' : 'sun'} />
      </button>
    </>
  );
}
