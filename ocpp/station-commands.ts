/**
 * What an operator may ask of a station, in one vocabulary for all versions. Each version's adapter says which of these it knows and how it
 * sends them (`to-station/`). Limits and failsafe shares are not here: they go through the ledger (`LimitCommand`, `FailsafeCommand`), and
 * nothing here may set or loosen a charging profile.
 */

export type IdToken = {
  readonly idToken: string;
  /** 2.x IdTokenEnumType; 1.6 has no types. Default `ISO14443`. */
  readonly type?: string;
  readonly groupIdToken?: string;
};

export type StationCommand =
  /** hard: at once, transactions end. soft: in good order. when-idle: after the last transaction (2.x OnIdle; 1.6 refuses it). */
  | { readonly kind: 'reset'; readonly mode: 'hard' | 'soft' | 'when-idle'; readonly connectorNumber?: number }
  | { readonly kind: 'change-availability'; readonly operative: boolean; readonly connectorNumber?: number }
  | { readonly kind: 'unlock-connector'; readonly connectorNumber: number }
  | {
      readonly kind: 'remote-start';
      readonly idToken: IdToken;
      readonly connectorNumber?: number;
      /** 2.x: comes back in the TransactionEvent. */
      readonly remoteStartId: number;
    }
  | { readonly kind: 'remote-stop'; readonly transactionId: string }
  | { readonly kind: 'trigger'; readonly message: TriggerTopic; readonly connectorNumber?: number }
  /** 1.6 configuration keys; 2.x `Component.Variable` (`Component[instance]#evse.Variable[instance]`). None = all (1.6), a full inventory report (2.x). */
  | { readonly kind: 'read-settings'; readonly names?: readonly string[] }
  | { readonly kind: 'write-settings'; readonly values: readonly { readonly name: string; readonly value: string }[] }
  | { readonly kind: 'clear-cache' }
  | { readonly kind: 'get-local-list-version' }
  | {
      readonly kind: 'send-local-list';
      readonly version: number;
      readonly update: 'full' | 'differential';
      /** Without `info` a differential update removes the token. */
      readonly entries: readonly { readonly idToken: IdToken; readonly info?: LocalListInfo }[];
    }
  | {
      readonly kind: 'reserve';
      readonly reservationId: number;
      /** Absent = any connector of the station. */
      readonly connectorNumber?: number;
      readonly idToken: IdToken;
      readonly expiresAtMs: number;
    }
  | { readonly kind: 'cancel-reservation'; readonly reservationId: number }
  | {
      readonly kind: 'update-firmware';
      readonly requestId: number;
      readonly location: string;
      readonly retrieveAtMs: number;
      readonly installAtMs?: number;
      /** PEM and base64; absent = unsigned, which 1.6 without the security whitepaper alone knows. */
      readonly signed?: { readonly signingCertificate: string; readonly signature: string };
      readonly retries?: number;
      readonly retryIntervalS?: number;
    }
  | {
      readonly kind: 'get-log';
      readonly requestId: number;
      readonly log: 'diagnostics' | 'security';
      readonly location: string;
      readonly oldestMs?: number;
      readonly latestMs?: number;
      readonly retries?: number;
      readonly retryIntervalS?: number;
    }
  | {
      readonly kind: 'get-composite-schedule';
      readonly connectorNumber: number;
      readonly durationS: number;
      readonly rateUnit?: 'A' | 'W';
    }
  /** 2.x: what is installed, ours and others'; follows as `charging-profiles` reports. */
  | { readonly kind: 'get-installed-profiles'; readonly requestId: number; readonly connectorNumber?: number }
  /** Removes a profile that another system installed. Ours are refused. */
  | { readonly kind: 'clear-foreign-profile'; readonly profileId: number }
  | { readonly kind: 'install-certificate'; readonly use: CertificateUse; readonly pem: string }
  | { readonly kind: 'list-certificates'; readonly use?: CertificateUse }
  | { readonly kind: 'delete-certificate'; readonly hash: CertificateHash }
  | {
      readonly kind: 'certificate-signed';
      readonly chainPem: string;
      readonly use?: 'station' | 'v2g';
      readonly requestId?: number;
    }
  | { readonly kind: 'data-transfer'; readonly vendorId: string; readonly messageId?: string; readonly data?: unknown }
  /** Any other message of the version, checked against its schema. The words of `FORBIDDEN_CALLS` are refused. */
  | { readonly kind: 'call'; readonly action: string; readonly payload: Readonly<Record<string, unknown>> };

export type StationCommandKind = StationCommand['kind'];
export type CommandOf<Kind extends StationCommandKind> = Extract<StationCommand, { readonly kind: Kind }>;

export type TriggerTopic =
  | 'boot'
  | 'heartbeat'
  | 'status'
  | 'meter'
  | 'transaction'
  | 'firmware-status'
  | 'log-status'
  | 'sign-certificate';

export type LocalListInfo = {
  readonly status: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx';
  readonly expiresAtMs?: number;
  readonly groupIdToken?: string;
};
/** `central-system` is what a station trusts us by; the others are of ISO 15118 and firmware. */
export type CertificateUse = 'central-system' | 'manufacturer' | 'v2g' | 'mo' | 'oem';
export type CertificateHash = {
  readonly hashAlgorithm: 'SHA256' | 'SHA384' | 'SHA512';
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  readonly serialNumber: string;
};

export type CommandAnswer = {
  /**
   * accepted: done, or begun (its progress follows in events). scheduled: will be done later. rejected: the station said no.
   * unsupported: the version or the station does not know it. unanswered: sent, no usable answer; it may have been done. not-sent: it never left.
   */
  readonly status: 'accepted' | 'scheduled' | 'rejected' | 'unsupported' | 'unanswered' | 'not-sent';
  /** The station's own word (`RebootRequired`, `UnlockFailed`, an error code), why it was not sent, or what is wrong with the answer to a `call`. */
  readonly detail?: string;
  /** What was asked for, in this vocabulary, e.g. `{ settings: [{ name, value, readonly }] }`, `{ version }`, `{ certificates }`; of a `call` the payload. */
  readonly result?: unknown;
};

/**
 * Limits are the ledger's business: a raw profile would be a limit that nobody counts. So would another way to transfer energy: phases and
 * direction of a running transaction are what its limit was rendered for.
 */
export const FORBIDDEN_CALLS: ReadonlySet<string> = new Set([
  'SetChargingProfile',
  'ClearChargingProfile',
  'UpdateDynamicSchedule',
  'SetDERControl',
  'ClearDERControl',
  'UsePriorityCharging',
  'AFRRSignal',
  'NotifyAllowedEnergyTransfer',
]);
