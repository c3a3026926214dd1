import type { Connection } from '../../adapter.ts';
import { printable } from '../../guards.ts';
import type { V201 } from '../../protocol/index.ts';
import { nameOf } from '../to-station/variable-name.ts';

/** A value may be 2,500 characters long; what a person reads is not. */
const SHOWN_CHARACTERS = 200;
/** A station that reports all its variables in one message is heard, not repeated in full. */
const MAX_EVENTS = 50;

/** 2.0.1 N07, N08: what monitors of the station found. The first 50 of a message are told, alerting ones first; the rest is counted in the log. */
export function notifyEvent(
  { deps, stationId, emit }: Connection,
  // 2.1 tells its severity.
  { eventData }: { readonly eventData: readonly (V201.EventDataType & { readonly severity?: number })[] },
): Readonly<Record<string, never>> {
  const atMs = deps.clock.nowMs();
  const byUrgency = [...eventData].sort(
    (one, other) => Number(other.trigger === 'Alerting') - Number(one.trigger === 'Alerting'),
  );
  for (const { component, variable, actualValue, trigger, cleared = false, severity, techCode } of byUrgency.slice(
    0,
    MAX_EVENTS,
  )) {
    emit({
      kind: 'monitor-event',
      stationId,
      atMs,
      name: printable(nameOf({ component, variable })),
      value: printable(actualValue).slice(0, SHOWN_CHARACTERS),
      trigger,
      cleared,
      ...(severity === undefined ? {} : { severity }),
      ...(techCode === undefined ? {} : { techCode: printable(techCode) }),
    });
  }
  const untold = eventData.length - MAX_EVENTS;
  if (untold > 0)
    deps.log({ level: 'warn', stationId, message: `${stationId}: ${untold} more events of monitors in one message` });
  return {};
}
