import { DEVIATIONS, type DeviationName, type Fault } from './deviation.ts';
import type { OcppJVersion } from './frame.ts';
import { firstFault, validateRequest, type Violation } from './validate.ts';

/** A message has dozens of values that a firmware writes wrong in the same way; this bounds the work for one that is nothing but faults. */
const MAX_REPAIRS = 512;

export type Relaxed =
  | { readonly payload: Record<string, unknown>; readonly deviations: readonly DeviationName[] }
  | { readonly violation: Violation };

/**
 * Reads a request as strictly as its schema, but for the deviations that are known of its model (`allowed`; names that nobody knows allow
 * nothing). The repaired payload is a copy that conforms to the schema; whatever cannot be repaired is refused as it would have been.
 */
export function readRequest(
  {
    version,
    action,
    allowed = [],
  }: { readonly version: OcppJVersion; readonly action: string; readonly allowed?: readonly string[] | undefined },
  payload: Record<string, unknown>,
): Relaxed {
  const violation = validateRequest(version, action, payload);
  if (violation === undefined) return { payload, deviations: [] };
  if (allowed.length === 0 || violation.code === 'NotImplemented') return { violation };
  const copy = structuredClone(payload);
  const known = DEVIATIONS.filter(({ name }) => allowed.includes(name));
  const used = new Set<DeviationName>();
  for (let repairs = 0; repairs < MAX_REPAIRS; repairs++) {
    const fault = firstFault(version, action, copy);
    if (fault === undefined) return { payload: copy, deviations: [...used] };
    const at = placeOf(fault, copy);
    const deviation = at === undefined ? undefined : known.find(({ repair }) => repair(fault, at));
    if (deviation === undefined) return { violation };
    used.add(deviation.name);
  }
  return { violation };
}

/** The record or list that holds what is wrong, and its key there; the payload itself is held by the key ''. */
function placeOf(
  { path }: Fault,
  payload: Record<string, unknown>,
): { readonly parent: Record<string, unknown>; readonly key: string } | undefined {
  let parent = payload;
  for (const step of path.slice(0, -1)) {
    const next = Object.hasOwn(parent, step) ? parent[step] : undefined;
    if (typeof next !== 'object' || next === null) return undefined;
    parent = next as Record<string, unknown>;
  }
  return { parent, key: path.at(-1) ?? '' };
}
