import type { Problem, Ready } from './types.ts';

/** The service refused; `problem` has its own words and the fields they are about. */
export class ApiProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiProblem';
    this.problem = problem;
  }
}

export type Change = {
  readonly body?: unknown;
  /** The version that the person has seen (If-Match). */
  readonly etag?: string;
  /** The same for each try of one decision, so that a lost answer never doubles it. */
  readonly idempotencyKey?: string;
};

export type ApiClient = {
  readonly key: string;
  get<Answer>(path: string): Promise<Answer>;
  send<Answer>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, change: Change): Promise<Answer>;
  ready(): Promise<Ready>;
};

/** Rejects with ApiProblem for an answer that refuses, and with the browser's own error when nothing answers. */
export function createApiClient(key: string): ApiClient {
  async function request<Answer>(method: string, path: string, change: Change = {}): Promise<Answer> {
    const { body, etag, idempotencyKey } = change;
    const response = await fetch(`api/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(etag === undefined ? {} : { 'if-match': `"${etag}"` }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await jsonOf(response);
    if (!response.ok) throw new ApiProblem(problemOf(answer, response));
    return answer as Answer;
  }
  return {
    key,
    get: (path) => request('GET', path),
    send: request,
    // 503 is an answer too: it names what is not in order.
    ready: async () => (await jsonOf(await fetch('readyz'))) as Ready,
  };
}

/** `crypto.randomUUID` is missing where the page is served over plain http inside a plant. */
export function newIdempotencyKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** undefined for an empty answer and for one that is no JSON (a proxy's own error page). */
async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf(answer: unknown, { status, statusText }: Response): Problem {
  if (typeof answer === 'object' && answer !== null && 'title' in answer) return answer as Problem;
  return { title: statusText, status, detail: `HTTP ${status} ${statusText}`.trim() };
}
