import { useState } from 'preact/hooks';
import { numberOf } from '../envelope-form.ts';
import type { GoalAnswer, Session } from '../types.ts';
import { may, useUi } from '../ui.ts';
import { useSubmit } from '../use-submit.ts';
import { fromLocalField, toLocalField, toWire } from '../zoned-time.ts';
import { Field } from './field.tsx';
import { FormError } from './form-error.tsx';

/** Energy and departure that the driver has asked for, as somebody at the desk enters them. */
export function GoalForm({ session }: { readonly session: Session }) {
  const ui = useUi();
  const { api, site, t, format } = ui;
  const { energyGoalKwh, departure, sessionId } = session;
  const [energy, setEnergy] = useState(energyGoalKwh === undefined ? '' : String(energyGoalKwh));
  const [leaves, setLeaves] = useState(
    departure === undefined ? '' : toLocalField(Date.parse(departure), site.timeZone),
  );
  const [answer, setAnswer] = useState<GoalAnswer>();
  const { errors, sending, setErrors, submit } = useSubmit(['energyKwh', 'departure']);
  if (!may(ui, 'goal')) return null;

  const send = async (): Promise<void> => {
    setAnswer(undefined);
    const departureMs = fromLocalField(leaves, site.timeZone);
    const body = {
      energyKwh: numberOf(energy) ?? null,
      departure: departureMs === undefined ? null : toWire(departureMs),
    };
    setAnswer(await api.send<GoalAnswer>('PUT', `sessions/${encodeURIComponent(sessionId)}/goal`, { body }));
  };
  return (
    <form
      class="form inline-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (energy.trim() !== '' && numberOf(energy) === undefined) setErrors({ energyKwh: t('form.number') });
        else submit(send);
      }}
    >
      <h3>{t('goal.title')}</h3>
      <FormError text={errors['']} />
      <div class="form-row">
        <Field label={t('goal.energy')} name="energyKwh" unit="kWh" error={errors['energyKwh']}>
          {(parts) => (
            <input
              {...parts}
              type="text"
              inputMode="decimal"
              value={energy}
              onInput={(event) => setEnergy(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label={t('goal.departure')} name="departure" error={errors['departure']}>
          {(parts) => (
            <input
              {...parts}
              type="datetime-local"
              value={leaves}
              onInput={(event) => setLeaves(event.currentTarget.value)}
            />
          )}
        </Field>
      </div>
      <div class="form-actions">
        <span role="status" class="note">
          {answer !== undefined &&
            (answer.result === 'ACCEPTED'
              ? t('goal.accepted')
              : t('goal.notPossible', { energy: format.energy(answer.shortfallKwh) }))}
        </span>
        <button type="submit" class="button" disabled={sending}>
          {t(sending ? 'form.sending' : 'goal.submit')}
        </button>
      </div>
    </form>
  );
}
