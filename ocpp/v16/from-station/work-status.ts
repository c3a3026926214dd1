import type { Connection } from '../../adapter.ts';

/** Progress of a firmware update or an upload of logs: told upwards, it changes no state. The same in all versions. */
export function workStatus(work: 'diagnostics' | 'firmware' | 'log' | 'publish-firmware') {
  return (
    { deps, stationId, emit }: Connection,
    { status, requestId }: { readonly status: string; readonly requestId?: number },
  ): Readonly<Record<string, never>> => {
    emit({
      kind: 'work',
      stationId,
      atMs: deps.clock.nowMs(),
      work,
      status,
      ...(requestId === undefined ? {} : { requestId }),
    });
    return {};
  };
}
