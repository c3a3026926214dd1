import type { FieldError, Refusal, RefusalCode } from '../operations/index.ts';

/** RFC 9457: every answer of 400 and above has this shape and media type. */
export type ProblemCode =
  | RefusalCode
  | 'bad-request'
  | 'bad-parameter'
  | 'unauthorized'
  | 'method-not-allowed'
  | 'body-too-large'
  | 'unsupported-media-type'
  | 'precondition-required'
  | 'idempotency-mismatch'
  | 'idempotency-in-progress'
  | 'rate-limited'
  | 'busy'
  | 'internal';

type Kind = { readonly status: number; readonly title: string };

const problemKinds: Readonly<Record<ProblemCode, Kind>> = {
  'bad-request': { status: 400, title: 'The request cannot be read' },
  'bad-parameter': { status: 400, title: 'A parameter of the request is not valid' },
  unauthorized: { status: 401, title: 'A valid API key is needed' },
  forbidden: { status: 403, title: 'The role of this API key does not allow it' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  'method-not-allowed': { status: 405, title: 'This resource does not know the method' },
  conflict: { status: 409, title: 'It does not fit the present state' },
  'idempotency-in-progress': { status: 409, title: 'The same Idempotency-Key is being worked on' },
  'too-many': { status: 409, title: 'There are too many of them' },
  stale: { status: 412, title: 'Someone else changed it meanwhile' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be plain JSON' },
  validation: { status: 422, title: 'The body is not valid' },
  'idempotency-mismatch': { status: 422, title: 'The Idempotency-Key was used for another body' },
  'precondition-required': { status: 428, title: 'If-Match is needed' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'The service made a mistake' },
  busy: { status: 503, title: 'The service is busy' },
  'store-unavailable': { status: 503, title: 'The store is not available' },
};

export type ParameterError = { readonly parameter: string; readonly detail: string };

/** Thrown by middleware and handlers; one error handler turns it into the answer. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly (FieldError | ParameterError)[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    detail: string,
    more: {
      readonly errors?: readonly (FieldError | ParameterError)[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.code = code;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }

  get status(): number {
    return problemKinds[this.code].status;
  }

  /** The document; `path` without its query, which may hold a key. */
  document(path: string): Readonly<Record<string, unknown>> {
    return {
      type: `urn:headroom:problem:${this.code}`,
      code: this.code,
      title: problemKinds[this.code].title,
      status: this.status,
      detail: this.message,
      instance: path,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
    };
  }
}

export function problemOf({ code, detail, errors }: Refusal): Problem {
  return new Problem(code, detail, errors === undefined ? {} : { errors });
}

/** What Express and its body parser throw, in our words. Anything unknown is our own mistake. */
export function problemFromError(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { type, status } = (typeof error === 'object' && error !== null ? error : {}) as {
    type?: unknown;
    status?: unknown;
  };
  if (type === 'entity.parse.failed') return new Problem('bad-request', 'the body is not valid JSON');
  if (type === 'entity.too.large') return new Problem('body-too-large', 'the body is larger than 100 kB');
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return new Problem('unsupported-media-type', 'the body must be UTF-8 JSON without compression');
  }
  if (error instanceof URIError) return new Problem('bad-request', 'the path has a broken percent escape');
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new Problem('bad-request', 'the request cannot be read');
  return new Problem('internal', 'an unexpected error; it is in the log');
}
