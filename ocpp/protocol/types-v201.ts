/** Data types of OCPP 2.0.1 (part 2, chapter 3) that several messages share. */

export type StatusInfoV201 = { readonly reasonCode: string; readonly additionalInfo?: string };
export type IdTokenV201 = {
  readonly additionalInfo?: readonly { readonly additionalIdToken: string; readonly type: string }[];
  readonly idToken: string;
  readonly type: 'Central' | 'eMAID' | 'ISO14443' | 'ISO15693' | 'KeyCode' | 'Local' | 'MacAddress' | 'NoAuthorization';
};
export type MessageContentV201 = {
  readonly format: 'ASCII' | 'HTML' | 'URI' | 'UTF8';
  readonly language?: string;
  readonly content: string;
};
export type IdTokenInfoV201 = {
  readonly status:
    | 'Accepted'
    | 'Blocked'
    | 'ConcurrentTx'
    | 'Expired'
    | 'Invalid'
    | 'NoCredit'
    | 'NotAllowedTypeEVSE'
    | 'NotAtThisLocation'
    | 'NotAtThisTime'
    | 'Unknown';
  readonly cacheExpiryDateTime?: string;
  readonly chargingPriority?: number;
  readonly language1?: string;
  readonly evseId?: readonly number[];
  readonly groupIdToken?: IdTokenV201;
  readonly language2?: string;
  readonly personalMessage?: MessageContentV201;
};
export type MeterValueV201 = {
  readonly sampledValue: readonly {
    readonly value: number;
    readonly context?:
      | 'Interruption.Begin'
      | 'Interruption.End'
      | 'Other'
      | 'Sample.Clock'
      | 'Sample.Periodic'
      | 'Transaction.Begin'
      | 'Transaction.End'
      | 'Trigger';
    readonly measurand?:
      | 'Current.Export'
      | 'Current.Import'
      | 'Current.Offered'
      | 'Energy.Active.Export.Register'
      | 'Energy.Active.Import.Register'
      | 'Energy.Reactive.Export.Register'
      | 'Energy.Reactive.Import.Register'
      | 'Energy.Active.Export.Interval'
      | 'Energy.Active.Import.Interval'
      | 'Energy.Active.Net'
      | 'Energy.Reactive.Export.Interval'
      | 'Energy.Reactive.Import.Interval'
      | 'Energy.Reactive.Net'
      | 'Energy.Apparent.Net'
      | 'Energy.Apparent.Import'
      | 'Energy.Apparent.Export'
      | 'Frequency'
      | 'Power.Active.Export'
      | 'Power.Active.Import'
      | 'Power.Factor'
      | 'Power.Offered'
      | 'Power.Reactive.Export'
      | 'Power.Reactive.Import'
      | 'SoC'
      | 'Voltage';
    readonly phase?: 'L1' | 'L2' | 'L3' | 'N' | 'L1-N' | 'L2-N' | 'L3-N' | 'L1-L2' | 'L2-L3' | 'L3-L1';
    readonly location?: 'Body' | 'Cable' | 'EV' | 'Inlet' | 'Outlet';
    readonly signedMeterValue?: {
      readonly signedMeterData: string;
      readonly signingMethod: string;
      readonly encodingMethod: string;
      readonly publicKey: string;
    };
    readonly unitOfMeasure?: { readonly unit?: string; readonly multiplier?: number };
  }[];
  readonly timestamp: string;
};
export type EvseV201 = { readonly id: number; readonly connectorId?: number };
export type ComponentV201 = { readonly evse?: EvseV201; readonly name: string; readonly instance?: string };
export type VariableV201 = { readonly name: string; readonly instance?: string };
export type AttributeEnumV201 = 'Actual' | 'Target' | 'MinSet' | 'MaxSet';
export type ChargingLimitSourceEnumV201 = 'EMS' | 'Other' | 'SO' | 'CSO';
export type ChargingProfilePurposeEnumV201 =
  | 'ChargingStationExternalConstraints'
  | 'ChargingStationMaxProfile'
  | 'TxDefaultProfile'
  | 'TxProfile';
export type ChargingRateUnitEnumV201 = 'W' | 'A';
export type ChargingSchedulePeriodV201 = {
  readonly startPeriod: number;
  readonly limit: number;
  readonly numberPhases?: number;
  readonly phaseToUse?: number;
};
export type ChargingScheduleV201 = {
  readonly id: number;
  readonly startSchedule?: string;
  readonly duration?: number;
  readonly chargingRateUnit: ChargingRateUnitEnumV201;
  readonly chargingSchedulePeriod: readonly ChargingSchedulePeriodV201[];
  readonly minChargingRate?: number;
  readonly salesTariff?: {
    readonly id: number;
    readonly salesTariffDescription?: string;
    readonly numEPriceLevels?: number;
    readonly salesTariffEntry: readonly {
      readonly relativeTimeInterval: { readonly start: number; readonly duration?: number };
      readonly ePriceLevel?: number;
      readonly consumptionCost?: readonly {
        readonly startValue: number;
        readonly cost: readonly {
          readonly costKind: 'CarbonDioxideEmission' | 'RelativePricePercentage' | 'RenewableGenerationPercentage';
          readonly amount: number;
          readonly amountMultiplier?: number;
        }[];
      }[];
    }[];
  };
};
export type ChargingProfileV201 = {
  readonly id: number;
  readonly stackLevel: number;
  readonly chargingProfilePurpose: ChargingProfilePurposeEnumV201;
  readonly chargingProfileKind: 'Absolute' | 'Recurring' | 'Relative';
  readonly recurrencyKind?: 'Daily' | 'Weekly';
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly chargingSchedule: readonly ChargingScheduleV201[];
  readonly transactionId?: string;
};
export type GenericStatusEnumV201 = 'Accepted' | 'Rejected';
export type RequestStartStopStatusEnumV201 = 'Accepted' | 'Rejected';
