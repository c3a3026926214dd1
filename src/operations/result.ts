/** A refused operation is a value. The code is stable; `detail` says what was tried, on what, and the number. */
export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

export type RefusalCode =
  | 'validation'
  | 'not-found'
  | 'forbidden'
  | 'conflict'
  | 'stale'
  | 'too-many'
  | 'store-unavailable';

export type Refusal = {
  readonly code: RefusalCode;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
};

/** One wrong field, by its JSON pointer in the words of the REST body, e.g. `/intervals/0/limitKw`. */
export type FieldError = { readonly pointer: string; readonly detail: string };

export function done<Value>(value: Value): Result<Value> {
  return { ok: true, value };
}

export function refuse(code: RefusalCode, detail: string): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { code, detail } };
}

/** Refuses a draft with everything that is wrong with it, at once. */
export function refuseFields(
  what: string,
  errors: readonly FieldError[],
): { readonly ok: false; readonly refusal: Refusal } {
  const summary = errors.map(({ pointer, detail }) => `${pointer === '' ? 'body' : pointer} ${detail}`).join('; ');
  return { ok: false, refusal: { code: 'validation', detail: `${what}: ${summary}`, errors } };
}
