import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiProblem } from '../api-client.ts';
import type { TextKey, Translate } from '../i18n/index.ts';
import type { Look } from './app.tsx';
import { Icon, Logo } from './icon.tsx';
import { LookButtons } from './look-buttons.tsx';

/** A key that is known already is tried at once. */
export function Login({
  t,
  look,
  firstKey,
  refused,
  enter,
}: {
  readonly t: Translate;
  readonly look: Look;
  readonly firstKey: string | undefined;
  readonly refused: boolean;
  readonly enter: (key: string) => Promise<void>;
}) {
  const [key, setKey] = useState(firstKey ?? '');
  const [shown, setShown] = useState(false);
  const [trying, setTrying] = useState(false);
  const [error, setError] = useState<TextKey | undefined>(refused ? 'login.refused' : undefined);
  const input = useRef<HTMLInputElement>(null);

  const attempt = async (candidate: string): Promise<void> => {
    if (candidate === '') {
      setError('login.missing');
      input.current?.focus();
      return;
    }
    setTrying(true);
    setError(undefined);
    try {
      await enter(candidate);
    } catch (failure) {
      setTrying(false);
      setError(failure instanceof ApiProblem && failure.problem.status < 500 ? 'login.refused' : 'login.unreachable');
    }
  };
  useEffect(() => {
    if (firstKey === undefined) input.current?.focus();
    else void attempt(firstKey);
    // Only once: later tries are the person's.
  }, []);

  return (
    <main class="login">
      <div class="login-look">
        <LookButtons t={t} look={look} />
      </div>
      <form
        class="login-card"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(key.trim());
        }}
      >
        <h1 class="brand">
          <Logo /> Headroom
        </h1>
        <p class="muted">{t('login.title')}</p>
        <label class="field">
          <span class="field-label">{t('login.key')}</span>
          <input
            ref={input}
            {...(shown ? { type: 'text' as const } : { type: 'password' as const })}
            name="key"
            autocomplete="current-password"
            spellcheck={false}
            value={key}
            aria-invalid={error !== undefined}
            aria-describedby="login-error login-hint"
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </label>
        <label class="check">
          <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
          {t('login.show')}
        </label>
        <p id="login-error" class="field-error" role="alert">
          {error !== undefined && (
            <>
              <Icon name="alert" /> {t(error)}
            </>
          )}
        </p>
        <button class="button primary" type="submit" disabled={trying}>
          {t(trying ? 'login.checking' : 'login.submit')}
        </button>
        <p id="login-hint" class="note">
          {t('login.hint')}
        </p>
      </form>
    </main>
  );
}
