/** OCPP 2.0.1, generated from the official JSON schemas by `npm run generate:types`. Not to be edited. */

export type ACChargingParametersType = {
  readonly customData?: CustomDataType;
  readonly energyAmount: number;
  readonly evMinCurrent: number;
  readonly evMaxCurrent: number;
  readonly evMaxVoltage: number;
};

export type APNAuthenticationEnumType = 'CHAP' | 'NONE' | 'PAP' | 'AUTO';

export type APNType = {
  readonly customData?: CustomDataType;
  readonly apn: string;
  readonly apnUserName?: string;
  readonly apnPassword?: string;
  readonly simPin?: number;
  readonly preferredNetwork?: string;
  readonly useOnlyPreferredNetwork?: boolean;
  readonly apnAuthentication: APNAuthenticationEnumType;
};

export type AdditionalInfoType = {
  readonly customData?: CustomDataType;
  readonly additionalIdToken: string;
  readonly type: string;
};

export type AttributeEnumType = 'Actual' | 'Target' | 'MinSet' | 'MaxSet';

export type AuthorizationData = {
  readonly customData?: CustomDataType;
  readonly idToken: IdTokenType;
  readonly idTokenInfo?: IdTokenInfoType;
};

export type AuthorizationStatusEnumType = 'Accepted' | 'Blocked' | 'ConcurrentTx' | 'Expired' | 'Invalid' | 'NoCredit' | 'NotAllowedTypeEVSE' | 'NotAtThisLocation' | 'NotAtThisTime' | 'Unknown';

export type AuthorizeCertificateStatusEnumType = 'Accepted' | 'SignatureError' | 'CertificateExpired' | 'CertificateRevoked' | 'NoCertificateAvailable' | 'CertChainError' | 'ContractCancelled';

export type BootReasonEnumType = 'ApplicationReset' | 'FirmwareUpdate' | 'LocalReset' | 'PowerUp' | 'RemoteReset' | 'ScheduledReset' | 'Triggered' | 'Unknown' | 'Watchdog';

export type CancelReservationStatusEnumType = 'Accepted' | 'Rejected';

export type CertificateActionEnumType = 'Install' | 'Update';

export type CertificateHashDataChainType = {
  readonly customData?: CustomDataType;
  readonly certificateHashData: CertificateHashDataType;
  readonly certificateType: GetCertificateIdUseEnumType;
  readonly childCertificateHashData?: readonly CertificateHashDataType[];
};

export type CertificateHashDataType = {
  readonly customData?: CustomDataType;
  readonly hashAlgorithm: HashAlgorithmEnumType;
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  readonly serialNumber: string;
};

export type CertificateSignedStatusEnumType = 'Accepted' | 'Rejected';

export type CertificateSigningUseEnumType = 'ChargingStationCertificate' | 'V2GCertificate';

export type ChangeAvailabilityStatusEnumType = 'Accepted' | 'Rejected' | 'Scheduled';

export type ChargingLimitSourceEnumType = 'EMS' | 'Other' | 'SO' | 'CSO';

export type ChargingLimitType = {
  readonly customData?: CustomDataType;
  readonly chargingLimitSource: ChargingLimitSourceEnumType;
  readonly isGridCritical?: boolean;
};

export type ChargingNeedsType = {
  readonly customData?: CustomDataType;
  readonly acChargingParameters?: ACChargingParametersType;
  readonly dcChargingParameters?: DCChargingParametersType;
  readonly requestedEnergyTransfer: EnergyTransferModeEnumType;
  readonly departureTime?: string;
};

export type ChargingProfileCriterionType = {
  readonly customData?: CustomDataType;
  readonly chargingProfilePurpose?: ChargingProfilePurposeEnumType;
  readonly stackLevel?: number;
  readonly chargingProfileId?: readonly number[];
  readonly chargingLimitSource?: readonly ChargingLimitSourceEnumType[];
};

export type ChargingProfileKindEnumType = 'Absolute' | 'Recurring' | 'Relative';

export type ChargingProfilePurposeEnumType = 'ChargingStationExternalConstraints' | 'ChargingStationMaxProfile' | 'TxDefaultProfile' | 'TxProfile';

export type ChargingProfileStatusEnumType = 'Accepted' | 'Rejected';

export type ChargingProfileType = {
  readonly customData?: CustomDataType;
  readonly id: number;
  readonly stackLevel: number;
  readonly chargingProfilePurpose: ChargingProfilePurposeEnumType;
  readonly chargingProfileKind: ChargingProfileKindEnumType;
  readonly recurrencyKind?: RecurrencyKindEnumType;
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly chargingSchedule: readonly ChargingScheduleType[];
  readonly transactionId?: string;
};

export type ChargingRateUnitEnumType = 'W' | 'A';

