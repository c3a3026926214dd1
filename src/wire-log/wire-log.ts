import { FRAME_OVERHEAD_BYTES, type WireLogBounds } from './bounds.ts';

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

/**
 * The last frames of each station, in memory. Writing keeps the raw text and nothing else; it is parsed and masked when it is read.
 * Full: the oldest frames of that station go; when all stations together have too much, those of the station that has been silent longest.
 */
export interface WireLog {
  /** `data` may be used again by the caller afterwards. */
  write(
    this: void,
    frame: { readonly stationId: string; readonly direction: Direction; readonly data: Buffer | string },
  ): void;
  /** Oldest first. */
  frames(stationId: string): readonly RawFrame[];
  /** Told of each frame of that station. Returns the unsubscribe. */
  follow(stationId: string, listener: (frame: RawFrame) => void): () => void;
  /** Listeners of all stations. */
  followers(): number;
  /** Of all stations. */
  size(): { readonly stations: number; readonly bytes: number };
}

type Ring = { frames: RawFrame[]; bytes: number; movedAtMs: number };
/** Who has been silent longest is known to within this. */
const ORDER_RESOLUTION_MS = 1_000;

export function createWireLog({
  nowMs,
  bounds,
}: {
  readonly nowMs: () => number;
  readonly bounds: WireLogBounds;
}): WireLog {
  /** In the order of the last frame, to within a second: the first has been silent longest. */
  const rings = new Map<string, Ring>();
  const followers = new Map<string, Set<(frame: RawFrame) => void>>();
  let bytes = 0;
  let seq = 0;

  function ringOf(stationId: string, atMs: number): Ring {
    const before = rings.get(stationId);
    if (before !== undefined && Math.abs(atMs - before.movedAtMs) < ORDER_RESOLUTION_MS) return before;
    const ring = before ?? { frames: [], bytes: 0, movedAtMs: atMs };
    ring.movedAtMs = atMs;
    rings.delete(stationId);
    rings.set(stationId, ring);
    return ring;
  }

  function dropOldest(ring: Ring): void {
    const dropped = costOf(ring.frames.shift());
    ring.bytes -= dropped;
    bytes -= dropped;
  }

  function makeRoom(): void {
    for (const [stationId, ring] of rings) {
      if (bytes <= bounds.bytes) return;
      while (bytes > bounds.bytes && ring.frames.length > 0) dropOldest(ring);
      if (ring.frames.length === 0) rings.delete(stationId);
    }
  }

  return {
    write: ({ stationId, direction, data }) => {
      const sizeBytes = typeof data === 'string' ? Buffer.byteLength(data) : data.length;
      const isWhole = sizeBytes <= bounds.frameBytes;
      const frame: RawFrame = {
        seq: (seq += 1),
        atMs: nowMs(),
        direction,
        sizeBytes,
        text: textOf(data, isWhole ? sizeBytes : bounds.headBytes),
        encoding: typeof data === 'string' ? 'utf8' : 'latin1',
        isWhole,
      };
      const ring = ringOf(stationId, frame.atMs);
      ring.frames.push(frame);
      const cost = costOf(frame);
      ring.bytes += cost;
      bytes += cost;
      while (ring.frames.length > bounds.framesPerStation || ring.bytes > bounds.bytesPerStation) dropOldest(ring);
      if (bytes > bounds.bytes) makeRoom();
      for (const listener of followers.get(stationId) ?? []) listener(frame);
    },
    frames: (stationId) => [...(rings.get(stationId)?.frames ?? [])],
    follow: (stationId, listener) => {
      const others = followers.get(stationId) ?? new Set();
      followers.set(stationId, others.add(listener));
      return () => {
        others.delete(listener);
        if (others.size === 0) followers.delete(stationId);
      };
    },
    followers: () => [...followers.values()].reduce((sum, { size }) => sum + size, 0),
    size: () => ({ stations: rings.size, bytes }),
  };
}

function textOf(data: Buffer | string, length: number): string {
  if (typeof data === 'string') return data.length <= length ? data : data.slice(0, length);
  // A copy: a slice of the socket's buffer would keep all of it alive. One byte a character, and not decoded before someone reads it.
  return data.toString('latin1', 0, length);
}

function costOf(frame: RawFrame | undefined): number {
  return frame === undefined ? 0 : frame.text.length + FRAME_OVERHEAD_BYTES;
}
