import { useEffect, useState } from 'preact/hooks';
import type { Page, SecurityEvent } from '../../fleet-types.ts';
import { isAsked, NO_FILTER, queryOf, withLive } from '../../security-list.ts';
import { may, useUi } from '../../ui.ts';
import { usePoll } from '../../use-poll.ts';
import { Icon } from '../icon.tsx';
import { SecurityTools } from './security-tools.tsx';

/** New ones come by the stream; this is for what was told while it was lost. */
const EVERY_MS = 30_000;

/** What concerns security, newest first; new ones appear by themselves. */
export function SecurityView({
  told,
  onStation,
}: {
  /** By the stream, newest first. */
  readonly told: readonly SecurityEvent[];
  readonly onStation: (stationId: string) => void;
}) {
  const ui = useUi();
  const { api, t, say } = ui;
  const [filter, setFilter] = useState(NO_FILTER);
  const [older, setOlder] = useState<Page<SecurityEvent>>();
  const allowed = may(ui, 'audit');
  const path = `security-events?${queryOf(filter)}`;
  const { answer, failure } = usePoll<Page<SecurityEvent>>(allowed ? path : undefined, EVERY_MS);
  useEffect(() => setOlder(undefined), [path]);
  if (!allowed) return <p class="empty">{t('security.noRight')}</p>;

  const listed = [...(answer?.items ?? []), ...(older?.items ?? [])];
  const items = withLive(
    listed,
    told.filter((event) => isAsked(event, filter)),
  );
  const cursor = older === undefined ? answer?.nextCursor : older.nextCursor;
  const more = async (): Promise<void> => {
    const next = await api.get<Page<SecurityEvent>>(`${path}&cursor=${encodeURIComponent(cursor ?? '')}`);
    setOlder((before) => ({ ...next, items: [...(before?.items ?? []), ...next.items] }));
  };
  return (
    <section class="panel" id="security">
      <div class="panel-head">
        <h2>{t('security.title')}</h2>
      </div>
      <SecurityTools filter={filter} onFilter={setFilter} />
      {failure !== undefined && (
        <p class="note warn" role="alert">
          <Icon name="alert" /> {t('security.failed', { text: failure })}
        </p>
      )}
      {items.length === 0 ? (
        <p class="empty">
          {t(answer === undefined && failure === undefined ? 'connection.loading' : 'security.empty')}
        </p>
      ) : (
        <table class="records">
          <thead>
            <tr>
              <th scope="col">{t('security.when')}</th>
              <th scope="col">{t('security.station')}</th>
              <th scope="col">{t('security.type')}</th>
              <th scope="col">{t('security.detail')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((event) => (
              <EventRow key={event.seq} event={event} onStation={onStation} />
            ))}
          </tbody>
        </table>
      )}
      {cursor !== undefined && (
        <button
          type="button"
          class="button small more"
          onClick={() => void more().catch((error: Error) => say(t('security.failed', { text: error.message })))}
        >
          {t('security.older')}
        </button>
      )}
    </section>
  );
}

function EventRow({
  event,
  onStation,
}: {
  readonly event: SecurityEvent;
  readonly onStation: (stationId: string) => void;
}) {
  const { t, format } = useUi();
  const { at, stationId, source, type, critical, detail, measuredAt } = event;
  return (
    <tr onClick={() => onStation(stationId)}>
      <td class="when">
        {format.day(at)} {format.timeSeconds(at)}
        {measuredAt !== undefined && (
          <span class="sub">{t('security.byItsClock', { time: format.timeSeconds(measuredAt) })}</span>
        )}
      </td>
      <th scope="row">
        <button
          type="button"
          class="link"
          onClick={(press) => {
            press.stopPropagation();
            onStation(stationId);
          }}
        >
          {stationId}
        </button>
        <span class="sub">
          {t('security.source')}: {t(`security.source.${source}`)}
        </span>
      </th>
      <td class="word">
        {type}{' '}
        {critical && (
          <span class="chip critical">
            <Icon name="critical" /> {t('security.critical')}
          </span>
        )}
      </td>
      <td class="detail word">{detail ?? '–'}</td>
    </tr>
  );
}
