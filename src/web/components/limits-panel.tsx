import { useState } from 'preact/hooks';
import { ApiProblem } from '../api-client.ts';
import { limitAt } from '../limit-ahead.ts';
import type { Envelope } from '../types.ts';
import { may, useUi } from '../ui.ts';
import { Icon } from './icon.tsx';

/** Active and announced limits, each with a button that ends it after a second thought. */
export function LimitsPanel({
  state,
  onNew,
  onChanged,
}: {
  readonly state: 'loading' | 'known' | 'failed';
  readonly onNew: () => void;
  readonly onChanged: () => void;
}) {
  const ui = useUi();
  const { t, envelopes } = ui;
  return (
    <section class="panel" id="limits">
      <div class="panel-head">
        <h2>{t('limits.title')}</h2>
        {may(ui, 'envelope') && (
          <button type="button" class="button small" onClick={onNew}>
            <Icon name="plus" /> {t('header.newLimit')}
          </button>
        )}
      </div>
      {state === 'failed' && (
        <p class="note warn">
          <Icon name="alert" /> {t('limits.failed')}
        </p>
      )}
      {envelopes.length === 0 ? (
        <div class="empty">
          <p>{t(state === 'loading' ? 'connection.loading' : 'limits.empty')}</p>
          {state !== 'loading' && <p class="note">{t('limits.emptyNote')}</p>}
        </div>
      ) : (
        <ul class="limits">
          {envelopes.map((envelope) => (
            <LimitItem key={envelope.envelopeId} envelope={envelope} onChanged={onChanged} />
          ))}
        </ul>
      )}
    </section>
  );
}

function LimitItem({ envelope, onChanged }: { readonly envelope: Envelope; readonly onChanged: () => void }) {
  const ui = useUi();
  const { api, t, format, nowMs, say } = ui;
  const [step, setStep] = useState<'shown' | 'asking' | 'sending'>('shown');
  const [error, setError] = useState<string>();
  const { envelopeId, nodeId, start, end, status, mode, reason, createdBy, etag } = envelope;
  const now = nowMs();
  const limitKw = limitAt(envelope, Math.max(now, Date.parse(start)));

  const endIt = async (): Promise<void> => {
    setStep('sending');
    setError(undefined);
    try {
      await api.send('DELETE', `envelopes/${encodeURIComponent(envelopeId)}`, { etag });
      say(t('toast.envelopeEnded'));
    } catch (failure) {
      setStep('shown');
      if (!(failure instanceof ApiProblem)) setError(t('form.unreachable'));
      else setError(failure.problem.status === 412 ? t('limits.changed') : failure.problem.detail);
    }
    onChanged();
  };

  return (
    <li class={`limit-item ${status}${mode === 'emergency' ? ' emergency' : ''}`}>
      <div class="limit-head">
        <b>{nodeId}</b>
        <span class="limit-power">{limitKw === undefined ? t('limits.none') : format.power(limitKw)}</span>
        <span class="chip">{t(status === 'active' ? 'limits.active' : 'limits.scheduled')}</span>
        {mode === 'emergency' && (
          <span class="chip critical">
            <Icon name="critical" /> {t('limits.emergency')}
          </span>
        )}
      </div>
      <p class="limit-when">
        {end === null
          ? `${t('limits.from', { time: format.moment(start, now) })}, ${t('strip.noEnd')}`
          : t('limits.span', { start: format.moment(start, now), end: format.moment(end, now) })}
      </p>
      <p class="note">
        {reason === '' ? t('limits.noReason') : reason} · {t('limits.by', { person: createdBy })}
      </p>
      {error !== undefined && (
        <p class="field-error" role="alert">
          <Icon name="alert" /> {error}
        </p>
      )}
      {may(ui, 'envelope') && (
        <div class="limit-actions">
          {step === 'shown' ? (
            <button
              type="button"
              class="button small"
              aria-label={`${t('limits.end')}: ${nodeId} ${format.power(limitKw)}`}
              onClick={() => setStep('asking')}
            >
              {t('limits.end')}
            </button>
          ) : (
            <>
              <span>{t('limits.confirmEnd')}</span>
              <button
                type="button"
                class="button small danger"
                disabled={step === 'sending'}
                onClick={() => void endIt()}
              >
                {t(step === 'sending' ? 'form.sending' : 'limits.end')}
              </button>
              <button type="button" class="button small" onClick={() => setStep('shown')}>
                {t('limits.keep')}
              </button>
            </>
          )}
        </div>
      )}
    </li>
  );
}
