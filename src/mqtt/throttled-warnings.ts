import { mqttBounds } from './bounds.ts';

/** Warns at most once a minute and key, and then says how often it was silent: a broken meter must not fill the log. */
export function createThrottledWarnings(deps: {
  readonly nowMs: () => number;
  readonly warn: (message: string) => void;
}): (key: string, message: string) => void {
  const lines = new Map<string, { atMs: number; silent: number }>();
  return (wantedKey, message) => {
    const nowMs = deps.nowMs();
    const key = lines.has(wantedKey) || lines.size < mqttBounds.loggedTopics ? wantedKey : 'all others';
    const line = lines.get(key);
    // The distance, not the age: after a clock jump back nothing may be silent for an hour.
    if (line !== undefined && Math.abs(nowMs - line.atMs) < mqttBounds.logEveryMs) {
      line.silent += 1;
      return;
    }
    deps.warn(line === undefined || line.silent === 0 ? message : `${message} (and ${line.silent} more before)`);
    lines.set(key, { atMs: nowMs, silent: 0 });
  };
}
