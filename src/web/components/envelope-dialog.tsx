import { useState } from 'preact/hooks';
import { ApiProblem, newIdempotencyKey } from '../api-client.ts';
import { bodyOf, errorsOf, unreadable } from '../envelope-form.ts';
import type { EnvelopeFields, FieldErrors } from '../envelope-form.ts';
import type { GridRow } from '../grid-order.ts';
import type { Live } from '../live.ts';
import { useUi } from '../ui.ts';
import { toLocalField } from '../zoned-time.ts';
import { Dialog } from './dialog.tsx';
import { EnvelopeReview } from './envelope-review.tsx';
import { EnvelopeFieldset } from './envelope-fieldset.tsx';

const QUARTER_MS = 900_000;
const fieldNames = ['nodeId', 'limitKw', 'mode', 'start', 'end', 'reason'];

/** Two steps: what the limit shall be, then what it would mean for the load of now. Only the second one sends. */
export function EnvelopeDialog({
  live,
  rows,
  nodeId,
  onClose,
  onSet,
}: {
  readonly live: Live;
  readonly rows: readonly GridRow[];
  readonly nodeId: string;
  readonly onClose: () => void;
  readonly onSet: () => void;
}) {
  const { api, site, t, nowMs, say } = useUi();
  const [fields, setFields] = useState<EnvelopeFields>(() => ({
    nodeId,
    limitKw: '',
    mode: 'limit',
    startKind: 'now',
    startInMinutes: '15',
    startAt: toLocalField(Math.ceil((nowMs() + 1) / QUARTER_MS) * QUARTER_MS, site.timeZone),
    durationMinutes: '60',
    reason: '',
  }));
  const [errors, setErrors] = useState<FieldErrors>({});
  const [decision, setDecision] = useState<string>();
  const [sending, setSending] = useState(false);
  const moment = (): { nowMs: number; timeZone: string } => ({ nowMs: nowMs(), timeZone: site.timeZone });

  const review = (): void => {
    const found = Object.entries(unreadable(fields, moment())).map(([name, key]) => [name, t(key)] as const);
    setErrors(Object.fromEntries(found));
    // One decision, one key: trying again after a lost answer does not set the limit twice.
    if (found.length === 0) setDecision(newIdempotencyKey());
  };
  const confirm = async (idempotencyKey: string): Promise<void> => {
    setSending(true);
    try {
      await api.send('POST', 'envelopes', { body: bodyOf(fields, moment()), idempotencyKey });
      say(t('toast.envelopeSet'));
      onSet();
      onClose();
    } catch (failure) {
      setSending(false);
      if (failure instanceof ApiProblem) {
        setErrors(errorsOf(failure.problem, fieldNames));
        setDecision(undefined);
      } else {
        setErrors({ '': t('form.unreachable') });
      }
    }
  };

  return (
    <Dialog title={t(decision === undefined ? 'form.title' : 'review.title')} onClose={onClose}>
      {decision === undefined ? (
        <EnvelopeFieldset
          fields={fields}
          errors={errors}
          rows={rows}
          onChange={(change) => setFields({ ...fields, ...change })}
          onSubmit={review}
          onCancel={onClose}
        />
      ) : (
        <EnvelopeReview
          fields={fields}
          live={live}
          error={errors['']}
          sending={sending}
          onBack={() => {
            setErrors({});
            setDecision(undefined);
          }}
          onConfirm={() => void confirm(decision)}
        />
      )}
    </Dialog>
  );
}
