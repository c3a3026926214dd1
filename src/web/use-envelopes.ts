import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ApiClient } from './api-client.ts';
import type { Envelope } from './types.ts';

type Page = { readonly items: readonly Envelope[] };

/** More than a hundred limits at once are a calendar, not a list for people. */
const AT_MOST = 100;

export type Envelopes = {
  readonly envelopes: readonly Envelope[];
  readonly state: 'loading' | 'known' | 'failed';
  readonly reload: () => void;
};

/** Active and announced envelopes, fetched again whenever somebody has changed something. */
export function useEnvelopes(api: ApiClient, changes: number): Envelopes {
  const [known, setKnown] = useState<Omit<Envelopes, 'reload'>>({ envelopes: [], state: 'loading' });
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let isLatest = true;
    const pages = (['active', 'scheduled'] as const).map((status) =>
      api.get<Page>(`envelopes?status=${status}&limit=${AT_MOST}`),
    );
    Promise.all(pages).then(
      (answers) => {
        if (!isLatest) return;
        // One that became active between the two answers is in both.
        const byId = new Map(answers.flatMap(({ items }) => items).map((one) => [one.envelopeId, one]));
        setKnown({ envelopes: [...byId.values()], state: 'known' });
      },
      () => {
        if (isLatest) setKnown((before) => ({ ...before, state: 'failed' }));
      },
    );
    return () => {
      isLatest = false;
    };
  }, [api, changes, asked]);
  const reload = useCallback(() => setAsked((count) => count + 1), []);
  return { ...known, reload };
}
