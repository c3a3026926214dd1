import type { Clock } from '../clock.ts';
import type { Dialect } from './dialect.ts';
import { StationError } from './link.ts';
import type { Station } from './station.ts';

type Payload = Record<string, unknown>;

/** The answer to a call of the central system as the station's faults give it; undefined = none. Throws a StationError for a CALLERROR. */
export function answerCall(
  station: Station,
  { action, payload }: { readonly action: string; readonly payload: Payload },
  { handlers, clock }: { readonly handlers: Dialect['handlers']; readonly clock: Clock },
): Payload | undefined {
  const { refuses, appliesUnansweredAfterMs, compositeCorruptsProfiles } = station.faults();
  const handler = Object.hasOwn(handlers, action) ? handlers[action] : undefined;
  if (handler === undefined) throw new StationError('NotImplemented', 'this station does not know the action');
  if (refuses?.includes(action) === true) throw new StationError('NotSupported', 'this station does not do it');
  if (appliesUnansweredAfterMs !== undefined && action === 'SetChargingProfile') {
    clock.after(appliesUnansweredAfterMs, () => handler(station, payload));
    return undefined;
  }
  if (compositeCorruptsProfiles === true && action === 'GetCompositeSchedule') station.profiles.corrupt();
  return handler(station, payload);
}
