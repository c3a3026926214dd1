/** OCPP 2.1, generated from the official JSON schemas by `npm run generate:types`. Not to be edited. */

export type ACChargingParametersType = {
  readonly energyAmount: number;
  readonly evMinCurrent: number;
  readonly evMaxCurrent: number;
  readonly evMaxVoltage: number;
  readonly customData?: CustomDataType;
};

export type APNAuthenticationEnumType = 'PAP' | 'CHAP' | 'NONE' | 'AUTO';

export type APNType = {
  readonly apn: string;
  readonly apnUserName?: string;
  readonly apnPassword?: string;
  readonly simPin?: number;
  readonly preferredNetwork?: string;
  readonly useOnlyPreferredNetwork?: boolean;
  readonly apnAuthentication: APNAuthenticationEnumType;
  readonly customData?: CustomDataType;
};

export type AbsolutePriceScheduleType = {
  readonly timeAnchor: string;
  readonly priceScheduleID: number;
  readonly priceScheduleDescription?: string;
  readonly currency: string;
  readonly language: string;
  readonly priceAlgorithm: string;
  readonly minimumCost?: RationalNumberType;
  readonly maximumCost?: RationalNumberType;
  readonly priceRuleStacks: readonly PriceRuleStackType[];
  readonly taxRules?: readonly TaxRuleType[];
  readonly overstayRuleList?: OverstayRuleListType;
  readonly additionalSelectedServices?: readonly AdditionalSelectedServicesType[];
  readonly customData?: CustomDataType;
};

export type AdditionalInfoType = {
  readonly additionalIdToken: string;
  readonly type: string;
  readonly customData?: CustomDataType;
};

export type AdditionalSelectedServicesType = {
  readonly serviceFee: RationalNumberType;
  readonly serviceName: string;
  readonly customData?: CustomDataType;
};

export type AddressType = {
  readonly name: string;
  readonly address1: string;
  readonly address2?: string;
  readonly city: string;
  readonly postalCode?: string;
  readonly country: string;
  readonly customData?: CustomDataType;
};

export type AttributeEnumType = 'Actual' | 'Target' | 'MinSet' | 'MaxSet';

export type AuthorizationData = {
  readonly idToken: IdTokenType;
  readonly idTokenInfo?: IdTokenInfoType;
  readonly customData?: CustomDataType;
};

export type AuthorizationStatusEnumType = 'Accepted' | 'Blocked' | 'ConcurrentTx' | 'Expired' | 'Invalid' | 'NoCredit' | 'NotAllowedTypeEVSE' | 'NotAtThisLocation' | 'NotAtThisTime' | 'Unknown';

export type AuthorizeCertificateStatusEnumType = 'Accepted' | 'SignatureError' | 'CertificateExpired' | 'CertificateRevoked' | 'NoCertificateAvailable' | 'CertChainError' | 'ContractCancelled';

export type BatteryDataType = {
  readonly evseId: number;
  readonly serialNumber: string;
  readonly soC: number;
  readonly soH: number;
  readonly productionDate?: string;
  readonly vendorInfo?: string;
  readonly customData?: CustomDataType;
};

export type BatterySwapEventEnumType = 'BatteryIn' | 'BatteryOut' | 'BatteryOutTimeout';

export type BootReasonEnumType = 'ApplicationReset' | 'FirmwareUpdate' | 'LocalReset' | 'PowerUp' | 'RemoteReset' | 'ScheduledReset' | 'Triggered' | 'Unknown' | 'Watchdog';

export type CancelReservationStatusEnumType = 'Accepted' | 'Rejected';

export type CertificateActionEnumType = 'Install' | 'Update';

export type CertificateHashDataChainType = {
  readonly certificateHashData: CertificateHashDataType;
  readonly certificateType: GetCertificateIdUseEnumType;
  readonly childCertificateHashData?: readonly CertificateHashDataType[];
  readonly customData?: CustomDataType;
};

export type CertificateHashDataType = {
  readonly hashAlgorithm: HashAlgorithmEnumType;
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  readonly serialNumber: string;
  readonly customData?: CustomDataType;
};

export type CertificateSignedStatusEnumType = 'Accepted' | 'Rejected';

export type CertificateSigningUseEnumType = 'ChargingStationCertificate' | 'V2GCertificate' | 'V2G20Certificate';

export type CertificateStatusEnumType = 'Good' | 'Revoked' | 'Unknown' | 'Failed';

export type CertificateStatusRequestInfoType = {
  readonly certificateHashData: CertificateHashDataType;
  readonly source: CertificateStatusSourceEnumType;
  readonly urls: readonly string[];
  readonly customData?: CustomDataType;
};

export type CertificateStatusSourceEnumType = 'CRL' | 'OCSP';

export type CertificateStatusType = {
  readonly certificateHashData: CertificateHashDataType;
  readonly source: CertificateStatusSourceEnumType;
  readonly status: CertificateStatusEnumType;
  readonly nextUpdate: string;
  readonly customData?: CustomDataType;
};

export type ChangeAvailabilityStatusEnumType = 'Accepted' | 'Rejected' | 'Scheduled';

export type ChargingLimitType = {
  readonly chargingLimitSource: string;
  readonly isLocalGeneration?: boolean;
  readonly isGridCritical?: boolean;
  readonly customData?: CustomDataType;
};

export type ChargingNeedsType = {
  readonly acChargingParameters?: ACChargingParametersType;
  readonly derChargingParameters?: DERChargingParametersType;
  readonly evEnergyOffer?: EVEnergyOfferType;
  readonly requestedEnergyTransfer: EnergyTransferModeEnumType;
  readonly dcChargingParameters?: DCChargingParametersType;
  readonly v2xChargingParameters?: V2XChargingParametersType;
  readonly availableEnergyTransfer?: readonly EnergyTransferModeEnumType[];
  readonly controlMode?: ControlModeEnumType;
  readonly mobilityNeedsMode?: MobilityNeedsModeEnumType;
  readonly departureTime?: string;
  readonly customData?: CustomDataType;
};

export type ChargingPeriodType = {
  readonly dimensions?: readonly CostDimensionType[];
  readonly tariffId?: string;
  readonly startPeriod: string;
  readonly customData?: CustomDataType;
};

export type ChargingProfileCriterionType = {
  readonly chargingProfilePurpose?: ChargingProfilePurposeEnumType;
  readonly stackLevel?: number;
  readonly chargingProfileId?: readonly number[];
  readonly chargingLimitSource?: readonly string[];
  readonly customData?: CustomDataType;
};

export type ChargingProfileKindEnumType = 'Absolute' | 'Recurring' | 'Relative' | 'Dynamic';

export type ChargingProfilePurposeEnumType = 'ChargingStationExternalConstraints' | 'ChargingStationMaxProfile' | 'TxDefaultProfile' | 'TxProfile' | 'PriorityCharging' | 'LocalGeneration';

export type ChargingProfileStatusEnumType = 'Accepted' | 'Rejected';

export type ChargingProfileType = {
  readonly id: number;
  readonly stackLevel: number;
  readonly chargingProfilePurpose: ChargingProfilePurposeEnumType;
  readonly chargingProfileKind: ChargingProfileKindEnumType;
  readonly recurrencyKind?: RecurrencyKindEnumType;
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly transactionId?: string;
  readonly maxOfflineDuration?: number;
  readonly chargingSchedule: readonly ChargingScheduleType[];
  readonly invalidAfterOfflineDuration?: boolean;
  readonly dynUpdateInterval?: number;
  readonly dynUpdateTime?: string;
  readonly priceScheduleSignature?: string;
  readonly customData?: CustomDataType;
};

export type ChargingRateUnitEnumType = 'W' | 'A';

export type ChargingSchedulePeriodType = {
  readonly startPeriod: number;
  readonly limit?: number;
  readonly limit_L2?: number;
  readonly limit_L3?: number;
  readonly numberPhases?: number;
  readonly phaseToUse?: number;
  readonly dischargeLimit?: number;
  readonly dischargeLimit_L2?: number;
  readonly dischargeLimit_L3?: number;
  readonly setpoint?: number;
  readonly setpoint_L2?: number;
  readonly setpoint_L3?: number;
  readonly setpointReactive?: number;
  readonly setpointReactive_L2?: number;
  readonly setpointReactive_L3?: number;
  readonly preconditioningRequest?: boolean;
  readonly evseSleep?: boolean;
  readonly v2xBaseline?: number;
  readonly operationMode?: OperationModeEnumType;
  readonly v2xFreqWattCurve?: readonly V2XFreqWattPointType[];
  readonly v2xSignalWattCurve?: readonly V2XSignalWattPointType[];
  readonly customData?: CustomDataType;
};

export type ChargingScheduleType = {
  readonly id: number;
  readonly limitAtSoC?: LimitAtSoCType;
  readonly startSchedule?: string;
  readonly duration?: number;
  readonly chargingRateUnit: ChargingRateUnitEnumType;
  readonly minChargingRate?: number;
  readonly powerTolerance?: number;
  readonly signatureId?: number;
  readonly digestValue?: string;
  readonly useLocalTime?: boolean;
  readonly chargingSchedulePeriod: readonly ChargingSchedulePeriodType[];
  readonly randomizedDelay?: number;
  readonly salesTariff?: SalesTariffType;
  readonly absolutePriceSchedule?: AbsolutePriceScheduleType;
  readonly priceLevelSchedule?: PriceLevelScheduleType;
  readonly customData?: CustomDataType;
};

