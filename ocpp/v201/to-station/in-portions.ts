import { OcppError } from '../../adapter.ts';

/** Stations take at least this many in practice; the specification sets no lower bound (ItemsPerMessage). */
const PORTION = 10;
/** What a station says to a message that is too much for it. */
const TOO_MUCH: ReadonlySet<string> = new Set([
  'OccurrenceConstraintViolation',
  'OccurenceConstraintViolation',
  'FormatViolation',
  'FormationViolation',
  'PropertyConstraintViolation',
]);

/**
 * Calls `send` with portions of the items, in order, and joins the answers. A station that takes only one at a time
 * (ItemsPerMessageGetVariables, ItemsPerMessageSetVariables) is asked so after its first refusal. Rejects as `send` does.
 */
export async function inPortions<Item, Answer>(
  items: readonly Item[],
  send: (portion: readonly Item[]) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let size = PORTION;
  for (let at = 0; at < items.length;) {
    const portion = items.slice(at, at + size);
    try {
      answers.push(...(await send(portion)));
    } catch (error) {
      if (portion.length === 1 || !(error instanceof OcppError) || !TOO_MUCH.has(error.code)) throw error;
      size = 1;
      continue;
    }
    at += portion.length;
  }
  return answers;
}
