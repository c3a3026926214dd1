import type { z } from 'zod';

/** One fault of a site's description, before it has a place in a file. */
export type Fault = {
  /** Keys and list positions from the top, e.g. ['nodes', 2, 'ratingKw']. */
  readonly path: readonly (string | number)[];
  readonly message: string;
};

export type Path = Fault['path'];

/** An entry of the file, and where it stands. */
export type Placed<T> = { readonly entry: T; readonly path: Path };

export type GridFileProblem = {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Dotted, e.g. `nodes[2].ratingKw`; empty for the file as a whole. */
  readonly field: string;
  readonly message: string;
};

/** A grid file that is refused, with every problem that was found. The message has one line a problem. */
export class GridFileError extends Error {
  readonly problems: readonly GridFileProblem[];
  constructor(problems: readonly GridFileProblem[]) {
    super(problems.map(problemText).join('\n'));
    this.name = 'GridFileError';
    this.problems = problems;
  }
}

function problemText({ file, line, column, field, message }: GridFileProblem): string {
  return `${file}:${line}:${column} ${field === '' ? '' : `${field}: `}${message}`;
}

/** `nodes[2].ratingKw` */
export function fieldText(path: Path): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`))
    .join('');
}

/** What zod found, in our words: what is expected, and what stands there. Unknown keys come one by one, with the nearest known one. */
export function faultsOfSchema(options: {
  readonly issues: readonly z.core.$ZodIssue[];
  readonly value: unknown;
  readonly path: Path;
  /** Keys that may stand at a place below `path`. */
  readonly keysAt: (path: Path) => readonly string[];
}): readonly Fault[] {
  return options.issues.flatMap((issue) => {
    const inner = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    const path = [...options.path, ...inner];
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issueText(issue, valueAt(options.value, inner)) }];
    return issue.keys.map((key) => {
      const near = nearest(key, options.keysAt(inner));
      return { path: [...path, key], message: `unknown key${near === undefined ? '' : `, did you mean ${near}?`}` };
    });
  });
}

const EXPECTED: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text (write it in quotes)',
  array: 'a list',
  tuple: 'a list',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
  boolean: 'true or false',
};

function issueText(issue: z.core.$ZodIssue, value: unknown): string {
  const last = issue.path.at(-1);
  // A password never shows up in a message: messages are logged.
  const got = typeof last === 'string' && last.startsWith('password') ? '' : `, got ${shown(value)}`;
  // The schema's own words, where it has some.
  if (issue.message.startsWith('must '))
    return value === undefined ? `is missing; it ${issue.message}` : `${issue.message}${got}`;
  switch (issue.code) {
    case 'invalid_type': {
      const expected = EXPECTED[issue.expected] ?? issue.expected;
      return value === undefined ? `is missing; it must be ${expected}` : `must be ${expected}${got}`;
    }
    case 'too_small':
      return `must ${boundText(issue.origin, issue.inclusive === true ? '>=' : '>', issue.minimum, 'at least')}${got}`;
    case 'too_big':
      return `must ${boundText(issue.origin, issue.inclusive === true ? '<=' : '<', issue.maximum, 'at most')}${got}`;
    case 'invalid_value':
      return value === undefined
        ? `is missing; it must be one of ${issue.values.join(', ')}`
        : `must be one of ${issue.values.join(', ')}${got}`;
    default:
      return `${issue.message}${got}`;
  }
}

function boundText(origin: string, sign: string, bound: number | bigint, words: string): string {
  if (origin === 'string') return `have ${words} ${bound} characters`;
  if (origin === 'array') return `have ${words} ${bound} ${bound === 1 ? 'entry' : 'entries'}`;
  return `be ${sign} ${bound}`;
}

/** A value as it may stand in a message: short, and of one line. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'a map';
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, part) => (typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[part] : undefined),
    value,
  );
}

/** The candidate that takes the fewest single-letter edits, if they are few for its length. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: { readonly candidate: string; readonly edits: number } | undefined;
  for (const candidate of candidates) {
    const edits = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (edits <= Math.max(2, candidate.length / 3) && (best === undefined || edits < best.edits))
      best = { candidate, edits };
  }
  return best?.candidate;
}

/** Levenshtein distance, row by row; words are cut at 40 letters. */
function editDistance(left: string, right: string): number {
  const a = left.slice(0, 40);
  const b = right.slice(0, 40);
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
