import type { OcppVersion, StationEvent } from '../../../ocpp/index.ts';
import type { Line, Refused, Transcript } from './transcript.ts';

type Payload = Readonly<Record<string, unknown>>;
export type Said = Extract<Line, { readonly from: 'station' }>;

/** A message of a station, its whole answer (or the code of its CALLERROR), and what is told upwards. */
export function says(
  action: string,
  request: Payload,
  response: Payload | Refused = {},
  ...events: readonly Partial<StationEvent>[]
): Said {
  return { from: 'station', action, request, response, events };
}

/** As `says`, with every field of what is told. */
export function tells(...said: Parameters<typeof says>): Said {
  return { ...says(...said), whole: true };
}

/** A message that breaks its schema: the code of its CALLERROR, its text where that matters, and nothing is told upwards. */
export function breaks(action: string, request: Payload, error: string, description?: string): Said {
  const response = { error, ...(description === undefined ? {} : { description }) };
  return { from: 'station', action, request, response, events: [], broken: true };
}

/** Time passes between two messages. */
export function passes(passMs: number): Line {
  return { from: 'clock', passMs };
}

/** A transcript about the last of its messages. */
export function story(version: OcppVersion, title: string, ...lines: readonly Line[]): Transcript {
  const about = lines.findLast((line) => line.from === 'station')?.action ?? '';
  return { version, about, title, lines };
}

/** As `story`, before the station is accepted. */
export function unbooted(version: OcppVersion, title: string, ...lines: readonly Line[]): Transcript {
  return { ...story(version, title, ...lines), unbooted: true };
}
