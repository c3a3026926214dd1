import { ApiProblem } from './api-client.ts';

/** Saves what the service answers as a file; the key goes in a header, never into an address. Rejects with ApiProblem when it refuses. */
export async function download(key: string, path: string, fileName: string): Promise<void> {
  const response = await fetch(`api/v1/${path}`, { headers: { authorization: `Bearer ${key}` } });
  if (!response.ok) {
    const { status, statusText } = response;
    throw new ApiProblem({ title: statusText, status, detail: `HTTP ${status} ${statusText}`.trim() });
  }
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
}
