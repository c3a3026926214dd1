import type { Station } from './types.ts';

export const stationStates = ['any', 'connected', 'not-connected', 'quarantined', 'distrusted'] as const;
export type StationFilter = {
  readonly text: string;
  /** As `modelOf` says it; empty = all. */
  readonly model: string;
  readonly firmware: string;
  readonly state: (typeof stationStates)[number];
};
export const ALL_STATIONS: StationFilter = { text: '', model: '', firmware: '', state: 'any' };

/** Those that fit the filter, by id. */
export function stationsMatching(stations: Iterable<Station>, filter: StationFilter): readonly Station[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return [...stations]
    .filter((station) => fits(station, filter) && words.every((word) => textOf(station).includes(word)))
    .toSorted((a, b) => (a.stationId < b.stationId ? -1 : 1));
}

/** "Acme Pile 22", as far as it is known. */
export function modelOf({ vendor = '', model = '' }: Station): string {
  return `${vendor} ${model}`.trim();
}

/** What there is to choose from, each once. */
export function choicesOf(
  stations: Iterable<Station>,
  valueOf: (station: Station) => string | undefined,
): readonly string[] {
  const values = new Set([...stations].map(valueOf));
  return [...values].filter((value): value is string => value !== undefined && value !== '').toSorted();
}

function fits(station: Station, { model, firmware, state }: StationFilter): boolean {
  if (model !== '' && modelOf(station) !== model) return false;
  if (firmware !== '' && station.firmware !== firmware) return false;
  return state === 'any' || inState[state](station);
}

const inState: Readonly<Record<Exclude<StationFilter['state'], 'any'>, (station: Station) => boolean>> = {
  connected: ({ connected }) => connected,
  'not-connected': ({ connected }) => !connected,
  quarantined: ({ quarantined }) => quarantined,
  distrusted: ({ distrust }) => distrust !== undefined,
};

function textOf({ stationId, vendor, model, firmware, nodeId, version }: Station): string {
  return [stationId, vendor, model, firmware, nodeId, version].join(' ').toLowerCase();
}
