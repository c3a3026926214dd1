import { effectOf } from '../envelope-effect.ts';
import type { EnvelopeEffect } from '../envelope-effect.ts';
import { numberOf, spanOf } from '../envelope-form.ts';
import type { EnvelopeFields } from '../envelope-form.ts';
import type { Live } from '../live.ts';
import type { Node } from '../types.ts';
import { useUi } from '../ui.ts';
import { FormError } from './form-error.tsx';
import { Icon } from './icon.tsx';
import { LoadBar } from './load-bar.tsx';

export function EnvelopeReview({
  fields,
  live,
  error,
  sending,
  onBack,
  onConfirm,
}: {
  readonly fields: EnvelopeFields;
  readonly live: Live;
  readonly error: string | undefined;
  readonly sending: boolean;
  readonly onBack: () => void;
  readonly onConfirm: () => void;
}) {
  const { t, format, nowMs, site } = useUi();
  const node = live.nodes.get(fields.nodeId);
  const limitKw = numberOf(fields.limitKw) ?? 0;
  const now = nowMs();
  const { startMs, endMs } = spanOf(fields, { nowMs: now, timeZone: site.timeZone });
  const start = fields.startKind === 'now' ? t('form.start.now') : format.moment(startMs, now);
  const end = endMs === undefined ? t('form.duration.open') : format.moment(endMs, now);
  return (
    <div class="review">
      <p class="review-title">
        <b>{fields.nodeId}</b>
        {fields.mode === 'emergency' && (
          <span class="chip critical">
            <Icon name="critical" /> {t('form.mode.emergency')}
          </span>
        )}
      </p>
      <dl class="review-figures">
        <div>
          <dt>{t('review.loadNow')}</dt>
          <dd>{format.power(node?.loadKw)}</dd>
        </div>
        <div>
          <dt>{t('review.limitNow')}</dt>
          <dd>{format.power(node?.limitKw)}</dd>
        </div>
        <div class="new">
          <dt>{t('review.newLimit')}</dt>
          <dd>{format.power(limitKw)}</dd>
        </div>
      </dl>
      {node !== undefined && <Effect node={node} limitKw={limitKw} effect={effectOf(node, limitKw, live)} />}
      <dl class="pairs">
        <div>
          <dt>{t('review.when')}</dt>
          <dd>{t('limits.span', { start, end })}</dd>
        </div>
        <div>
          <dt>{t('form.reason')}</dt>
          <dd>{fields.reason.trim() === '' ? t('limits.noReason') : fields.reason}</dd>
        </div>
      </dl>
      <FormError text={error} />
      <div class="form-actions">
        <button type="button" class="button" onClick={onBack}>
          {t('form.back')}
        </button>
        <button
          type="button"
          class={`button ${fields.mode === 'emergency' ? 'danger' : 'primary'}`}
          disabled={sending}
          onClick={onConfirm}
        >
          {t(sending ? 'form.sending' : 'form.confirm')}
        </button>
      </div>
    </div>
  );
}

function Effect({
  node,
  limitKw,
  effect: { outcome, cutKw, excessKw, sessions },
}: {
  readonly node: Node;
  readonly limitKw: number;
  readonly effect: EnvelopeEffect;
}) {
  const { t, format } = useUi();
  const text = {
    fits: () => t('review.fits'),
    cut: () => t('review.cut', { power: format.power(cutKw) }),
    looser: () => t('review.looser', { limit: format.power(node.limitKw) }),
    impossible: () => t('review.impossible', { base: format.power(node.baseLoadKw), excess: format.power(excessKw) }),
  }[outcome]();
  return (
    <>
      <LoadBar
        baseLoadKw={node.baseLoadKw}
        chargingKw={node.chargingKw}
        limitKw={limitKw}
        level={outcome === 'impossible' ? 'over' : 'normal'}
      />
      <p class={`effect ${outcome === 'impossible' ? 'warn' : ''}`}>
        <Icon name={outcome === 'impossible' ? 'alert' : 'info'} /> {text}{' '}
        {t('review.affected', { count: format.count(sessions) })}
      </p>
    </>
  );
}
