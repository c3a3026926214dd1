import { validateRequest, type ActionV16, type RequestV16, type ResponseV16 } from '../../ocpp/protocol/index.ts';
import type { Dialect } from './dialect.ts';
import { StationError } from './link.ts';
import type { Station } from './station.ts';

/** Checks the request against the official schema first, as a strict station does. */
export function handler<A extends ActionV16>(
  action: A,
  answer: (station: Station, request: RequestV16<A>) => ResponseV16<A>,
): Dialect['handlers'][string] {
  return (station, payload) => {
    const violation = validateRequest('1.6', action, payload);
    if (violation !== undefined) throw new StationError(violation.code, violation.description);
    return answer(station, payload);
  };
}
