/**
 * OCPP 2.0.1 as types: what Headroom and its simulator send and understand; `customData` is left out, it is never read.
 * The official schemas decide at run time (`validate.ts`); a payload that passed may be read as one of these.
 */
import type {
  AttributeEnumV201,
  ChargingLimitSourceEnumV201,
  ChargingProfileV201,
  ChargingProfilePurposeEnumV201,
  ChargingRateUnitEnumV201,
  ChargingScheduleV201,
  ChargingSchedulePeriodV201,
  ComponentV201,
  EvseV201,
  GenericStatusEnumV201,
  IdTokenV201,
  IdTokenInfoV201,
  MessageContentV201,
  MeterValueV201,
  RequestStartStopStatusEnumV201,
  StatusInfoV201,
  VariableV201,
} from './types-v201.ts';

export type MessagesV201 = {
  readonly BootNotification: {
    readonly request: {
      readonly chargingStation: {
        readonly serialNumber?: string;
        readonly model: string;
        readonly modem?: { readonly iccid?: string; readonly imsi?: string };
        readonly vendorName: string;
        readonly firmwareVersion?: string;
      };
      readonly reason:
        | 'ApplicationReset'
        | 'FirmwareUpdate'
        | 'LocalReset'
        | 'PowerUp'
        | 'RemoteReset'
        | 'ScheduledReset'
        | 'Triggered'
        | 'Unknown'
        | 'Watchdog';
    };
    readonly response: {
      readonly currentTime: string;
      readonly interval: number;
      readonly status: 'Accepted' | 'Pending' | 'Rejected';
      readonly statusInfo?: StatusInfoV201;
    };
  };
  readonly Heartbeat: {
    readonly request: Readonly<Record<string, never>>;
    readonly response: { readonly currentTime: string };
  };
  readonly Authorize: {
    readonly request: {
      readonly idToken: IdTokenV201;
      readonly certificate?: string;
      readonly iso15118CertificateHashData?: readonly {
        readonly hashAlgorithm: 'SHA256' | 'SHA384' | 'SHA512';
        readonly issuerNameHash: string;
        readonly issuerKeyHash: string;
        readonly serialNumber: string;
        readonly responderURL: string;
      }[];
    };
    readonly response: {
      readonly idTokenInfo: IdTokenInfoV201;
      readonly certificateStatus?:
        | 'Accepted'
        | 'SignatureError'
        | 'CertificateExpired'
        | 'CertificateRevoked'
        | 'NoCertificateAvailable'
        | 'CertChainError'
        | 'ContractCancelled';
    };
  };
  readonly TransactionEvent: {
    readonly request: {
      readonly eventType: 'Ended' | 'Started' | 'Updated';
      readonly meterValue?: readonly MeterValueV201[];
      readonly timestamp: string;
      readonly triggerReason:
        | 'Authorized'
        | 'CablePluggedIn'
        | 'ChargingRateChanged'
        | 'ChargingStateChanged'
        | 'Deauthorized'
        | 'EnergyLimitReached'
        | 'EVCommunicationLost'
        | 'EVConnectTimeout'
        | 'MeterValueClock'
        | 'MeterValuePeriodic'
        | 'TimeLimitReached'
        | 'Trigger'
        | 'UnlockCommand'
        | 'StopAuthorized'
        | 'EVDeparted'
        | 'EVDetected'
        | 'RemoteStop'
        | 'RemoteStart'
        | 'AbnormalCondition'
        | 'SignedDataReceived'
        | 'ResetCommand';
      readonly seqNo: number;
      readonly offline?: boolean;
      readonly numberOfPhasesUsed?: number;
      readonly cableMaxCurrent?: number;
      readonly reservationId?: number;
      readonly transactionInfo: {
        readonly transactionId: string;
        readonly chargingState?: 'Charging' | 'EVConnected' | 'SuspendedEV' | 'SuspendedEVSE' | 'Idle';
        readonly timeSpentCharging?: number;
        readonly stoppedReason?:
          | 'DeAuthorized'
          | 'EmergencyStop'
          | 'EnergyLimitReached'
          | 'EVDisconnected'
          | 'GroundFault'
          | 'ImmediateReset'
          | 'Local'
          | 'LocalOutOfCredit'
          | 'MasterPass'
          | 'Other'
          | 'OvercurrentFault'
          | 'PowerLoss'
          | 'PowerQuality'
          | 'Reboot'
          | 'Remote'
          | 'SOCLimitReached'
          | 'StoppedByEV'
          | 'TimeLimitReached'
          | 'Timeout';
        readonly remoteStartId?: number;
      };
      readonly evse?: EvseV201;
      readonly idToken?: IdTokenV201;
    };
    readonly response: {
      readonly totalCost?: number;
      readonly chargingPriority?: number;
      readonly idTokenInfo?: IdTokenInfoV201;
      readonly updatedPersonalMessage?: MessageContentV201;
    };
  };
  readonly MeterValues: {
    readonly request: { readonly evseId: number; readonly meterValue: readonly MeterValueV201[] };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly StatusNotification: {
    readonly request: {
      readonly timestamp: string;
      readonly connectorStatus: 'Available' | 'Occupied' | 'Reserved' | 'Unavailable' | 'Faulted';
      readonly evseId: number;
      readonly connectorId: number;
    };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly NotifyEVChargingNeeds: {
    readonly request: {
      readonly maxScheduleTuples?: number;
      readonly chargingNeeds: {
        readonly acChargingParameters?: {
          readonly energyAmount: number;
          readonly evMinCurrent: number;
          readonly evMaxCurrent: number;
          readonly evMaxVoltage: number;
        };
        readonly dcChargingParameters?: {
          readonly evMaxCurrent: number;
          readonly evMaxVoltage: number;
          readonly energyAmount?: number;
          readonly evMaxPower?: number;
          readonly stateOfCharge?: number;
          readonly evEnergyCapacity?: number;
          readonly fullSoC?: number;
          readonly bulkSoC?: number;
        };
        readonly requestedEnergyTransfer: 'DC' | 'AC_single_phase' | 'AC_two_phase' | 'AC_three_phase';
        readonly departureTime?: string;
      };
      readonly evseId: number;
    };
    readonly response: {
      readonly status: 'Accepted' | 'Rejected' | 'Processing';
      readonly statusInfo?: StatusInfoV201;
    };
  };
  readonly NotifyReport: {
    readonly request: {
      readonly requestId: number;
      readonly generatedAt: string;
      readonly reportData?: readonly {
        readonly component: ComponentV201;
        readonly variable: VariableV201;
        readonly variableAttribute: readonly {
          readonly type?: AttributeEnumV201;
          readonly value?: string;
          readonly mutability?: 'ReadOnly' | 'WriteOnly' | 'ReadWrite';
          readonly persistent?: boolean;
          readonly constant?: boolean;
        }[];
        readonly variableCharacteristics?: {
          readonly unit?: string;
          readonly dataType:
            | 'string'
            | 'decimal'
            | 'integer'
            | 'dateTime'
            | 'boolean'
            | 'OptionList'
            | 'SequenceList'
            | 'MemberList';
          readonly minLimit?: number;
          readonly maxLimit?: number;
          readonly valuesList?: string;
          readonly supportsMonitoring: boolean;
        };
      }[];
      readonly tbc?: boolean;
      readonly seqNo: number;
    };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly NotifyEvent: {
    readonly request: {
      readonly generatedAt: string;
      readonly tbc?: boolean;
      readonly seqNo: number;
      readonly eventData: readonly {
        readonly eventId: number;
        readonly timestamp: string;
        readonly trigger: 'Alerting' | 'Delta' | 'Periodic';
        readonly cause?: number;
        readonly actualValue: string;
        readonly techCode?: string;
        readonly techInfo?: string;
        readonly cleared?: boolean;
        readonly transactionId?: string;
        readonly component: ComponentV201;
        readonly variableMonitoringId?: number;
        readonly eventNotificationType:
          | 'HardWiredNotification'
          | 'HardWiredMonitor'
          | 'PreconfiguredMonitor'
          | 'CustomMonitor';
        readonly variable: VariableV201;
      }[];
    };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly SecurityEventNotification: {
    readonly request: { readonly type: string; readonly timestamp: string; readonly techInfo?: string };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly ReportChargingProfiles: {
    readonly request: {
      readonly requestId: number;
      readonly chargingLimitSource: ChargingLimitSourceEnumV201;
      readonly chargingProfile: readonly ChargingProfileV201[];
      readonly tbc?: boolean;
      readonly evseId: number;
    };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly NotifyChargingLimit: {
    readonly request: {
      readonly chargingSchedule?: readonly ChargingScheduleV201[];
      readonly evseId?: number;
      readonly chargingLimit: {
        readonly chargingLimitSource: ChargingLimitSourceEnumV201;
        readonly isGridCritical?: boolean;
      };
    };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly ClearedChargingLimit: {
    readonly request: { readonly chargingLimitSource: ChargingLimitSourceEnumV201; readonly evseId?: number };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly DataTransfer: {
    readonly request: { readonly messageId?: string; readonly data?: unknown; readonly vendorId: string };
    readonly response: {
      readonly status: 'Accepted' | 'Rejected' | 'UnknownMessageId' | 'UnknownVendorId';
      readonly statusInfo?: StatusInfoV201;
      readonly data?: unknown;
    };
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
        | 'Uploading'
        | 'AcceptedCanceled';
      readonly requestId?: number;
    };
    readonly response: Readonly<Record<string, never>>;
  };
  readonly FirmwareStatusNotification: {
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
  readonly SignCertificate: {
    readonly request: {
      readonly csr: string;
      readonly certificateType?: 'ChargingStationCertificate' | 'V2GCertificate';
    };
    readonly response: { readonly status: GenericStatusEnumV201; readonly statusInfo?: StatusInfoV201 };
  };
  readonly SetChargingProfile: {
    readonly request: { readonly evseId: number; readonly chargingProfile: ChargingProfileV201 };
    readonly response: { readonly status: 'Accepted' | 'Rejected'; readonly statusInfo?: StatusInfoV201 };
  };
  readonly ClearChargingProfile: {
    readonly request: {
      readonly chargingProfileId?: number;
      readonly chargingProfileCriteria?: {
        readonly evseId?: number;
        readonly chargingProfilePurpose?: ChargingProfilePurposeEnumV201;
        readonly stackLevel?: number;
      };
    };
    readonly response: { readonly status: 'Accepted' | 'Unknown'; readonly statusInfo?: StatusInfoV201 };
  };
  readonly GetCompositeSchedule: {
    readonly request: {
      readonly duration: number;
      readonly chargingRateUnit?: ChargingRateUnitEnumV201;
      readonly evseId: number;
    };
    readonly response: {
      readonly status: GenericStatusEnumV201;
      readonly statusInfo?: StatusInfoV201;
      readonly schedule?: {
        readonly chargingSchedulePeriod: readonly ChargingSchedulePeriodV201[];
        readonly evseId: number;
        readonly duration: number;
        readonly scheduleStart: string;
        readonly chargingRateUnit: ChargingRateUnitEnumV201;
      };
    };
  };
  readonly GetVariables: {
    readonly request: {
      readonly getVariableData: readonly {
        readonly attributeType?: AttributeEnumV201;
        readonly component: ComponentV201;
        readonly variable: VariableV201;
      }[];
    };
    readonly response: {
      readonly getVariableResult: readonly {
        readonly attributeStatusInfo?: StatusInfoV201;
        readonly attributeStatus:
          | 'Accepted'
          | 'Rejected'
          | 'UnknownComponent'
          | 'UnknownVariable'
          | 'NotSupportedAttributeType';
        readonly attributeType?: AttributeEnumV201;
        readonly attributeValue?: string;
        readonly component: ComponentV201;
        readonly variable: VariableV201;
      }[];
    };
  };
  readonly SetVariables: {
    readonly request: {
      readonly setVariableData: readonly {
        readonly attributeType?: AttributeEnumV201;
        readonly attributeValue: string;
        readonly component: ComponentV201;
        readonly variable: VariableV201;
      }[];
    };
    readonly response: {
      readonly setVariableResult: readonly {
        readonly attributeType?: AttributeEnumV201;
        readonly attributeStatus:
          | 'Accepted'
          | 'Rejected'
          | 'UnknownComponent'
          | 'UnknownVariable'
          | 'NotSupportedAttributeType'
          | 'RebootRequired';
        readonly attributeStatusInfo?: StatusInfoV201;
        readonly component: ComponentV201;
        readonly variable: VariableV201;
      }[];
    };
  };
  readonly TriggerMessage: {
    readonly request: {
      readonly evse?: EvseV201;
      readonly requestedMessage:
        | 'BootNotification'
        | 'LogStatusNotification'
        | 'FirmwareStatusNotification'
        | 'Heartbeat'
        | 'MeterValues'
        | 'SignChargingStationCertificate'
        | 'SignV2GCertificate'
        | 'StatusNotification'
        | 'TransactionEvent'
        | 'SignCombinedCertificate'
        | 'PublishFirmwareStatusNotification';
    };
    readonly response: {
      readonly status: 'Accepted' | 'Rejected' | 'NotImplemented';
      readonly statusInfo?: StatusInfoV201;
    };
  };
  readonly RequestStartTransaction: {
    readonly request: {
      readonly evseId?: number;
      readonly groupIdToken?: IdTokenV201;
      readonly idToken: IdTokenV201;
      readonly remoteStartId: number;
      readonly chargingProfile?: ChargingProfileV201;
    };
    readonly response: {
      readonly status: RequestStartStopStatusEnumV201;
      readonly statusInfo?: StatusInfoV201;
      readonly transactionId?: string;
    };
  };
  readonly RequestStopTransaction: {
    readonly request: { readonly transactionId: string };
    readonly response: { readonly status: RequestStartStopStatusEnumV201; readonly statusInfo?: StatusInfoV201 };
  };
  readonly Reset: {
    readonly request: { readonly type: 'Immediate' | 'OnIdle'; readonly evseId?: number };
    readonly response: { readonly status: 'Accepted' | 'Rejected' | 'Scheduled'; readonly statusInfo?: StatusInfoV201 };
  };
  readonly ChangeAvailability: {
    readonly request: { readonly evse?: EvseV201; readonly operationalStatus: 'Inoperative' | 'Operative' };
    readonly response: { readonly status: 'Accepted' | 'Rejected' | 'Scheduled'; readonly statusInfo?: StatusInfoV201 };
  };
  readonly UnlockConnector: {
    readonly request: { readonly evseId: number; readonly connectorId: number };
    readonly response: {
      readonly status: 'Unlocked' | 'UnlockFailed' | 'OngoingAuthorizedTransaction' | 'UnknownConnector';
      readonly statusInfo?: StatusInfoV201;
    };
  };
};

export type ActionV201 = keyof MessagesV201;
export type RequestV201<A extends ActionV201> = MessagesV201[A]['request'];
export type ResponseV201<A extends ActionV201> = MessagesV201[A]['response'];
