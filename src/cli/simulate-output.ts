import { writeFileSync } from 'node:fs';
import type { SessionResult } from '../../simulator/index.ts';
import type { SeriesPoint } from './simulate-series.ts';

/** What a run leaves behind. */
export type RunOutput = {
  /** Scenario, policy and figures. */
  readonly figures: Readonly<Record<string, unknown>>;
  readonly sessions: readonly SessionResult[];
  readonly series: readonly SeriesPoint[];
};

type Cell = string | number | boolean | Date | null;
/** Columns by name; all of one table are equally long. Times are Dates. */
type Table = Readonly<Record<string, readonly Cell[]>>;

const OUTPUT_FORMATS = ['csv', 'json', 'parquet'] as const;

/**
 * Writes `run.json` (all in one), or `run.sessions.csv` and `run.series.csv`, or the same as Parquet: by the ending of `file`. Returns the names.
 * Throws an Error when the ending is another one, or the disk refuses.
 */
export async function writeRun(file: string, run: RunOutput): Promise<readonly string[]> {
  const format = formatOf(file);
  if (format === 'json') {
    const { figures } = run;
    const tables = { sessions: rowsOf(sessionTable(run.sessions)), series: rowsOf(seriesTable(run.series)) };
    writeFileSync(file, `${JSON.stringify({ ...figures, ...tables }, null, 1)}\n`);
    return [file];
  }
  const stem = file.slice(0, -format.length);
  const tables = [
    [`${stem}sessions.${format}`, sessionTable(run.sessions)],
    [`${stem}series.${format}`, seriesTable(run.series)],
  ] as const;
  for (const [name, table] of tables) {
    if (format === 'csv') writeFileSync(name, csvOf(table));
    else await writeParquet(name, table);
  }
  return tables.map(([name]) => name);
}

/** Throws an Error that lists the endings. */
export function formatOf(file: string): (typeof OUTPUT_FORMATS)[number] {
  const format = OUTPUT_FORMATS.find((ending) => file.endsWith(`.${ending}`));
  if (format === undefined)
    throw new Error(
      `--out: must end in ${OUTPUT_FORMATS.map((ending) => `.${ending}`).join(', ')}, got ${JSON.stringify(file)}`,
    );
  return format;
}

function sessionTable(sessions: readonly SessionResult[]): Table {
  return {
    session: sessions.map(({ idToken }) => idToken),
    connector: sessions.map(({ connectorId }) => connectorId),
    arrival: sessions.map(({ arrivalMs }) => new Date(arrivalMs)),
    departure: sessions.map(({ departureMs }) => new Date(departureMs)),
    needKwh: sessions.map(({ needKwh }) => needKwh),
    deliveredKwh: sessions.map(({ deliveredKwh }) => deliveredKwh),
    left: sessions.map(({ left }) => left),
  };
}

function seriesTable(points: readonly SeriesPoint[]): Table {
  return {
    at: points.map(({ atMs }) => new Date(atMs)),
    node: points.map(({ nodeId }) => nodeId),
    loadKw: points.map(({ loadKw }) => loadKw),
    baseLoadKw: points.map(({ baseLoadKw }) => baseLoadKw),
    chargingKw: points.map(({ chargingKw }) => chargingKw),
    limitKw: points.map(({ limitKw }) => limitKw),
  };
}

function rowsOf(table: Table): readonly Readonly<Record<string, Cell>>[] {
  const columns = Object.entries(table);
  const count = columns[0]?.[1].length ?? 0;
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(columns.map(([name, cells]) => [name, cells[row] ?? null])),
  );
}

function csvOf(table: Table): string {
  const columns = Object.values(table);
  const lines = Array.from({ length: columns[0]?.length ?? 0 }, (_, row) =>
    columns.map((cells) => csvCell(cells[row] ?? null)).join(','),
  );
  return [Object.keys(table).join(','), ...lines, ''].join('\n');
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  const text = cell instanceof Date ? cell.toISOString() : String(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function writeParquet(file: string, table: Table): Promise<void> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = Object.entries(table).map(([name, cells]) => ({
    name,
    data: [...cells],
    type: parquetType(name, cells),
  }));
  writeFileSync(file, new Uint8Array(parquetWriteBuffer({ columnData })));
}

/** By the column's name where there may be no row to tell: powers and energies are numbers, whatever is in them. */
function parquetType(name: string, cells: readonly Cell[]): 'DOUBLE' | 'TIMESTAMP' | 'BOOLEAN' | 'STRING' {
  const sample = cells.find((cell) => cell !== null);
  if (/(?:Kw|Kwh)$/.test(name)) return 'DOUBLE';
  if (sample instanceof Date) return 'TIMESTAMP';
  return typeof sample === 'boolean' ? 'BOOLEAN' : 'STRING';
}
