/** OCPP 1.6, generated from the official JSON schemas by `npm run generate:types`. Not to be edited. */

export type CertificateHashDataType = {
  readonly hashAlgorithm: HashAlgorithmEnumType;
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  readonly serialNumber: string;
};

export type CertificateSignedStatusEnumType = 'Accepted' | 'Rejected';

export type CertificateUseEnumType = 'CentralSystemRootCertificate' | 'ManufacturerRootCertificate';

export type DeleteCertificateStatusEnumType = 'Accepted' | 'Failed' | 'NotFound';

export type FirmwareStatusEnumType = 'Downloaded' | 'DownloadFailed' | 'Downloading' | 'DownloadScheduled' | 'DownloadPaused' | 'Idle' | 'InstallationFailed' | 'Installing' | 'Installed' | 'InstallRebooting' | 'InstallScheduled' | 'InstallVerificationFailed' | 'InvalidSignature' | 'SignatureVerified';

export type FirmwareType = {
  readonly location: string;
  readonly retrieveDateTime: string;
  readonly installDateTime?: string;
  readonly signingCertificate: string;
  readonly signature: string;
};

export type GenericStatusEnumType = 'Accepted' | 'Rejected';

export type GetInstalledCertificateStatusEnumType = 'Accepted' | 'NotFound';

export type HashAlgorithmEnumType = 'SHA256' | 'SHA384' | 'SHA512';

export type InstallCertificateStatusEnumType = 'Accepted' | 'Failed' | 'Rejected';

export type LogEnumType = 'DiagnosticsLog' | 'SecurityLog';

export type LogParametersType = {
  readonly remoteLocation: string;
  readonly oldestTimestamp?: string;
  readonly latestTimestamp?: string;
};

export type LogStatusEnumType = 'Accepted' | 'Rejected' | 'AcceptedCanceled';

export type MessageTriggerEnumType = 'BootNotification' | 'LogStatusNotification' | 'FirmwareStatusNotification' | 'Heartbeat' | 'MeterValues' | 'SignChargePointCertificate' | 'StatusNotification';

export type TriggerMessageStatusEnumType = 'Accepted' | 'Rejected' | 'NotImplemented';

export type UpdateFirmwareStatusEnumType = 'Accepted' | 'Rejected' | 'AcceptedCanceled' | 'InvalidCertificate' | 'RevokedCertificate';

export type UploadLogStatusEnumType = 'BadMessage' | 'Idle' | 'NotSupportedOperation' | 'PermissionDenied' | 'Uploaded' | 'UploadFailure' | 'Uploading';

