import type { Connection } from '../../adapter.ts';

/** Progress of a firmware update or an upload of logs: for the log, it changes no state. The same in both versions. */
export function workStatus(work: 'diagnostics' | 'firmware' | 'log') {
  return (
    { deps, stationId }: Connection,
    { status }: { readonly status: string },
  ): Readonly<Record<string, never>> => {
    deps.log({ level: 'info', stationId, message: `${stationId}: ${work}: ${status}` });
    return {};
  };
}
