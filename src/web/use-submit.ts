import { useState } from 'preact/hooks';
import { ApiProblem } from './api-client.ts';
import { errorsOf } from './envelope-form.ts';
import type { FieldErrors } from './envelope-form.ts';
import { useUi } from './ui.ts';

/** Sends a form once at a time and keeps what the service objects to, by field. */
export function useSubmit(fieldNames: readonly string[]): {
  readonly errors: FieldErrors;
  readonly sending: boolean;
  readonly setErrors: (errors: FieldErrors) => void;
  readonly submit: (send: () => Promise<void>) => void;
} {
  const { t } = useUi();
  const [errors, setErrors] = useState<FieldErrors>({});
  const [sending, setSending] = useState(false);
  const submit = (send: () => Promise<void>): void => {
    if (sending) return;
    setErrors({});
    setSending(true);
    send()
      .catch((failure: unknown) =>
        setErrors(
          failure instanceof ApiProblem ? errorsOf(failure.problem, fieldNames) : { '': t('form.unreachable') },
        ),
      )
      .finally(() => setSending(false));
  };
  return { errors, sending, setErrors, submit };
}
