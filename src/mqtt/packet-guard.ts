import type { Socket } from 'node:net';
import { Duplex, pipeline, Transform } from 'node:stream';

/**
 * A socket that is cut as soon as a client announces an MQTT packet above `maximumBytes`: the broker would collect up to
 * 256 MB of it in memory before it looks inside.
 */
export function createPacketGuard(socket: Socket, maximumBytes: number): Duplex {
  const tooLong = createLengthWatch(maximumBytes);
  const inbound = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const announced = tooLong(chunk);
      if (announced === undefined) done(null, chunk);
      else done(new Error(`a packet of ${announced} bytes, at most ${maximumBytes}`));
    },
  });
  // Errors are told by the duplex; the pipeline's own callback only keeps them from being unhandled.
  pipeline(socket, inbound, () => undefined);
  return Duplex.from({ readable: inbound, writable: socket });
}

/** Follows the fixed headers (MQTT 3.1.1, 2.2.3) through the chunks of a stream; returns the first length above the bound. */
export function createLengthWatch(maximumBytes: number): (chunk: Buffer) => number | undefined {
  let bodyBytes = 0;
  /** undefined = a packet type comes next; otherwise the length so far and the weight of its next digit. */
  let header: { readonly length: number; readonly weight: number } | undefined;
  return (chunk) => {
    for (let at = 0; at < chunk.length;) {
      if (bodyBytes > 0) {
        const skipped = Math.min(bodyBytes, chunk.length - at);
        bodyBytes -= skipped;
        at += skipped;
        continue;
      }
      const byte = chunk[at] ?? 0;
      at += 1;
      if (header === undefined) {
        header = { length: 0, weight: 1 };
        continue;
      }
      const length = header.length + (byte & 0x7f) * header.weight;
      if (length > maximumBytes) return length;
      // A fifth length byte is malformed; the broker's parser refuses it.
      const isLast = (byte & 0x80) === 0 || header.weight >= 128 ** 3;
      header = isLast ? undefined : { length, weight: header.weight * 128 };
      if (isLast) bodyBytes = length;
    }
    return undefined;
  };
}
