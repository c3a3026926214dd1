import type { WireLogBounds } from './bounds.ts';
import { FrameRing } from './frame-ring.ts';
import type { Direction, RawFrame } from './raw-frame.ts';

/**
 * The last frames of each station, in memory. Writing keeps the raw bytes and nothing else; they are parsed and masked when they are read.
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
  /** Of all stations, with the room that is kept for their next frames. */
  size(): { readonly stations: number; readonly bytes: number };
}

type Ring = { readonly frames: FrameRing; movedAtMs: number };
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
    const ring = before ?? { frames: newRing(bounds), movedAtMs: atMs };
    if (before === undefined) bytes += ring.frames.bytes;
    ring.movedAtMs = atMs;
    rings.delete(stationId);
    rings.set(stationId, ring);
    return ring;
  }

  function makeRoom(forStationId: string): void {
    for (const [stationId, { frames }] of rings) {
      if (bytes <= bounds.bytes) return;
      if (stationId === forStationId) continue;
      bytes -= frames.bytes;
      rings.delete(stationId);
    }
  }

  return {
    write: ({ stationId, direction, data }) => {
      const atMs = nowMs();
      const sizeBytes = typeof data === 'string' ? Buffer.byteLength(data) : data.length;
      const isWhole = sizeBytes <= bounds.frameBytes;
      const head = isWhole ? data : headOf(data, bounds.headBytes);
      const { frames } = ringOf(stationId, atMs);
      const before = frames.bytes;
      frames.add({ seq: (seq += 1), atMs, direction, sizeBytes, isWhole, data: head });
      bytes += frames.bytes - before;
      if (bytes > bounds.bytes) makeRoom(stationId);
      const listeners = followers.get(stationId);
      if (listeners === undefined) return;
      const encoding = typeof head === 'string' ? 'utf8' : 'latin1';
      const text = typeof head === 'string' ? head : head.toString('latin1');
      for (const listener of listeners) listener({ seq, atMs, direction, sizeBytes, text, encoding, isWhole });
    },
    frames: (stationId) => rings.get(stationId)?.frames.frames() ?? [],
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

function newRing({ bytesPerStation, framesPerStation }: WireLogBounds): FrameRing {
  return new FrameRing({ maxBytes: bytesPerStation, maxFrames: framesPerStation });
}

function headOf(data: Buffer | string, headBytes: number): Buffer | string {
  return typeof data === 'string' ? data.slice(0, headBytes) : data.subarray(0, headBytes);
}
