import type { CommandOf, StationCommandKind } from '../../../ocpp/index.ts';

/** What may be asked of a fleet. Reservations, local lists, passwords and limits are not here: they have accounts of their own. */
export type FleetKind = Exclude<
  StationCommandKind,
  | 'reserve'
  | 'cancel-reservation'
  | 'send-local-list'
  | 'certificate-signed'
  | 'get-installed-profiles'
  | 'clear-foreign-profile'
>;

/** Made here for each station: the scope says which connector or transaction, the fleet numbers its requests. */
type MadeHere = 'connectorNumber' | 'requestId' | 'remoteStartId' | 'transactionId';
type Asked<Kind extends FleetKind> = Kind extends FleetKind ? Omit<CommandOf<Kind>, MadeHere> : never;
export type FleetCommand = Asked<FleetKind>;

/** Whom a command is for; exactly one form. */
export type Scope =
  | { readonly stationIds: readonly string[] }
  | { readonly connectorIds: readonly string[] }
  /** Everything below that node. */
  | { readonly nodeId: string }
  /** All that are given must be equal. */
  | {
      readonly vendor?: string | undefined;
      readonly model?: string | undefined;
      readonly firmware?: string | undefined;
    }
  | { readonly all: true };

export type StagingDraft = {
  /** Stations of the first waves; what is left follows in waves of `wavePercent`, or in one. */
  readonly waveSizes?: readonly number[] | undefined;
  readonly wavePercent?: number | undefined;
  /** From the end of a wave to the next. */
  readonly waitMs?: number | undefined;
  /** So many rejected, unsupported, unanswered or failed stop the rest. */
  readonly stopAfterFailures?: number | undefined;
};

export type FleetOrder = {
  readonly command: FleetCommand;
  readonly scope: Scope;
  readonly reason: string;
  readonly staging?: StagingDraft | undefined;
  /** How long a station that is not connected is waited for; 0 = it is not sent. */
  readonly waitForConnectionMs: number;
};

/** One recipient: a station, one of its connectors (0 = the station as a whole), or one of its transactions. */
export type Recipient = {
  readonly stationId: string;
  readonly connectorNumber?: number;
  readonly transactionId?: string;
};
