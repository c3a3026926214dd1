import type { Connector } from '../../dispatch/index.ts';
import type { StationVersion } from './dialect.ts';
import { DEFAULT_MEASURANDS } from './meter.ts';

export type Setting = { value: string; readonly readonly: boolean };

/** Where each version keeps what the station's own behaviour depends on. 2.0.1: `Component.Variable`. */
export const SETTING_NAMES: Readonly<
  Record<StationVersion, Readonly<Record<'meterIntervalS' | 'measurands' | 'heartbeatIntervalS', string>>>
> = {
  '1.6': {
    meterIntervalS: 'MeterValueSampleInterval',
    measurands: 'MeterValuesSampledData',
    heartbeatIntervalS: 'HeartbeatInterval',
  },
  '2.0.1': {
    meterIntervalS: 'SampledDataCtrlr.TxUpdatedInterval',
    measurands: 'SampledDataCtrlr.TxUpdatedMeasurands',
    heartbeatIntervalS: 'OCPPCommCtrlr.HeartbeatInterval',
  },
};

/** Every value must be a whole number of seconds. */
const WHOLE_NUMBERS = new Set(
  Object.values(SETTING_NAMES).flatMap(({ meterIntervalS, heartbeatIntervalS }) => [
    meterIntervalS,
    heartbeatIntervalS,
  ]),
);

/** A new station's settings. */
export function factorySettings(version: StationVersion, connectors: readonly Connector[]): Map<string, Setting> {
  const isDc = connectors.every((connector) => connector.kind === 'DC');
  const names = SETTING_NAMES[version];
  const common: readonly (readonly [string, Setting])[] = [
    [names.meterIntervalS, { value: '10', readonly: false }],
    [names.measurands, { value: DEFAULT_MEASURANDS, readonly: false }],
    [names.heartbeatIntervalS, { value: '300', readonly: false }],
  ];
  return new Map([...common, ...(version === '1.6' ? facts16(isDc, connectors.length) : facts201(isDc))]);
}

/** Whether a value may be stored under a name. */
export function isValidSetting(name: string, value: string): boolean {
  return !WHOLE_NUMBERS.has(name) || /^\d{1,6}$/.test(value);
}

function facts16(isDc: boolean, connectorCount: number): readonly (readonly [string, Setting])[] {
  return [
    ['NumberOfConnectors', { value: String(connectorCount), readonly: true }],
    ['SupportedFeatureProfiles', { value: 'Core,SmartCharging,RemoteTrigger', readonly: true }],
    ['ChargeProfileMaxStackLevel', { value: '8', readonly: true }],
    ['ChargingScheduleAllowedChargingRateUnit', { value: isDc ? 'Power' : 'Current,Power', readonly: true }],
    ['ChargingScheduleMaxPeriods', { value: '24', readonly: true }],
    ['MaxChargingProfilesInstalled', { value: '16', readonly: true }],
    ['ConnectorSwitch3to1PhaseSupported', { value: 'false', readonly: true }],
    ['ClockAlignedDataInterval', { value: '0', readonly: true }],
  ];
}

function facts201(isDc: boolean): readonly (readonly [string, Setting])[] {
  return [
    ['SmartChargingCtrlr.Enabled', { value: 'true', readonly: true }],
    ['SmartChargingCtrlr.RateUnit', { value: isDc ? 'W' : 'A,W', readonly: true }],
    ['SmartChargingCtrlr.ProfileStackLevel', { value: '8', readonly: true }],
    ['SmartChargingCtrlr.PeriodsPerSchedule', { value: '24', readonly: true }],
    ['SmartChargingCtrlr.Entries', { value: '16', readonly: true }],
  ];
}
