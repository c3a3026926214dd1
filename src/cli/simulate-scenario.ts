import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Command } from 'commander';
import type { Scenario } from '../../simulator/index.ts';
import { parseGridFile } from '../config/index.ts';
import { numberIn, oneOf } from './flags.ts';

export type ScenarioFlags = {
  readonly seed: string;
  readonly minutes: string;
  readonly sessions?: string;
  readonly network?: string;
  readonly grid?: string;
  readonly capKw?: string;
  readonly date?: string;
  readonly from?: string;
  readonly to?: string;
  readonly timeZone?: string;
  readonly battery: string;
  readonly idealChargers?: boolean;
  readonly city?: string;
  readonly cityZones?: string;
};

/** What happens: the options that `demo` and `simulate` share. */
export function scenarioOptions(command: Command): Command {
  return command
    .option('--seed <n>', 'of everything random', '1')
    .option('--minutes <n>', 'virtual minutes of the district evening, 10-240', '240')
    .option(
      '--sessions <file>',
      'replay sessions: CSV or JSON of ACN-Data, CSV of EPFL, or the generic CSV; .gz is read too',
    )
    .option('--network <file>', 'the site of ACN sessions: JSON with evses and constraints (needs --cap-kw)')
    .option('--grid <file>', 'the site of the sessions: a grid file (YAML)')
    .option('--cap-kw <kW>', 'transformer capacity; without --network and --grid the only limit of the site')
    .option('--date <yyyy-mm-dd>', 'the local day to replay')
    .option('--from <yyyy-mm-dd>', 'or from this local day ...')
    .option('--to <yyyy-mm-dd>', '... to this one')
    .option(
      '--time-zone <name>',
      'IANA name; default that of the site, America/Los_Angeles for ACN, Europe/Zurich for EPFL',
    )
    .option('--battery <kind>', 'ideal or two-stage, where the file has no state of charge', 'ideal')
    .option('--ideal-chargers', 'chargers without lag, steps and minimum')
    .option('--city <stations>', 'a day of a made-up city: how many stations; or a CSV of stations')
    .option('--city-zones <file>', 'zones of these stations: CSV');
}

/** Throws an Error that names the option, or file, line, column and value. */
export async function scenarioOf(flags: ScenarioFlags): Promise<Scenario> {
  const scenario = await plainScenario(flags);
  if (flags.idealChargers !== true) return scenario;
  const { withIdealChargers } = await import('../../simulator/index.ts');
  return withIdealChargers(scenario);
}

async function plainScenario(flags: ScenarioFlags): Promise<Scenario> {
  const { districtScenario } = await import('../../simulator/index.ts');
  const seed = numberIn('--seed', flags.seed, { min: 0, max: 2 ** 31 });
  if (flags.city !== undefined) return cityOf(flags.city, { zonesFile: flags.cityZones, seed });
  if (flags.sessions !== undefined) return replayOf(flags.sessions, { flags, seed });
  return districtScenario({ seed, minutes: numberIn('--minutes', flags.minutes, { min: 10, max: 240 }) });
}

async function replayOf(
  file: string,
  { flags, seed }: { readonly flags: ScenarioFlags; readonly seed: number },
): Promise<Scenario> {
  const { acnScenario, readSessions, siteScenario } = await import('../../simulator/index.ts');
  if (flags.grid === undefined && flags.capKw === undefined)
    throw new Error('--sessions also needs --grid, or --cap-kw (alone or with --network)');
  const text = readText('--sessions', file);
  const battery = oneOf('--battery', flags.battery, ['ideal', 'two-stage']);
  const fromDate = dateOf('--from', flags.from) ?? dateOf('--date', flags.date);
  const toDate = dateOf('--to', flags.to) ?? dateOf('--date', flags.date);
  if (flags.network !== undefined) {
    if (fromDate === undefined) throw new Error('--network also needs --date, or --from and --to');
    return acnScenario({
      sessionsCsv: text,
      network: parseJson('--network', flags.network),
      date: fromDate,
      ...(toDate === undefined ? {} : { toDate }),
      capKw: capKwOf(flags),
      battery,
      ...(flags.timeZone === undefined ? {} : { timeZone: flags.timeZone }),
      seed,
    });
  }
  const site = flags.grid === undefined ? undefined : parseGridFile(readText('--grid', flags.grid), flags.grid);
  const timeZone = flags.timeZone ?? site?.timeZone ?? timeZoneOf(text);
  return siteScenario({
    name: `${site?.name ?? 'site'}, ${file}`,
    sessions: readSessions(text, { name: file, timeZone }),
    site: site === undefined ? { capKw: capKwOf(flags) } : { grid: site.grid },
    timeZone,
    ...(fromDate === undefined ? {} : { fromDate }),
    ...(toDate === undefined ? {} : { toDate }),
    battery,
    seed,
  });
}

/** Where the known data were recorded. */
function timeZoneOf(text: string): string {
  const header = text.slice(0, 2000);
  if (header.includes('energy_wh')) return 'Europe/Zurich';
  return header.includes('energyKwh') ? 'UTC' : 'America/Los_Angeles';
}

async function cityOf(
  stations: string,
  { zonesFile, seed }: { readonly zonesFile: string | undefined; readonly seed: number },
): Promise<Scenario> {
  const { cityScenario, generateCity, readCityStations, readCityZones } = await import('../../simulator/index.ts');
  if (/^\d+$/.test(stations)) return cityScenario({ ...generateCity({ stations: Number(stations), seed }), seed });
  if (zonesFile === undefined) throw new Error('--city with a file also needs --city-zones');
  return cityScenario({
    stations: readCityStations(readText('--city', stations), stations),
    zones: readCityZones(readText('--city-zones', zonesFile), zonesFile),
    seed,
  });
}

function capKwOf({ capKw = '' }: ScenarioFlags): number {
  return numberIn('--cap-kw', capKw, { min: 0.001, max: 1e6 });
}

function dateOf(flag: string, text: string | undefined): string | undefined {
  if (text !== undefined && !/^\d{4}-\d\d-\d\d$/.test(text))
    throw new Error(`${flag}: must be a day like 2019-03-05, got ${JSON.stringify(text)}`);
  return text;
}

/** Text of a file, unpacked when it is gzip. */
function readText(flag: string, file: string): string {
  try {
    const bytes = readFileSync(file);
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (isGzip ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw new Error(`${flag} ${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function parseJson(flag: string, file: string): unknown {
  const text = readText(flag, file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${flag} ${file}: is no JSON (${String(error)})`, { cause: error });
  }
}