export type ChargingScheduleUpdateType = {
  readonly limit?: number;
  readonly limit_L2?: number;
  readonly limit_L3?: number;
  readonly dischargeLimit?: number;
  readonly dischargeLimit_L2?: number;
  readonly dischargeLimit_L3?: number;
  readonly setpoint?: number;
  readonly setpoint_L2?: number;
  readonly setpoint_L3?: number;
  readonly setpointReactive?: number;
  readonly setpointReactive_L2?: number;
  readonly setpointReactive_L3?: number;
  readonly customData?: CustomDataType;
};

export type ChargingStateEnumType = 'EVConnected' | 'Charging' | 'SuspendedEV' | 'SuspendedEVSE' | 'Idle';

export type ChargingStationType = {
  readonly serialNumber?: string;
  readonly model: string;
  readonly modem?: ModemType;
  readonly vendorName: string;
  readonly firmwareVersion?: string;
  readonly customData?: CustomDataType;
};

export type ClearCacheStatusEnumType = 'Accepted' | 'Rejected';

export type ClearChargingProfileStatusEnumType = 'Accepted' | 'Unknown';

export type ClearChargingProfileType = {
  readonly evseId?: number;
  readonly chargingProfilePurpose?: ChargingProfilePurposeEnumType;
  readonly stackLevel?: number;
  readonly customData?: CustomDataType;
};

export type ClearMessageStatusEnumType = 'Accepted' | 'Unknown' | 'Rejected';

export type ClearMonitoringResultType = {
  readonly status: ClearMonitoringStatusEnumType;
  readonly id: number;
  readonly statusInfo?: StatusInfoType;
  readonly customData?: CustomDataType;
};

export type ClearMonitoringStatusEnumType = 'Accepted' | 'Rejected' | 'NotFound';

export type ClearTariffsResultType = {
  readonly statusInfo?: StatusInfoType;
  readonly tariffId?: string;
  readonly status: TariffClearStatusEnumType;
  readonly customData?: CustomDataType;
};

export type ComponentCriterionEnumType = 'Active' | 'Available' | 'Enabled' | 'Problem';

export type ComponentType = {
  readonly evse?: EVSEType;
  readonly name: string;
  readonly instance?: string;
  readonly customData?: CustomDataType;
};

export type ComponentVariableType = {
  readonly component: ComponentType;
  readonly variable?: VariableType;
  readonly customData?: CustomDataType;
};

export type CompositeScheduleType = {
  readonly evseId: number;
  readonly duration: number;
  readonly scheduleStart: string;
  readonly chargingRateUnit: ChargingRateUnitEnumType;
  readonly chargingSchedulePeriod: readonly ChargingSchedulePeriodType[];
  readonly customData?: CustomDataType;
};

export type ConnectorStatusEnumType = 'Available' | 'Occupied' | 'Reserved' | 'Unavailable' | 'Faulted';

export type ConstantStreamDataType = {
  readonly id: number;
  readonly params: PeriodicEventStreamParamsType;
  readonly variableMonitoringId: number;
  readonly customData?: CustomDataType;
};

export type ConsumptionCostType = {
  readonly startValue: number;
  readonly cost: readonly CostType[];
  readonly customData?: CustomDataType;
};

export type ControlModeEnumType = 'ScheduledControl' | 'DynamicControl';

export type CostDetailsType = {
  readonly chargingPeriods?: readonly ChargingPeriodType[];
  readonly totalCost: TotalCostType;
  readonly totalUsage: TotalUsageType;
  readonly failureToCalculate?: boolean;
  readonly failureReason?: string;
  readonly customData?: CustomDataType;
};

export type CostDimensionEnumType = 'Energy' | 'MaxCurrent' | 'MinCurrent' | 'MaxPower' | 'MinPower' | 'IdleTIme' | 'ChargingTime';

export type CostDimensionType = {
  readonly type: CostDimensionEnumType;
  readonly volume: number;
  readonly customData?: CustomDataType;
};

export type CostKindEnumType = 'CarbonDioxideEmission' | 'RelativePricePercentage' | 'RenewableGenerationPercentage';

export type CostType = {
  readonly costKind: CostKindEnumType;
  readonly amount: number;
  readonly amountMultiplier?: number;
  readonly customData?: CustomDataType;
};

export type CustomDataType = {
  readonly vendorId: string;
  readonly [field: string]: unknown;
};

export type CustomerInformationStatusEnumType = 'Accepted' | 'Rejected' | 'Invalid';

export type DCChargingParametersType = {
  readonly evMaxCurrent: number;
  readonly evMaxVoltage: number;
  readonly evMaxPower?: number;
  readonly evEnergyCapacity?: number;
  readonly energyAmount?: number;
  readonly stateOfCharge?: number;
  readonly fullSoC?: number;
  readonly bulkSoC?: number;
  readonly customData?: CustomDataType;
};

export type DERChargingParametersType = {
  readonly evSupportedDERControl?: readonly DERControlEnumType[];
  readonly evOverExcitedMaxDischargePower?: number;
  readonly evOverExcitedPowerFactor?: number;
  readonly evUnderExcitedMaxDischargePower?: number;
  readonly evUnderExcitedPowerFactor?: number;
  readonly maxApparentPower?: number;
  readonly maxChargeApparentPower?: number;
  readonly maxChargeApparentPower_L2?: number;
  readonly maxChargeApparentPower_L3?: number;
  readonly maxDischargeApparentPower?: number;
  readonly maxDischargeApparentPower_L2?: number;
  readonly maxDischargeApparentPower_L3?: number;
  readonly maxChargeReactivePower?: number;
  readonly maxChargeReactivePower_L2?: number;
  readonly maxChargeReactivePower_L3?: number;
  readonly minChargeReactivePower?: number;
  readonly minChargeReactivePower_L2?: number;
  readonly minChargeReactivePower_L3?: number;
  readonly maxDischargeReactivePower?: number;
  readonly maxDischargeReactivePower_L2?: number;
  readonly maxDischargeReactivePower_L3?: number;
  readonly minDischargeReactivePower?: number;
  readonly minDischargeReactivePower_L2?: number;
  readonly minDischargeReactivePower_L3?: number;
  readonly nominalVoltage?: number;
  readonly nominalVoltageOffset?: number;
  readonly maxNominalVoltage?: number;
  readonly minNominalVoltage?: number;
  readonly evInverterManufacturer?: string;
  readonly evInverterModel?: string;
  readonly evInverterSerialNumber?: string;
  readonly evInverterSwVersion?: string;
  readonly evInverterHwVersion?: string;
  readonly evIslandingDetectionMethod?: readonly IslandingDetectionEnumType[];
  readonly evIslandingTripTime?: number;
  readonly evMaximumLevel1DCInjection?: number;
  readonly evDurationLevel1DCInjection?: number;
  readonly evMaximumLevel2DCInjection?: number;
  readonly evDurationLevel2DCInjection?: number;
  readonly evReactiveSusceptance?: number;
  readonly evSessionTotalDischargeEnergyAvailable?: number;
  readonly customData?: CustomDataType;
};

export type DERControlEnumType = 'EnterService' | 'FreqDroop' | 'FreqWatt' | 'FixedPFAbsorb' | 'FixedPFInject' | 'FixedVar' | 'Gradients' | 'HFMustTrip' | 'HFMayTrip' | 'HVMustTrip' | 'HVMomCess' | 'HVMayTrip' | 'LimitMaxDischarge' | 'LFMustTrip' | 'LVMustTrip' | 'LVMomCess' | 'LVMayTrip' | 'PowerMonitoringMustTrip' | 'VoltVar' | 'VoltWatt' | 'WattPF' | 'WattVar';

export type DERControlStatusEnumType = 'Accepted' | 'Rejected' | 'NotSupported' | 'NotFound';

export type DERCurveGetType = {
  readonly curve: DERCurveType;
  readonly id: string;
  readonly curveType: DERControlEnumType;
  readonly isDefault: boolean;
  readonly isSuperseded: boolean;
  readonly customData?: CustomDataType;
};

export type DERCurvePointsType = {
  readonly x: number;
  readonly y: number;
  readonly customData?: CustomDataType;
};

export type DERCurveType = {
  readonly curveData: readonly DERCurvePointsType[];
  readonly hysteresis?: HysteresisType;
  readonly priority: number;
  readonly reactivePowerParams?: ReactivePowerParamsType;
  readonly voltageParams?: VoltageParamsType;
  readonly yUnit: DERUnitEnumType;
  readonly responseTime?: number;
  readonly startTime?: string;
  readonly duration?: number;
  readonly customData?: CustomDataType;
};

export type DERUnitEnumType = 'Not_Applicable' | 'PctMaxW' | 'PctMaxVar' | 'PctWAvail' | 'PctVarAvail' | 'PctEffectiveV';

export type DataEnumType = 'string' | 'decimal' | 'integer' | 'dateTime' | 'boolean' | 'OptionList' | 'SequenceList' | 'MemberList';

export type DataTransferStatusEnumType = 'Accepted' | 'Rejected' | 'UnknownMessageId' | 'UnknownVendorId';

export type DayOfWeekEnumType = 'Monday' | 'Tuesday' | 'Wednesday' | 'Thursday' | 'Friday' | 'Saturday' | 'Sunday';

