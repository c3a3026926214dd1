import { isAnswer } from '../../acceptance.ts';
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

export type Portions<Answer> = {
  readonly answers: readonly Answer[];
  /** Why it ended early: the items from `at` to before `until` failed, those from `until` on were not sent. */
  readonly failure?: { readonly error: OcppError; readonly at: number; readonly until: number };
};

type Sending<Item, Answer> = {
  readonly send: (portion: readonly Item[]) => Promise<readonly Answer[]>;
  readonly skipsRefused: boolean;
};

/**
 * Calls `send` with portions of the items, in order, and joins the answers, until one rejects with an `OcppError`. A station that takes only
 * one at a time (ItemsPerMessageGetVariables, ItemsPerMessageSetVariables) is asked so after its first refusal. With `skipsRefused`, for what may be
 * asked twice: any refusal may mean that, and an item that is refused alone is left out.
 */
export async function inPortions<Item, Answer>(
  items: readonly Item[],
  { send, skipsRefused }: Sending<Item, Answer>,
): Promise<Portions<Answer>> {
  const answers: Answer[] = [];
  let size = PORTION;
  for (let at = 0; at < items.length;) {
    const portion = items.slice(at, at + size);
    try {
      answers.push(...(await send(portion)));
    } catch (error) {
      if (!(error instanceof OcppError)) throw error;
      const isSkipped = skipsRefused && isAnswer(error);
      if (isSkipped && portion.length === 1) at += 1;
      else if (!isSkipped && (portion.length === 1 || !TOO_MUCH.has(error.code)))
        return { answers, failure: { error, at, until: at + portion.length } };
      size = 1;
      continue;
    }
    at += portion.length;
  }
  return { answers };
}
