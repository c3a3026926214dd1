import type { DecisionCase } from './decision-case.ts';

/** JSON of a case. What JSON does not know is said in words: no limit is Infinity, maps and arrays of numbers keep their kind. */
export function caseText(recorded: DecisionCase): string {
  return JSON.stringify(recorded, (_, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
    if (value instanceof Map) return { $map: [...value] };
    if (value instanceof Float64Array) return { $kw: [...value] };
    return value;
  });
}

/** Throws an Error when the text is no case of this version. */
export function readCase(text: string): DecisionCase {
  const value: unknown = JSON.parse(text, (_, part: unknown) => revived(part));
  if (!isCase(value))
    throw new Error('no recorded decision: "version": 1, "grid", "snapshot" and "allocation" are needed');
  return value;
}

function revived(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  if ('$number' in part) return Number(part.$number);
  if ('$map' in part && Array.isArray(part.$map)) return new Map(part.$map as [unknown, unknown][]);
  if ('$kw' in part && Array.isArray(part.$kw)) return Float64Array.from(part.$kw as number[]);
  return part;
}

function isCase(value: unknown): value is DecisionCase {
  if (typeof value !== 'object' || value === null || !('version' in value) || value.version !== 1) return false;
  return ['grid', 'snapshot', 'settings', 'allocation'].every((key) => key in value);
}