export type DeleteCertificateStatusEnumType = 'Accepted' | 'Failed' | 'NotFound';

export type DisplayMessageStatusEnumType = 'Accepted' | 'NotSupportedMessageFormat' | 'Rejected' | 'NotSupportedPriority' | 'NotSupportedState' | 'UnknownTransaction' | 'LanguageNotSupported';

export type EVAbsolutePriceScheduleEntryType = {
  readonly duration: number;
  readonly evPriceRule: readonly EVPriceRuleType[];
  readonly customData?: CustomDataType;
};

export type EVAbsolutePriceScheduleType = {
  readonly timeAnchor: string;
  readonly currency: string;
  readonly evAbsolutePriceScheduleEntries: readonly EVAbsolutePriceScheduleEntryType[];
  readonly priceAlgorithm: string;
  readonly customData?: CustomDataType;
};

export type EVEnergyOfferType = {
  readonly evAbsolutePriceSchedule?: EVAbsolutePriceScheduleType;
  readonly evPowerSchedule: EVPowerScheduleType;
  readonly customData?: CustomDataType;
};

export type EVPowerScheduleEntryType = {
  readonly duration: number;
  readonly power: number;
  readonly customData?: CustomDataType;
};

export type EVPowerScheduleType = {
  readonly evPowerScheduleEntries: readonly EVPowerScheduleEntryType[];
  readonly timeAnchor: string;
  readonly customData?: CustomDataType;
};

export type EVPriceRuleType = {
  readonly energyFee: number;
  readonly powerRangeStart: number;
  readonly customData?: CustomDataType;
};

export type EVSEType = {
  readonly id: number;
  readonly connectorId?: number;
  readonly customData?: CustomDataType;
};

export type EnergyTransferModeEnumType = 'AC_single_phase' | 'AC_two_phase' | 'AC_three_phase' | 'DC' | 'AC_BPT' | 'AC_BPT_DER' | 'AC_DER' | 'DC_BPT' | 'DC_ACDP' | 'DC_ACDP_BPT' | 'WPT';

export type EnterServiceGetType = {
  readonly enterService: EnterServiceType;
  readonly id: string;
  readonly customData?: CustomDataType;
};

export type EnterServiceType = {
  readonly priority: number;
  readonly highVoltage: number;
  readonly lowVoltage: number;
  readonly highFreq: number;
  readonly lowFreq: number;
  readonly delay?: number;
  readonly randomDelay?: number;
  readonly rampRate?: number;
  readonly customData?: CustomDataType;
};

export type EventDataType = {
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
  readonly severity?: number;
  readonly customData?: CustomDataType;
};

export type EventNotificationEnumType = 'HardWiredNotification' | 'HardWiredMonitor' | 'PreconfiguredMonitor' | 'CustomMonitor';

export type EventTriggerEnumType = 'Alerting' | 'Delta' | 'Periodic';

export type EvseKindEnumType = 'AC' | 'DC';

export type FirmwareStatusEnumType = 'Downloaded' | 'DownloadFailed' | 'Downloading' | 'DownloadScheduled' | 'DownloadPaused' | 'Idle' | 'InstallationFailed' | 'Installing' | 'Installed' | 'InstallRebooting' | 'InstallScheduled' | 'InstallVerificationFailed' | 'InvalidSignature' | 'SignatureVerified';

export type FirmwareType = {
  readonly location: string;
  readonly retrieveDateTime: string;
  readonly installDateTime?: string;
  readonly signingCertificate?: string;
  readonly signature?: string;
  readonly customData?: CustomDataType;
};

export type FixedPFGetType = {
  readonly fixedPF: FixedPFType;
  readonly id: string;
  readonly isDefault: boolean;
  readonly isSuperseded: boolean;
  readonly customData?: CustomDataType;
};

export type FixedPFType = {
  readonly priority: number;
  readonly displacement: number;
  readonly excitation: boolean;
  readonly startTime?: string;
  readonly duration?: number;
  readonly customData?: CustomDataType;
};

export type FixedVarGetType = {
  readonly fixedVar: FixedVarType;
  readonly id: string;
  readonly isDefault: boolean;
  readonly isSuperseded: boolean;
  readonly customData?: CustomDataType;
};

export type FixedVarType = {
  readonly priority: number;
  readonly setpoint: number;
  readonly unit: DERUnitEnumType;
  readonly startTime?: string;
  readonly duration?: number;
  readonly customData?: CustomDataType;
};

export type FreqDroopGetType = {
  readonly freqDroop: FreqDroopType;
  readonly id: string;
  readonly isDefault: boolean;
  readonly isSuperseded: boolean;
  readonly customData?: CustomDataType;
};

export type FreqDroopType = {
  readonly priority: number;
  readonly overFreq: number;
  readonly underFreq: number;
  readonly overDroop: number;
  readonly underDroop: number;
  readonly responseTime: number;
  readonly startTime?: string;
  readonly duration?: number;
  readonly customData?: CustomDataType;
};

export type GenericDeviceModelStatusEnumType = 'Accepted' | 'Rejected' | 'NotSupported' | 'EmptyResultSet';

export type GenericStatusEnumType = 'Accepted' | 'Rejected';

export type GetCertificateIdUseEnumType = 'V2GRootCertificate' | 'MORootCertificate' | 'CSMSRootCertificate' | 'V2GCertificateChain' | 'ManufacturerRootCertificate' | 'OEMRootCertificate';

export type GetCertificateStatusEnumType = 'Accepted' | 'Failed';

export type GetChargingProfileStatusEnumType = 'Accepted' | 'NoProfiles';

export type GetDisplayMessagesStatusEnumType = 'Accepted' | 'Unknown';

export type GetInstalledCertificateStatusEnumType = 'Accepted' | 'NotFound';

export type GetVariableDataType = {
  readonly attributeType?: AttributeEnumType;
  readonly component: ComponentType;
  readonly variable: VariableType;
  readonly customData?: CustomDataType;
};

export type GetVariableResultType = {
  readonly attributeStatus: GetVariableStatusEnumType;
  readonly attributeStatusInfo?: StatusInfoType;
  readonly attributeType?: AttributeEnumType;
  readonly attributeValue?: string;
  readonly component: ComponentType;
  readonly variable: VariableType;
  readonly customData?: CustomDataType;
};

export type GetVariableStatusEnumType = 'Accepted' | 'Rejected' | 'UnknownComponent' | 'UnknownVariable' | 'NotSupportedAttributeType';

export type GradientGetType = {
  readonly gradient: GradientType;
  readonly id: string;
  readonly customData?: CustomDataType;
};

export type GradientType = {
  readonly priority: number;
  readonly gradient: number;
  readonly softGradient: number;
  readonly customData?: CustomDataType;
};

export type GridEventFaultEnumType = 'CurrentImbalance' | 'LocalEmergency' | 'LowInputPower' | 'OverCurrent' | 'OverFrequency' | 'OverVoltage' | 'PhaseRotation' | 'RemoteEmergency' | 'UnderFrequency' | 'UnderVoltage' | 'VoltageImbalance';

export type HashAlgorithmEnumType = 'SHA256' | 'SHA384' | 'SHA512';

export type HysteresisType = {
  readonly hysteresisHigh?: number;
  readonly hysteresisLow?: number;
  readonly hysteresisDelay?: number;
  readonly hysteresisGradient?: number;
  readonly customData?: CustomDataType;
};

export type IdTokenInfoType = {
  readonly status: AuthorizationStatusEnumType;
  readonly cacheExpiryDateTime?: string;
  readonly chargingPriority?: number;
  readonly groupIdToken?: IdTokenType;
  readonly language1?: string;
  readonly language2?: string;
  readonly evseId?: readonly number[];
  readonly personalMessage?: MessageContentType;
  readonly customData?: CustomDataType;
};

export type IdTokenType = {
  readonly additionalInfo?: readonly AdditionalInfoType[];
  readonly idToken: string;
  readonly type: string;
  readonly customData?: CustomDataType;
};

export type InstallCertificateStatusEnumType = 'Accepted' | 'Rejected' | 'Failed';

export type InstallCertificateUseEnumType = 'V2GRootCertificate' | 'MORootCertificate' | 'ManufacturerRootCertificate' | 'CSMSRootCertificate' | 'OEMRootCertificate';

export type IslandingDetectionEnumType = 'NoAntiIslandingSupport' | 'RoCoF' | 'UVP_OVP' | 'UFP_OFP' | 'VoltageVectorShift' | 'ZeroCrossingDetection' | 'OtherPassive' | 'ImpedanceMeasurement' | 'ImpedanceAtFrequency' | 'SlipModeFrequencyShift' | 'SandiaFrequencyShift' | 'SandiaVoltageShift' | 'FrequencyJump' | 'RCLQFactor' | 'OtherActive';

export type Iso15118EVCertificateStatusEnumType = 'Accepted' | 'Failed';

export type LimitAtSoCType = {
  readonly soc: number;
  readonly limit: number;
  readonly customData?: CustomDataType;
};

export type LimitMaxDischargeGetType = {
  readonly id: string;
  readonly isDefault: boolean;
  readonly isSuperseded: boolean;
  readonly limitMaxDischarge: LimitMaxDischargeType;
  readonly customData?: CustomDataType;
};

