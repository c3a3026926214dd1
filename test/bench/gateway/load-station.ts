import { WebSocket } from 'ws';

/** What one load station is; its electrical side is a 7 kW one-phase pile that follows its limit at once. */
export type LoadStationOptions = {
  readonly url: string;
  readonly stationId: string;
  readonly password: string;
  readonly ratingKw: number;
  /** A limit arrived that is lower than the one before; `performance.now()`. */
  readonly onDecrease?: (atMs: number) => void;
};

const VOLTAGE_V = 230;
const RETRY_MS = 1_000;
const SETTINGS: Readonly<Record<string, string>> = {
  ChargingScheduleAllowedChargingRateUnit: 'Current,Power',
  ChargeProfileMaxStackLevel: '8',
  ChargingScheduleMaxPeriods: '24',
  MaxChargingProfilesInstalled: '8',
  MeterValueSampleInterval: '10',
  MeterValuesSampledData:
    'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage,Current.Offered,SoC',
};

/** A 1.6 station with as little in it as a load needs: raw frames, one call in flight, every call of the server answered. */
export class LoadStation {
  readonly #options: LoadStationOptions;
  #socket: WebSocket | undefined;
  #waiting: ((payload: Record<string, unknown>) => void) | undefined;
  #messages = 0;
  #registerWh = 0;
  #transactionId: number | undefined;
  /** TxProfile while one is set, else the default. */
  #limitKw: { tx?: number; default?: number } = {};
  refusals = 0;

  constructor(options: LoadStationOptions) {
    this.#options = options;
  }

  /** Connects, again and again until it is let in, and boots. */
  async connectAndBoot(): Promise<void> {
    while (!(await this.#connect())) {
      this.refusals += 1;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    await this.call('BootNotification', { chargePointVendor: 'Load', chargePointModel: 'L7', firmwareVersion: '1' });
  }

  async startTransaction(): Promise<void> {
    const answer = await this.call('StartTransaction', {
      connectorId: 1,
      idTag: `TAG${this.#options.stationId}`.slice(0, 20),
      meterStart: 0,
      timestamp: new Date().toISOString(),
    });
    this.#transactionId = Number(answer['transactionId']);
  }

  /** One MeterValues message of what it draws now. */
  async meter(): Promise<void> {
    const powerW = this.#powerKw() * 1000;
    this.#registerWh += powerW / 360;
    await this.call('MeterValues', {
      connectorId: 1,
      ...(this.#transactionId === undefined ? {} : { transactionId: this.#transactionId }),
      meterValue: [
        {
          timestamp: new Date().toISOString(),
          sampledValue: [
            { value: this.#registerWh.toFixed(1), measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
            { value: powerW.toFixed(0), measurand: 'Power.Active.Import', unit: 'W' },
            { value: (powerW / VOLTAGE_V).toFixed(2), measurand: 'Current.Import', unit: 'A', phase: 'L1' },
            { value: String(VOLTAGE_V), measurand: 'Voltage', unit: 'V', phase: 'L1-N' },
          ],
        },
      ],
    });
  }

  /** Resolves to the answer; a CALLERROR counts as an empty one. */
  call(action: string, payload: object): Promise<Record<string, unknown>> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#messages += 1;
      this.#socket?.send(JSON.stringify([2, String(this.#messages), action, payload]));
    });
  }

  stop(): void {
    this.#socket?.terminate();
  }

  #connect(): Promise<boolean> {
    const { url, stationId, password } = this.#options;
    return new Promise((resolve) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/ocpp/${stationId}`, ['ocpp1.6'], {
        headers: { authorization: `Basic ${Buffer.from(`${stationId}:${password}`).toString('base64')}` },
        perMessageDeflate: false,
      });
      socket.on('open', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('message', (data: Buffer) => this.#receive(data.toString()));
      this.#socket = socket;
    });
  }

  #receive(text: string): void {
    const [type, id, third, fourth] = JSON.parse(text) as [number, string, unknown, Record<string, unknown>];
    if (type === 2) {
      const answer = this.#answer(String(third), fourth);
      this.#socket?.send(JSON.stringify(answer === undefined ? [4, id, 'NotImplemented', '', {}] : [3, id, answer]));
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(type === 3 ? (third as Record<string, unknown>) : {});
  }

  #answer(action: string, payload: Record<string, unknown>): Record<string, unknown> | undefined {
    switch (action) {
      case 'SetChargingProfile':
        this.#obey(payload['csChargingProfiles'] as Profile);
        return { status: 'Accepted' };
      case 'TriggerMessage':
        return { status: 'Rejected' };
      case 'ChangeConfiguration':
        return { status: 'Accepted' };
      case 'GetConfiguration': {
        const keys = (payload['key'] ?? Object.keys(SETTINGS)) as readonly string[];
        return {
          configurationKey: keys.flatMap((key) =>
            SETTINGS[key] === undefined ? [] : [{ key, readonly: false, value: SETTINGS[key] }],
          ),
        };
      }
      default:
        return undefined;
    }
  }

  #obey({ chargingProfilePurpose, chargingSchedule }: Profile): void {
    const { chargingRateUnit, chargingSchedulePeriod } = chargingSchedule;
    const [period] = chargingSchedulePeriod;
    if (period === undefined) return;
    const phases = period.numberPhases ?? 3;
    const limitKw = chargingRateUnit === 'W' ? period.limit / 1000 : (period.limit * VOLTAGE_V * phases) / 1000;
    const before = this.#limitKw.tx ?? Infinity;
    if (chargingProfilePurpose !== 'TxProfile') this.#limitKw.default = limitKw;
    else {
      this.#limitKw.tx = limitKw;
      if (limitKw < before) this.#options.onDecrease?.(performance.now());
    }
  }

  #powerKw(): number {
    if (this.#transactionId === undefined) return 0;
    return Math.min(this.#options.ratingKw, this.#limitKw.tx ?? this.#limitKw.default ?? this.#options.ratingKw);
  }
}

type Profile = {
  readonly chargingProfilePurpose: string;
  readonly chargingSchedule: {
    readonly chargingRateUnit: 'A' | 'W';
    readonly chargingSchedulePeriod: readonly { readonly limit: number; readonly numberPhases?: number }[];
  };
};
