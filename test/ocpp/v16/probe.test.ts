import { describe, expect, it } from 'vitest';
import { OcppError } from '../../../ocpp/adapter.ts';
import { v16 } from '../../../ocpp/v16/index.ts';
import { v201 } from '../../../ocpp/v201/index.ts';
import { v21 } from '../../../ocpp/v21/index.ts';
import { type Call, connect, type World, world } from './fake-connection.ts';

const GOOD = 'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage,Current.Offered,SoC';
const SMALLER = 'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage';

/** A 1.6 station with these settings that refuses what `refuse` says. */
function station16(settings: Record<string, string>, refuse: (key: string, value: string) => boolean = () => false) {
  return ({ action, payload }: Call): Record<string, unknown> => {
    if (action === 'GetConfiguration') {
      const keys = payload['key'] as string[];
      return {
        configurationKey: keys
          .filter((key) => key in settings)
          .map((key) => ({ key, readonly: false, value: settings[key] })),
        unknownKey: keys.filter((key) => !(key in settings)),
      };
    }
    const { key, value } = payload as { key: string; value: string };
    return { status: refuse(key, value) ? 'Rejected' : 'Accepted' };
  };
}

async function settle16(answer: Parameters<typeof connect>[2], its: World = world()) {
  const station = connect(v16, its, answer);
  await station.send('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'P22' });
  expect(station.calls).toEqual([]);
  await its.clock.advance(20_000);
  return station;
}
const changes = (calls: readonly Call[]) =>
  calls.filter(({ action }) => action === 'ChangeConfiguration').map(({ payload }) => payload);

describe('1.6: what a station can do is asked after its boot', () => {
  it('units, levels and periods are noted; the meter is told what to measure', async () => {
    const station = await settle16(
      station16({
        ChargingScheduleAllowedChargingRateUnit: 'Current,Power',
        ChargeProfileMaxStackLevel: '8',
        ChargingScheduleMaxPeriods: '24',
        MeterValueSampleInterval: '60',
        MeterValuesSampledData: 'Energy.Active.Import.Register',
      }),
    );
    expect(station.known).toMatchObject({ allowedRateUnits: ['A', 'W'], maxStackLevel: 8, maxPeriods: 24 });
    expect(changes(station.calls)).toEqual([
      { key: 'MeterValueSampleInterval', value: '10' },
      { key: 'MeterValuesSampledData', value: GOOD },
    ]);
  });

  it('nothing is written that is right already', async () => {
    const station = await settle16(
      station16({ MeterValueSampleInterval: '10', MeterValuesSampledData: `${GOOD},Temperature` }),
    );
    expect(changes(station.calls)).toEqual([]);
  });

  it('a refused list of measurands is tried shorter', async () => {
    const station = await settle16(station16({ MeterValueSampleInterval: '10' }, (_, value) => value.includes('SoC')));
    expect(changes(station.calls).map(({ value }) => value)).toEqual([GOOD, SMALLER]);
  });

  it.each([
    ['Current', ['A']],
    ['Power', ['W']],
    ['power', ['W']],
    ['A,W', ['A', 'W']],
    [' Power , Current ', ['A', 'W']],
    ['Amps?', undefined],
    ['', undefined],
  ])('units told as "%s"', async (text, expected) => {
    const station = await settle16(station16({ ChargingScheduleAllowedChargingRateUnit: text }));
    expect(station.known.allowedRateUnits).toEqual(expected);
  });

  it.each(['-1', '1e9', 'many', '99999999999'])('a stack level of "%s" is unknown', async (text) => {
    const station = await settle16(station16({ ChargeProfileMaxStackLevel: text }));
    expect(station.known.maxStackLevel).toBeUndefined();
  });

  it('too few profiles are worth a warning', async () => {
    const its = world();
    await settle16(station16({ MaxChargingProfilesInstalled: '3' }), its);
    expect(its.logs).toContainEqual({
      level: 'warn',
      stationId: 'A07',
      message: 'A07: MaxChargingProfilesInstalled is 3, limits and shares need 4',
    });
  });

  it('a station that refuses everything stays unknown', async () => {
    const station = await settle16(() => new OcppError('NotSupported', ''));
    expect(station.known.allowedRateUnits).toBeUndefined();
    expect(changes(station.calls)).toHaveLength(4);
  });

  it('a malformed answer teaches nothing', async () => {
    const station = await settle16(() => ({ configurationKey: [{ key: 'ChargeProfileMaxStackLevel', value: '3' }] }));
    expect(station.known.maxStackLevel).toBeUndefined();
  });

  it('a mute station is not asked twice', async () => {
    const station = await settle16(() => undefined);
    expect(station.calls).toHaveLength(1);
  });
});

describe('2.0.1', () => {
  const values: Record<string, string> = {
    'SmartChargingCtrlr.RateUnit': 'A,W',
    'SmartChargingCtrlr.ProfileStackLevel': '3',
    'SmartChargingCtrlr.PeriodsPerSchedule': '48',
    'SampledDataCtrlr.TxUpdatedInterval': '300',
  };
  type Item = { readonly component: { readonly name: string }; readonly variable: { readonly name: string } };
  const nameOf = ({ component, variable }: Item) => `${component.name}.${variable.name}`;
  const results = (items: readonly Item[]) => ({
    getVariableResult: items.map((item) => {
      const attributeValue = values[nameOf(item)];
      const found =
        attributeValue === undefined
          ? { attributeStatus: 'UnknownVariable' }
          : { attributeStatus: 'Accepted', attributeValue };
      return { component: item.component, variable: item.variable, ...found };
    }),
  });
  const settle201 = async (maxItems: number) => {
    const its = world();
    const station = connect(v201, its, ({ action, payload }) => {
      const items = (payload['getVariableData'] ?? payload['setVariableData']) as Item[];
      if (items.length > maxItems) return new OcppError('OccurrenceConstraintViolation', '');
      if (action === 'GetVariables') return results(items);
      return {
        setVariableResult: items.map(({ component, variable }) => ({
          component,
          variable,
          attributeStatus: 'Accepted',
        })),
      };
    });
    await station.send('BootNotification', {
      reason: 'PowerUp',
      chargingStation: { vendorName: 'Acme', model: 'P22' },
    });
    await its.clock.advance(1_000);
    return station;
  };

  it.each([5, 1])('variables are read, %i a message, and the sampled data are set', async (maxItems) => {
    const station = await settle201(maxItems);
    expect(station.known).toMatchObject({ allowedRateUnits: ['A', 'W'], maxStackLevel: 3, maxPeriods: 48 });
    expect(station.calls.filter(({ action }) => action === 'SetVariables').map(({ payload }) => payload)).toEqual([
      {
        setVariableData: [
          { component: { name: 'SampledDataCtrlr' }, variable: { name: 'TxUpdatedInterval' }, attributeValue: '10' },
        ],
      },
      {
        setVariableData: [
          { component: { name: 'SampledDataCtrlr' }, variable: { name: 'TxUpdatedMeasurands' }, attributeValue: GOOD },
        ],
      },
    ]);
  });

  /** What a station learned that answers variable by variable, in whatever spelling. */
  const learned = async (adapter: typeof v201, say: (item: Item) => object | OcppError) => {
    const its = world();
    const station = connect(adapter, its, ({ action, payload }) => {
      if (action !== 'GetVariables') return new OcppError('NotSupported', '');
      const answers = (payload['getVariableData'] as Item[]).map(say);
      return answers.find((answer) => answer instanceof OcppError) ?? { getVariableResult: answers };
    });
    await station.send('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'A', model: 'P' } });
    await its.clock.advance(1_000);
    return station.known;
  };
  const valueOf = (item: Item) => ({ ...results([item]).getVariableResult[0] });

  it('one that it cannot even be asked for costs no other', async () => {
    const say = (item: Item) =>
      item.variable.name === 'ProfileStackLevel' ? new OcppError('InternalError', '') : valueOf(item);
    const known = await learned(v201, say);
    expect(known).toMatchObject({ allowedRateUnits: ['A', 'W'], maxPeriods: 48 });
    expect(known.maxStackLevel).toBeUndefined();
  });

  it('names are compared without case', async () => {
    const say = (item: Item) => ({
      ...valueOf(item),
      component: { name: item.component.name.toUpperCase() },
      variable: { name: item.variable.name.toLowerCase() },
    });
    expect(await learned(v201, say)).toMatchObject({ allowedRateUnits: ['A', 'W'], maxStackLevel: 3, maxPeriods: 48 });
  });

  it.each([
    [v201, undefined],
    [v21, 3],
  ] as const)('$version: answers are read by the schemas of their version', async (adapter, maxStackLevel) => {
    // 512 characters in 2.0.1, 1,024 in 2.1.
    const attributeStatusInfo = { reasonCode: 'Ok', additionalInfo: 'x'.repeat(600) };
    const known = await learned(adapter, (item) => ({ ...valueOf(item), attributeStatusInfo }));
    expect(known.maxStackLevel).toBe(maxStackLevel);
  });
});
