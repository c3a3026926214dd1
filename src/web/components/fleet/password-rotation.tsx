import { newIdempotencyKey } from '../../api-client.ts';
import type { PasswordRotation } from '../../fleet-types.ts';
import { useUi } from '../../ui.ts';
import { usePoll } from '../../use-poll.ts';
import { useSubmit } from '../../use-submit.ts';
import { FormError } from '../form-error.tsx';
import { ConfirmButton } from './confirm-button.tsx';

const EVERY_MS = 5_000;

/** A new password over the connection: how far it is, and the way to begin it. */
export function PasswordRotationLine({
  stationId,
  connected,
}: {
  readonly stationId: string;
  readonly connected: boolean;
}) {
  const { api, t, format, nowMs } = useUi();
  const path = `stations/${encodeURIComponent(stationId)}/password-rotation`;
  const { answer, again } = usePoll<PasswordRotation>(path, EVERY_MS);
  const { errors, sending, submit } = useSubmit([]);
  const begin = async (): Promise<void> => {
    await api.send('POST', path, { idempotencyKey: newIdempotencyKey() });
    again();
  };
  if (answer === undefined) return null;
  const { status, overlapEndsAt } = answer;
  return (
    <>
      <FormError text={errors['']} />
      {status !== 'none' && (
        <p role="status">
          {t(`rotation.${status}`)}{' '}
          {overlapEndsAt !== undefined && t('rotation.overlap', { time: format.moment(overlapEndsAt, nowMs()) })}
        </p>
      )}
      {status === 'none' && connected && (
        <ConfirmButton
          label={t('rotation.begin')}
          question={t('rotation.beginAsk')}
          sending={sending}
          onConfirm={() => submit(begin)}
        />
      )}
    </>
  );
}
