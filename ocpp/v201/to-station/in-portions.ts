import { isAnswer } from '../../acceptance.ts';
import { OcppError } from '../../adapter.ts';

/** Stations that tell no limit take at least this many in practice; the specification sets no lower bound (ItemsPerMessage). */
const PORTION = 10;
/** Around the items: type, an id of 36 characters, the name of the action and of the list, brackets and quotes. */
const FRAME_BYTES = 100;
/** What a station says to a message that is too much for it. */
const TOO_MUCH: ReadonlySet<string> = new Set([
  'OccurrenceConstraintViolation',
  'OccurenceConstraintViolation',
  'FormatViolation',
  'FormationViolation',
  'PropertyConstraintViolation',
]);

/** What the station says that one message may hold (ItemsPerMessage, BytesPerMessage); absent = it does not say. */
export type PortionLimit = { readonly items?: number; readonly bytes?: number };

export type Portions<Answer> = {
  readonly answers: readonly Answer[];
  /** Why it ended early: the items from `at` to before `until` failed, those from `until` on were not sent. */
  readonly failure?: { readonly error: OcppError; readonly at: number; readonly until: number };
};

type Sending<Item, Answer> = {
  readonly send: (portion: readonly Item[]) => Promise<readonly Answer[]>;
  readonly skipsRefused: boolean;
  readonly limit?: PortionLimit;
};

/**
 * Calls `send` with portions of the items, in order, and joins the answers, until one rejects with an `OcppError`. A station that takes only
 * one at a time is asked so after its first refusal, whatever it told. No portion is above `limit`, unless one item alone is. With `skipsRefused`, for
 * what may be asked twice: any refusal may mean that, and an item that is refused alone is left out.
 */
export async function inPortions<Item, Answer>(
  items: readonly Item[],
  { send, skipsRefused, limit = {} }: Sending<Item, Answer>,
): Promise<Portions<Answer>> {
  const answers: Answer[] = [];
  let size = Math.min(PORTION, limit.items ?? PORTION);
  for (let at = 0; at < items.length;) {
    const portion = within(items.slice(at, at + size), limit.bytes ?? Infinity);
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

/** As many of the first items as fit, at least one. */
function within<Item>(portion: readonly Item[], mostBytes: number): readonly Item[] {
  let bytes = FRAME_BYTES;
  const over = portion.findIndex((item, index) => {
    bytes += Buffer.byteLength(JSON.stringify(item)) + 1;
    return index > 0 && bytes > mostBytes;
  });
  return over < 0 ? portion : portion.slice(0, over);
}
