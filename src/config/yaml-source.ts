import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { type Fault, fieldText, type GridFileProblem } from './problems.ts';

/** A city of 10,000 stations is 2 MB; far beyond it, it is not a grid file. */
const MAXIMUM_CHARACTERS = 16_000_000;

/** A YAML text as plain values that still knows where each of them stands. */
export type YamlSource = {
  readonly value: unknown;
  /** Faults of the YAML itself; `value` is not usable if there are any. */
  readonly problems: readonly GridFileProblem[];
  problemAt(fault: Fault): GridFileProblem;
};

export function readYaml(text: string, file: string): YamlSource {
  if (text.length > MAXIMUM_CHARACTERS) {
    const message = `must have at most ${MAXIMUM_CHARACTERS} characters, got ${text.length}`;
    const problem: GridFileProblem = { file, line: 1, column: 1, field: '', message };
    return { value: undefined, problems: [problem], problemAt: () => problem };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  // A warning is an unknown tag: the author meant something that would be ignored.
  const problems = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    ...at(pos[0]),
    field: '',
    message,
  }));
  return {
    ...(problems.length > 0 ? { value: undefined, problems } : toValue(document, at(0))),
    problemAt: ({ path, message }) => ({ ...at(offsetOf(document, path)), field: fieldText(path), message }),
  };
}

function toValue(
  document: Document,
  start: Pick<GridFileProblem, 'file' | 'line' | 'column'>,
): Pick<YamlSource, 'value' | 'problems'> {
  try {
    return { value: document.toJS() as unknown, problems: [] };
  } catch (error) {
    // Too many aliases: a small file that would unfold to gigabytes.
    const message = error instanceof Error ? error.message : String(error);
    return { value: undefined, problems: [{ ...start, field: '', message }] };
  }
}

/** Where the key or list entry at `path` begins, or, when it is missing, the nearest thing around it. */
function offsetOf(document: Document, path: Fault['path']): number {
  let node: unknown = document.contents;
  let offset = rangeStart(node) ?? 0;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) : undefined) === String(part));
      if (pair === undefined) return offset;
      offset = rangeStart(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const entry = node.items[Number(part)];
      if (entry === undefined) return offset;
      offset = rangeStart(entry) ?? offset;
      node = entry;
    } else {
      return offset;
    }
  }
  return offset;
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  const { range } = node;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined;
}
