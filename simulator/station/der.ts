/** The few pieces of DER (X.690) that a certificate request and a certificate's hashes need. */

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OBJECT_ID = 0x06;
const UTF8 = 0x0c;
const SEQUENCE = 0x30;
const SET = 0x31;
const CONTEXT_0 = 0xa0;

/** One element; `whole` with its tag and length. */
export type Element = { readonly tag: number; readonly whole: Buffer; readonly content: Buffer };

/** The elements of a constructed value. Throws on a truncated one. */
export function elements(content: Buffer): readonly Element[] {
  const found: Element[] = [];
  for (let offset = 0; offset < content.length;) {
    const first = content.readUInt8(offset + 1);
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    const length = lengthBytes === 0 ? first : content.readUIntBE(offset + 2, lengthBytes);
    const start = offset + 2 + lengthBytes;
    if (start + length > content.length) throw new Error('der: truncated');
    const whole = content.subarray(offset, start + length);
    found.push({ tag: content.readUInt8(offset), whole, content: content.subarray(start, start + length) });
    offset = start + length;
  }
  return found;
}

export const sequence = (...parts: readonly Buffer[]): Buffer => element(SEQUENCE, ...parts);
export const set = (...parts: readonly Buffer[]): Buffer => element(SET, ...parts);
export const zero = (): Buffer => element(INTEGER, Buffer.of(0));
export const utf8 = (text: string): Buffer => element(UTF8, Buffer.from(text, 'utf8'));
export const objectId = (...bytes: readonly number[]): Buffer => element(OBJECT_ID, Buffer.from(bytes));
export const bitString = (bits: Buffer): Buffer => element(BIT_STRING, Buffer.of(0), bits);
export const noAttributes = (): Buffer => element(CONTEXT_0);

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  if (length < 0x100) return Buffer.concat([Buffer.of(tag, 0x81, length), content]);
  return Buffer.concat([Buffer.of(tag, 0x82, length >> 8, length & 0xff), content]);
}
