import { useEffect, useState } from 'preact/hooks';
import { ApiProblem } from './api-client.ts';
import { useUi } from './ui.ts';

export type Polled<Answer> = {
  /** undefined = not known yet. */
  readonly answer: Answer | undefined;
  /** The service's words, when the last try failed. */
  readonly failure: string | undefined;
  readonly again: () => void;
};

/** What `path` answers, asked again after `everyMs` (undefined = once), never twice at a time, and not while nobody looks. */
export function usePoll<Answer>(path: string | undefined, everyMs: number | undefined): Polled<Answer> {
  const { api, t } = useUi();
  const [held, setHeld] = useState<{ readonly path: string; readonly answer?: Answer; readonly failure?: string }>();
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (path === undefined) return undefined;
    let isOpen = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = (): void => {
      if (isOpen && everyMs !== undefined) timer = setTimeout(ask, everyMs);
    };
    const ask = (): void => {
      if (document.hidden) return next();
      api
        .get<Answer>(path)
        .then(
          (answer) => isOpen && setHeld({ path, answer }),
          (error: unknown) => {
            const failure = error instanceof ApiProblem ? error.problem.detail : t('form.unreachable');
            if (isOpen) setHeld((before) => ({ ...(before?.path === path ? before : {}), path, failure }));
          },
        )
        .finally(next);
    };
    ask();
    return () => {
      isOpen = false;
      clearTimeout(timer);
    };
  }, [api, path, everyMs, asked]);
  const current = held?.path === path ? held : undefined;
  return { answer: current?.answer, failure: current?.failure, again: () => setAsked((count) => count + 1) };
}
