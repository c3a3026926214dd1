import { ApiProblem } from '../../api-client.ts';
import type { StationDetail } from '../../fleet-types.ts';
import { may, useUi } from '../../ui.ts';
import { useSubmit } from '../../use-submit.ts';
import { FormError } from '../form-error.tsx';
import { Icon } from '../icon.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import { PasswordRotationLine } from './password-rotation.tsx';

/** In quarantine or not; both after a second thought, with the version that was seen. */
export function StationAccess({
  detail,
  connected,
  onChanged,
}: {
  readonly detail: StationDetail;
  readonly connected: boolean;
  readonly onChanged: () => void;
}) {
  const ui = useUi();
  const { api, t, say } = ui;
  const { errors, sending, setErrors, submit } = useSubmit([]);
  const { stationId, state, etag } = detail;
  const isIn = state === 'quarantined';
  const change = async (): Promise<void> => {
    try {
      const body = { state: isIn ? 'enabled' : 'quarantined' };
      await api.send('PATCH', `stations/${encodeURIComponent(stationId)}`, { body, etag });
      say(t(isIn ? 'station.releaseDone' : 'station.quarantineDone', { station: stationId }));
    } catch (failure) {
      if (!(failure instanceof ApiProblem) || failure.problem.status !== 412) throw failure;
      setErrors({ '': t('station.changed') });
    } finally {
      onChanged();
    }
  };
  return (
    <section id="access">
      <h3>{t('station.access')}</h3>
      {state === 'disabled' && (
        <p class="warn">
          <Icon name="alert" /> {t('station.disabled')}
        </p>
      )}
      <p class="note">{t('station.quarantineNote')}</p>
      <FormError text={errors['']} />
      {may(ui, 'station') && state !== 'disabled' && (
        <ConfirmButton
          key={state}
          label={t(isIn ? 'station.release' : 'station.quarantine')}
          question={t(isIn ? 'station.releaseAsk' : 'station.quarantineAsk', { station: stationId })}
          sending={sending}
          onConfirm={() => submit(change)}
        />
      )}
      {may(ui, 'station') && detail.hasPassword && <PasswordRotationLine stationId={stationId} connected={connected} />}
    </section>
  );
}