export type ChargingSchedulePeriodType = {
  readonly customData?: CustomDataType;
  readonly startPeriod: number;
  readonly limit: number;
  readonly numberPhases?: number;
  readonly phaseToUse?: number;
};

export type ChargingScheduleType = {
  readonly customData?: CustomDataType;
  readonly id: number;
  readonly startSchedule?: string;
  readonly duration?: number;
  readonly chargingRateUnit: ChargingRateUnitEnumType;
  readonly chargingSchedulePeriod: readonly ChargingSchedulePeriodType[];
  readonly minChargingRate?: number;
  readonly salesTariff?: SalesTariffType;
};

export type ChargingStateEnumType = 'Charging' | 'EVConnected' | 'SuspendedEV' | 'SuspendedEVSE' | 'Idle';

export type ChargingStationType = {
  readonly customData?: CustomDataType;
  readonly serialNumber?: string;
  readonly model: string;
  readonly modem?: ModemType;
  readonly vendorName: string;
  readonly firmwareVersion?: string;
};

export type ClearCacheStatusEnumType = 'Accepted' | 'Rejected';

export type ClearChargingProfileStatusEnumType = 'Accepted' | 'Unknown';

export type ClearChargingProfileType = {
  readonly customData?: CustomDataType;
  readonly evseId?: number;
  readonly chargingProfilePurpose?: ChargingProfilePurposeEnumType;
  readonly stackLevel?: number;
};

export type ClearMessageStatusEnumType = 'Accepted' | 'Unknown';

export type ClearMonitoringResultType = {
  readonly customData?: CustomDataType;
  readonly status: ClearMonitoringStatusEnumType;
  readonly id: number;
  readonly statusInfo?: StatusInfoType;
};

export type ClearMonitoringStatusEnumType = 'Accepted' | 'Rejected' | 'NotFound';

export type ComponentCriterionEnumType = 'Active' | 'Available' | 'Enabled' | 'Problem';

export type ComponentType = {
  readonly customData?: CustomDataType;
  readonly evse?: EVSEType;
  readonly name: string;
  readonly instance?: string;
};

export type ComponentVariableType = {
  readonly customData?: CustomDataType;
  readonly component: ComponentType;
  readonly variable?: VariableType;
};

export type CompositeScheduleType = {
  readonly customData?: CustomDataType;
  readonly chargingSchedulePeriod: readonly ChargingSchedulePeriodType[];
  readonly evseId: number;
  readonly duration: number;
  readonly scheduleStart: string;
  readonly chargingRateUnit: ChargingRateUnitEnumType;
};

export type ConnectorEnumType = 'cCCS1' | 'cCCS2' | 'cG105' | 'cTesla' | 'cType1' | 'cType2' | 's309-1P-16A' | 's309-1P-32A' | 's309-3P-16A' | 's309-3P-32A' | 'sBS1361' | 'sCEE-7-7' | 'sType2' | 'sType3' | 'Other1PhMax16A' | 'Other1PhOver16A' | 'Other3Ph' | 'Pan' | 'wInductive' | 'wResonant' | 'Undetermined' | 'Unknown';

export type ConnectorStatusEnumType = 'Available' | 'Occupied' | 'Reserved' | 'Unavailable' | 'Faulted';

export type ConsumptionCostType = {
  readonly customData?: CustomDataType;
  readonly startValue: number;
  readonly cost: readonly CostType[];
};

export type CostKindEnumType = 'CarbonDioxideEmission' | 'RelativePricePercentage' | 'RenewableGenerationPercentage';

export type CostType = {
  readonly customData?: CustomDataType;
  readonly costKind: CostKindEnumType;
  readonly amount: number;
  readonly amountMultiplier?: number;
};

export type CustomDataType = {
  readonly vendorId: string;
  readonly [field: string]: unknown;
};

export type CustomerInformationStatusEnumType = 'Accepted' | 'Rejected' | 'Invalid';

export type DCChargingParametersType = {
  readonly customData?: CustomDataType;
  readonly evMaxCurrent: number;
  readonly evMaxVoltage: number;
  readonly energyAmount?: number;
  readonly evMaxPower?: number;
  readonly stateOfCharge?: number;
  readonly evEnergyCapacity?: number;
  readonly fullSoC?: number;
  readonly bulkSoC?: number;
};

export type DataEnumType = 'string' | 'decimal' | 'integer' | 'dateTime' | 'boolean' | 'OptionList' | 'SequenceList' | 'MemberList';

export type DataTransferStatusEnumType = 'Accepted' | 'Rejected' | 'UnknownMessageId' | 'UnknownVendorId';

export type DeleteCertificateStatusEnumType = 'Accepted' | 'Failed' | 'NotFound';

export type DisplayMessageStatusEnumType = 'Accepted' | 'NotSupportedMessageFormat' | 'Rejected' | 'NotSupportedPriority' | 'NotSupportedState' | 'UnknownTransaction';

