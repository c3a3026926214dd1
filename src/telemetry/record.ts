import { crc32 } from 'node:zlib';

import { telemetryBounds } from './bounds.ts';

/**
 * A record on disk: payload length, number of lines, CRC-32 of both and of the payload (u32, little endian each), then the payload:
 * lines of line protocol joined by line breaks, UTF-8.
 */
export const RECORD_HEADER_BYTES = 12;

export type SpoolRecord = { readonly lines: readonly string[]; readonly bytes: number };

/** The lines as records, each within the bounds of one upload. A line that alone is longer gets a record of its own. */
export function encodeRecords(lines: readonly string[]): Buffer {
  const records: Buffer[] = [];
  let from = 0;
  let payloadBytes = 0;
  for (let index = 0; index < lines.length; index += 1) {
    const lineBytes = Buffer.byteLength(lines[index] ?? '') + 1;
    const full =
      payloadBytes + lineBytes > telemetryBounds.maxRecordBytes || index - from >= telemetryBounds.maxRecordLines;
    if (full && index > from) {
      records.push(encodeRecord(lines.slice(from, index)));
      from = index;
      payloadBytes = 0;
    }
    payloadBytes += lineBytes;
  }
  if (from < lines.length) records.push(encodeRecord(lines.slice(from)));
  return Buffer.concat(records);
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

function encodeRecord(lines: readonly string[]): Buffer {
  const payload = Buffer.from(lines.join('\n'));
  const record = Buffer.concat([Buffer.alloc(RECORD_HEADER_BYTES), payload]);
  record.writeUInt32LE(payload.length, 0);
  record.writeUInt32LE(lines.length, 4);
  record.writeUInt32LE(checksum(record), 8);
  return record;
}

function checksum(record: Buffer): number {
  return crc32(record.subarray(RECORD_HEADER_BYTES), crc32(record.subarray(0, 8)));
}
