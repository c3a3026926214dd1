import type { Station } from './types.ts';

/** The resources about stations, commands and security, as far as the page shows them. Names and units are those of /openapi.json. */

export type StationDetail = Omit<Station, 'quarantined'> & {
  readonly state: 'enabled' | 'quarantined' | 'disabled';
  readonly hasPassword: boolean;
  readonly securityProfile?: 0 | 1 | 2 | 3;
  readonly certificateEndsAt?: string;
  readonly etag: string;
};

export type CommandStatus = 'running' | 'done' | 'stopped' | 'halted' | 'interrupted';
export type TargetState =
  | 'queued'
  | 'waiting'
  | 'sent'
  | 'accepted'
  | 'scheduled'
  | 'rejected'
  | 'unsupported'
  | 'unanswered'
  | 'not-sent'
  | 'working'
  | 'done'
  | 'failed'
  | 'interrupted';

export type CommandSummary = {
  readonly commandId: string;
  readonly kind: string;
  readonly reason: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly status: CommandStatus;
  readonly detail?: string;
  readonly recipients: number;
};

export type CommandTarget = {
  readonly stationId: string;
  readonly connectorId?: string;
  readonly wave: number;
  readonly state: TargetState;
  readonly changedAt: string;
  readonly detail?: string;
  readonly result?: unknown;
};

export type Command = CommandSummary & {
  readonly counts: Readonly<Partial<Record<TargetState, number>>>;
  readonly items: readonly CommandTarget[];
};

/** A message on the wire, without secrets. */
export type Frame = {
  readonly seq: number;
  readonly at: string;
  readonly direction: 'in' | 'out';
  readonly type: 'call' | 'result' | 'error' | 'unreadable';
  readonly action?: string;
  readonly sizeBytes: number;
  readonly errorCode?: string;
  readonly payload?: unknown;
};

export type SecurityEvent = {
  readonly seq: number;
  readonly at: string;
  readonly stationId: string;
  readonly source: 'station' | 'gateway';
  readonly type: string;
  readonly critical: boolean;
  readonly detail?: string;
  readonly measuredAt?: string;
};

export type ReconnectBlock = { readonly stationId: string; readonly until: string };
export type PasswordRotation = {
  readonly status: 'none' | 'sending' | 'written' | 'unanswered';
  readonly overlapEndsAt?: string;
};

export type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor?: string };