export type EVSEType = {
  readonly customData?: CustomDataType;
  readonly id: number;
  readonly connectorId?: number;
};

export type EnergyTransferModeEnumType = 'DC' | 'AC_single_phase' | 'AC_two_phase' | 'AC_three_phase';

export type EventDataType = {
  readonly customData?: CustomDataType;
  readonly eventId: number;
  readonly timestamp: string;
  readonly trigger: EventTriggerEnumType;
  readonly cause?: number;
  readonly actualValue: string;
  readonly techCode?: string;
  readonly techInfo?: string;
  readonly cleared?: boolean;
  readonly transactionId?: string;
  readonly component: ComponentType;
  readonly variableMonitoringId?: number;
  readonly eventNotificationType: EventNotificationEnumType;
  readonly variable: VariableType;
};

export type EventNotificationEnumType = 'HardWiredNotification' | 'HardWiredMonitor' | 'PreconfiguredMonitor' | 'CustomMonitor';

export type EventTriggerEnumType = 'Alerting' | 'Delta' | 'Periodic';

export type FirmwareStatusEnumType = 'Downloaded' | 'DownloadFailed' | 'Downloading' | 'DownloadScheduled' | 'DownloadPaused' | 'Idle' | 'InstallationFailed' | 'Installing' | 'Installed' | 'InstallRebooting' | 'InstallScheduled' | 'InstallVerificationFailed' | 'InvalidSignature' | 'SignatureVerified';

export type FirmwareType = {
  readonly customData?: CustomDataType;
  readonly location: string;
  readonly retrieveDateTime: string;
  readonly installDateTime?: string;
  readonly signingCertificate?: string;
  readonly signature?: string;
};

export type GenericDeviceModelStatusEnumType = 'Accepted' | 'Rejected' | 'NotSupported' | 'EmptyResultSet';

export type GenericStatusEnumType = 'Accepted' | 'Rejected';

export type GetCertificateIdUseEnumType = 'V2GRootCertificate' | 'MORootCertificate' | 'CSMSRootCertificate' | 'V2GCertificateChain' | 'ManufacturerRootCertificate';

export type GetCertificateStatusEnumType = 'Accepted' | 'Failed';

export type GetChargingProfileStatusEnumType = 'Accepted' | 'NoProfiles';

export type GetDisplayMessagesStatusEnumType = 'Accepted' | 'Unknown';

export type GetInstalledCertificateStatusEnumType = 'Accepted' | 'NotFound';

export type GetVariableDataType = {
  readonly customData?: CustomDataType;
  readonly attributeType?: AttributeEnumType;
  readonly component: ComponentType;
  readonly variable: VariableType;
};

export type GetVariableResultType = {
  readonly customData?: CustomDataType;
  readonly attributeStatusInfo?: StatusInfoType;
  readonly attributeStatus: GetVariableStatusEnumType;
  readonly attributeType?: AttributeEnumType;
  readonly attributeValue?: string;
  readonly component: ComponentType;
  readonly variable: VariableType;
};

export type GetVariableStatusEnumType = 'Accepted' | 'Rejected' | 'UnknownComponent' | 'UnknownVariable' | 'NotSupportedAttributeType';

export type HashAlgorithmEnumType = 'SHA256' | 'SHA384' | 'SHA512';

export type IdTokenEnumType = 'Central' | 'eMAID' | 'ISO14443' | 'ISO15693' | 'KeyCode' | 'Local' | 'MacAddress' | 'NoAuthorization';

export type IdTokenInfoType = {
  readonly customData?: CustomDataType;
  readonly status: AuthorizationStatusEnumType;
  readonly cacheExpiryDateTime?: string;
  readonly chargingPriority?: number;
  readonly language1?: string;
  readonly evseId?: readonly number[];
  readonly groupIdToken?: IdTokenType;
  readonly language2?: string;
  readonly personalMessage?: MessageContentType;
};

export type IdTokenType = {
  readonly customData?: CustomDataType;
  readonly additionalInfo?: readonly AdditionalInfoType[];
  readonly idToken: string;
  readonly type: IdTokenEnumType;
};

export type InstallCertificateStatusEnumType = 'Accepted' | 'Rejected' | 'Failed';

export type InstallCertificateUseEnumType = 'V2GRootCertificate' | 'MORootCertificate' | 'CSMSRootCertificate' | 'ManufacturerRootCertificate';

export type Iso15118EVCertificateStatusEnumType = 'Accepted' | 'Failed';

export type LocationEnumType = 'Body' | 'Cable' | 'EV' | 'Inlet' | 'Outlet';

export type LogEnumType = 'DiagnosticsLog' | 'SecurityLog';

export type LogParametersType = {
  readonly customData?: CustomDataType;
  readonly remoteLocation: string;
  readonly oldestTimestamp?: string;
  readonly latestTimestamp?: string;
};

