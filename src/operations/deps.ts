import type { SiteConfig } from '../config/index.ts';
import type { Control } from '../control/view.ts';
import type { CommandAnswer, LogEntry, StationCommand } from '../../ocpp/index.ts';
import type { Store } from '../store/index.ts';

/** Who asks, and through which door. */
export type Actor = { readonly name: string; readonly via: 'rest' | 'cli' | 'mqtt' | 'schedule' };

export type OperationsDeps = {
  readonly store: Store;
  readonly control: Control;
  /** As the control loop runs it: the grid file and the stations of the store (`withStoredStations`). */
  readonly site: SiteConfig;
  readonly nowMs: () => number;
  /** A new unique id with that prefix, safe in a path, e.g. `env-4f2a...`. */
  readonly newId: (prefix: string) => string;
  readonly randomBytes: (count: number) => Buffer;
  /** What an operator asks of a station; never rejects. */
  readonly sendCommand: (stationId: string, command: StationCommand) => Promise<CommandAnswer>;
  /** Lets a station in that came too often; false = it was not kept out. */
  readonly liftBlock: (stationId: string) => boolean;
  /** Drops the station's connection after its credentials or state changed. */
  readonly disconnectStation: (stationId: string, reason: string) => void;
  readonly log: (entry: LogEntry) => void;
};

/** Told after each change that is in force. */
export type Change = {
  readonly atMs: number;
  readonly action: string;
  readonly subject: string;
  readonly actor: string;
};