export type LimitMaxDischargeType = {
  readonly priority: number;
  readonly pctMaxDischargePower?: number;
  readonly powerMonitoringMustTrip?: DERCurveType;
  readonly startTime?: string;
  readonly duration?: number;
  readonly customData?: CustomDataType;
};

export type LocationEnumType = 'Body' | 'Cable' | 'EV' | 'Inlet' | 'Outlet' | 'Upstream';

export type LogEnumType = 'DiagnosticsLog' | 'SecurityLog' | 'DataCollectorLog';

export type LogParametersType = {
  readonly remoteLocation: string;
  readonly oldestTimestamp?: string;
  readonly latestTimestamp?: string;
  readonly customData?: CustomDataType;
};

export type LogStatusEnumType = 'Accepted' | 'Rejected' | 'AcceptedCanceled';

export type MeasurandEnumType = 'Current.Export' | 'Current.Export.Offered' | 'Current.Export.Minimum' | 'Current.Import' | 'Current.Import.Offered' | 'Current.Import.Minimum' | 'Current.Offered' | 'Display.PresentSOC' | 'Display.MinimumSOC' | 'Display.TargetSOC' | 'Display.MaximumSOC' | 'Display.RemainingTimeToMinimumSOC' | 'Display.RemainingTimeToTargetSOC' | 'Display.RemainingTimeToMaximumSOC' | 'Display.ChargingComplete' | 'Display.BatteryEnergyCapacity' | 'Display.InletHot' | 'Energy.Active.Export.Interval' | 'Energy.Active.Export.Register' | 'Energy.Active.Import.Interval' | 'Energy.Active.Import.Register' | 'Energy.Active.Import.CableLoss' | 'Energy.Active.Import.LocalGeneration.Register' | 'Energy.Active.Net' | 'Energy.Active.Setpoint.Interval' | 'Energy.Apparent.Export' | 'Energy.Apparent.Import' | 'Energy.Apparent.Net' | 'Energy.Reactive.Export.Interval' | 'Energy.Reactive.Export.Register' | 'Energy.Reactive.Import.Interval' | 'Energy.Reactive.Import.Register' | 'Energy.Reactive.Net' | 'EnergyRequest.Target' | 'EnergyRequest.Minimum' | 'EnergyRequest.Maximum' | 'EnergyRequest.Minimum.V2X' | 'EnergyRequest.Maximum.V2X' | 'EnergyRequest.Bulk' | 'Frequency' | 'Power.Active.Export' | 'Power.Active.Import' | 'Power.Active.Setpoint' | 'Power.Active.Residual' | 'Power.Export.Minimum' | 'Power.Export.Offered' | 'Power.Factor' | 'Power.Import.Offered' | 'Power.Import.Minimum' | 'Power.Offered' | 'Power.Reactive.Export' | 'Power.Reactive.Import' | 'SoC' | 'Voltage' | 'Voltage.Minimum' | 'Voltage.Maximum';

export type MessageContentType = {
  readonly format: MessageFormatEnumType;
  readonly language?: string;
  readonly content: string;
  readonly customData?: CustomDataType;
};

export type MessageFormatEnumType = 'ASCII' | 'HTML' | 'URI' | 'UTF8' | 'QRCODE';

export type MessageInfoType = {
  readonly display?: ComponentType;
  readonly id: number;
  readonly priority: MessagePriorityEnumType;
  readonly state?: MessageStateEnumType;
  readonly startDateTime?: string;
  readonly endDateTime?: string;
  readonly transactionId?: string;
  readonly message: MessageContentType;
  readonly messageExtra?: readonly MessageContentType[];
  readonly customData?: CustomDataType;
};

export type MessagePriorityEnumType = 'AlwaysFront' | 'InFront' | 'NormalCycle';

export type MessageStateEnumType = 'Charging' | 'Faulted' | 'Idle' | 'Unavailable' | 'Suspended' | 'Discharging';

export type MessageTriggerEnumType = 'BootNotification' | 'LogStatusNotification' | 'FirmwareStatusNotification' | 'Heartbeat' | 'MeterValues' | 'SignChargingStationCertificate' | 'SignV2GCertificate' | 'SignV2G20Certificate' | 'StatusNotification' | 'TransactionEvent' | 'SignCombinedCertificate' | 'PublishFirmwareStatusNotification' | 'CustomTrigger';

export type MeterValueType = {
  readonly sampledValue: readonly SampledValueType[];
  readonly timestamp: string;
  readonly customData?: CustomDataType;
};

export type MobilityNeedsModeEnumType = 'EVCC' | 'EVCC_SECC';

export type ModemType = {
  readonly iccid?: string;
  readonly imsi?: string;
  readonly customData?: CustomDataType;
};

export type MonitorEnumType = 'UpperThreshold' | 'LowerThreshold' | 'Delta' | 'Periodic' | 'PeriodicClockAligned' | 'TargetDelta' | 'TargetDeltaRelative';

export type MonitoringBaseEnumType = 'All' | 'FactoryDefault' | 'HardWiredOnly';

export type MonitoringCriterionEnumType = 'ThresholdMonitoring' | 'DeltaMonitoring' | 'PeriodicMonitoring';

export type MonitoringDataType = {
  readonly component: ComponentType;
  readonly variable: VariableType;
  readonly variableMonitoring: readonly VariableMonitoringType[];
  readonly customData?: CustomDataType;
};

export type MutabilityEnumType = 'ReadOnly' | 'WriteOnly' | 'ReadWrite';

export type NetworkConnectionProfileType = {
  readonly apn?: APNType;
  readonly ocppVersion?: OCPPVersionEnumType;
  readonly ocppInterface: OCPPInterfaceEnumType;
  readonly ocppTransport: OCPPTransportEnumType;
  readonly messageTimeout: number;
  readonly ocppCsmsUrl: string;
  readonly securityProfile: number;
  readonly identity?: string;
  readonly basicAuthPassword?: string;
  readonly vpn?: VPNType;
  readonly customData?: CustomDataType;
};

export type NotifyAllowedEnergyTransferStatusEnumType = 'Accepted' | 'Rejected';

export type NotifyEVChargingNeedsStatusEnumType = 'Accepted' | 'Rejected' | 'Processing' | 'NoChargingProfile';

export type OCPPInterfaceEnumType = 'Wired0' | 'Wired1' | 'Wired2' | 'Wired3' | 'Wireless0' | 'Wireless1' | 'Wireless2' | 'Wireless3' | 'Any';

export type OCPPTransportEnumType = 'SOAP' | 'JSON';

export type OCPPVersionEnumType = 'OCPP12' | 'OCPP15' | 'OCPP16' | 'OCPP20' | 'OCPP201' | 'OCPP21';

export type OCSPRequestDataType = {
  readonly hashAlgorithm: HashAlgorithmEnumType;
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  readonly serialNumber: string;
  readonly responderURL: string;
  readonly customData?: CustomDataType;
};

export type OperationModeEnumType = 'Idle' | 'ChargingOnly' | 'CentralSetpoint' | 'ExternalSetpoint' | 'ExternalLimits' | 'CentralFrequency' | 'LocalFrequency' | 'LocalLoadBalancing';

export type OperationalStatusEnumType = 'Inoperative' | 'Operative';

export type OverstayRuleListType = {
  readonly overstayPowerThreshold?: RationalNumberType;
  readonly overstayRule: readonly OverstayRuleType[];
  readonly overstayTimeThreshold?: number;
  readonly customData?: CustomDataType;
};

export type OverstayRuleType = {
  readonly overstayFee: RationalNumberType;
  readonly overstayRuleDescription?: string;
  readonly startTime: number;
  readonly overstayFeePeriod: number;
  readonly customData?: CustomDataType;
};

export type PaymentStatusEnumType = 'Settled' | 'Canceled' | 'Rejected' | 'Failed';

export type PeriodicEventStreamParamsType = {
  readonly interval?: number;
  readonly values?: number;
  readonly customData?: CustomDataType;
};

export type PhaseEnumType = 'L1' | 'L2' | 'L3' | 'N' | 'L1-N' | 'L2-N' | 'L3-N' | 'L1-L2' | 'L2-L3' | 'L3-L1';

export type PowerDuringCessationEnumType = 'Active' | 'Reactive';

export type PreconditioningStatusEnumType = 'Unknown' | 'Ready' | 'NotReady' | 'Preconditioning';

export type PriceLevelScheduleEntryType = {
  readonly duration: number;
  readonly priceLevel: number;
  readonly customData?: CustomDataType;
};

export type PriceLevelScheduleType = {
  readonly priceLevelScheduleEntries: readonly PriceLevelScheduleEntryType[];
  readonly timeAnchor: string;
  readonly priceScheduleId: number;
  readonly priceScheduleDescription?: string;
  readonly numberOfPriceLevels: number;
  readonly customData?: CustomDataType;
};

export type PriceRuleStackType = {
  readonly duration: number;
  readonly priceRule: readonly PriceRuleType[];
  readonly customData?: CustomDataType;
};

export type PriceRuleType = {
  readonly parkingFeePeriod?: number;
  readonly carbonDioxideEmission?: number;
  readonly renewableGenerationPercentage?: number;
  readonly energyFee: RationalNumberType;
  readonly parkingFee?: RationalNumberType;
  readonly powerRangeStart: RationalNumberType;
  readonly customData?: CustomDataType;
};

