import { useEffect, useRef } from 'preact/hooks';
import type { EnvelopeFields, FieldErrors } from '../envelope-form.ts';
import type { GridRow } from '../grid-order.ts';
import { useUi } from '../ui.ts';
import { Choice, Field } from './field.tsx';
import { FormError } from './form-error.tsx';

const durations = ['15', '30', '60', '120', '240', '480', '1440', ''] as const;

export function EnvelopeFieldset({
  fields,
  errors,
  rows,
  onChange,
  onSubmit,
  onCancel,
}: {
  readonly fields: EnvelopeFields;
  readonly errors: FieldErrors;
  readonly rows: readonly GridRow[];
  readonly onChange: (change: Partial<EnvelopeFields>) => void;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
}) {
  const { t, format } = useUi();
  const form = useRef<HTMLFormElement>(null);
  // First to what is wrong; in an empty form to the figure.
  useEffect(() => {
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    (wrong ?? form.current?.querySelector<HTMLElement>('[name="limitKw"]'))?.focus();
  }, [errors]);

  return (
    <form
      ref={form}
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <FormError text={errors['']} />
      <div class="form-row">
        <Field label={t('form.node')} name="nodeId" error={errors['nodeId']}>
          {(parts) => (
            <select
              {...parts}
              value={fields.nodeId}
              onChange={(event) => onChange({ nodeId: event.currentTarget.value })}
            >
              {rows.map(({ node, depth }) => (
                <option key={node.nodeId} value={node.nodeId}>
                  {`${'\u00a0\u00a0'.repeat(depth)}${node.nodeId} · ${format.power(node.loadKw)}`}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t('form.limit')} name="limitKw" unit="kW" note={t('form.limitNote')} error={errors['limitKw']}>
          {(parts) => (
            <input
              {...parts}
              type="text"
              inputMode="decimal"
              autocomplete="off"
              value={fields.limitKw}
              onInput={(event) => onChange({ limitKw: event.currentTarget.value })}
            />
          )}
        </Field>
      </div>
      <Choice
        label={t('form.mode')}
        name="mode"
        value={fields.mode}
        options={[
          ['limit', t('form.mode.limit')],
          ['emergency', t('form.mode.emergency')],
        ]}
        onChange={(mode) => onChange({ mode })}
      />
      {fields.mode === 'emergency' && <p class="note">{t('form.mode.emergencyNote')}</p>}
      <Choice
        label={t('form.start')}
        name="startKind"
        value={fields.startKind}
        options={[
          ['now', t('form.start.now')],
          ['in', t('form.start.in')],
          ['at', t('form.start.at')],
        ]}
        onChange={(startKind) => onChange({ startKind })}
      />
      <div class="form-row">
        {fields.startKind === 'in' && (
          <Field label={t('form.minutes')} name="start" unit="min" error={errors['start']}>
            {(parts) => (
              <input
                {...parts}
                type="text"
                inputMode="numeric"
                value={fields.startInMinutes}
                onInput={(event) => onChange({ startInMinutes: event.currentTarget.value })}
              />
            )}
          </Field>
        )}
        {fields.startKind === 'at' && (
          <Field label={t('form.time')} name="start" error={errors['start']}>
            {(parts) => (
              <input
                {...parts}
                type="datetime-local"
                value={fields.startAt}
                onInput={(event) => onChange({ startAt: event.currentTarget.value })}
              />
            )}
          </Field>
        )}
        <Field
          label={t('form.duration')}
          name="end"
          error={errors['end'] ?? (fields.startKind === 'now' ? errors['start'] : undefined)}
        >
          {(parts) => (
            <select
              {...parts}
              value={fields.durationMinutes}
              onChange={(event) => onChange({ durationMinutes: event.currentTarget.value })}
            >
              {durations.map((minutes) => (
                <option key={minutes} value={minutes}>
                  {minutes === '' ? t('form.duration.open') : format.duration(Number(minutes) * 60_000)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <Field label={t('form.reason')} name="reason" note={t('form.reasonNote')} error={errors['reason']}>
        {(parts) => (
          <input
            {...parts}
            type="text"
            maxLength={500}
            placeholder={t('form.reasonExample')}
            value={fields.reason}
            onInput={(event) => onChange({ reason: event.currentTarget.value })}
          />
        )}
      </Field>
      <div class="form-actions">
        <button type="button" class="button" onClick={onCancel}>
          {t('form.cancel')}
        </button>
        <button type="submit" class="button primary">
          {t('form.review')}
        </button>
      </div>
    </form>
  );
}