export type LogStatusEnumType = 'Accepted' | 'Rejected' | 'AcceptedCanceled';

export type MeasurandEnumType = 'Current.Export' | 'Current.Import' | 'Current.Offered' | 'Energy.Active.Export.Register' | 'Energy.Active.Import.Register' | 'Energy.Reactive.Export.Register' | 'Energy.Reactive.Import.Register' | 'Energy.Active.Export.Interval' | 'Energy.Active.Import.Interval' | 'Energy.Active.Net' | 'Energy.Reactive.Export.Interval' | 'Energy.Reactive.Import.Interval' | 'Energy.Reactive.Net' | 'Energy.Apparent.Net' | 'Energy.Apparent.Import' | 'Energy.Apparent.Export' | 'Frequency' | 'Power.Active.Export' | 'Power.Active.Import' | 'Power.Factor' | 'Power.Offered' | 'Power.Reactive.Export' | 'Power.Reactive.Import' | 'SoC' | 'Voltage';

export type MessageContentType = {
  readonly customData?: CustomDataType;
  readonly format: MessageFormatEnumType;
  readonly language?: string;
  readonly content: string;
};

export type MessageFormatEnumType = 'ASCII' | 'HTML' | 'URI' | 'UTF8';

export type MessageInfoType = {
  readonly customData?: CustomDataType;
  readonly display?: ComponentType;
  readonly id: number;
  readonly priority: MessagePriorityEnumType;
  readonly state?: MessageStateEnumType;
  readonly startDateTime?: string;
  readonly endDateTime?: string;
  readonly transactionId?: string;
  readonly message: MessageContentType;
};

export type MessagePriorityEnumType = 'AlwaysFront' | 'InFront' | 'NormalCycle';

export type MessageStateEnumType = 'Charging' | 'Faulted' | 'Idle' | 'Unavailable';

export type MessageTriggerEnumType = 'BootNotification' | 'LogStatusNotification' | 'FirmwareStatusNotification' | 'Heartbeat' | 'MeterValues' | 'SignChargingStationCertificate' | 'SignV2GCertificate' | 'StatusNotification' | 'TransactionEvent' | 'SignCombinedCertificate' | 'PublishFirmwareStatusNotification';

export type MeterValueType = {
  readonly customData?: CustomDataType;
  readonly sampledValue: readonly SampledValueType[];
  readonly timestamp: string;
};

export type ModemType = {
  readonly customData?: CustomDataType;
  readonly iccid?: string;
  readonly imsi?: string;
};

export type MonitorEnumType = 'UpperThreshold' | 'LowerThreshold' | 'Delta' | 'Periodic' | 'PeriodicClockAligned';

export type MonitoringBaseEnumType = 'All' | 'FactoryDefault' | 'HardWiredOnly';

export type MonitoringCriterionEnumType = 'ThresholdMonitoring' | 'DeltaMonitoring' | 'PeriodicMonitoring';

export type MonitoringDataType = {
  readonly customData?: CustomDataType;
  readonly component: ComponentType;
  readonly variable: VariableType;
  readonly variableMonitoring: readonly VariableMonitoringType[];
};

export type MutabilityEnumType = 'ReadOnly' | 'WriteOnly' | 'ReadWrite';

export type NetworkConnectionProfileType = {
  readonly customData?: CustomDataType;
  readonly apn?: APNType;
  readonly ocppVersion: OCPPVersionEnumType;
  readonly ocppTransport: OCPPTransportEnumType;
  readonly ocppCsmsUrl: string;
  readonly messageTimeout: number;
  readonly securityProfile: number;
  readonly ocppInterface: OCPPInterfaceEnumType;
  readonly vpn?: VPNType;
};

export type NotifyEVChargingNeedsStatusEnumType = 'Accepted' | 'Rejected' | 'Processing';

export type OCPPInterfaceEnumType = 'Wired0' | 'Wired1' | 'Wired2' | 'Wired3' | 'Wireless0' | 'Wireless1' | 'Wireless2' | 'Wireless3';

export type OCPPTransportEnumType = 'JSON' | 'SOAP';

export type OCPPVersionEnumType = 'OCPP12' | 'OCPP15' | 'OCPP16' | 'OCPP20';

export type OCSPRequestDataType = {
  readonly customData?: CustomDataType;
  readonly hashAlgorithm: HashAlgorithmEnumType;
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  readonly serialNumber: string;
  readonly responderURL: string;
};

export type OperationalStatusEnumType = 'Inoperative' | 'Operative';

export type PhaseEnumType = 'L1' | 'L2' | 'L3' | 'N' | 'L1-N' | 'L2-N' | 'L3-N' | 'L1-L2' | 'L2-L3' | 'L3-L1';

export type PublishFirmwareStatusEnumType = 'Idle' | 'DownloadScheduled' | 'Downloading' | 'Downloaded' | 'Published' | 'DownloadFailed' | 'DownloadPaused' | 'InvalidChecksum' | 'ChecksumVerified' | 'PublishFailed';