export type PriceType = {
  readonly exclTax?: number;
  readonly inclTax?: number;
  readonly taxRates?: readonly TaxRateType[];
  readonly customData?: CustomDataType;
};

export type PriorityChargingStatusEnumType = 'Accepted' | 'Rejected' | 'NoProfile';

export type PublishFirmwareStatusEnumType = 'Idle' | 'DownloadScheduled' | 'Downloading' | 'Downloaded' | 'Published' | 'DownloadFailed' | 'DownloadPaused' | 'InvalidChecksum' | 'ChecksumVerified' | 'PublishFailed';

export type RationalNumberType = {
  readonly exponent: number;
  readonly value: number;
  readonly customData?: CustomDataType;
};

export type ReactivePowerParamsType = {
  readonly vRef?: number;
  readonly autonomousVRefEnable?: boolean;
  readonly autonomousVRefTimeConstant?: number;
  readonly customData?: CustomDataType;
};

export type ReadingContextEnumType = 'Interruption.Begin' | 'Interruption.End' | 'Other' | 'Sample.Clock' | 'Sample.Periodic' | 'Transaction.Begin' | 'Transaction.End' | 'Trigger';

export type ReasonEnumType = 'DeAuthorized' | 'EmergencyStop' | 'EnergyLimitReached' | 'EVDisconnected' | 'GroundFault' | 'ImmediateReset' | 'MasterPass' | 'Local' | 'LocalOutOfCredit' | 'Other' | 'OvercurrentFault' | 'PowerLoss' | 'PowerQuality' | 'Reboot' | 'Remote' | 'SOCLimitReached' | 'StoppedByEV' | 'TimeLimitReached' | 'Timeout' | 'ReqEnergyTransferRejected';

export type RecurrencyKindEnumType = 'Daily' | 'Weekly';

export type RegistrationStatusEnumType = 'Accepted' | 'Pending' | 'Rejected';

export type RelativeTimeIntervalType = {
  readonly start: number;
  readonly duration?: number;
  readonly customData?: CustomDataType;
};

export type ReportBaseEnumType = 'ConfigurationInventory' | 'FullInventory' | 'SummaryInventory';

export type ReportDataType = {
  readonly component: ComponentType;
  readonly variable: VariableType;
  readonly variableAttribute: readonly VariableAttributeType[];
  readonly variableCharacteristics?: VariableCharacteristicsType;
  readonly customData?: CustomDataType;
};

export type RequestStartStopStatusEnumType = 'Accepted' | 'Rejected';

export type ReservationUpdateStatusEnumType = 'Expired' | 'Removed' | 'NoTransaction';

export type ReserveNowStatusEnumType = 'Accepted' | 'Faulted' | 'Occupied' | 'Rejected' | 'Unavailable';

export type ResetEnumType = 'Immediate' | 'OnIdle' | 'ImmediateAndResume';

export type ResetStatusEnumType = 'Accepted' | 'Rejected' | 'Scheduled';

export type SalesTariffEntryType = {
  readonly relativeTimeInterval: RelativeTimeIntervalType;
  readonly ePriceLevel?: number;
  readonly consumptionCost?: readonly ConsumptionCostType[];
  readonly customData?: CustomDataType;
};

export type SalesTariffType = {
  readonly id: number;
  readonly salesTariffDescription?: string;
  readonly numEPriceLevels?: number;
  readonly salesTariffEntry: readonly SalesTariffEntryType[];
  readonly customData?: CustomDataType;
};

export type SampledValueType = {
  readonly value: number;
  readonly measurand?: MeasurandEnumType;
  readonly context?: ReadingContextEnumType;
  readonly phase?: PhaseEnumType;
  readonly location?: LocationEnumType;
  readonly signedMeterValue?: SignedMeterValueType;
  readonly unitOfMeasure?: UnitOfMeasureType;
  readonly customData?: CustomDataType;
};

export type SendLocalListStatusEnumType = 'Accepted' | 'Failed' | 'VersionMismatch';

export type SetMonitoringDataType = {
  readonly id?: number;
  readonly periodicEventStream?: PeriodicEventStreamParamsType;
  readonly transaction?: boolean;
  readonly value: number;
  readonly type: MonitorEnumType;
  readonly severity: number;
  readonly component: ComponentType;
  readonly variable: VariableType;
  readonly customData?: CustomDataType;
};

export type SetMonitoringResultType = {
  readonly id?: number;
  readonly statusInfo?: StatusInfoType;
  readonly status: SetMonitoringStatusEnumType;
  readonly type: MonitorEnumType;
  readonly component: ComponentType;
  readonly variable: VariableType;
  readonly severity: number;
  readonly customData?: CustomDataType;
};

export type SetMonitoringStatusEnumType = 'Accepted' | 'UnknownComponent' | 'UnknownVariable' | 'UnsupportedMonitorType' | 'Rejected' | 'Duplicate';

export type SetNetworkProfileStatusEnumType = 'Accepted' | 'Rejected' | 'Failed';

export type SetVariableDataType = {
  readonly attributeType?: AttributeEnumType;
  readonly attributeValue: string;
  readonly component: ComponentType;
  readonly variable: VariableType;
  readonly customData?: CustomDataType;
};

export type SetVariableResultType = {
  readonly attributeType?: AttributeEnumType;
  readonly attributeStatus: SetVariableStatusEnumType;
  readonly attributeStatusInfo?: StatusInfoType;
  readonly component: ComponentType;
  readonly variable: VariableType;
  readonly customData?: CustomDataType;
};

export type SetVariableStatusEnumType = 'Accepted' | 'Rejected' | 'UnknownComponent' | 'UnknownVariable' | 'NotSupportedAttributeType' | 'RebootRequired';

export type SignedMeterValueType = {
  readonly signedMeterData: string;
  readonly signingMethod?: string;
  readonly encodingMethod: string;
  readonly publicKey?: string;
  readonly customData?: CustomDataType;
};

export type StatusInfoType = {
  readonly reasonCode: string;
  readonly additionalInfo?: string;
  readonly customData?: CustomDataType;
};

export type StreamDataElementType = {
  readonly t: number;
  readonly v: string;
  readonly customData?: CustomDataType;
};

export type TariffAssignmentType = {
  readonly tariffId: string;
  readonly tariffKind: TariffKindEnumType;
  readonly validFrom?: string;
  readonly evseIds?: readonly number[];
  readonly idTokens?: readonly string[];
  readonly customData?: CustomDataType;
};

export type TariffChangeStatusEnumType = 'Accepted' | 'Rejected' | 'TooManyElements' | 'ConditionNotSupported' | 'TxNotFound' | 'NoCurrencyChange';

export type TariffClearStatusEnumType = 'Accepted' | 'Rejected' | 'NoTariff';

export type TariffConditionsFixedType = {
  readonly startTimeOfDay?: string;
  readonly endTimeOfDay?: string;
  readonly dayOfWeek?: readonly DayOfWeekEnumType[];
  readonly validFromDate?: string;
  readonly validToDate?: string;
  readonly evseKind?: EvseKindEnumType;
  readonly paymentBrand?: string;
  readonly paymentRecognition?: string;
  readonly customData?: CustomDataType;
};

export type TariffConditionsType = {
  readonly startTimeOfDay?: string;
  readonly endTimeOfDay?: string;
  readonly dayOfWeek?: readonly DayOfWeekEnumType[];
  readonly validFromDate?: string;
  readonly validToDate?: string;
  readonly evseKind?: EvseKindEnumType;
  readonly minEnergy?: number;
  readonly maxEnergy?: number;
  readonly minCurrent?: number;
  readonly maxCurrent?: number;
  readonly minPower?: number;
  readonly maxPower?: number;
  readonly minTime?: number;
  readonly maxTime?: number;
  readonly minChargingTime?: number;
  readonly maxChargingTime?: number;
  readonly minIdleTime?: number;
  readonly maxIdleTime?: number;
  readonly customData?: CustomDataType;
};

export type TariffCostEnumType = 'NormalCost' | 'MinCost' | 'MaxCost';

export type TariffEnergyPriceType = {
  readonly priceKwh: number;
  readonly conditions?: TariffConditionsType;
  readonly customData?: CustomDataType;
};

export type TariffEnergyType = {
  readonly prices: readonly TariffEnergyPriceType[];
  readonly taxRates?: readonly TaxRateType[];
  readonly customData?: CustomDataType;
};

export type TariffFixedPriceType = {
  readonly conditions?: TariffConditionsFixedType;
  readonly priceFixed: number;
  readonly customData?: CustomDataType;
};

export type TariffFixedType = {
  readonly prices: readonly TariffFixedPriceType[];
  readonly taxRates?: readonly TaxRateType[];
  readonly customData?: CustomDataType;
};

export type TariffGetStatusEnumType = 'Accepted' | 'Rejected' | 'NoTariff';

export type TariffKindEnumType = 'DefaultTariff' | 'DriverTariff';

export type TariffSetStatusEnumType = 'Accepted' | 'Rejected' | 'TooManyElements' | 'ConditionNotSupported' | 'DuplicateTariffId';

export type TariffTimePriceType = {
  readonly priceMinute: number;
  readonly conditions?: TariffConditionsType;
  readonly customData?: CustomDataType;
};

export type TariffTimeType = {
  readonly prices: readonly TariffTimePriceType[];
  readonly taxRates?: readonly TaxRateType[];
  readonly customData?: CustomDataType;
};

