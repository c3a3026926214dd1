export type CommandStatus = 'running' | 'done' | 'stopped' | 'halted' | 'interrupted';
/** What an operator asked of many stations. Secrets are masked: it is kept to be read, never to be sent again. */
export type CommandRecord = {
  readonly id: string;
  readonly kind: string;
  /** In the words of REST. */
  readonly command: unknown;
  readonly scope: unknown;
  readonly staging: {
    readonly waveSizes: readonly number[];
    readonly waitMs: number;
    readonly stopAfterFailures?: number;
  };
  readonly reason: string;
  readonly createdBy: string;
  readonly createdAtMs: number;
  /** When the last of its targets came to an end; absent = some are still under way. */
  readonly endedAtMs?: number;
  /** stopped: by a person. halted: too many failures. interrupted: this process ended first, and nothing was sent again. */
  readonly status: CommandStatus;
  /** Why it was stopped, halted or interrupted. */
  readonly detail?: string;
  readonly targets: number;
};
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
/** One station, connector or session that a command is meant for. */
export type CommandTarget = {
  /** In the order of sending, from 0. */
  readonly position: number;
  readonly stationId: string;
  readonly connectorNumber?: number;
  readonly transactionId?: string;
  readonly wave: number;
  readonly state: TargetState;
  readonly changedAtMs: number;
  readonly detail?: string;
  readonly result?: unknown;
};
export interface CommandStore {
  /** The command with all its targets; rejects when there is one of that id. */
  add(record: CommandRecord, targets: readonly CommandTarget[]): Promise<void>;
  put(record: CommandRecord): Promise<void>;
  putTargets(id: string, targets: readonly CommandTarget[]): Promise<void>;
  get(id: string): Promise<CommandRecord | undefined>;
  /** Newest first; `after` is the id of the last one of the page before. */
  list(query: {
    readonly limit: number;
    readonly after?: string;
    readonly status?: CommandStatus;
    readonly kind?: string;
  }): Promise<readonly CommandRecord[]>;
  /** Those without an end, oldest first. */
  listOpen(): Promise<readonly CommandRecord[]>;
  /** In the order of sending, those with position > `after`. */
  targets(query: {
    readonly id: string;
    readonly limit: number;
    readonly after?: number;
    readonly state?: TargetState;
  }): Promise<readonly CommandTarget[]>;
  counts(id: string): Promise<Readonly<Partial<Record<TargetState, number>>>>;
  /** Removes the oldest that have ended, until at most that many commands and targets are kept; resolves to how many went. */
  prune(bounds: { readonly commands: number; readonly targets: number }): Promise<number>;
}
