import { Duplex } from 'node:stream';

/**
 * A TCP socket without TCP: what a station writes is pushed in, what the server writes is handed over. The websocket
 * parser, the sender and the close handshake of the product run on it as on any other.
 */
export class PipeSocket extends Duplex {
  readonly remoteAddress = '127.0.0.1';
  readonly #onBytes: (bytes: Buffer) => void;

  constructor(onBytes: (bytes: Buffer) => void) {
    super({ highWaterMark: 1024 * 1024 });
    this.#onBytes = onBytes;
    this.on('error', () => {});
  }

  get readyState(): 'open' | 'closed' {
    return this.destroyed ? 'closed' : 'open';
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  override _read(): void {}

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.#onBytes(bytes);
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#onBytes(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }
}

/** Takes the frames of a server (never masked) out of its bytes. */
export class FrameReader {
  #bytes: Buffer = Buffer.alloc(0);

  read(bytes: Buffer): { readonly opcode: number; readonly payload: Buffer }[] {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
    const frames: { opcode: number; payload: Buffer }[] = [];
    for (;;) {
      const all = this.#bytes;
      if (all.length < 2) return frames;
      const short = (all[1] ?? 0) & 0x7f;
      const start = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (all.length < start) return frames;
      const length = short === 126 ? all.readUInt16BE(2) : short === 127 ? Number(all.readBigUInt64BE(2)) : short;
      if (all.length < start + length) return frames;
      frames.push({ opcode: (all[0] ?? 0) & 0x0f, payload: all.subarray(start, start + length) });
      this.#bytes = all.subarray(start + length);
    }
  }
}