export type TariffType = {
  readonly tariffId: string;
  readonly description?: readonly MessageContentType[];
  readonly currency: string;
  readonly energy?: TariffEnergyType;
  readonly validFrom?: string;
  readonly chargingTime?: TariffTimeType;
  readonly idleTime?: TariffTimeType;
  readonly fixedFee?: TariffFixedType;
  readonly reservationTime?: TariffTimeType;
  readonly reservationFixed?: TariffFixedType;
  readonly minCost?: PriceType;
  readonly maxCost?: PriceType;
  readonly customData?: CustomDataType;
};

export type TaxRateType = {
  readonly type: string;
  readonly tax: number;
  readonly stack?: number;
  readonly customData?: CustomDataType;
};

export type TaxRuleType = {
  readonly taxRuleID: number;
  readonly taxRuleName?: string;
  readonly taxIncludedInPrice?: boolean;
  readonly appliesToEnergyFee: boolean;
  readonly appliesToParkingFee: boolean;
  readonly appliesToOverstayFee: boolean;
  readonly appliesToMinimumMaximumCost: boolean;
  readonly taxRate: RationalNumberType;
  readonly customData?: CustomDataType;
};

export type TotalCostType = {
  readonly currency: string;
  readonly typeOfCost: TariffCostEnumType;
  readonly fixed?: PriceType;
  readonly energy?: PriceType;
  readonly chargingTime?: PriceType;
  readonly idleTime?: PriceType;
  readonly reservationTime?: PriceType;
  readonly reservationFixed?: PriceType;
  readonly total: TotalPriceType;
  readonly customData?: CustomDataType;
};

export type TotalPriceType = {
  readonly exclTax?: number;
  readonly inclTax?: number;
  readonly customData?: CustomDataType;
};

export type TotalUsageType = {
  readonly energy: number;
  readonly chargingTime: number;
  readonly idleTime: number;
  readonly reservationTime?: number;
  readonly customData?: CustomDataType;
};

export type TransactionEventEnumType = 'Ended' | 'Started' | 'Updated';

export type TransactionLimitType = {
  readonly maxCost?: number;
  readonly maxEnergy?: number;
  readonly maxTime?: number;
  readonly maxSoC?: number;
  readonly customData?: CustomDataType;
};

export type TransactionType = {
  readonly transactionId: string;
  readonly chargingState?: ChargingStateEnumType;
  readonly timeSpentCharging?: number;
  readonly stoppedReason?: ReasonEnumType;
  readonly remoteStartId?: number;
  readonly operationMode?: OperationModeEnumType;
  readonly tariffId?: string;
  readonly transactionLimit?: TransactionLimitType;
  readonly customData?: CustomDataType;
};

export type TriggerMessageStatusEnumType = 'Accepted' | 'Rejected' | 'NotImplemented';

export type TriggerReasonEnumType = 'AbnormalCondition' | 'Authorized' | 'CablePluggedIn' | 'ChargingRateChanged' | 'ChargingStateChanged' | 'CostLimitReached' | 'Deauthorized' | 'EnergyLimitReached' | 'EVCommunicationLost' | 'EVConnectTimeout' | 'EVDeparted' | 'EVDetected' | 'LimitSet' | 'MeterValueClock' | 'MeterValuePeriodic' | 'OperationModeChanged' | 'RemoteStart' | 'RemoteStop' | 'ResetCommand' | 'RunningCost' | 'SignedDataReceived' | 'SoCLimitReached' | 'StopAuthorized' | 'TariffChanged' | 'TariffNotAccepted' | 'TimeLimitReached' | 'Trigger' | 'TxResumed' | 'UnlockCommand';

export type UnitOfMeasureType = {
  readonly unit?: string;
  readonly multiplier?: number;
  readonly customData?: CustomDataType;
};

export type UnlockStatusEnumType = 'Unlocked' | 'UnlockFailed' | 'OngoingAuthorizedTransaction' | 'UnknownConnector';

export type UnpublishFirmwareStatusEnumType = 'DownloadOngoing' | 'NoFirmware' | 'Unpublished';

export type UpdateEnumType = 'Differential' | 'Full';

export type UpdateFirmwareStatusEnumType = 'Accepted' | 'Rejected' | 'AcceptedCanceled' | 'InvalidCertificate' | 'RevokedCertificate';

export type UploadLogStatusEnumType = 'BadMessage' | 'Idle' | 'NotSupportedOperation' | 'PermissionDenied' | 'Uploaded' | 'UploadFailure' | 'Uploading' | 'AcceptedCanceled';

export type V2XChargingParametersType = {
  readonly minChargePower?: number;
  readonly minChargePower_L2?: number;
  readonly minChargePower_L3?: number;
  readonly maxChargePower?: number;
  readonly maxChargePower_L2?: number;
  readonly maxChargePower_L3?: number;
  readonly minDischargePower?: number;
  readonly minDischargePower_L2?: number;
  readonly minDischargePower_L3?: number;
  readonly maxDischargePower?: number;
  readonly maxDischargePower_L2?: number;
  readonly maxDischargePower_L3?: number;
  readonly minChargeCurrent?: number;
  readonly maxChargeCurrent?: number;
  readonly minDischargeCurrent?: number;
  readonly maxDischargeCurrent?: number;
  readonly minVoltage?: number;
  readonly maxVoltage?: number;
  readonly evTargetEnergyRequest?: number;
  readonly evMinEnergyRequest?: number;
  readonly evMaxEnergyRequest?: number;
  readonly evMinV2XEnergyRequest?: number;
  readonly evMaxV2XEnergyRequest?: number;
  readonly targetSoC?: number;
  readonly customData?: CustomDataType;
};

export type V2XFreqWattPointType = {
  readonly frequency: number;
  readonly power: number;
  readonly customData?: CustomDataType;
};

export type V2XSignalWattPointType = {
  readonly signal: number;
  readonly power: number;
  readonly customData?: CustomDataType;
};

export type VPNEnumType = 'IKEv2' | 'IPSec' | 'L2TP' | 'PPTP';

export type VPNType = {
  readonly server: string;
  readonly user: string;
  readonly group?: string;
  readonly password: string;
  readonly key: string;
  readonly type: VPNEnumType;
  readonly customData?: CustomDataType;
};

export type VariableAttributeType = {
  readonly type?: AttributeEnumType;
  readonly value?: string;
  readonly mutability?: MutabilityEnumType;
  readonly persistent?: boolean;
  readonly constant?: boolean;
  readonly customData?: CustomDataType;
};

export type VariableCharacteristicsType = {
  readonly unit?: string;
  readonly dataType: DataEnumType;
  readonly minLimit?: number;
  readonly maxLimit?: number;
  readonly maxElements?: number;
  readonly valuesList?: string;
  readonly supportsMonitoring: boolean;
  readonly customData?: CustomDataType;
};

export type VariableMonitoringType = {
  readonly id: number;
  readonly transaction: boolean;
  readonly value: number;
  readonly type: MonitorEnumType;
  readonly severity: number;
  readonly eventNotificationType: EventNotificationEnumType;
  readonly customData?: CustomDataType;
};

export type VariableType = {
  readonly name: string;
  readonly instance?: string;
  readonly customData?: CustomDataType;
};

export type VoltageParamsType = {
  readonly hv10MinMeanValue?: number;
  readonly hv10MinMeanTripDelay?: number;
  readonly powerDuringCessation?: PowerDuringCessationEnumType;
  readonly customData?: CustomDataType;
};

