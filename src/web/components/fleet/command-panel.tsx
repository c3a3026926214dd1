import { useState } from 'preact/hooks';
import { newIdempotencyKey } from '../../api-client.ts';
import { commandKinds, FIRST_DRAFT, missingIn, orderOf } from '../../command-draft.ts';
import type { CommandDraft } from '../../command-draft.ts';
import type { Command } from '../../fleet-types.ts';
import type { Live } from '../../live.ts';
import { may, useUi } from '../../ui.ts';
import { useSubmit } from '../../use-submit.ts';
import { FormError } from '../form-error.tsx';
import { CommandFields } from './command-fields.tsx';
import { CommandProgress } from './command-progress.tsx';
import { CommandReview } from './command-review.tsx';

/** One command from the choice to its end: what, whom, a look at both, then its progress. */
export function CommandPanel({ live, stationIds }: { readonly live: Live; readonly stationIds: readonly string[] }) {
  const ui = useUi();
  const { api, t } = ui;
  const [draft, setDraft] = useState(FIRST_DRAFT);
  const [step, setStep] = useState<'form' | 'review'>('form');
  const [order, setOrder] = useState<{ readonly idempotencyKey: string; readonly body: object }>();
  const [sent, setSent] = useState<string>();
  const { errors, sending, setErrors, submit } = useSubmit(['reason']);
  if (!may(ui, 'command')) return <p class="muted">{t('form.noRight')}</p>;
  if (sent !== undefined)
    return (
      <CommandProgress
        commandId={sent}
        onAgain={() => {
          setSent(undefined);
          setStep('form');
        }}
      />
    );

  const named = new Set(stationIds);
  const connectorIds = [...live.connectors.values()]
    .filter(({ stationId }) => named.has(stationId))
    .map(({ connectorId }) => connectorId);
  const kinds = (Object.keys(commandKinds) as CommandDraft['kind'][]).filter(
    (kind) =>
      may(ui, commandKinds[kind].permission) && (commandKinds[kind].addressee !== 'one' || stationIds.length === 1),
  );
  const review = (): void => {
    const missing = missingIn(draft, t('command.missing'));
    setErrors(missing);
    if (Object.keys(missing).length > 0) return;
    // The same key for each try of one decision: a lost answer must not reset a street twice.
    setOrder({ idempotencyKey: newIdempotencyKey(), body: orderOf(draft, { stationIds, connectorIds }) });
    setStep('review');
  };
  const send = async (): Promise<void> => {
    if (order === undefined) return;
    const { commandId } = await api.send<Command>('POST', 'commands', order);
    setSent(commandId);
  };
  return (
    <form
      class="form command-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (step === 'form') review();
        else submit(send);
      }}
    >
      <FormError text={errors['']} />
      {step === 'form' ? (
        <CommandFields
          draft={draft}
          kinds={kinds}
          stationCount={stationIds.length}
          connectorIds={connectorIds}
          errors={errors}
          onDraft={setDraft}
        />
      ) : (
        <CommandReview draft={draft} live={live} targets={{ stationIds, connectorIds }} />
      )}
      <div class="form-actions">
        {step === 'review' && (
          <button type="button" class="button" onClick={() => setStep('form')}>
            {t('form.back')}
          </button>
        )}
        <button type="submit" class={`button${step === 'review' ? ' primary' : ''}`} disabled={sending}>
          {step === 'form' ? t('form.review') : t(sending ? 'form.sending' : 'command.send')}
        </button>
      </div>
    </form>
  );
}