export type ReadingContextEnumType = 'Interruption.Begin' | 'Interruption.End' | 'Other' | 'Sample.Clock' | 'Sample.Periodic' | 'Transaction.Begin' | 'Transaction.End' | 'Trigger';

export type ReasonEnumType = 'DeAuthorized' | 'EmergencyStop' | 'EnergyLimitReached' | 'EVDisconnected' | 'GroundFault' | 'ImmediateReset' | 'Local' | 'LocalOutOfCredit' | 'MasterPass' | 'Other' | 'OvercurrentFault' | 'PowerLoss' | 'PowerQuality' | 'Reboot' | 'Remote' | 'SOCLimitReached' | 'StoppedByEV' | 'TimeLimitReached' | 'Timeout';

export type RecurrencyKindEnumType = 'Daily' | 'Weekly';

export type RegistrationStatusEnumType = 'Accepted' | 'Pending' | 'Rejected';

export type RelativeTimeIntervalType = {
  readonly customData?: CustomDataType;
  readonly start: number;
  readonly duration?: number;
};

export type ReportBaseEnumType = 'ConfigurationInventory' | 'FullInventory' | 'SummaryInventory';

export type ReportDataType = {
  readonly customData?: CustomDataType;
  readonly component: ComponentType;
  readonly variable: VariableType;
  readonly variableAttribute: readonly VariableAttributeType[];
  readonly variableCharacteristics?: VariableCharacteristicsType;
};

export type RequestStartStopStatusEnumType = 'Accepted' | 'Rejected';

export type ReservationUpdateStatusEnumType = 'Expired' | 'Removed';

export type ReserveNowStatusEnumType = 'Accepted' | 'Faulted' | 'Occupied' | 'Rejected' | 'Unavailable';

export type ResetEnumType = 'Immediate' | 'OnIdle';

export type ResetStatusEnumType = 'Accepted' | 'Rejected' | 'Scheduled';

export type SalesTariffEntryType = {
  readonly customData?: CustomDataType;
  readonly relativeTimeInterval: RelativeTimeIntervalType;
  readonly ePriceLevel?: number;
  readonly consumptionCost?: readonly ConsumptionCostType[];
};

export type SalesTariffType = {
  readonly customData?: CustomDataType;
  readonly id: number;
  readonly salesTariffDescription?: string;
  readonly numEPriceLevels?: number;
  readonly salesTariffEntry: readonly SalesTariffEntryType[];
};

export type SampledValueType = {
  readonly customData?: CustomDataType;
  readonly value: number;
  readonly context?: ReadingContextEnumType;
  readonly measurand?: MeasurandEnumType;
  readonly phase?: PhaseEnumType;
  readonly location?: LocationEnumType;
  readonly signedMeterValue?: SignedMeterValueType;
  readonly unitOfMeasure?: UnitOfMeasureType;
};

export type SendLocalListStatusEnumType = 'Accepted' | 'Failed' | 'VersionMismatch';

export type SetMonitoringDataType = {
  readonly customData?: CustomDataType;
  readonly id?: number;
  readonly transaction?: boolean;
  readonly value: number;
  readonly type: MonitorEnumType;
  readonly severity: number;
  readonly component: ComponentType;
  readonly variable: VariableType;
};

export type SetMonitoringResultType = {
  readonly customData?: CustomDataType;
  readonly id?: number;
  readonly statusInfo?: StatusInfoType;
  readonly status: SetMonitoringStatusEnumType;
  readonly type: MonitorEnumType;
  readonly component: ComponentType;
  readonly variable: VariableType;
  readonly severity: number;
};

export type SetMonitoringStatusEnumType = 'Accepted' | 'UnknownComponent' | 'UnknownVariable' | 'UnsupportedMonitorType' | 'Rejected' | 'Duplicate';

export type SetNetworkProfileStatusEnumType = 'Accepted' | 'Rejected' | 'Failed';

export type SetVariableDataType = {
  readonly customData?: CustomDataType;
  readonly attributeType?: AttributeEnumType;
  readonly attributeValue: string;
  readonly component: ComponentType;
  readonly variable: VariableType;
};

export type SetVariableResultType = {
  readonly customData?: CustomDataType;
  readonly attributeType?: AttributeEnumType;
  readonly attributeStatus: SetVariableStatusEnumType;
  readonly attributeStatusInfo?: StatusInfoType;
  readonly component: ComponentType;
  readonly variable: VariableType;
};

export type SetVariableStatusEnumType = 'Accepted' | 'Rejected' | 'UnknownComponent' | 'UnknownVariable' | 'NotSupportedAttributeType' | 'RebootRequired';

export type SignedMeterValueType = {
  readonly customData?: CustomDataType;
  readonly signedMeterData: string;
  readonly signingMethod: string;
  readonly encodingMethod: string;
  readonly publicKey: string;
};

