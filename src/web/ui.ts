import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ApiClient } from './api-client.ts';
import type { Format } from './format.ts';
import type { Language, Translate } from './i18n/index.ts';
import type { Theme } from './theme.ts';
import type { Envelope, Site } from './types.ts';

/** What nearly every part of the page needs: words, figures, and the service. */
export type Ui = {
  readonly api: ApiClient;
  readonly site: Site;
  readonly language: Language;
  readonly theme: Theme;
  readonly t: Translate;
  readonly format: Format;
  /** The clock of the service, now. */
  readonly nowMs: () => number;
  readonly envelopes: readonly Envelope[];
  readonly say: (text: string) => void;
};

export const UiContext = createContext<Ui | undefined>(undefined);

export function useUi(): Ui {
  const ui = useContext(UiContext);
  if (ui === undefined) throw new Error('useUi: this component stands outside of the control room');
  return ui;
}

export type Permission = 'audit' | 'goal' | 'override' | 'command' | 'envelope' | 'configure' | 'station';

/** Whether the key may do it. The service decides; the page only does not offer what would be refused. */
export function may({ site }: Ui, permission: Permission): boolean {
  return site.permissions.includes(permission);
}
