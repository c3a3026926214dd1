/** A small client of the public REST API for the commands that steer a running service. */
export type Client = {
  get(path: string): Promise<unknown>;
  send(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<unknown>;
};

/** Rejects with the problem's own words when the service refuses, or says where it tried to connect. */
export function createClient({
  url,
  key,
  fetch,
}: {
  readonly url: string;
  readonly key: string;
  readonly fetch: typeof globalThis.fetch;
}): Client {
  async function request(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(new URL(path, url), {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new Error(`${method} ${path}: no answer from ${url} (${cause}); is the service running?`, { cause: error });
    }
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    if (!response.ok) throw new Error(`${method} ${path}: ${problemText(answer, response.status)}`);
    return answer;
  }
  return { get: (path) => request('GET', path), send: request };
}

function problemText(answer: unknown, status: number): string {
  if (typeof answer !== 'object' || answer === null || !('title' in answer)) return `HTTP ${status}`;
  const { title, detail, errors } = answer as {
    title: string;
    detail?: string;
    errors?: readonly { pointer?: string; parameter?: string; detail: string }[];
  };
  const fields = (errors ?? []).map((one) => `${one.pointer ?? one.parameter ?? ''} ${one.detail}`.trim());
  return [`${title} (${status})`, detail ?? '', ...fields].filter((part) => part !== '').join('; ');
}
