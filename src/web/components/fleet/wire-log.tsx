import { useEffect, useState } from 'preact/hooks';
import { download } from '../../download.ts';
import type { Frame } from '../../fleet-types.ts';
import { useUi } from '../../ui.ts';
import { usePoll } from '../../use-poll.ts';
import { useSubmit } from '../../use-submit.ts';
import { FormError } from '../form-error.tsx';
import { Choose } from './choose.tsx';
import { FrameRow } from './frame-row.tsx';

const EVERY_MS = 2_000;
/** As many as a person reads back. */
const SHOWN = 100;
const MOST = 1_000;

/** The last messages of a station, asked for only once somebody wants to see them. */
export function WireLog({ stationId }: { readonly stationId: string }) {
  const { t } = useUi();
  const [shown, setShown] = useState(false);
  return (
    <section id="wire-log">
      <h3>{t('wire.title')}</h3>
      <p class="note">{t('wire.note')}</p>
      {shown ? (
        <Frames stationId={stationId} />
      ) : (
        <button type="button" class="button small" onClick={() => setShown(true)}>
          {t('wire.show')}
        </button>
      )}
    </section>
  );
}

function Frames({ stationId }: { readonly stationId: string }) {
  const { api, t } = useUi();
  const [direction, setDirection] = useState<'' | 'in' | 'out'>('');
  const [action, setAction] = useState('');
  const [actions, setActions] = useState<readonly string[]>([]);
  const [follows, setFollows] = useState(true);
  const { errors, sending, submit } = useSubmit([]);
  const place = `stations/${encodeURIComponent(stationId)}/wire-log`;
  const filter = `${direction === '' ? '' : `&direction=${direction}`}${action === '' ? '' : `&action=${action}`}`;
  const path = `${place}?limit=${SHOWN}${filter}`;
  const { answer, failure } = usePoll<{ readonly items: readonly Frame[] }>(path, follows ? EVERY_MS : undefined);

  // What was seen once stays in the choice, also while the filter hides it.
  useEffect(() => {
    const seen = (answer?.items ?? []).flatMap((frame) => frame.action ?? []);
    setActions((before) => {
      const all = [...new Set([...before, ...seen])].toSorted();
      return all.length === before.length ? before : all;
    });
  }, [answer]);

  const items = (answer?.items ?? []).toReversed();
  return (
    <>
      <div class="panel-tools filters">
        <Choose
          label={t('wire.direction')}
          value={direction}
          options={[
            ['', t('wire.anyDirection')],
            ['in', t('wire.in')],
            ['out', t('wire.out')],
          ]}
          onChange={setDirection}
        />
        <Choose
          label={t('wire.action')}
          value={action}
          options={[['', t('wire.anyAction')], ...actions.map((one) => [one, one] as const)]}
          onChange={setAction}
        />
        <label class="check">
          <input type="checkbox" checked={follows} onChange={(event) => setFollows(event.currentTarget.checked)} />
          {t('wire.follow')}
        </label>
        <button
          type="button"
          class="button small"
          disabled={sending}
          onClick={() =>
            submit(() =>
              download(api.key, `${place}?format=ndjson&limit=${MOST}${filter}`, `wire-log-${stationId}.ndjson`),
            )
          }
        >
          {t('wire.download')}
        </button>
      </div>
      <FormError text={errors[''] ?? (failure === undefined ? undefined : `${t('wire.failed')} ${failure}`)} />
      {items.length === 0 ? (
        <p class="empty">{t(answer === undefined && failure === undefined ? 'connection.loading' : 'wire.empty')}</p>
      ) : (
        <ol class="frames">
          {items.map((frame) => (
            <FrameRow key={frame.seq} frame={frame} />
          ))}
        </ol>
      )}
    </>
  );
}
