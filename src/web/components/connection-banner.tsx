import type { Connection } from '../live.ts';
import { useUi } from '../ui.ts';
import { useSecond } from '../use-second.ts';
import { Icon } from './icon.tsx';

/** Says that the page is blind, and that the service is not. */
export function ConnectionBanner({ connection }: { readonly connection: Connection }) {
  useSecond();
  const { t, format } = useUi();
  if (connection.state !== 'lost') return null;
  const age = format.duration(Date.now() - connection.lastEventAtMs);
  return (
    <div class="banner warn connection-banner" role="alert">
      <Icon name="alert" />
      <p>{t('connection.lost', { age })}</p>
    </div>
  );
}
