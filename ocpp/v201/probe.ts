import type { Connection } from '../adapter.ts';
import { countOf, MEASURANDS, measurandsOf, rateUnitsOf, unlessRefused } from '../v16/index.ts';
import { learnFacts } from '../smart-charging/index.ts';
import { call } from './to-station/call.ts';
import { addressOf, keyOf, nameOf } from './to-station/variable-name.ts';
import { valuesOf } from './to-station/variable-values.ts';

/** Component and variable as `Component.Variable` (2.0.1 part 2, appendix 3). */
const VARIABLES = {
  rateUnits: 'SmartChargingCtrlr.RateUnit',
  stackLevel: 'SmartChargingCtrlr.ProfileStackLevel',
  periods: 'SmartChargingCtrlr.PeriodsPerSchedule',
  // 2.1 alone; 2.0.1 does not know it.
  offlineDuration: 'SmartChargingCtrlr.SupportsMaxOfflineDuration',
  interval: 'SampledDataCtrlr.TxUpdatedInterval',
  measurands: 'SampledDataCtrlr.TxUpdatedMeasurands',
} as const;

/** Values by `Component.Variable`. */
export type Variables = ReadonlyMap<string, string>;

/**
 * Asks what the station's smart charging can do and notes it in `known`. What it does not tell stays unknown.
 * Rejects when the station does not answer.
 */
export async function probe(connection: Connection): Promise<Variables> {
  const { known } = connection;
  const variables = await readVariables(connection, Object.values(VARIABLES));
  const rateUnits = rateUnitsOf(variables.get(VARIABLES.rateUnits));
  if (rateUnits.length > 0) known.allowedRateUnits = rateUnits;
  const stackLevel = countOf(variables.get(VARIABLES.stackLevel));
  if (stackLevel !== undefined) known.maxStackLevel = stackLevel;
  const periods = countOf(variables.get(VARIABLES.periods));
  if (periods !== undefined) known.maxPeriods = periods;
  known.supportsOfflineDuration = variables.get(VARIABLES.offlineDuration) === 'true';
  learnFacts(connection, {
    ...(rateUnits.length > 0 ? { rateUnits } : {}),
    ...(stackLevel === undefined ? {} : { maxStackLevel: stackLevel }),
    ...(periods === undefined ? {} : { maxPeriods: periods }),
  });
  return variables;
}

/** Has the station measure what control needs, as often as it needs it. Writes only what differs: variables live in flash. */
export async function configureMeter(connection: Connection, variables: Variables): Promise<void> {
  const interval = String(connection.deps.bounds.meterValueIntervalS);
  if (variables.get(VARIABLES.interval) !== interval) await change(connection, VARIABLES.interval, interval);
  const present = measurandsOf(variables.get(VARIABLES.measurands) ?? '');
  for (const wanted of MEASURANDS) {
    if ([...measurandsOf(wanted)].every((measurand) => present.has(measurand))) return;
    if (await change(connection, VARIABLES.measurands, wanted)) return;
  }
}

async function readVariables(connection: Connection, names: readonly string[]): Promise<Variables> {
  const addresses = names.flatMap((name) => addressOf(name) ?? []);
  const found = await valuesOf(connection, { addresses, skipsRefused: true });
  return new Map(
    addresses.flatMap((address) => {
      const value = found.get(keyOf(address));
      return value === undefined ? [] : [[nameOf(address), value] as const];
    }),
  );
}

/** Whether the station took the value. Rejects when it does not answer. */
async function change(connection: Connection, name: string, attributeValue: string): Promise<boolean> {
  const setVariableData = [addressOf(name)].flatMap((address) =>
    address === undefined ? [] : [{ ...address, attributeValue }],
  );
  const answer = await unlessRefused(call(connection, 'SetVariables', { setVariableData }));
  const status = answer?.setVariableResult[0]?.attributeStatus;
  return status === 'Accepted' || status === 'RebootRequired';
}