export type StatusInfoType = {
  readonly customData?: CustomDataType;
  readonly reasonCode: string;
  readonly additionalInfo?: string;
};

export type TransactionEventEnumType = 'Ended' | 'Started' | 'Updated';

export type TransactionType = {
  readonly customData?: CustomDataType;
  readonly transactionId: string;
  readonly chargingState?: ChargingStateEnumType;
  readonly timeSpentCharging?: number;
  readonly stoppedReason?: ReasonEnumType;
  readonly remoteStartId?: number;
};

export type TriggerMessageStatusEnumType = 'Accepted' | 'Rejected' | 'NotImplemented';

export type TriggerReasonEnumType = 'Authorized' | 'CablePluggedIn' | 'ChargingRateChanged' | 'ChargingStateChanged' | 'Deauthorized' | 'EnergyLimitReached' | 'EVCommunicationLost' | 'EVConnectTimeout' | 'MeterValueClock' | 'MeterValuePeriodic' | 'TimeLimitReached' | 'Trigger' | 'UnlockCommand' | 'StopAuthorized' | 'EVDeparted' | 'EVDetected' | 'RemoteStop' | 'RemoteStart' | 'AbnormalCondition' | 'SignedDataReceived' | 'ResetCommand';

export type UnitOfMeasureType = {
  readonly customData?: CustomDataType;
  readonly unit?: string;
  readonly multiplier?: number;
};

export type UnlockStatusEnumType = 'Unlocked' | 'UnlockFailed' | 'OngoingAuthorizedTransaction' | 'UnknownConnector';

export type UnpublishFirmwareStatusEnumType = 'DownloadOngoing' | 'NoFirmware' | 'Unpublished';

export type UpdateEnumType = 'Differential' | 'Full';

export type UpdateFirmwareStatusEnumType = 'Accepted' | 'Rejected' | 'AcceptedCanceled' | 'InvalidCertificate' | 'RevokedCertificate';

export type UploadLogStatusEnumType = 'BadMessage' | 'Idle' | 'NotSupportedOperation' | 'PermissionDenied' | 'Uploaded' | 'UploadFailure' | 'Uploading' | 'AcceptedCanceled';

export type VPNEnumType = 'IKEv2' | 'IPSec' | 'L2TP' | 'PPTP';

export type VPNType = {
  readonly customData?: CustomDataType;
  readonly server: string;
  readonly user: string;
  readonly group?: string;
  readonly password: string;
  readonly key: string;
  readonly type: VPNEnumType;
};

export type VariableAttributeType = {
  readonly customData?: CustomDataType;
  readonly type?: AttributeEnumType;
  readonly value?: string;
  readonly mutability?: MutabilityEnumType;
  readonly persistent?: boolean;
  readonly constant?: boolean;
};

export type VariableCharacteristicsType = {
  readonly customData?: CustomDataType;
  readonly unit?: string;
  readonly dataType: DataEnumType;
  readonly minLimit?: number;
  readonly maxLimit?: number;
  readonly valuesList?: string;
  readonly supportsMonitoring: boolean;
};

export type VariableMonitoringType = {
  readonly customData?: CustomDataType;
  readonly id: number;
  readonly transaction: boolean;
  readonly value: number;
  readonly type: MonitorEnumType;
  readonly severity: number;
};

export type VariableType = {
  readonly customData?: CustomDataType;
  readonly name: string;
  readonly instance?: string;
};

