import type { Result } from '../operations/index.ts';
import { Problem, problemOf } from './problems.ts';
import type { Answer } from './route.ts';

export function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Problem('not-found', `no ${what}`);
  return value;
}

/** The value of an operation; its refusal becomes a problem document. */
export function valueOf<Value>(result: Result<Value>): Value {
  if (!result.ok) throw problemOf(result.refusal);
  return result.value;
}

export function ok<Body>(body: Body): Answer<Body> {
  return { status: 200, body };
}

/** With its version, for If-Match. */
export function versioned<Body extends { readonly etag: string }>(body: Body, status = 200): Answer<Body> {
  return { status, body, headers: { ETag: `"${body.etag}"` } };
}

export function created<Body extends { readonly etag: string }>(body: Body, location: string): Answer<Body> {
  const { headers } = versioned(body);
  return { status: 201, body, headers: { ...headers, Location: location } };
}
