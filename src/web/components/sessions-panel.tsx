import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import type { Live } from '../live.ts';
import { matches, sortedSessions } from '../session-order.ts';
import type { SessionSort } from '../session-order.ts';
import { useUi } from '../ui.ts';
import { Icon } from './icon.tsx';
import { SessionRow } from './session-row.tsx';

const sorts: readonly SessionSort[] = ['urgency', 'connector', 'power'];
/** As many as are drawn again several times a second without effort. */
const SHOWN = 100;

/** The cars, the most urgent first; a table on a desk, cards on a phone. */
export function SessionsPanel({
  live,
  searchRef,
  onOpen,
}: {
  readonly live: Live;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly onOpen: (connectorId: string) => void;
}) {
  const { t, format, nowMs } = useUi();
  const [text, setText] = useState('');
  const [sort, setSort] = useState<SessionSort>('urgency');
  const [showAll, setShowAll] = useState(false);
  const { connectors } = live;
  const found = [...live.sessions.values()].filter((session) =>
    matches(session, connectors.get(session.connectorId)?.nodeId, text),
  );
  const sorted = sortedSessions(found, sort, { connectors, nowMs: nowMs() });
  const shown = showAll ? sorted : sorted.slice(0, SHOWN);

  return (
    <section class="panel" id="sessions">
      <div class="panel-head">
        <h2>
          {t('sessions.title')} <span class="muted">{format.count(live.sessions.size)}</span>
        </h2>
        <div class="panel-tools">
          <label class="search">
            <Icon name="search" />
            <input
              ref={searchRef}
              type="search"
              value={text}
              placeholder={t('sessions.search')}
              aria-label={t('help.search')}
              onInput={(event) => setText(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Escape') return;
                setText('');
                event.currentTarget.blur();
              }}
            />
            <kbd class="wide-only">/</kbd>
          </label>
          <label class="sort">
            <span class="visually-hidden">{t('sessions.sort')}</span>
            <select value={sort} onChange={(event) => setSort(event.currentTarget.value as SessionSort)}>
              {sorts.map((one) => (
                <option key={one} value={one}>
                  {t(`sessions.sort.${one}`)}
                </option>
              ))}
            </select>
          </label>
        </div>
      </div>
      {shown.length === 0 ? (
        <div class="empty">
          <p>{live.sessions.size === 0 ? t('sessions.empty') : t('sessions.noMatch', { text })}</p>
          {live.sessions.size === 0 && <p class="note">{t('sessions.emptyNote')}</p>}
        </div>
      ) : (
        <table class="sessions">
          <thead>
            <tr>
              <th scope="col">{t('sessions.connector')}</th>
              <th scope="col">{t('sessions.energy')}</th>
              <th scope="col">{t('sessions.departure')}</th>
              <th scope="col" class="number">
                {t('sessions.power')}
              </th>
              <th scope="col">{t('sessions.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((session) => (
              <SessionRow
                key={session.sessionId}
                session={session}
                connector={connectors.get(session.connectorId)}
                onOpen={onOpen}
              />
            ))}
          </tbody>
        </table>
      )}
      {shown.length < sorted.length && (
        <button type="button" class="button small more" onClick={() => setShowAll(true)}>
          {t('sessions.more', { count: format.count(sorted.length) })}
        </button>
      )}
    </section>
  );
}
