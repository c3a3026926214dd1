/**
 * Reads comma-separated values with a header line: quotes as in RFC 4180 (a quoted cell stays on its line), blank lines are skipped.
 * `name` is the file in messages. Throws an Error that names file, line and the columns that are missing.
 */
export function readCsvRows(
  text: string,
  { name, columns }: { readonly name: string; readonly columns: readonly string[] },
): readonly CsvRow[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const header = cellsOf(lines[0] ?? '');
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0)
    throw new Error(
      `${name}, line 1: no column ${missing.map((column) => `"${column}"`).join(', ')}; it has ${header.map((column) => `"${column}"`).join(', ')}`,
    );
  const place = new Map(header.map((column, index) => [column, index]));
  return lines.flatMap((line, index) => {
    if (index === 0 || line.trim() === '') return [];
    return [new CsvRow({ name, line: index + 1, place, cells: cellsOf(line) })];
  });
}

/** The cells of one line by column name; a value that breaks its rule is told with file, line, column and value. */
export class CsvRow {
  readonly #name: string;
  readonly #line: number;
  readonly #place: ReadonlyMap<string, number>;
  readonly #cells: readonly string[];

  constructor(row: {
    readonly name: string;
    readonly line: number;
    readonly place: ReadonlyMap<string, number>;
    readonly cells: readonly string[];
  }) {
    this.#name = row.name;
    this.#line = row.line;
    this.#place = row.place;
    this.#cells = row.cells;
  }

  /** undefined when the cell is empty or the column is not there. */
  optional(column: string): string | undefined {
    const value = this.#cells[this.#place.get(column) ?? -1]?.trim() ?? '';
    return value === '' ? undefined : value;
  }

  text(column: string): string {
    return this.optional(column) ?? this.fail(column, 'must not be empty');
  }

  number(column: string, range: Range = {}): number {
    this.text(column);
    return this.optionalNumber(column, range) ?? 0;
  }

  optionalNumber(column: string, { min = 0, max = Number.MAX_VALUE }: Range = {}): number | undefined {
    const text = this.optional(column);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (value >= min && value <= max) return value;
    return this.fail(column, max === Number.MAX_VALUE ? `must be a number >= ${min}` : `must be ${min} to ${max}`);
  }

  /** ISO 8601 with an offset: without one nobody knows when it was. */
  instant(column: string): number {
    this.text(column);
    return this.optionalInstant(column) ?? 0;
  }

  optionalInstant(column: string): number | undefined {
    const text = this.optional(column);
    if (text === undefined) return undefined;
    const hasOffset = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text);
    const atMs = hasOffset ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
    return Number.isNaN(atMs) ? this.fail(column, 'must be a time like 2026-05-01T18:30:00+08:00') : atMs;
  }

  fail(column: string, rule: string): never {
    const value = this.#cells[this.#place.get(column) ?? -1] ?? '';
    throw new Error(`${this.#name}, line ${this.#line}, ${column}: ${rule}, got "${value}"`);
  }
}

type Range = { readonly min?: number; readonly max?: number };

function cellsOf(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(',').map((cell) => cell.trim());
  const cells: string[] = [];
  for (const match of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g))
    cells.push(match[1] === undefined ? (match[2] ?? '').trim() : match[1].replaceAll('""', '"'));
  return cells;
}
