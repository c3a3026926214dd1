import { useUi } from '../ui.ts';
import { views } from '../use-view.ts';
import type { View } from '../use-view.ts';

/** From one view to the other. */
export function ViewTabs({ view, onView }: { readonly view: View; readonly onView: (view: View) => void }) {
  const { t } = useUi();
  return (
    <nav class="tabs" aria-label={t('view.title')}>
      {views.map((one) => (
        <button
          key={one}
          type="button"
          class="tab"
          aria-current={one === view ? 'page' : undefined}
          onClick={() => onView(one)}
        >
          {t(`view.${one}`)}
        </button>
      ))}
    </nav>
  );
}
