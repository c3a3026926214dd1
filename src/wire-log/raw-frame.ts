export type Direction = 'in' | 'out';

/** A frame as it went over the wire. */
export type RawFrame = {
  /** Grows by one with each frame of all stations. */
  readonly seq: number;
  readonly atMs: number;
  readonly direction: Direction;
  readonly sizeBytes: number;
  /** One character a byte for what came in, as it was written for what went out; of a frame that is too large only its head. */
  readonly text: string;
  readonly encoding: 'latin1' | 'utf8';
  readonly isWhole: boolean;
};
