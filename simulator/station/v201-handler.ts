import { validateRequest, type ActionV201, type RequestV201, type ResponseV201 } from '../../ocpp/protocol/index.ts';
import type { Dialect } from './dialect.ts';
import { StationError } from './link.ts';
import type { Station } from './station.ts';

/** Checks the request against the official schema of the station's version first, as a strict station does. */
export function handler<A extends ActionV201>(
  action: A,
  answer: (station: Station, request: RequestV201<A>) => ResponseV201<A>,
): Dialect['handlers'][string] {
  return (station, payload) => {
    const violation = validateRequest(station.version, action, payload);
    if (violation !== undefined) throw new StationError(violation.code, violation.description);
    return answer(station, payload);
  };
}
