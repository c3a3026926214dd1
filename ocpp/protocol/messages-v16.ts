/**
 * OCPP 1.6J as types: core, smart charging, remote trigger and the security whitepaper's notifications.
 * The official schemas decide at run time (`validate.ts`); a payload that passed may be read as one of these.
 */
export type MessagesV16 = {
  readonly Authorize: {
    readonly request: { readonly idTag: string };
    readonly response: { readonly idTagInfo: IdTagInfo };
  };
  readonly BootNotification: {
    readonly request: {
      readonly chargePointVendor: string;
      readonly chargePointModel: string;
      readonly chargePointSerialNumber?: string;
      readonly chargeBoxSerialNumber?: string;
      readonly firmwareVersion?: string;
      readonly iccid?: string;
      readonly imsi?: string;
      readonly meterType?: string;
      readonly meterSerialNumber?: string;
    };
    readonly response: {
      readonly status: 'Accepted' | 'Pending' | 'Rejected';
      readonly currentTime: string;
      readonly interval: number;
    };
  };
  readonly DataTransfer: {
    readonly request: { readonly vendorId: string; readonly messageId?: string; readonly data?: string };
    readonly response: {
      readonly status: 'Accepted' | 'Rejected' | 'UnknownMessageId' | 'UnknownVendorId';
      readonly data?: string;
    };
  };
  readonly DiagnosticsStatusNotification: {
    readonly request: { readonly status: 'Idle' | 'Uploaded' | 'UploadFailed' | 'Uploading' };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly FirmwareStatusNotification: {
    readonly request: {
      readonly status:
        | 'Downloaded'
        | 'DownloadFailed'
        | 'Downloading'
        | 'Idle'
        | 'InstallationFailed'
        | 'Installing'
        | 'Installed';
    };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly Heartbeat: {
    readonly request: Readonly<Record<string, never>>;
    readonly response: { readonly currentTime: string };
  };
  readonly MeterValues: {
    readonly request: {
      readonly connectorId: number;
      readonly transactionId?: number;
      readonly meterValue: readonly MeterValueV16[];
    };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly StartTransaction: {
    readonly request: {
      readonly connectorId: number;
      readonly idTag: string;
      readonly meterStart: number;
      readonly reservationId?: number;
      readonly timestamp: string;
    };
    readonly response: { readonly idTagInfo: IdTagInfo; readonly transactionId: number };
  };
  readonly StatusNotification: {
    readonly request: {
      readonly connectorId: number;
      readonly errorCode:
        | 'ConnectorLockFailure'
        | 'EVCommunicationError'
        | 'GroundFailure'
        | 'HighTemperature'
        | 'InternalError'
        | 'LocalListConflict'
        | 'NoError'
        | 'OtherError'
        | 'OverCurrentFailure'
        | 'PowerMeterFailure'
        | 'PowerSwitchFailure'
        | 'ReaderFailure'
        | 'ResetFailure'
        | 'UnderVoltage'
        | 'OverVoltage'
        | 'WeakSignal';
      readonly info?: string;
      readonly status:
        | 'Available'
        | 'Preparing'
        | 'Charging'
        | 'SuspendedEVSE'
        | 'SuspendedEV'
        | 'Finishing'
        | 'Reserved'
        | 'Unavailable'
        | 'Faulted';
      readonly timestamp?: string;
      readonly vendorId?: string;
      readonly vendorErrorCode?: string;
    };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly StopTransaction: {
    readonly request: {
      readonly idTag?: string;
      readonly meterStop: number;
      readonly timestamp: string;
      readonly transactionId: number;
      readonly reason?:
        | 'EmergencyStop'
        | 'EVDisconnected'
        | 'HardReset'
        | 'Local'
        | 'Other'
        | 'PowerLoss'
        | 'Reboot'
        | 'Remote'
        | 'SoftReset'
        | 'UnlockCommand'
        | 'DeAuthorized';
      readonly transactionData?: readonly MeterValueV16[];
    };
    readonly response: { readonly idTagInfo?: IdTagInfo };
  };
  readonly SecurityEventNotification: {
    readonly request: { readonly type: string; readonly timestamp: string; readonly techInfo?: string };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly LogStatusNotification: {
    readonly request: {
      readonly status:
        | 'BadMessage'
        | 'Idle'
        | 'NotSupportedOperation'
        | 'PermissionDenied'
        | 'Uploaded'
        | 'UploadFailure'
        | 'Uploading';
      readonly requestId?: number;
    };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly SignCertificate: {
    readonly request: { readonly csr: string };
    readonly response: { readonly status: 'Accepted' | 'Rejected' };
  };
  readonly SignedFirmwareStatusNotification: {
    readonly request: {
      readonly status:
        | 'Downloaded'
        | 'DownloadFailed'
        | 'Downloading'
        | 'DownloadScheduled'
        | 'DownloadPaused'
        | 'Idle'
        | 'InstallationFailed'
        | 'Installing'
        | 'Installed'
        | 'InstallRebooting'
        | 'InstallScheduled'
        | 'InstallVerificationFailed'
        | 'InvalidSignature'
        | 'SignatureVerified';
      readonly requestId?: number;
    };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly ChangeAvailability: {
    readonly request: { readonly connectorId: number; readonly type: 'Inoperative' | 'Operative' };
    readonly response: { readonly status: 'Accepted' | 'Rejected' | 'Scheduled' };
  };
  readonly ChangeConfiguration: {
    readonly request: { readonly key: string; readonly value: string };
    readonly response: { readonly status: 'Accepted' | 'Rejected' | 'RebootRequired' | 'NotSupported' };
  };
  readonly ClearCache: {
    readonly request: Readonly<Record<string, never>>;
    readonly response: { readonly status: 'Accepted' | 'Rejected' };
  };
  readonly ClearChargingProfile: {
    readonly request: {
      readonly id?: number;
      readonly connectorId?: number;
      readonly chargingProfilePurpose?: 'ChargePointMaxProfile' | 'TxDefaultProfile' | 'TxProfile';
      readonly stackLevel?: number;
    };
    readonly response: { readonly status: 'Accepted' | 'Unknown' };
  };
  readonly GetCompositeSchedule: {
    readonly request: {
      readonly connectorId: number;
      readonly duration: number;
      readonly chargingRateUnit?: 'A' | 'W';
    };
    readonly response: {
      readonly status: 'Accepted' | 'Rejected';
      readonly connectorId?: number;
      readonly scheduleStart?: string;
      readonly chargingSchedule?: ChargingScheduleV16;
    };
  };
  readonly GetConfiguration: {
    readonly request: { readonly key?: readonly string[] };
    readonly response: {
      readonly configurationKey?: readonly {
        readonly key: string;
        readonly readonly: boolean;
        readonly value?: string;
      }[];
      readonly unknownKey?: readonly string[];
    };
  };
  readonly RemoteStartTransaction: {
    readonly request: {
      readonly connectorId?: number;
      readonly idTag: string;
      readonly chargingProfile?: ChargingProfileV16;
    };
    readonly response: { readonly status: 'Accepted' | 'Rejected' };
  };
  readonly RemoteStopTransaction: {
    readonly request: { readonly transactionId: number };
    readonly response: { readonly status: 'Accepted' | 'Rejected' };
  };
  readonly Reset: {
    readonly request: { readonly type: 'Hard' | 'Soft' };
    readonly response: { readonly status: 'Accepted' | 'Rejected' };
  };
  readonly SetChargingProfile: {
    readonly request: { readonly connectorId: number; readonly csChargingProfiles: ChargingProfileV16 };
    readonly response: { readonly status: 'Accepted' | 'Rejected' | 'NotSupported' };
  };
  readonly TriggerMessage: {
    readonly request: {
      readonly requestedMessage:
        | 'BootNotification'
        | 'DiagnosticsStatusNotification'
        | 'FirmwareStatusNotification'
        | 'Heartbeat'
        | 'MeterValues'
        | 'StatusNotification';
      readonly connectorId?: number;
    };
    readonly response: { readonly status: 'Accepted' | 'Rejected' | 'NotImplemented' };
  };
  readonly UnlockConnector: {
    readonly request: { readonly connectorId: number };
    readonly response: { readonly status: 'Unlocked' | 'UnlockFailed' | 'NotSupported' };
  };
};

export type ActionV16 = keyof MessagesV16;
export type RequestV16<A extends ActionV16> = MessagesV16[A]['request'];
export type ResponseV16<A extends ActionV16> = MessagesV16[A]['response'];

export type IdTagInfo = {
  readonly expiryDate?: string;
  readonly parentIdTag?: string;
  readonly status: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx';
};
export type MeterValueV16 = { readonly timestamp: string; readonly sampledValue: readonly SampledValueV16[] };
export type SampledValueV16 = {
  readonly value: string;
  readonly context?:
    | 'Interruption.Begin'
    | 'Interruption.End'
    | 'Sample.Clock'
    | 'Sample.Periodic'
    | 'Transaction.Begin'
    | 'Transaction.End'
    | 'Trigger'
    | 'Other';
  readonly format?: 'Raw' | 'SignedData';
  readonly measurand?:
    | 'Energy.Active.Export.Register'
    | 'Energy.Active.Import.Register'
    | 'Energy.Reactive.Export.Register'
    | 'Energy.Reactive.Import.Register'
    | 'Energy.Active.Export.Interval'
    | 'Energy.Active.Import.Interval'
    | 'Energy.Reactive.Export.Interval'
    | 'Energy.Reactive.Import.Interval'
    | 'Power.Active.Export'
    | 'Power.Active.Import'
    | 'Power.Offered'
    | 'Power.Reactive.Export'
    | 'Power.Reactive.Import'
    | 'Power.Factor'
    | 'Current.Import'
    | 'Current.Export'
    | 'Current.Offered'
    | 'Voltage'
    | 'Frequency'
    | 'Temperature'
    | 'SoC'
    | 'RPM';
  readonly phase?: 'L1' | 'L2' | 'L3' | 'N' | 'L1-N' | 'L2-N' | 'L3-N' | 'L1-L2' | 'L2-L3' | 'L3-L1';
  readonly location?: 'Cable' | 'EV' | 'Inlet' | 'Outlet' | 'Body';
  readonly unit?:
    | 'Wh'
    | 'kWh'
    | 'varh'
    | 'kvarh'
    | 'W'
    | 'kW'
    | 'VA'
    | 'kVA'
    | 'var'
    | 'kvar'
    | 'A'
    | 'V'
    | 'K'
    | 'Celcius'
    | 'Celsius'
    | 'Fahrenheit'
    | 'Percent';
};
export type ChargingProfileV16 = {
  readonly chargingProfileId: number;
  readonly transactionId?: number;
  readonly stackLevel: number;
  readonly chargingProfilePurpose: 'ChargePointMaxProfile' | 'TxDefaultProfile' | 'TxProfile';
  readonly chargingProfileKind: 'Absolute' | 'Recurring' | 'Relative';
  readonly recurrencyKind?: 'Daily' | 'Weekly';
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly chargingSchedule: ChargingScheduleV16;
};
export type ChargingScheduleV16 = {
  readonly duration?: number;
  readonly startSchedule?: string;
  readonly chargingRateUnit: 'A' | 'W';
  readonly chargingSchedulePeriod: readonly {
    readonly startPeriod: number;
    readonly limit: number;
    readonly numberPhases?: number;
  }[];
  readonly minChargingRate?: number;
};
