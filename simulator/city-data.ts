import { readCsvRows } from './csv-rows.ts';
import { createRandom } from './random.ts';

/** A charging station as city registers list them. */
export type CityStation = {
  readonly id: string;
  readonly latitude: number;
  readonly longitude: number;
  /** DC piles. */
  readonly fast: number;
  /** AC piles. */
  readonly slow: number;
};

/** A traffic zone; a station belongs to the nearest one. */
export type CityZone = { readonly id: string; readonly latitude: number; readonly longitude: number };

const MOST_PILES = 1000;

/** Columns `station_id, latitude, longitude, fast, slow`, as in the open data of Shenzhen (ST-EVCDP). Throws an Error that names line and column. */
export function readCityStations(text: string, name = 'stations file'): readonly CityStation[] {
  const columns = ['station_id', 'latitude', 'longitude', 'fast', 'slow'];
  return readCsvRows(text, { name, columns }).map((row) => ({
    id: row.text('station_id'),
    latitude: row.number('latitude', { min: -90, max: 90 }),
    longitude: row.number('longitude', { min: -180, max: 180 }),
    fast: Math.floor(row.number('fast', { max: MOST_PILES })),
    slow: Math.floor(row.number('slow', { max: MOST_PILES })),
  }));
}

/** Columns `grid, lon, la` of the same data. Throws an Error that names line and column. */
export function readCityZones(text: string, name = 'zones file'): readonly CityZone[] {
  return readCsvRows(text, { name, columns: ['grid', 'lon', 'la'] }).map((row) => ({
    id: row.text('grid'),
    latitude: row.number('la', { min: -90, max: 90 }),
    longitude: row.number('lon', { min: -180, max: 180 }),
  }));
}

/** Half of all stations have at most this many piles; a lognormal with this spread has the mean of the open data, 13 piles. */
const MEDIAN_PILES = 8;
const PILES_SPREAD = 1;
/** Of all piles in the open data. */
const FAST_SHARE = 0.118;
/** Fast piles stand together: one station in five has nothing else. */
const FAST_STATION_SHARE = 0.11;
const STATIONS_PER_ZONE = 7;
/** About 1 km. */
const NEAR_DEGREES = 0.01;

/** A made-up city for those who have no register: stations of the same mix in zones of about seven. Equal seeds give equal cities. */
export function generateCity({ stations: count, seed }: { readonly stations: number; readonly seed: number }): {
  readonly stations: readonly CityStation[];
  readonly zones: readonly CityZone[];
} {
  if (!(Number.isInteger(count) && count >= 1 && count <= 10_000))
    throw new Error(`city: stations must be a whole number from 1 to 10000, got ${count}`);
  const random = createRandom(seed).fork('city-map');
  const zones = Array.from({ length: Math.ceil(count / STATIONS_PER_ZONE) }, (_, index): CityZone => {
    const draws = random.fork(`zone/${index}`);
    return {
      id: String(index + 1),
      latitude: 22.5 + 0.02 * draws.normal() * Math.sqrt(count / 100),
      longitude: 114 + 0.03 * draws.normal() * Math.sqrt(count / 100),
    };
  });
  const stations = Array.from({ length: count }, (_, index): CityStation => {
    const draws = random.fork(`station/${index}`);
    const zone = draws.pick(zones);
    const piles = Math.min(200, Math.max(2, Math.round(MEDIAN_PILES * Math.exp(PILES_SPREAD * draws.normal()))));
    const onlyFast = draws.next() < FAST_STATION_SHARE;
    const fast = onlyFast ? piles : draws.next() < FAST_SHARE ? Math.ceil(piles / 10) : 0;
    return {
      id: String(index + 1),
      latitude: zone.latitude + NEAR_DEGREES * draws.normal(),
      longitude: zone.longitude + NEAR_DEGREES * draws.normal(),
      fast,
      slow: piles - fast,
    };
  });
  return { stations, zones };
}

/** The nearest zone of each station, as index into `zones`: plain degrees, corrected for the latitude. */
export function nearestZones(stations: readonly CityStation[], zones: readonly CityZone[]): readonly number[] {
  return stations.map((station) => {
    const shrink = Math.cos((station.latitude * Math.PI) / 180);
    let nearest = -1;
    let least = Infinity;
    zones.forEach((zone, index) => {
      const distance = (zone.latitude - station.latitude) ** 2 + (shrink * (zone.longitude - station.longitude)) ** 2;
      if (distance >= least) return;
      least = distance;
      nearest = index;
    });
    return nearest;
  });
}
