import type { OcppVersion, StationEvent } from '../../../ocpp/index.ts';
import type { Line, Transcript } from './transcript.ts';

type Payload = Readonly<Record<string, unknown>>;
export type Said = Extract<Line, { readonly from: 'station' }>;

/** A message of a station, its whole answer (or the code of its CALLERROR), and what is told upwards. */
export function says(
  action: string,
  request: Payload,
  response: Payload | { readonly error: string } = {},
  ...events: readonly Partial<StationEvent>[]
): Said {
  return { from: 'station', action, request, response, events };
}

/** A message that breaks its schema: the code of its CALLERROR, and nothing is told upwards. */
export function breaks(action: string, request: Payload, error: string): Said {
  return { from: 'station', action, request, response: { error }, events: [], broken: true };
}

/** A transcript about the last of its lines. */
export function story(version: OcppVersion, title: string, ...lines: readonly Said[]): Transcript {
  return { version, about: lines.at(-1)?.action ?? '', title, lines };
}

/** As `story`, before the station is accepted. */
export function unbooted(version: OcppVersion, title: string, ...lines: readonly Said[]): Transcript {
  return { ...story(version, title, ...lines), unbooted: true };
}
