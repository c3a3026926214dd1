import type { z } from 'zod';
import type { FieldError } from '../operations/index.ts';
import { type ParameterError, Problem } from './problems.ts';

/** The parsed body, or `validation` with a JSON pointer for each wrong field. */
export function parseBody(schema: z.ZodType, body: unknown): unknown {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(parsed.error.issues, body);
  const summary = errors.map(({ pointer, detail }) => `${pointer === '' ? 'body' : pointer} ${detail}`).join('; ');
  throw new Problem('validation', summary.slice(0, 1000), { errors });
}

/** The parsed path or query parameters, or `bad-parameter`. */
export function parseParameters(schema: z.ZodType, parameters: unknown): unknown {
  const parsed = schema.safeParse(parameters);
  if (parsed.success) return parsed.data;
  const errors: ParameterError[] = fieldErrors(parsed.error.issues, parameters).map(({ pointer, detail }) => ({
    parameter: pointer.slice(1),
    detail,
  }));
  const summary = errors.map(({ parameter, detail }) => `${parameter} ${detail}`).join('; ');
  throw new Problem('bad-parameter', summary.slice(0, 1000), { errors });
}

/** A hostile body can have thousands of wrong fields; people read the first few. */
const MOST_ERRORS = 50;

function fieldErrors(issues: readonly z.core.$ZodIssue[], input: unknown): readonly FieldError[] {
  return issues.slice(0, MOST_ERRORS).flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys
        .slice(0, MOST_ERRORS)
        .map((key) => ({ pointer: pointerTo([...issue.path, key]), detail: 'is not a field of this body' }));
    }
    const pointer = pointerTo(issue.path);
    return [
      {
        pointer,
        detail: `${issue.message.replace('Invalid input: ', '')}${shownValue(valueAt(input, issue.path), pointer)}`,
      },
    ];
  });
}

/** RFC 6901. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** The wrong value helps; objects are too long and passwords are nobody's business. */
function shownValue(value: unknown, pointer: string): string {
  if (
    pointer.endsWith('/password') ||
    (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
  )
    return '';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return `, got ${text.length <= 60 ? text : `${text.slice(0, 60)}...`}`;
}
