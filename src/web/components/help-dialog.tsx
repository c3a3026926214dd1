import { useUi } from '../ui.ts';
import { Dialog } from './dialog.tsx';

const keys = [
  ['/', 'help.search'],
  ['n', 'help.new'],
  ['1 2 3', 'help.views'],
  ['?', 'help.help'],
  ['Esc', 'help.escape'],
] as const;
const words = ['help.base', 'help.headroom', 'help.margin', 'help.failsafe'] as const;

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const { t, site } = useUi();
  return (
    <Dialog title={t('help.title')} onClose={onClose}>
      <dl class="keys">
        {keys.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <h3>{t('help.words')}</h3>
      <ul class="plain">
        {words.map((word) => (
          <li key={word}>{t(word)}</li>
        ))}
      </ul>
      <p class="note">
        Headroom {site.version} · <a href="docs/">{t('help.api')}</a>
      </p>
    </Dialog>
  );
}
