/** Every bound of the wire log, with its reason. */
export type WireLogBounds = {
  readonly framesPerStation: number;
  readonly bytesPerStation: number;
  readonly bytes: number;
  readonly frameBytes: number;
  readonly headBytes: number;
};

export const wireLogBounds: WireLogBounds = {
  /** A quarter of an hour of a charging station with two connectors. */
  framesPerStation: 200,
  bytesPerStation: 256 * 1024,
  /** 10,000 stations share it: 6.5 kB each, some 20 frames. */
  bytes: 64 * 1024 * 1024,
  /** The largest honest message seen is a 32 kB NotifyReport. */
  frameBytes: 40 * 1024,
  /** What is kept of a larger one: its type, id and action. */
  headBytes: 256,
};
