import type { Problem } from './types.ts';

/** The service refused; `problem` has its own words and the fields they are about. */
export class ApiProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiProblem';
    this.problem = problem;
  }
}

export type ApiClient = {
  readonly key: string;
  get<Answer>(path: string): Promise<Answer>;
  send<Answer>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown, etag?: string): Promise<Answer>;
};

/** Rejects with ApiProblem for an answer that is none, and with the browser's own error when nothing answers. */
export function createApiClient(key: string): ApiClient {
  async function request<Answer>(method: string, path: string, body?: unknown, etag?: string): Promise<Answer> {
    const response = await fetch(`api/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(etag === undefined ? {} : { 'if-match': `"${etag}"` }),
        ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    if (!response.ok) throw new ApiProblem(problemOf(answer, response));
    return answer as Answer;
  }
  return { key, get: (path) => request('GET', path), send: request };
}

function problemOf(answer: unknown, response: Response): Problem {
  if (typeof answer === 'object' && answer !== null && 'title' in answer) return answer as Problem;
  return { title: response.statusText, status: response.status, detail: `HTTP ${response.status}` };
}