/** Action -> its two messages. */
export type Messages = {
  readonly AFRRSignal: {
    readonly request: {
      readonly timestamp: string;
      readonly signal: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: GenericStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly AdjustPeriodicEventStream: {
    readonly request: {
      readonly id: number;
      readonly params: PeriodicEventStreamParamsType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: GenericStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly Authorize: {
    readonly request: {
      readonly idToken: IdTokenType;
      readonly certificate?: string;
      readonly iso15118CertificateHashData?: readonly OCSPRequestDataType[];
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly idTokenInfo: IdTokenInfoType;
      readonly certificateStatus?: AuthorizeCertificateStatusEnumType;
      readonly allowedEnergyTransfer?: readonly EnergyTransferModeEnumType[];
      readonly tariff?: TariffType;
      readonly customData?: CustomDataType;
    };
  };
  readonly BatterySwap: {
    readonly request: {
      readonly batteryData: readonly BatteryDataType[];
      readonly eventType: BatterySwapEventEnumType;
      readonly idToken: IdTokenType;
      readonly requestId: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly BootNotification: {
    readonly request: {
      readonly chargingStation: ChargingStationType;
      readonly reason: BootReasonEnumType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly currentTime: string;
      readonly interval: number;
      readonly status: RegistrationStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly CancelReservation: {
    readonly request: {
      readonly reservationId: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: CancelReservationStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly CertificateSigned: {
    readonly request: {
      readonly certificateChain: string;
      readonly certificateType?: CertificateSigningUseEnumType;
      readonly requestId?: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: CertificateSignedStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly ChangeAvailability: {
    readonly request: {
      readonly evse?: EVSEType;
      readonly operationalStatus: OperationalStatusEnumType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: ChangeAvailabilityStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly ChangeTransactionTariff: {
    readonly request: {
      readonly tariff: TariffType;
      readonly transactionId: string;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: TariffChangeStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly ClearCache: {
    readonly request: {
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: ClearCacheStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly ClearChargingProfile: {
    readonly request: {
      readonly chargingProfileId?: number;
      readonly chargingProfileCriteria?: ClearChargingProfileType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: ClearChargingProfileStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly ClearDERControl: {
    readonly request: {
      readonly isDefault: boolean;
      readonly controlType?: DERControlEnumType;
      readonly controlId?: string;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: DERControlStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly ClearDisplayMessage: {
    readonly request: {
      readonly id: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: ClearMessageStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly ClearTariffs: {
    readonly request: {
      readonly tariffIds?: readonly string[];
      readonly evseId?: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly clearTariffsResult: readonly ClearTariffsResultType[];
      readonly customData?: CustomDataType;
    };
  };
  readonly ClearVariableMonitoring: {
    readonly request: {
      readonly id: readonly number[];
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly clearMonitoringResult: readonly ClearMonitoringResultType[];
      readonly customData?: CustomDataType;
    };
  };
  readonly ClearedChargingLimit: {
    readonly request: {
      readonly chargingLimitSource: string;
      readonly evseId?: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly ClosePeriodicEventStream: {
    readonly request: {
      readonly id: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly CostUpdated: {
    readonly request: {
      readonly totalCost: number;
      readonly transactionId: string;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly CustomerInformation: {
    readonly request: {
      readonly customerCertificate?: CertificateHashDataType;
      readonly idToken?: IdTokenType;
      readonly requestId: number;
      readonly report: boolean;
      readonly clear: boolean;
      readonly customerIdentifier?: string;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: CustomerInformationStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly DataTransfer: {
    readonly request: {
      readonly messageId?: string;
      readonly data?: unknown;
      readonly vendorId: string;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: DataTransferStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly data?: unknown;
      readonly customData?: CustomDataType;
    };
  };
  readonly DeleteCertificate: {
    readonly request: {
      readonly certificateHashData: CertificateHashDataType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: DeleteCertificateStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly FirmwareStatusNotification: {
    readonly request: {
      readonly status: FirmwareStatusEnumType;
      readonly requestId?: number;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly Get15118EVCertificate: {
    readonly request: {
      readonly iso15118SchemaVersion: string;
      readonly action: CertificateActionEnumType;
      readonly exiRequest: string;
      readonly maximumContractCertificateChains?: number;
      readonly prioritizedEMAIDs?: readonly string[];
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: Iso15118EVCertificateStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly exiResponse: string;
      readonly remainingContracts?: number;
      readonly customData?: CustomDataType;
    };
  };
  readonly GetBaseReport: {
    readonly request: {
      readonly requestId: number;
      readonly reportBase: ReportBaseEnumType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: GenericDeviceModelStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly GetCertificateChainStatus: {
    readonly request: {
      readonly certificateStatusRequests: readonly CertificateStatusRequestInfoType[];
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly certificateStatus: readonly CertificateStatusType[];
      readonly customData?: CustomDataType;
    };
  };
  readonly GetCertificateStatus: {
    readonly request: {
      readonly ocspRequestData: OCSPRequestDataType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: GetCertificateStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly ocspResult?: string;
      readonly customData?: CustomDataType;
    };
  };
  readonly GetChargingProfiles: {
    readonly request: {
      readonly requestId: number;
      readonly evseId?: number;
      readonly chargingProfile: ChargingProfileCriterionType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: GetChargingProfileStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly GetCompositeSchedule: {
    readonly request: {
      readonly duration: number;
      readonly chargingRateUnit?: ChargingRateUnitEnumType;
      readonly evseId: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: GenericStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly schedule?: CompositeScheduleType;
      readonly customData?: CustomDataType;
    };
  };
  readonly GetDERControl: {
    readonly request: {
      readonly requestId: number;
      readonly isDefault?: boolean;
      readonly controlType?: DERControlEnumType;
      readonly controlId?: string;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: DERControlStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly GetDisplayMessages: {
    readonly request: {
      readonly id?: readonly number[];
      readonly requestId: number;
      readonly priority?: MessagePriorityEnumType;
      readonly state?: MessageStateEnumType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: GetDisplayMessagesStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly GetInstalledCertificateIds: {
    readonly request: {
      readonly certificateType?: readonly GetCertificateIdUseEnumType[];
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: GetInstalledCertificateStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly certificateHashDataChain?: readonly CertificateHashDataChainType[];
      readonly customData?: CustomDataType;
    };
  };
  readonly GetLocalListVersion: {
    readonly request: {
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly versionNumber: number;
      readonly customData?: CustomDataType;
    };
  };
  readonly GetLog: {
    readonly request: {
      readonly log: LogParametersType;
      readonly logType: LogEnumType;
      readonly requestId: number;
      readonly retries?: number;
      readonly retryInterval?: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: LogStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly filename?: string;
      readonly customData?: CustomDataType;
    };
  };
  readonly GetMonitoringReport: {
    readonly request: {
      readonly componentVariable?: readonly ComponentVariableType[];
      readonly requestId: number;
      readonly monitoringCriteria?: readonly MonitoringCriterionEnumType[];
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: GenericDeviceModelStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly GetPeriodicEventStream: {
    readonly request: {
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly constantStreamData?: readonly ConstantStreamDataType[];
      readonly customData?: CustomDataType;
    };
  };
  readonly GetReport: {
    readonly request: {
      readonly componentVariable?: readonly ComponentVariableType[];
      readonly requestId: number;
      readonly componentCriteria?: readonly ComponentCriterionEnumType[];
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: GenericDeviceModelStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly GetTariffs: {
    readonly request: {
      readonly evseId: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: TariffGetStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly tariffAssignments?: readonly TariffAssignmentType[];
      readonly customData?: CustomDataType;
    };
  };
  readonly GetTransactionStatus: {
    readonly request: {
      readonly transactionId?: string;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly ongoingIndicator?: boolean;
      readonly messagesInQueue: boolean;
      readonly customData?: CustomDataType;
    };
  };
  readonly GetVariables: {
    readonly request: {
      readonly getVariableData: readonly GetVariableDataType[];
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly getVariableResult: readonly GetVariableResultType[];
      readonly customData?: CustomDataType;
    };
  };
  readonly Heartbeat: {
    readonly request: {
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly currentTime: string;
      readonly customData?: CustomDataType;
    };
  };
  readonly InstallCertificate: {
    readonly request: {
      readonly certificateType: InstallCertificateUseEnumType;
      readonly certificate: string;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: InstallCertificateStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly LogStatusNotification: {
    readonly request: {
      readonly status: UploadLogStatusEnumType;
      readonly requestId?: number;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly MeterValues: {
    readonly request: {
      readonly evseId: number;
      readonly meterValue: readonly MeterValueType[];
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyAllowedEnergyTransfer: {
    readonly request: {
      readonly transactionId: string;
      readonly allowedEnergyTransfer: readonly EnergyTransferModeEnumType[];
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: NotifyAllowedEnergyTransferStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyChargingLimit: {
    readonly request: {
      readonly chargingSchedule?: readonly ChargingScheduleType[];
      readonly evseId?: number;
      readonly chargingLimit: ChargingLimitType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyCustomerInformation: {
    readonly request: {
      readonly data: string;
      readonly tbc?: boolean;
      readonly seqNo: number;
      readonly generatedAt: string;
      readonly requestId: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyDERAlarm: {
    readonly request: {
      readonly controlType: DERControlEnumType;
      readonly gridEventFault?: GridEventFaultEnumType;
      readonly alarmEnded?: boolean;
      readonly timestamp: string;
      readonly extraInfo?: string;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyDERStartStop: {
    readonly request: {
      readonly controlId: string;
      readonly started: boolean;
      readonly timestamp: string;
      readonly supersededIds?: readonly string[];
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyDisplayMessages: {
    readonly request: {
      readonly messageInfo?: readonly MessageInfoType[];
      readonly requestId: number;
      readonly tbc?: boolean;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyEVChargingNeeds: {
    readonly request: {
      readonly evseId: number;
      readonly maxScheduleTuples?: number;
      readonly chargingNeeds: ChargingNeedsType;
      readonly timestamp?: string;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: NotifyEVChargingNeedsStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyEVChargingSchedule: {
    readonly request: {
      readonly timeBase: string;
      readonly chargingSchedule: ChargingScheduleType;
      readonly evseId: number;
      readonly selectedChargingScheduleId?: number;
      readonly powerToleranceAcceptance?: boolean;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: GenericStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyEvent: {
    readonly request: {
      readonly generatedAt: string;
      readonly tbc?: boolean;
      readonly seqNo: number;
      readonly eventData: readonly EventDataType[];
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyMonitoringReport: {
    readonly request: {
      readonly monitor?: readonly MonitoringDataType[];
      readonly requestId: number;
      readonly tbc?: boolean;
      readonly seqNo: number;
      readonly generatedAt: string;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyPriorityCharging: {
    readonly request: {
      readonly transactionId: string;
      readonly activated: boolean;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyReport: {
    readonly request: {
      readonly requestId: number;
      readonly generatedAt: string;
      readonly reportData?: readonly ReportDataType[];
      readonly tbc?: boolean;
      readonly seqNo: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifySettlement: {
    readonly request: {
      readonly transactionId?: string;
      readonly pspRef: string;
      readonly status: PaymentStatusEnumType;
      readonly statusInfo?: string;
      readonly settlementAmount: number;
      readonly settlementTime: string;
      readonly receiptId?: string;
      readonly receiptUrl?: string;
      readonly vatCompany?: AddressType;
      readonly vatNumber?: string;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly receiptUrl?: string;
      readonly receiptId?: string;
      readonly customData?: CustomDataType;
    };
  };
  readonly NotifyWebPaymentStarted: {
    readonly request: {
      readonly evseId: number;
      readonly timeout: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly OpenPeriodicEventStream: {
    readonly request: {
      readonly constantStreamData: ConstantStreamDataType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: GenericStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly PublishFirmware: {
    readonly request: {
      readonly location: string;
      readonly retries?: number;
      readonly checksum: string;
      readonly requestId: number;
      readonly retryInterval?: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: GenericStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly PublishFirmwareStatusNotification: {
    readonly request: {
      readonly status: PublishFirmwareStatusEnumType;
      readonly location?: readonly string[];
      readonly requestId?: number;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly PullDynamicScheduleUpdate: {
    readonly request: {
      readonly chargingProfileId: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly scheduleUpdate?: ChargingScheduleUpdateType;
      readonly status: ChargingProfileStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly ReportChargingProfiles: {
    readonly request: {
      readonly requestId: number;
      readonly chargingLimitSource: string;
      readonly chargingProfile: readonly ChargingProfileType[];
      readonly tbc?: boolean;
      readonly evseId: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly ReportDERControl: {
    readonly request: {
      readonly curve?: readonly DERCurveGetType[];
      readonly enterService?: readonly EnterServiceGetType[];
      readonly fixedPFAbsorb?: readonly FixedPFGetType[];
      readonly fixedPFInject?: readonly FixedPFGetType[];
      readonly fixedVar?: readonly FixedVarGetType[];
      readonly freqDroop?: readonly FreqDroopGetType[];
      readonly gradient?: readonly GradientGetType[];
      readonly limitMaxDischarge?: readonly LimitMaxDischargeGetType[];
      readonly requestId: number;
      readonly tbc?: boolean;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly RequestBatterySwap: {
    readonly request: {
      readonly idToken: IdTokenType;
      readonly requestId: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: GenericStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly RequestStartTransaction: {
    readonly request: {
      readonly evseId?: number;
      readonly groupIdToken?: IdTokenType;
      readonly idToken: IdTokenType;
      readonly remoteStartId: number;
      readonly chargingProfile?: ChargingProfileType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: RequestStartStopStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly transactionId?: string;
      readonly customData?: CustomDataType;
    };
  };
  readonly RequestStopTransaction: {
    readonly request: {
      readonly transactionId: string;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: RequestStartStopStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly ReservationStatusUpdate: {
    readonly request: {
      readonly reservationId: number;
      readonly reservationUpdateStatus: ReservationUpdateStatusEnumType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly ReserveNow: {
    readonly request: {
      readonly id: number;
      readonly expiryDateTime: string;
      readonly connectorType?: string;
      readonly idToken: IdTokenType;
      readonly evseId?: number;
      readonly groupIdToken?: IdTokenType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: ReserveNowStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly Reset: {
    readonly request: {
      readonly type: ResetEnumType;
      readonly evseId?: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: ResetStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly SecurityEventNotification: {
    readonly request: {
      readonly type: string;
      readonly timestamp: string;
      readonly techInfo?: string;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly SendLocalList: {
    readonly request: {
      readonly localAuthorizationList?: readonly AuthorizationData[];
      readonly versionNumber: number;
      readonly updateType: UpdateEnumType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: SendLocalListStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly SetChargingProfile: {
    readonly request: {
      readonly evseId: number;
      readonly chargingProfile: ChargingProfileType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: ChargingProfileStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly SetDERControl: {
    readonly request: {
      readonly isDefault: boolean;
      readonly controlId: string;
      readonly controlType: DERControlEnumType;
      readonly curve?: DERCurveType;
      readonly enterService?: EnterServiceType;
      readonly fixedPFAbsorb?: FixedPFType;
      readonly fixedPFInject?: FixedPFType;
      readonly fixedVar?: FixedVarType;
      readonly freqDroop?: FreqDroopType;
      readonly gradient?: GradientType;
      readonly limitMaxDischarge?: LimitMaxDischargeType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: DERControlStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly supersededIds?: readonly string[];
      readonly customData?: CustomDataType;
    };
  };
  readonly SetDefaultTariff: {
    readonly request: {
      readonly evseId: number;
      readonly tariff: TariffType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: TariffSetStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly SetDisplayMessage: {
    readonly request: {
      readonly message: MessageInfoType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: DisplayMessageStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly SetMonitoringBase: {
    readonly request: {
      readonly monitoringBase: MonitoringBaseEnumType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: GenericDeviceModelStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly SetMonitoringLevel: {
    readonly request: {
      readonly severity: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: GenericStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly SetNetworkProfile: {
    readonly request: {
      readonly configurationSlot: number;
      readonly connectionData: NetworkConnectionProfileType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: SetNetworkProfileStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly SetVariableMonitoring: {
    readonly request: {
      readonly setMonitoringData: readonly SetMonitoringDataType[];
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly setMonitoringResult: readonly SetMonitoringResultType[];
      readonly customData?: CustomDataType;
    };
  };
  readonly SetVariables: {
    readonly request: {
      readonly setVariableData: readonly SetVariableDataType[];
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly setVariableResult: readonly SetVariableResultType[];
      readonly customData?: CustomDataType;
    };
  };
  readonly SignCertificate: {
    readonly request: {
      readonly csr: string;
      readonly certificateType?: CertificateSigningUseEnumType;
      readonly hashRootCertificate?: CertificateHashDataType;
      readonly requestId?: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: GenericStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly StatusNotification: {
    readonly request: {
      readonly timestamp: string;
      readonly connectorStatus: ConnectorStatusEnumType;
      readonly evseId: number;
      readonly connectorId: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly customData?: CustomDataType;
    };
  };
  readonly TransactionEvent: {
    readonly request: {
      readonly costDetails?: CostDetailsType;
      readonly eventType: TransactionEventEnumType;
      readonly meterValue?: readonly MeterValueType[];
      readonly timestamp: string;
      readonly triggerReason: TriggerReasonEnumType;
      readonly seqNo: number;
      readonly offline?: boolean;
      readonly numberOfPhasesUsed?: number;
      readonly cableMaxCurrent?: number;
      readonly reservationId?: number;
      readonly preconditioningStatus?: PreconditioningStatusEnumType;
      readonly evseSleep?: boolean;
      readonly transactionInfo: TransactionType;
      readonly evse?: EVSEType;
      readonly idToken?: IdTokenType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly totalCost?: number;
      readonly chargingPriority?: number;
      readonly idTokenInfo?: IdTokenInfoType;
      readonly transactionLimit?: TransactionLimitType;
      readonly updatedPersonalMessage?: MessageContentType;
      readonly updatedPersonalMessageExtra?: readonly MessageContentType[];
      readonly customData?: CustomDataType;
    };
  };
  readonly TriggerMessage: {
    readonly request: {
      readonly evse?: EVSEType;
      readonly requestedMessage: MessageTriggerEnumType;
      readonly customTrigger?: string;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: TriggerMessageStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly UnlockConnector: {
    readonly request: {
      readonly evseId: number;
      readonly connectorId: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: UnlockStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly UnpublishFirmware: {
    readonly request: {
      readonly checksum: string;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: UnpublishFirmwareStatusEnumType;
      readonly customData?: CustomDataType;
    };
  };
  readonly UpdateDynamicSchedule: {
    readonly request: {
      readonly chargingProfileId: number;
      readonly scheduleUpdate: ChargingScheduleUpdateType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: ChargingProfileStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly UpdateFirmware: {
    readonly request: {
      readonly retries?: number;
      readonly retryInterval?: number;
      readonly requestId: number;
      readonly firmware: FirmwareType;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: UpdateFirmwareStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly UsePriorityCharging: {
    readonly request: {
      readonly transactionId: string;
      readonly activate: boolean;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly status: PriorityChargingStatusEnumType;
      readonly statusInfo?: StatusInfoType;
      readonly customData?: CustomDataType;
    };
  };
  readonly VatNumberValidation: {
    readonly request: {
      readonly vatNumber: string;
      readonly evseId?: number;
      readonly customData?: CustomDataType;
    };
    readonly response: {
      readonly company?: AddressType;
      readonly statusInfo?: StatusInfoType;
      readonly vatNumber: string;
      readonly evseId?: number;
      readonly status: GenericStatusEnumType;
      readonly customData?: CustomDataType;
    };
  };
};

/** Messages that get no answer. */
export type Sends = {
  readonly NotifyPeriodicEventStream: {
    readonly data: readonly StreamDataElementType[];
    readonly id: number;
    readonly pending: number;
    readonly basetime: string;
    readonly customData?: CustomDataType;
  };
};
