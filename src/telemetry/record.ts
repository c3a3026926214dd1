import { crc32 } from 'node:zlib';

/**
 * A record on disk: payload length, number of lines, CRC-32 of both and of the payload (u32, little endian each), then the payload:
 * lines of line protocol joined by line breaks, UTF-8.
 */
export const RECORD_HEADER_BYTES = 12;

export type SpoolRecord = { readonly lines: readonly string[]; readonly bytes: number };

/** Writes the header of a record whose payload is in its place. */
export function sealRecord(record: Buffer, lines: number): void {
  record.writeUInt32LE(record.length - RECORD_HEADER_BYTES, 0);
  record.writeUInt32LE(lines, 4);
  record.writeUInt32LE(checksum(record), 8);
}

/** The record that starts at `offset`, or undefined when there is none that is whole and unharmed. */
export function decodeRecord(bytes: Buffer, offset: number): SpoolRecord | undefined {
  if (offset + RECORD_HEADER_BYTES > bytes.length) return undefined;
  const payloadBytes = bytes.readUInt32LE(offset);
  const end = offset + RECORD_HEADER_BYTES + payloadBytes;
  if (payloadBytes === 0 || end > bytes.length) return undefined;
  if (bytes.readUInt32LE(offset + 8) !== checksum(bytes.subarray(offset, end))) return undefined;
  const lines = bytes.toString('utf8', offset + RECORD_HEADER_BYTES, end).split('\n');
  if (lines.length !== bytes.readUInt32LE(offset + 4)) return undefined;
  return { lines, bytes: end - offset };
}

function checksum(record: Buffer): number {
  return crc32(record.subarray(RECORD_HEADER_BYTES), crc32(record.subarray(0, 8)));
}
