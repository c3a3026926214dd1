import { useState } from 'preact/hooks';
import { useUi } from '../../ui.ts';

/** Something that is not done at the first press. */
export function ConfirmButton({
  label,
  question,
  sending,
  onConfirm,
}: {
  readonly label: string;
  readonly question: string;
  readonly sending: boolean;
  readonly onConfirm: () => void;
}) {
  const { t } = useUi();
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <button type="button" class="button small" disabled={sending} onClick={() => setAsking(true)}>
        {t(sending ? 'form.sending' : 'confirm.more', { label })}
      </button>
    );
  return (
    <span class="limit-actions">
      <span>{question}</span>
      <button
        type="button"
        class="button small danger"
        onClick={() => {
          setAsking(false);
          onConfirm();
        }}
      >
        {label}
      </button>
      <button type="button" class="button small" onClick={() => setAsking(false)}>
        {t('form.cancel')}
      </button>
    </span>
  );
}
