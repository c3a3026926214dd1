import type { ReconnectBlock } from '../../fleet-types.ts';
import { may, useUi } from '../../ui.ts';
import { usePoll } from '../../use-poll.ts';
import { useSubmit } from '../../use-submit.ts';
import { FormError } from '../form-error.tsx';
import { ConfirmButton } from './confirm-button.tsx';

const EVERY_MS = 10_000;

/** Stations that are kept out because they came too often, and the way to let one in again. Nothing while there are none. */
export function BlocksPanel() {
  const ui = useUi();
  const { api, t, format, nowMs } = ui;
  const { answer, again } = usePoll<{ readonly items: readonly ReconnectBlock[] }>('reconnect-blocks', EVERY_MS);
  const { errors, sending, submit } = useSubmit([]);
  const items = answer?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section class="panel" id="blocks">
      <div class="panel-head">
        <h2>{t('blocks.title')}</h2>
      </div>
      <FormError text={errors['']} />
      <ul class="limits">
        {items.map(({ stationId, until }) => (
          <li key={stationId} class="limit-item">
            <p>
              <b>{stationId}</b> {t('strip.until', { time: format.moment(until, nowMs()) })}
            </p>
            {may(ui, 'station') && (
              <p>
                <ConfirmButton
                  label={t('blocks.lift')}
                  question={t('blocks.liftAsk', { station: stationId })}
                  sending={sending}
                  onConfirm={() =>
                    submit(async () => {
                      await api.send('DELETE', `reconnect-blocks/${encodeURIComponent(stationId)}`, {});
                      again();
                    })
                  }
                />
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
