import type { Connector } from '../../dispatch/index.ts';
import type { StationVersion } from './dialect.ts';
import { DEFAULT_MEASURANDS } from './meter.ts';

export type Setting = { readonly value: string; readonly readonly: boolean };
/** What the station's own behaviour depends on. */
export type OwnSetting = 'meterIntervalS' | 'measurands' | 'heartbeatIntervalS';

const NAMES_2X = {
  meterIntervalS: 'SampledDataCtrlr.TxUpdatedInterval',
  measurands: 'SampledDataCtrlr.TxUpdatedMeasurands',
  heartbeatIntervalS: 'OCPPCommCtrlr.HeartbeatInterval',
} as const;
/** Where each version keeps them. 2.0.1: `Component.Variable`. */
const SETTING_NAMES: Readonly<Record<StationVersion, Readonly<Record<OwnSetting, string>>>> = {
  '1.6': {
    meterIntervalS: 'MeterValueSampleInterval',
    measurands: 'MeterValuesSampledData',
    heartbeatIntervalS: 'HeartbeatInterval',
  },
  '2.0.1': NAMES_2X,
  '2.1': NAMES_2X,
};

const UNIT_16 = 'ChargingScheduleAllowedChargingRateUnit';
const UNIT_2X = 'SmartChargingCtrlr.RateUnit';

/** Every value must be a whole number of seconds. */
const WHOLE_NUMBERS = new Set(
  Object.values(SETTING_NAMES).flatMap(({ meterIntervalS, heartbeatIntervalS }) => [
    meterIntervalS,
    heartbeatIntervalS,
  ]),
);

/** The settings of one station by the names of its version, as new from the factory. */
export class Settings {
  readonly #names: Readonly<Record<OwnSetting, string>>;
  readonly #settings: Map<string, Setting>;

  constructor(version: StationVersion, connectors: readonly Connector[]) {
    this.#names = SETTING_NAMES[version];
    const isDc = connectors.every((connector) => connector.kind === 'DC');
    this.#settings = new Map([
      [this.#names.meterIntervalS, { value: '10', readonly: false }],
      [this.#names.measurands, { value: DEFAULT_MEASURANDS, readonly: false }],
      [this.#names.heartbeatIntervalS, { value: '300', readonly: false }],
      ...(version === '1.6' ? facts16(isDc, connectors.length) : facts2x(isDc)),
    ]);
  }

  names(): readonly string[] {
    return [...this.#settings.keys()];
  }

  get(name: string): Setting | undefined {
    return this.#settings.get(name);
  }

  own(name: OwnSetting): string {
    return this.#settings.get(this.#names[name])?.value ?? '';
  }

  /** An interval of its own, ms; NaN when it is none. */
  ownMs(name: OwnSetting): number {
    return Number(this.own(name)) * 1000;
  }

  setOwn(name: OwnSetting, value: string): void {
    this.set(this.#names[name], value);
  }

  /** What it can do, said as a station of one unit says it. */
  advertiseUnit(unit: 'A' | 'W'): void {
    const [name, value] = this.#settings.has(UNIT_16) ? [UNIT_16, unit === 'A' ? 'Current' : 'Power'] : [UNIT_2X, unit];
    this.#settings.set(name, { value, readonly: true });
  }

  set(name: string, value: string): 'accepted' | 'rejected' | 'unknown' {
    const setting = this.#settings.get(name);
    if (setting === undefined) return 'unknown';
    const isInvalid = WHOLE_NUMBERS.has(name) && !/^\d{1,6}$/.test(value);
    if (setting.readonly || isInvalid) return 'rejected';
    this.#settings.set(name, { ...setting, value });
    return 'accepted';
  }
}

function facts16(isDc: boolean, connectorCount: number): readonly (readonly [string, Setting])[] {
  return [
    ['NumberOfConnectors', { value: String(connectorCount), readonly: true }],
    [
      'SupportedFeatureProfiles',
      {
        value: 'Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger',
        readonly: true,
      },
    ],
    ['ChargeProfileMaxStackLevel', { value: '8', readonly: true }],
    [UNIT_16, { value: isDc ? 'Power' : 'Current,Power', readonly: true }],
    ['ChargingScheduleMaxPeriods', { value: '24', readonly: true }],
    ['MaxChargingProfilesInstalled', { value: '16', readonly: true }],
    ['ConnectorSwitch3to1PhaseSupported', { value: 'false', readonly: true }],
    ['ClockAlignedDataInterval', { value: '0', readonly: true }],
  ];
}

function facts2x(isDc: boolean): readonly (readonly [string, Setting])[] {
  return [
    ['SmartChargingCtrlr.Enabled', { value: 'true', readonly: true }],
    [UNIT_2X, { value: isDc ? 'W' : 'A,W', readonly: true }],
    ['SmartChargingCtrlr.ProfileStackLevel', { value: '8', readonly: true }],
    ['SmartChargingCtrlr.PeriodsPerSchedule', { value: '24', readonly: true }],
    ['SmartChargingCtrlr.Entries', { value: '16', readonly: true }],
  ];
}
