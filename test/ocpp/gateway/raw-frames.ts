import type { Socket } from 'node:net';
import { within } from './fixture.ts';

/** Websocket frames as bytes, legal or not (RFC 6455 §5.2). The mask is zero, so the payload stays readable. */
export function frame(
  fields: { fin?: boolean; reserved?: number; opcode?: number; masked?: boolean; lengthBytes?: Buffer },
  payload: Buffer | string = '',
): Buffer {
  const { fin = true, reserved = 0, opcode = 1, masked = true, lengthBytes } = fields;
  const body = Buffer.from(payload);
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  const length = lengthBytes ?? lengthOf(body.length);
  length[0] = (length[0] ?? 0) | (masked ? 0x80 : 0);
  return Buffer.concat([Buffer.from([first]), length, masked ? Buffer.alloc(4) : Buffer.alloc(0), body]);
}

/** The 7 bits and, where needed, the 16 or 64 bits of a payload length. */
export function lengthOf(bytes: number | bigint): Buffer {
  if (bytes < 126) return Buffer.from([Number(bytes)]);
  if (bytes < 65_536) {
    const short = Buffer.from([126, 0, 0]);
    short.writeUInt16BE(Number(bytes), 1);
    return short;
  }
  const long = Buffer.alloc(9);
  long[0] = 127;
  long.writeBigUInt64BE(BigInt(bytes), 1);
  return long;
}

/** The code of the close frame that the server sends, or 'destroyed' when it sends none. */
export function closeCode(socket: Socket): Promise<number | 'destroyed'> {
  let bytes = Buffer.alloc(0);
  return within(
    new Promise((resolve) => {
      socket.on('data', (chunk: Buffer) => {
        bytes = Buffer.concat([bytes, chunk]);
        for (let at = 0; at + 2 <= bytes.length;) {
          const length = (bytes[at + 1] ?? 0) & 0x7f;
          const extra = length === 126 ? 2 : 0;
          const size = length === 126 ? bytes.readUInt16BE(at + 2) : length;
          if (bytes[at] === 0x88 && at + 4 <= bytes.length) resolve(bytes.readUInt16BE(at + 2));
          at += 2 + extra + size;
        }
      });
      socket.once('close', () => resolve('destroyed'));
      socket.resume();
    }),
    'a close frame',
  );
}
