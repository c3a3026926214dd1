import type { Connection } from '../live.ts';
import { useUi } from '../ui.ts';
import { useSecond } from '../use-second.ts';
import type { View } from '../use-view.ts';
import type { Look } from './app.tsx';
import { Icon, Logo } from './icon.tsx';
import { LookButtons } from './look-buttons.tsx';
import { ViewTabs } from './view-tabs.tsx';

export function Header({
  look,
  connection,
  view,
  onView,
  onNewLimit,
  onHelp,
  onLeave,
}: {
  readonly look: Look;
  readonly connection: Connection;
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly onNewLimit: () => void;
  readonly onHelp: () => void;
  readonly onLeave: () => void;
}) {
  const { t, site } = useUi();
  return (
    <header class="header">
      <div class="header-name">
        <Logo />
        <h1>
          Headroom <span class="site-name">{site.name}</span>
        </h1>
      </div>
      <ViewTabs view={view} onView={onView} />
      <Clock connection={connection} />
      <div class="header-actions">
        <button type="button" class="button primary new-limit" onClick={onNewLimit}>
          <Icon name="plus" /> <span>{t('header.newLimit')}</span> <kbd class="wide-only">n</kbd>
        </button>
        <LookButtons t={t} look={look} />
        <button
          type="button"
          class="button quiet icon-only"
          aria-label={t('header.help')}
          title={t('header.help')}
          onClick={onHelp}
        >
          <Icon name="help" />
        </button>
        <button
          type="button"
          class="button quiet icon-only"
          aria-label={t('header.signOut')}
          title={t('header.signOut')}
          onClick={onLeave}
        >
          <Icon name="leave" />
        </button>
      </div>
    </header>
  );
}

/** An age that is worth a word: the service speaks each second. */
const OLD_MS = 3_000;

/** Time of the service, how fast it runs, and how old the data are. */
function Clock({ connection }: { readonly connection: Connection }) {
  useSecond();
  const { t, format, site, nowMs } = useUi();
  const ageMs = Date.now() - connection.lastEventAtMs;
  const isOld = connection.state !== 'connecting' && ageMs >= OLD_MS;
  return (
    <div class="header-clock">
      <span class="clock" title={`${t('header.siteTime')}, ${site.timeZone}`}>
        <span class="muted">{format.day(nowMs())}</span> {format.timeSeconds(nowMs())}
      </span>
      {site.speed !== 1 && (
        <span class="chip" title={t('header.simulated', { speed: String(site.speed) })}>
          <Icon name="clock" /> {site.speed} ×
        </span>
      )}
      <span class={`chip${isOld ? ' warn' : ''}`}>
        {isOld ? (
          <>
            <Icon name="alert" /> {t('connection.age', { age: format.duration(ageMs) })}
          </>
        ) : (
          t(connection.state === 'connecting' ? 'connection.connecting' : 'connection.live')
        )}
      </span>
    </div>
  );
}