/** Action -> its two messages. */
export type Messages = {
  readonly Authorize: {
    readonly request: {
      readonly idTag: string;
    };
    readonly response: {
      readonly idTagInfo: {
        readonly expiryDate?: string;
        readonly parentIdTag?: string;
        readonly status: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx';
      };
    };
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
  readonly CancelReservation: {
    readonly request: {
      readonly reservationId: number;
    };
    readonly response: {
      readonly status: 'Accepted' | 'Rejected';
    };
  };
  readonly CertificateSigned: {
    readonly request: {
      readonly certificateChain: string;
    };
    readonly response: {
      readonly status: CertificateSignedStatusEnumType;
    };
  };
  readonly ChangeAvailability: {
    readonly request: {
      readonly connectorId: number;
      readonly type: 'Inoperative' | 'Operative';
    };
    readonly response: {
      readonly status: 'Accepted' | 'Rejected' | 'Scheduled';
    };
  };
  readonly ChangeConfiguration: {
    readonly request: {
      readonly key: string;
      readonly value: string;
    };
    readonly response: {
      readonly status: 'Accepted' | 'Rejected' | 'RebootRequired' | 'NotSupported';
    };
  };
  readonly ClearCache: {
    readonly request: Readonly<Record<string, never>>;
    readonly response: {
      readonly status: 'Accepted' | 'Rejected';
    };
  };
  readonly ClearChargingProfile: {
    readonly request: {
      readonly id?: number;
      readonly connectorId?: number;
      readonly chargingProfilePurpose?: 'ChargePointMaxProfile' | 'TxDefaultProfile' | 'TxProfile';
      readonly stackLevel?: number;
    };
    readonly response: {
      readonly status: 'Accepted' | 'Unknown';
    };
  };
  readonly DataTransfer: {
    readonly request: {
      readonly vendorId: string;
      readonly messageId?: string;
      readonly data?: string;
    };
    readonly response: {
      readonly status: 'Accepted' | 'Rejected' | 'UnknownMessageId' | 'UnknownVendorId';
      readonly data?: string;
    };
  };
  readonly DeleteCertificate: {
    readonly request: {
      readonly certificateHashData: CertificateHashDataType;
    };
    readonly response: {
      readonly status: DeleteCertificateStatusEnumType;
    };
  };
  readonly DiagnosticsStatusNotification: {
    readonly request: {
      readonly status: 'Idle' | 'Uploaded' | 'UploadFailed' | 'Uploading';
    };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly ExtendedTriggerMessage: {
    readonly request: {
      readonly requestedMessage: MessageTriggerEnumType;
      readonly connectorId?: number;
    };
    readonly response: {
      readonly status: TriggerMessageStatusEnumType;
    };
  };
  readonly FirmwareStatusNotification: {
    readonly request: {
      readonly status: 'Downloaded' | 'DownloadFailed' | 'Downloading' | 'Idle' | 'InstallationFailed' | 'Installing' | 'Installed';
    };
    readonly response: Readonly<Record<string, never>>;
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
      readonly chargingSchedule?: {
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
    };
  };
  readonly GetConfiguration: {
    readonly request: {
      readonly key?: readonly string[];
    };
    readonly response: {
      readonly configurationKey?: readonly {
        readonly key: string;
        readonly readonly: boolean;
        readonly value?: string;
      }[];
      readonly unknownKey?: readonly string[];
    };
  };
  readonly GetDiagnostics: {
    readonly request: {
      readonly location: string;
      readonly retries?: number;
      readonly retryInterval?: number;
      readonly startTime?: string;
      readonly stopTime?: string;
    };
    readonly response: {
      readonly fileName?: string;
    };
  };
  readonly GetInstalledCertificateIds: {
    readonly request: {
      readonly certificateType: CertificateUseEnumType;
    };
    readonly response: {
      readonly certificateHashData?: readonly CertificateHashDataType[];
      readonly status: GetInstalledCertificateStatusEnumType;
    };
  };
  readonly GetLocalListVersion: {
    readonly request: Readonly<Record<string, never>>;
    readonly response: {
      readonly listVersion: number;
    };
  };
  readonly GetLog: {
    readonly request: {
      readonly log: LogParametersType;
      readonly logType: LogEnumType;
      readonly requestId: number;
      readonly retries?: number;
      readonly retryInterval?: number;
    };
    readonly response: {
      readonly status: LogStatusEnumType;
      readonly filename?: string;
    };
  };
  readonly Heartbeat: {
    readonly request: Readonly<Record<string, never>>;
    readonly response: {
      readonly currentTime: string;
    };
  };
  readonly InstallCertificate: {
    readonly request: {
      readonly certificateType: CertificateUseEnumType;
      readonly certificate: string;
    };
    readonly response: {
      readonly status: InstallCertificateStatusEnumType;
    };
  };
  readonly LogStatusNotification: {
    readonly request: {
      readonly status: UploadLogStatusEnumType;
      readonly requestId?: number;
    };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly MeterValues: {
    readonly request: {
      readonly connectorId: number;
      readonly transactionId?: number;
      readonly meterValue: readonly ({
        readonly timestamp: string;
        readonly sampledValue: readonly ({
          readonly value: string;
          readonly context?: 'Interruption.Begin' | 'Interruption.End' | 'Sample.Clock' | 'Sample.Periodic' | 'Transaction.Begin' | 'Transaction.End' | 'Trigger' | 'Other';
          readonly format?: 'Raw' | 'SignedData';
          readonly measurand?: 'Energy.Active.Export.Register' | 'Energy.Active.Import.Register' | 'Energy.Reactive.Export.Register' | 'Energy.Reactive.Import.Register' | 'Energy.Active.Export.Interval' | 'Energy.Active.Import.Interval' | 'Energy.Reactive.Export.Interval' | 'Energy.Reactive.Import.Interval' | 'Power.Active.Export' | 'Power.Active.Import' | 'Power.Offered' | 'Power.Reactive.Export' | 'Power.Reactive.Import' | 'Power.Factor' | 'Current.Import' | 'Current.Export' | 'Current.Offered' | 'Voltage' | 'Frequency' | 'Temperature' | 'SoC' | 'RPM';
          readonly phase?: 'L1' | 'L2' | 'L3' | 'N' | 'L1-N' | 'L2-N' | 'L3-N' | 'L1-L2' | 'L2-L3' | 'L3-L1';
          readonly location?: 'Cable' | 'EV' | 'Inlet' | 'Outlet' | 'Body';
          readonly unit?: 'Wh' | 'kWh' | 'varh' | 'kvarh' | 'W' | 'kW' | 'VA' | 'kVA' | 'var' | 'kvar' | 'A' | 'V' | 'K' | 'Celcius' | 'Celsius' | 'Fahrenheit' | 'Percent';
        })[];
      })[];
    };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly RemoteStartTransaction: {
    readonly request: {
      readonly connectorId?: number;
      readonly idTag: string;
      readonly chargingProfile?: {
        readonly chargingProfileId: number;
        readonly transactionId?: number;
        readonly stackLevel: number;
        readonly chargingProfilePurpose: 'ChargePointMaxProfile' | 'TxDefaultProfile' | 'TxProfile';
        readonly chargingProfileKind: 'Absolute' | 'Recurring' | 'Relative';
        readonly recurrencyKind?: 'Daily' | 'Weekly';
        readonly validFrom?: string;
        readonly validTo?: string;
        readonly chargingSchedule: {
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
      };
    };
    readonly response: {
      readonly status: 'Accepted' | 'Rejected';
    };
  };
  readonly RemoteStopTransaction: {
    readonly request: {
      readonly transactionId: number;
    };
    readonly response: {
      readonly status: 'Accepted' | 'Rejected';
    };
  };
  readonly ReserveNow: {
    readonly request: {
      readonly connectorId: number;
      readonly expiryDate: string;
      readonly idTag: string;
      readonly parentIdTag?: string;
      readonly reservationId: number;
    };
    readonly response: {
      readonly status: 'Accepted' | 'Faulted' | 'Occupied' | 'Rejected' | 'Unavailable';
    };
  };
  readonly Reset: {
    readonly request: {
      readonly type: 'Hard' | 'Soft';
    };
    readonly response: {
      readonly status: 'Accepted' | 'Rejected';
    };
  };
  readonly SecurityEventNotification: {
    readonly request: {
      readonly type: string;
      readonly timestamp: string;
      readonly techInfo?: string;
    };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly SendLocalList: {
    readonly request: {
      readonly listVersion: number;
      readonly localAuthorizationList?: readonly ({
        readonly idTag: string;
        readonly idTagInfo?: {
          readonly expiryDate?: string;
          readonly parentIdTag?: string;
          readonly status: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx';
        };
      })[];
      readonly updateType: 'Differential' | 'Full';
    };
    readonly response: {
      readonly status: 'Accepted' | 'Failed' | 'NotSupported' | 'VersionMismatch';
    };
  };
  readonly SetChargingProfile: {
    readonly request: {
      readonly connectorId: number;
      readonly csChargingProfiles: {
        readonly chargingProfileId: number;
        readonly transactionId?: number;
        readonly stackLevel: number;
        readonly chargingProfilePurpose: 'ChargePointMaxProfile' | 'TxDefaultProfile' | 'TxProfile';
        readonly chargingProfileKind: 'Absolute' | 'Recurring' | 'Relative';
        readonly recurrencyKind?: 'Daily' | 'Weekly';
        readonly validFrom?: string;
        readonly validTo?: string;
        readonly chargingSchedule: {
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
      };
    };
    readonly response: {
      readonly status: 'Accepted' | 'Rejected' | 'NotSupported';
    };
  };
  readonly SignCertificate: {
    readonly request: {
      readonly csr: string;
    };
    readonly response: {
      readonly status: GenericStatusEnumType;
    };
  };
  readonly SignedFirmwareStatusNotification: {
    readonly request: {
      readonly status: FirmwareStatusEnumType;
      readonly requestId?: number;
    };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly SignedUpdateFirmware: {
    readonly request: {
      readonly retries?: number;
      readonly retryInterval?: number;
      readonly requestId: number;
      readonly firmware: FirmwareType;
    };
    readonly response: {
      readonly status: UpdateFirmwareStatusEnumType;
    };
  };
  readonly StartTransaction: {
    readonly request: {
      readonly connectorId: number;
      readonly idTag: string;
      readonly meterStart: number;
      readonly reservationId?: number;
      readonly timestamp: string;
    };
    readonly response: {
      readonly idTagInfo: {
        readonly expiryDate?: string;
        readonly parentIdTag?: string;
        readonly status: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx';
      };
      readonly transactionId: number;
    };
  };
  readonly StatusNotification: {
    readonly request: {
      readonly connectorId: number;
      readonly errorCode: 'ConnectorLockFailure' | 'EVCommunicationError' | 'GroundFailure' | 'HighTemperature' | 'InternalError' | 'LocalListConflict' | 'NoError' | 'OtherError' | 'OverCurrentFailure' | 'PowerMeterFailure' | 'PowerSwitchFailure' | 'ReaderFailure' | 'ResetFailure' | 'UnderVoltage' | 'OverVoltage' | 'WeakSignal';
      readonly info?: string;
      readonly status: 'Available' | 'Preparing' | 'Charging' | 'SuspendedEVSE' | 'SuspendedEV' | 'Finishing' | 'Reserved' | 'Unavailable' | 'Faulted';
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
      readonly reason?: 'EmergencyStop' | 'EVDisconnected' | 'HardReset' | 'Local' | 'Other' | 'PowerLoss' | 'Reboot' | 'Remote' | 'SoftReset' | 'UnlockCommand' | 'DeAuthorized';
      readonly transactionData?: readonly ({
        readonly timestamp: string;
        readonly sampledValue: readonly ({
          readonly value: string;
          readonly context?: 'Interruption.Begin' | 'Interruption.End' | 'Sample.Clock' | 'Sample.Periodic' | 'Transaction.Begin' | 'Transaction.End' | 'Trigger' | 'Other';
          readonly format?: 'Raw' | 'SignedData';
          readonly measurand?: 'Energy.Active.Export.Register' | 'Energy.Active.Import.Register' | 'Energy.Reactive.Export.Register' | 'Energy.Reactive.Import.Register' | 'Energy.Active.Export.Interval' | 'Energy.Active.Import.Interval' | 'Energy.Reactive.Export.Interval' | 'Energy.Reactive.Import.Interval' | 'Power.Active.Export' | 'Power.Active.Import' | 'Power.Offered' | 'Power.Reactive.Export' | 'Power.Reactive.Import' | 'Power.Factor' | 'Current.Import' | 'Current.Export' | 'Current.Offered' | 'Voltage' | 'Frequency' | 'Temperature' | 'SoC' | 'RPM';
          readonly phase?: 'L1' | 'L2' | 'L3' | 'N' | 'L1-N' | 'L2-N' | 'L3-N' | 'L1-L2' | 'L2-L3' | 'L3-L1';
          readonly location?: 'Cable' | 'EV' | 'Inlet' | 'Outlet' | 'Body';
          readonly unit?: 'Wh' | 'kWh' | 'varh' | 'kvarh' | 'W' | 'kW' | 'VA' | 'kVA' | 'var' | 'kvar' | 'A' | 'V' | 'K' | 'Celcius' | 'Celsius' | 'Fahrenheit' | 'Percent';
        })[];
      })[];
    };
    readonly response: {
      readonly idTagInfo?: {
        readonly expiryDate?: string;
        readonly parentIdTag?: string;
        readonly status: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx';
      };
    };
  };
  readonly TriggerMessage: {
    readonly request: {
      readonly requestedMessage: 'BootNotification' | 'DiagnosticsStatusNotification' | 'FirmwareStatusNotification' | 'Heartbeat' | 'MeterValues' | 'StatusNotification';
      readonly connectorId?: number;
    };
    readonly response: {
      readonly status: 'Accepted' | 'Rejected' | 'NotImplemented';
    };
  };
  readonly UnlockConnector: {
    readonly request: {
      readonly connectorId: number;
    };
    readonly response: {
      readonly status: 'Unlocked' | 'UnlockFailed' | 'NotSupported';
    };
  };
  readonly UpdateFirmware: {
    readonly request: {
      readonly location: string;
      readonly retries?: number;
      readonly retrieveDate: string;
      readonly retryInterval?: number;
    };
    readonly response: Readonly<Record<string, never>>;
  };
};
