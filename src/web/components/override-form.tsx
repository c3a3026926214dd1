import { useState } from 'preact/hooks';
import { newIdempotencyKey } from '../api-client.ts';
import { numberOf } from '../envelope-form.ts';
import type { Connector, Override } from '../types.ts';
import { may, useUi } from '../ui.ts';
import { useSubmit } from '../use-submit.ts';
import { toWire } from '../zoned-time.ts';
import { Field } from './field.tsx';
import { FormError } from './form-error.tsx';

const durations = ['30', '60', '240', ''] as const;

/** A person's limit on one connector: the one that holds, or a form for a new one. */
export function OverrideForm({ connector: { connectorId, override } }: { readonly connector: Connector }) {
  const { t } = useUi();
  return (
    <section>
      <h3>{t('override.title')}</h3>
      {override === undefined ? <NewOverride connectorId={connectorId} /> : <ActiveOverride override={override} />}
    </section>
  );
}

function ActiveOverride({ override }: { readonly override: Override }) {
  const ui = useUi();
  const { api, t, format, nowMs } = ui;
  const { errors, sending, submit } = useSubmit([]);
  const { overrideId, limitKw, reason, end, createdBy, etag } = override;
  return (
    <div class="limit-item active">
      <p>
        <b>{t('override.active', { limit: format.power(limitKw) })}</b>{' '}
        {end === null ? t('strip.noEnd') : t('strip.until', { time: format.moment(end, nowMs()) })}
      </p>
      <p class="note">
        {reason} · {t('limits.by', { person: createdBy })}
      </p>
      <FormError text={errors['']} />
      {may(ui, 'override') && (
        <button
          type="button"
          class="button small"
          disabled={sending}
          onClick={() =>
            submit(async () => void (await api.send('DELETE', `overrides/${encodeURIComponent(overrideId)}`, { etag })))
          }
        >
          {t('limits.end')}
        </button>
      )}
    </div>
  );
}

function NewOverride({ connectorId }: { readonly connectorId: string }) {
  const ui = useUi();
  const { api, t, format, nowMs, say } = ui;
  const [limit, setLimit] = useState('');
  const [minutes, setMinutes] = useState<string>('60');
  const [reason, setReason] = useState('');
  const { errors, sending, setErrors, submit } = useSubmit(['limitKw', 'end', 'reason']);
  if (!may(ui, 'override')) return <p class="muted">{t('form.noRight')}</p>;

  const send = async (): Promise<void> => {
    const end = minutes === '' ? null : toWire(nowMs() + Number(minutes) * 60_000);
    const body = { connectorId, limitKw: numberOf(limit), reason: reason.trim(), end };
    await api.send('POST', 'overrides', { body, idempotencyKey: newIdempotencyKey() });
    say(t('override.done'));
  };
  return (
    <form
      class="form inline-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (numberOf(limit) === undefined) setErrors({ limitKw: t('form.number') });
        else submit(send);
      }}
    >
      <p class="note">{t('override.note')}</p>
      <FormError text={errors['']} />
      <div class="form-row">
        <Field label={t('override.limit')} name="limitKw" unit="kW" error={errors['limitKw']}>
          {(parts) => (
            <input
              {...parts}
              type="text"
              inputMode="decimal"
              autocomplete="off"
              value={limit}
              onInput={(event) => setLimit(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label={t('form.duration')} name="end" error={errors['end']}>
          {(parts) => (
            <select {...parts} value={minutes} onChange={(event) => setMinutes(event.currentTarget.value)}>
              {durations.map((one) => (
                <option key={one} value={one}>
                  {one === '' ? t('form.duration.open') : format.duration(Number(one) * 60_000)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <Field label={t('form.reason')} name="reason" error={errors['reason']}>
        {(parts) => (
          <input
            {...parts}
            type="text"
            maxLength={500}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        )}
      </Field>
      <div class="form-actions">
        <button type="submit" class="button" disabled={sending}>
          {t(sending ? 'form.sending' : 'override.submit')}
        </button>
      </div>
    </form>
  );
}
