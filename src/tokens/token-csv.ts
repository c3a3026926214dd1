/** Tokens as CSV (RFC 4180): one line of names, then a token a line. Pure. */
import type { TokenRecord } from '../store/index.ts';

const TOKEN_COLUMNS = [
  'idToken',
  'type',
  'status',
  'groupIdToken',
  'validFrom',
  'expiresAt',
  'maxSessions',
  'note',
] as const;
export type TokenColumn = (typeof TOKEN_COLUMNS)[number];

/** A line as text, by column; columns that are empty or not there are absent. */
export type TokenLine = { readonly line: number; readonly fields: Partial<Record<TokenColumn, string>> };
export type CsvFault = { readonly line: number; readonly detail: string };

/** Never throws. Lines are numbered from 1, that of the names included. */
export function readTokenCsv(text: string): {
  readonly lines: readonly TokenLine[];
  readonly faults: readonly CsvFault[];
} {
  const rows = rowsOf(text.startsWith('\uFEFF') ? text.slice(1) : text);
  if (rows === undefined) return { lines: [], faults: [{ line: 1, detail: 'has a quote that is never closed' }] };
  const [names, ...others] = rows;
  const columns = (names?.cells ?? []).map((name) => TOKEN_COLUMNS.find((column) => column === name.trim()));
  if (names === undefined || !columns.includes('idToken'))
    return {
      lines: [],
      faults: [{ line: 1, detail: `must name the columns, at least idToken: ${TOKEN_COLUMNS.join(',')}` }],
    };
  if (columns.includes(undefined))
    return { lines: [], faults: [{ line: 1, detail: `has a column that is none of ${TOKEN_COLUMNS.join(', ')}` }] };
  const faults: CsvFault[] = [];
  const lines = others.flatMap(({ line, cells }) => {
    if (cells.length > columns.length) {
      faults.push({ line, detail: `has ${cells.length} cells, ${columns.length} are named` });
      return [];
    }
    const filled = columns.flatMap((column, index) => {
      const cell = cells[index];
      return column === undefined || cell === undefined || cell === '' ? [] : [[column, unguarded(cell)] as const];
    });
    return [{ line, fields: Object.fromEntries(filled) }];
  });
  return { lines, faults };
}

/** As `readTokenCsv` reads it. What a spreadsheet would take for a formula gets an apostrophe in front. */
export function writeTokenCsv(tokens: readonly TokenRecord[], time: (atMs: number) => string): string {
  const timeOr = (atMs: number | undefined): string => (atMs === undefined ? '' : time(atMs));
  const lines = tokens.map((token) =>
    [
      token.idToken,
      token.type,
      token.status,
      token.groupIdToken ?? '',
      timeOr(token.validFromMs),
      timeOr(token.expiresAtMs),
      String(token.maxSessions),
      token.note ?? '',
    ].map(cellOf),
  );
  return [TOKEN_COLUMNS, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

const FORMULA = /^[=+\-@\t\r]/;

function cellOf(text: string): string {
  const guarded = FORMULA.test(text) || text.startsWith("'") ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

function unguarded(cell: string): string {
  return cell.startsWith("'") && (FORMULA.test(cell.slice(1)) || cell.startsWith("''")) ? cell.slice(1) : cell;
}

type Row = { readonly line: number; readonly cells: readonly string[] };

/** undefined = a quote is never closed. Empty lines are left out. */
function rowsOf(text: string): readonly Row[] | undefined {
  const rows: Row[] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let line = 1;
  let startLine = 1;
  const endRow = (): void => {
    if (cells.length > 0 || cell !== '') rows.push({ line: startLine, cells: [...cells, cell] });
    cells = [];
    cell = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\n') line += 1;
    if (isQuoted) {
      if (char !== '"') cell += char;
      else if (text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (char === '"' && cell === '') isQuoted = true;
    else if (char === ',') {
      cells.push(cell);
      cell = '';
    } else if (char === '\n') {
      endRow();
      startLine = line;
    } else if (char !== '\r') cell += char;
  }
  endRow();
  return isQuoted ? undefined : rows;
}
