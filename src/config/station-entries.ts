import { type Fault, faultsOfSchema, type Path, type Placed } from './problems.ts';
import type { StationConfig } from './site.ts';
import { keysAt, type StationDefinition, stationSchema } from './site-schema.ts';

export type StationEntry = StationDefinition &
  Pick<StationConfig, 'planned'> & {
    readonly securityProfile?: StationConfig['securityProfile'] | undefined;
    readonly id: string;
    readonly password?: string | undefined;
    readonly passwordHash?: string | undefined;
  };

/** The stations of the file that are well-formed, each on its own. */
export function readStations(list: unknown, faults: Fault[]): readonly Placed<StationEntry>[] {
  const stations: Placed<StationEntry>[] = [];
  if (!Array.isArray(list)) return stations;
  const firstPath = new Map<string, Path>();
  list.forEach((item: unknown, index) => {
    const path = ['stations', index];
    const parsed = stationSchema.safeParse(item);
    if (!parsed.success) {
      faults.push(
        ...faultsOfSchema({
          issues: parsed.error.issues,
          value: item,
          path,
          keysAt: (inner) => keysAt(inner, 'station'),
        }),
      );
      return;
    }
    const { id, password, passwordHash } = parsed.data;
    if (password !== undefined && passwordHash !== undefined)
      faults.push({ path: [...path, 'passwordHash'], message: 'give password or passwordHash, not both' });
    if (firstPath.has(id)) faults.push({ path: [...path, 'id'], message: `station ${id} is defined twice` });
    firstPath.set(id, path);
    stations.push({ entry: parsed.data, path });
  });
  return stations;
}
