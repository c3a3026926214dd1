/** Writes the table of messages into docs/ocpp.md, from the schemas, the adapters and the transcripts: `npm run generate:docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { OcppVersion } from '../../ocpp/index.ts';
import type { VersionAdapter } from '../../ocpp/adapter.ts';
import { FORBIDDEN_CALLS } from '../../ocpp/station-commands.ts';
import { actionsOf } from '../../ocpp/protocol/index.ts';
import { v16 } from '../../ocpp/v16/index.ts';
import { v201 } from '../../ocpp/v201/index.ts';
import { v21 } from '../../ocpp/v21/index.ts';
import type { Transcript } from '../ocpp/transcripts/transcript.ts';
import { TRANSCRIPTS_V16 } from '../ocpp/transcripts/v16.ts';
import { TRANSCRIPTS_V201 } from '../ocpp/transcripts/v201.ts';
import { TRANSCRIPTS_V21 } from '../ocpp/transcripts/v21.ts';

export const DOCS = 'docs/ocpp.md';
const [BEGIN, END] = ['<!-- messages -->\n', '<!-- /messages -->'] as const;

export const VERSIONS: readonly {
  readonly adapter: VersionAdapter;
  readonly transcripts: readonly Transcript[];
}[] = [
  { adapter: v16, transcripts: TRANSCRIPTS_V16 },
  { adapter: v201, transcripts: TRANSCRIPTS_V201 },
  { adapter: v21, transcripts: TRANSCRIPTS_V21 },
];

/** What a central system sends without anybody asking for it. */
const BY_ITSELF: ReadonlySet<string> = new Set(['SetChargingProfile']);

/** The messages of a version, those without an answer too. */
function messagesOf({ version, sends = {} }: VersionAdapter): readonly string[] {
  return [...actionsOf(version), ...Object.keys(sends)];
}

/** Actions of a version that no transcript is about. Those without an answer are played on real sockets. */
export function actionsWithoutTranscript(version: OcppVersion): readonly string[] {
  const found = VERSIONS.find(({ adapter }) => adapter.version === version);
  const covered = new Set(found?.transcripts.map(({ about }) => about));
  return actionsOf(version).filter((action) => !covered.has(action));
}

/** The text of the document with a table that is up to date. */
export function withTable(document: string): string {
  const [before, rest] = [document.slice(0, document.indexOf(BEGIN)), document.slice(document.indexOf(END))];
  if (!document.includes(BEGIN) || !document.includes(END)) throw new Error(`${DOCS} has no place for the table`);
  return `${before}${BEGIN}\n${table()}\n${rest}`;
}

function table(): string {
  const messages = [...new Set(VERSIONS.flatMap(({ adapter }) => messagesOf(adapter)))].sort();
  const rows: string[][] = [['message', ...VERSIONS.map(({ adapter }) => adapter.version)]];
  for (const message of messages) {
    const cells: string[] = [];
    for (const version of VERSIONS) cells.push(cellOf(message, version));
    rows.push([message, ...cells]);
  }
  const [head = [], ...body] = rows;
  return [head, head.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

function cellOf(message: string, { adapter, transcripts }: (typeof VERSIONS)[number]): string {
  if (!messagesOf(adapter).includes(message)) return '';
  const count = transcripts.filter(({ about }) => about === message).length;
  return `${roleOf(message, { adapter, transcripts })}${count === 0 ? '' : ` \\| ${count}`}`;
}

function roleOf(message: string, { adapter, transcripts }: (typeof VERSIONS)[number]): string {
  if (Object.hasOwn(adapter.sends ?? {}, message)) return 'heard';
  const route = adapter.routes[message];
  if (route === undefined) return 'not answered';
  if (!isRefusedDirection(message, adapter)) return 'answered';
  if (BY_ITSELF.has(message)) return 'sent: limits';
  const kinds = new Set(
    transcripts.flatMap(({ lines }) =>
      lines.flatMap((line) =>
        line.from === 'operator' && line.command.kind !== 'call' && line.calls.some(({ action }) => action === message)
          ? [line.command.kind]
          : [],
      ),
    ),
  );
  if (kinds.size > 0) return `sent: ${[...kinds].sort().join(', ')}`;
  return FORBIDDEN_CALLS.has(message) ? 'never raw' : 'sent';
}

/** All messages of the other direction share one handler, which is never one of an answer. */
function isRefusedDirection(message: string, { routes }: VersionAdapter): boolean {
  const route = routes[message];
  return route !== undefined && route.name.startsWith('refuse');
}

if (process.argv[1]?.endsWith('ocpp-table.ts') === true) writeFileSync(DOCS, withTable(readFileSync(DOCS, 'utf8')));