/** Action -> its two messages. */
export type Messages = {
  readonly Authorize: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly idToken: IdTokenType;
      readonly certificate?: string;
      readonly iso15118CertificateHashData?: readonly OCSPRequestDataType[];
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly idTokenInfo: IdTokenInfoType;
      readonly certificateStatus?: AuthorizeCertificateStatusEnumType;
    };
  };
  readonly BootNotification: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly chargingStation: ChargingStationType;
      readonly reason: BootReasonEnumType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly currentTime: string;
      readonly interval: number;
      readonly status: RegistrationStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly CancelReservation: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly reservationId: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: CancelReservationStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly CertificateSigned: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly certificateChain: string;
      readonly certificateType?: CertificateSigningUseEnumType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: CertificateSignedStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly ChangeAvailability: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly evse?: EVSEType;
      readonly operationalStatus: OperationalStatusEnumType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: ChangeAvailabilityStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly ClearCache: {
    readonly request: {
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: ClearCacheStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly ClearChargingProfile: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly chargingProfileId?: number;
      readonly chargingProfileCriteria?: ClearChargingProfileType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: ClearChargingProfileStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly ClearDisplayMessage: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly id: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: ClearMessageStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly ClearVariableMonitoring: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly id: readonly number[];
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly clearMonitoringResult: readonly ClearMonitoringResultType[];
    };
  };
  readonly ClearedChargingLimit: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly chargingLimitSource: ChargingLimitSourceEnumType;
      readonly evseId?: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly CostUpdated: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly totalCost: number;
      readonly transactionId: string;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly CustomerInformation: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly customerCertificate?: CertificateHashDataType;
      readonly idToken?: IdTokenType;
      readonly requestId: number;
      readonly report: boolean;
      readonly clear: boolean;
      readonly customerIdentifier?: string;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: CustomerInformationStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly DataTransfer: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly messageId?: string;
      readonly data?: unknown;
      readonly vendorId: string;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: DataTransferStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly data?: unknown;
    };
  };
  readonly DeleteCertificate: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly certificateHashData: CertificateHashDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: DeleteCertificateStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly FirmwareStatusNotification: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly status: FirmwareStatusEnumType;
      readonly requestId?: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly Get15118EVCertificate: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly iso15118SchemaVersion: string;
      readonly action: CertificateActionEnumType;
      readonly exiRequest: string;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: Iso15118EVCertificateStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly exiResponse: string;
    };
  };
  readonly GetBaseReport: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly requestId: number;
      readonly reportBase: ReportBaseEnumType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: GenericDeviceModelStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly GetCertificateStatus: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly ocspRequestData: OCSPRequestDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: GetCertificateStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly ocspResult?: string;
    };
  };
  readonly GetChargingProfiles: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly requestId: number;
      readonly evseId?: number;
      readonly chargingProfile: ChargingProfileCriterionType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: GetChargingProfileStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly GetCompositeSchedule: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly duration: number;
      readonly chargingRateUnit?: ChargingRateUnitEnumType;
      readonly evseId: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: GenericStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly schedule?: CompositeScheduleType;
    };
  };
  readonly GetDisplayMessages: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly id?: readonly number[];
      readonly requestId: number;
      readonly priority?: MessagePriorityEnumType;
      readonly state?: MessageStateEnumType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: GetDisplayMessagesStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly GetInstalledCertificateIds: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly certificateType?: readonly GetCertificateIdUseEnumType[];
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: GetInstalledCertificateStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly certificateHashDataChain?: readonly CertificateHashDataChainType[];
    };
  };
  readonly GetLocalListVersion: {
    readonly request: {
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly versionNumber: number;
    };
  };
  readonly GetLog: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly log: LogParametersType;
      readonly logType: LogEnumType;
      readonly requestId: number;
      readonly retries?: number;
      readonly retryInterval?: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: LogStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly filename?: string;
    };
  };
  readonly GetMonitoringReport: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly componentVariable?: readonly ComponentVariableType[];
      readonly requestId: number;
      readonly monitoringCriteria?: readonly MonitoringCriterionEnumType[];
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: GenericDeviceModelStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly GetReport: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly componentVariable?: readonly ComponentVariableType[];
      readonly requestId: number;
      readonly componentCriteria?: readonly ComponentCriterionEnumType[];
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: GenericDeviceModelStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly GetTransactionStatus: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly transactionId?: string;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly ongoingIndicator?: boolean;
      readonly messagesInQueue: boolean;
    };
  };
  readonly GetVariables: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly getVariableData: readonly GetVariableDataType[];
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly getVariableResult: readonly GetVariableResultType[];
    };
  };
  readonly Heartbeat: {
    readonly request: {
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly currentTime: string;
    };
  };
  readonly InstallCertificate: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly certificateType: InstallCertificateUseEnumType;
      readonly certificate: string;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: InstallCertificateStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly LogStatusNotification: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly status: UploadLogStatusEnumType;
      readonly requestId?: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly MeterValues: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly evseId: number;
      readonly meterValue: readonly MeterValueType[];
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyChargingLimit: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly chargingSchedule?: readonly ChargingScheduleType[];
      readonly evseId?: number;
      readonly chargingLimit: ChargingLimitType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyCustomerInformation: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly data: string;
      readonly tbc?: boolean;
      readonly seqNo: number;
      readonly generatedAt: string;
      readonly requestId: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyDisplayMessages: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly messageInfo?: readonly MessageInfoType[];
      readonly requestId: number;
      readonly tbc?: boolean;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyEVChargingNeeds: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly maxScheduleTuples?: number;
      readonly chargingNeeds: ChargingNeedsType;
      readonly evseId: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: NotifyEVChargingNeedsStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly NotifyEVChargingSchedule: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly timeBase: string;
      readonly chargingSchedule: ChargingScheduleType;
      readonly evseId: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: GenericStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly NotifyEvent: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly generatedAt: string;
      readonly tbc?: boolean;
      readonly seqNo: number;
      readonly eventData: readonly EventDataType[];
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyMonitoringReport: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly monitor?: readonly MonitoringDataType[];
      readonly requestId: number;
      readonly tbc?: boolean;
      readonly seqNo: number;
      readonly generatedAt: string;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyReport: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly requestId: number;
      readonly generatedAt: string;
      readonly reportData?: readonly ReportDataType[];
      readonly tbc?: boolean;
      readonly seqNo: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly PublishFirmware: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly location: string;
      readonly retries?: number;
      readonly checksum: string;
      readonly requestId: number;
      readonly retryInterval?: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: GenericStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly PublishFirmwareStatusNotification: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly status: PublishFirmwareStatusEnumType;
      readonly location?: readonly string[];
      readonly requestId?: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly ReportChargingProfiles: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly requestId: number;
      readonly chargingLimitSource: ChargingLimitSourceEnumType;
      readonly chargingProfile: readonly ChargingProfileType[];
      readonly tbc?: boolean;
      readonly evseId: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly RequestStartTransaction: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly evseId?: number;
      readonly groupIdToken?: IdTokenType;
      readonly idToken: IdTokenType;
      readonly remoteStartId: number;
      readonly chargingProfile?: ChargingProfileType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: RequestStartStopStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly transactionId?: string;
    };
  };
  readonly RequestStopTransaction: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly transactionId: string;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: RequestStartStopStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly ReservationStatusUpdate: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly reservationId: number;
      readonly reservationUpdateStatus: ReservationUpdateStatusEnumType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly ReserveNow: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly id: number;
      readonly expiryDateTime: string;
      readonly connectorType?: ConnectorEnumType;
      readonly idToken: IdTokenType;
      readonly evseId?: number;
      readonly groupIdToken?: IdTokenType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: ReserveNowStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly Reset: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly type: ResetEnumType;
      readonly evseId?: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: ResetStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly SecurityEventNotification: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly type: string;
      readonly timestamp: string;
      readonly techInfo?: string;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly SendLocalList: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly localAuthorizationList?: readonly AuthorizationData[];
      readonly versionNumber: number;
      readonly updateType: UpdateEnumType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: SendLocalListStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly SetChargingProfile: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly evseId: number;
      readonly chargingProfile: ChargingProfileType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: ChargingProfileStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly SetDisplayMessage: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly message: MessageInfoType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: DisplayMessageStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly SetMonitoringBase: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly monitoringBase: MonitoringBaseEnumType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: GenericDeviceModelStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly SetMonitoringLevel: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly severity: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: GenericStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly SetNetworkProfile: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly configurationSlot: number;
      readonly connectionData: NetworkConnectionProfileType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: SetNetworkProfileStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly SetVariableMonitoring: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly setMonitoringData: readonly SetMonitoringDataType[];
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly setMonitoringResult: readonly SetMonitoringResultType[];
    };
  };
  readonly SetVariables: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly setVariableData: readonly SetVariableDataType[];
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly setVariableResult: readonly SetVariableResultType[];
    };
  };
  readonly SignCertificate: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly csr: string;
      readonly certificateType?: CertificateSigningUseEnumType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: GenericStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly StatusNotification: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly timestamp: string;
      readonly connectorStatus: ConnectorStatusEnumType;
      readonly evseId: number;
      readonly connectorId: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly TransactionEvent: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly eventType: TransactionEventEnumType;
      readonly meterValue?: readonly MeterValueType[];
      readonly timestamp: string;
      readonly triggerReason: TriggerReasonEnumType;
      readonly seqNo: number;
      readonly offline?: boolean;
      readonly numberOfPhasesUsed?: number;
      readonly cableMaxCurrent?: number;
      readonly reservationId?: number;
      readonly transactionInfo: TransactionType;
      readonly evse?: EVSEType;
      readonly idToken?: IdTokenType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly totalCost?: number;
      readonly chargingPriority?: number;
      readonly idTokenInfo?: IdTokenInfoType;
      readonly updatedPersonalMessage?: MessageContentType;
    };
  };
  readonly TriggerMessage: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly evse?: EVSEType;
      readonly requestedMessage: MessageTriggerEnumType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: TriggerMessageStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly UnlockConnector: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly evseId: number;
      readonly connectorId: number;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: UnlockStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
  readonly UnpublishFirmware: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly checksum: string;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: UnpublishFirmwareStatusEnumType;
    };
  };
  readonly UpdateFirmware: {
    readonly request: {
      readonly customData?: CustomDataType;
      readonly retries?: number;
      readonly retryInterval?: number;
      readonly requestId: number;
      readonly firmware: FirmwareType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
      readonly status: UpdateFirmwareStatusEnumType;
      readonly statusInfo?: StatusInfoType;
    };
  };
};
