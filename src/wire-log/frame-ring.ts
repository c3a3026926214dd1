import type { Direction, RawFrame } from './raw-frame.ts';

/** seq and time as doubles, size and text length as 32 bits, one byte of flags. */
const HEADER_BYTES = 25;
const FLAG_OUT = 1;
const FLAG_WHOLE = 2;
const FLAG_UTF8 = 4;
const FIRST_BYTES = 1024;
const GROWTH = 1.5;
/** So much of the largest buffer is in use at most: what is left makes moving the frames together rare. */
const FULL_SHARE = 0.75;

/**
 * The last frames of one station in one buffer, oldest first: as objects, those of 10,000 stations would be a million for the garbage
 * collector to look at, again and again.
 */
export class FrameRing {
  readonly #maxBytes: number;
  readonly #maxFrames: number;
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #from = 0;
  #to = 0;
  #count = 0;

  constructor({ maxBytes, maxFrames }: { readonly maxBytes: number; readonly maxFrames: number }) {
    this.#maxBytes = maxBytes;
    this.#maxFrames = maxFrames;
  }

  /** Memory that it takes. */
  get bytes(): number {
    return this.#bytes.length;
  }

  /** Keeps `text`, or what came in as it is; the oldest frames make room. One that alone is too large is not kept. */
  add(frame: {
    readonly seq: number;
    readonly atMs: number;
    readonly direction: Direction;
    readonly sizeBytes: number;
    readonly isWhole: boolean;
    readonly data: Buffer | string;
  }): void {
    const { data, seq, atMs, direction, sizeBytes, isWhole } = frame;
    const isText = typeof data === 'string';
    // A whole text was measured already.
    const textBytes = isWhole ? sizeBytes : isText ? Buffer.byteLength(data) : data.length;
    if (!this.#makeRoom(HEADER_BYTES + textBytes)) return;
    const bytes = this.#bytes;
    let at = bytes.writeDoubleLE(seq, this.#to);
    at = bytes.writeDoubleLE(atMs, at);
    at = bytes.writeUInt32LE(sizeBytes, at);
    at = bytes.writeUInt32LE(textBytes, at);
    at = bytes.writeUInt8(
      (direction === 'out' ? FLAG_OUT : 0) | (isWhole ? FLAG_WHOLE : 0) | (isText ? FLAG_UTF8 : 0),
      at,
    );
    if (isText) bytes.write(data, at);
    else bytes.set(data, at);
    this.#to = at + textBytes;
    this.#count += 1;
  }

  frames(): readonly RawFrame[] {
    const frames: RawFrame[] = [];
    for (let at = this.#from; at < this.#to; at += this.#sizeAt(at)) frames.push(this.#read(at));
    return frames;
  }

  #read(at: number): RawFrame {
    const bytes = this.#bytes;
    const flags = bytes.readUInt8(at + 24);
    const encoding = (flags & FLAG_UTF8) === 0 ? 'latin1' : 'utf8';
    return {
      seq: bytes.readDoubleLE(at),
      atMs: bytes.readDoubleLE(at + 8),
      direction: (flags & FLAG_OUT) === 0 ? 'in' : 'out',
      sizeBytes: bytes.readUInt32LE(at + 16),
      text: bytes.toString(encoding, at + HEADER_BYTES, at + this.#sizeAt(at)),
      encoding,
      isWhole: (flags & FLAG_WHOLE) !== 0,
    };
  }

  #sizeAt(at: number): number {
    return HEADER_BYTES + this.#bytes.readUInt32LE(at + 20);
  }

  /** Whether `neededBytes` are free behind the last frame now. */
  #makeRoom(neededBytes: number): boolean {
    const mostBytes = Math.floor(this.#maxBytes * FULL_SHARE);
    while (this.#count > 0 && (this.#count >= this.#maxFrames || this.#to - this.#from + neededBytes > mostBytes)) {
      this.#from += this.#sizeAt(this.#from);
      this.#count -= 1;
    }
    const usedBytes = this.#to - this.#from;
    if (this.#to + neededBytes <= this.#bytes.length) return true;
    if (usedBytes + neededBytes > mostBytes) return false;
    const isRoomy = usedBytes + neededBytes <= this.#bytes.length * FULL_SHARE;
    const sizeBytes = Math.min(this.#maxBytes, Math.ceil((usedBytes + neededBytes) * GROWTH));
    const target = isRoomy ? this.#bytes : Buffer.allocUnsafeSlow(sizeBytes);
    if (isRoomy) target.copyWithin(0, this.#from, this.#to);
    else target.set(this.#bytes.subarray(this.#from, this.#to));
    this.#bytes = target;
    this.#from = 0;
    this.#to = usedBytes;
    return true;
  }
}
