import { isTextKey } from '../../i18n/index.ts';
import type { Translate } from '../../i18n/index.ts';

/** The word for a kind of command; those that the page cannot give keep the service's own. */
export function kindText(kind: string, t: Translate): string {
  const key = `command.kind.${kind}`;
  return isTextKey(key) ? t(key) : kind;
}
