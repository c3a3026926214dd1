/**
 * Telemetry is a side branch: writing never waits, never throws, never slows the control loop.
 * Measurements and fields use the project's glossary; units are in the field names.
 */
export interface Telemetry {
  write(point: Point): void;
  state(): TelemetryState;
  /** Flushes the spool to disk and, with a server, tries to upload for at most `timeoutMs`. */
  close(timeoutMs: number): Promise<void>;
}

export type Point = {
  /** `reading`, `setpoint`, `node`, `session`, `alarm`. */
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Numbers are written as floats; undefined and non-finite ones are left out. A point without a field is dropped. */
  readonly fields: Readonly<Record<string, number | string | boolean | undefined>>;
  readonly atMs: number;
};

export type TelemetryState = {
  /** 'local' = no server configured: the spool rotates within its cap. */
  readonly mode: 'local' | 'uploading' | 'waiting';
  readonly spooledBytes: number;
  readonly capBytes: number;
  readonly writtenPoints: number;
  readonly uploadedPoints: number;
  /** Dropped because the cap was reached (oldest first). */
  readonly droppedPoints: number;
  /** Refused by the server (4xx) and kept in the dead-letter segment. */
  readonly deadLetterPoints: number;
  readonly lastError?: string;
};
