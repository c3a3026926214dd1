import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createMaskToken,
  createWireLog,
  readFrames,
  redact,
  wireLogBounds,
  type WireLogBounds,
} from '../../../src/wire-log/index.ts';

const maskToken = createMaskToken(Buffer.alloc(32, 1));
const open = (bounds: Partial<WireLogBounds> = {}) =>
  createWireLog({ nowMs: () => 1000, bounds: { ...wireLogBounds, ...bounds } });
const call = (id: string, payload: unknown = {}) => JSON.stringify([2, id, 'Heartbeat', payload]);

describe('what is kept', () => {
  it('the last frames of a station', () => {
    const log = open({ framesPerStation: 3 });
    for (const id of ['a', 'b', 'c', 'd']) log.write({ stationId: 'A', direction: 'in', data: call(id) });
    expect(readFrames(log.frames('A'), { filter: {}, maskToken }).map(({ messageId }) => messageId)).toEqual([
      'b',
      'c',
      'd',
    ]);
    expect(log.frames('B')).toEqual([]);
  });

  it('law: never more than the bounds, of one station and of all; the silent give way first', () => {
    const bounds = { framesPerStation: 5, bytesPerStation: 2_000, bytes: 5_000, frameBytes: 800, headBytes: 50 };
    const write = fc.record({ station: fc.nat(9), size: fc.nat(1_500) });
    fc.assert(
      fc.property(fc.array(write, { maxLength: 60 }), (writes) => {
        const log = open(bounds);
        for (const { station, size } of writes) {
          log.write({ stationId: `S${station}`, direction: 'in', data: Buffer.alloc(size, 'x') });
          const kept = Array.from({ length: 10 }, (_, index) => log.frames(`S${index}`));
          expect(log.size().bytes).toBeLessThanOrEqual(bounds.bytes);
          expect(log.size().stations).toBe(kept.filter((frames) => frames.length > 0).length);
          for (const frames of kept) {
            expect(frames.length).toBeLessThanOrEqual(bounds.framesPerStation);
            expect(frames.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(bounds.bytesPerStation);
          }
          // Whoever spoke last is still there.
          expect(log.frames(`S${station}`)).not.toHaveLength(0);
        }
      }),
    );
  });

  it('law: the newest frames come back as they were, oldest first', () => {
    const write = fc.record({ isOut: fc.boolean(), text: fc.string({ maxLength: 300, unit: 'grapheme' }) });
    fc.assert(
      fc.property(fc.array(write, { maxLength: 80 }), (writes) => {
        const log = open({ framesPerStation: 20, bytesPerStation: 6_000 });
        for (const { isOut, text } of writes)
          log.write({ stationId: 'A', direction: isOut ? 'out' : 'in', data: isOut ? text : Buffer.from(text) });
        const kept = log.frames('A');
        expect(
          kept.map(({ seq, direction, sizeBytes, text, encoding, isWhole }) => ({
            seq,
            isOut: direction === 'out',
            sizeBytes,
            text: encoding === 'utf8' ? text : Buffer.from(text, 'latin1').toString(),
            isWhole,
          })),
        ).toEqual(
          writes
            .map(({ isOut, text }, index) => {
              return {
                seq: index + 1,
                isOut,
                sizeBytes: Buffer.byteLength(text),
                text,
                isWhole: true,
              };
            })
            .slice(writes.length - kept.length),
        );
        // A quarter of the bytes stays free; 20 frames are kept where they fit.
        if (writes.length >= 20 && writes.every(({ text }) => Buffer.byteLength(text) < 190))
          expect(kept).toHaveLength(20);
      }),
    );
  });

  it('a copy: the buffer of the socket is used again', () => {
    const log = open();
    const data = Buffer.from(call('ü1'));
    log.write({ stationId: 'A', direction: 'in', data });
    data.fill(0);
    expect(readFrames(log.frames('A'), { filter: {}, maskToken })).toMatchObject([
      { messageId: 'ü1', action: 'Heartbeat' },
    ]);
  });

  it('of a frame that is too large its head, without any of its payload', () => {
    const log = open({ frameBytes: 100, headBytes: 60 });
    log.write({ stationId: 'A', direction: 'in', data: Buffer.from(call('a', { idTag: 'x'.repeat(200) })) });
    const [frame] = readFrames(log.frames('A'), { filter: {}, maskToken });
    expect(frame).toEqual({
      seq: 1,
      atMs: 1000,
      direction: 'in',
      sizeBytes: 232,
      type: 'call',
      messageId: 'a',
      action: 'Heartbeat',
    });
  });

  it('what cannot be parsed cannot be masked, so it is not shown', () => {
    const log = open();
    for (const data of ['[2,"a","Authorize",{"idTag":"SECRET"', '{}', '', '[2]', 'null', '[9,"a"]'])
      log.write({ stationId: 'A', direction: 'in', data });
    const frames = readFrames(log.frames('A'), { filter: {}, maskToken });
    expect(frames.map(({ type }) => type)).toEqual(Array.from({ length: 6 }, () => 'unreadable'));
    expect(JSON.stringify(frames)).not.toContain('SECRET');
  });
});

describe('masks', () => {
  const secret = 'hunter2hunter2hunter2';
  it.each([
    { key: 'AuthorizationKey', value: secret },
    { configurationKey: [{ key: 'authorizationkey', readonly: false, value: secret }] },
    {
      setVariableData: [
        { component: { name: 'SecurityCtrlr' }, variable: { name: 'BasicAuthPassword' }, attributeValue: secret },
      ],
    },
    { getVariableResult: [{ variable: { name: 'BasicAuthPassword' }, attributeValue: secret }] },
    { connectionData: { basicAuthPassword: secret, apn: { apnPassword: secret }, vpn: { password: secret } } },
    { settings: [{ name: 'SecurityCtrlr.BasicAuthPassword', value: secret }] },
    { headers: { Authorization: `Basic ${secret}` } },
    { location: `ftp://user:${secret}@fw.example/x` },
    { pem: `-----BEGIN PRIVATE KEY-----${secret}` },
    // A station that tells what is write-only.
    {
      reportData: [{ variable: { name: 'BasicAuthPassword' }, variableAttribute: [{ type: 'Actual', value: secret }] }],
    },
    { eventData: [{ variable: { name: 'BasicAuthPassword' }, actualValue: secret }] },
    { configurationKey: [{ key: 'WiFiPassword', value: secret }] },
    { data: JSON.stringify({ key: 'AuthorizationKey', value: secret }) },
    { data: ` [${JSON.stringify({ idToken: { idToken: secret } })}]` },
    { idToken: { idToken: 'X', additionalInfo: [{ additionalIdToken: secret, type: 'contract' }] } },
    { sampledValue: [{ value: `OCMF|{"ID":"${secret}"}|`, format: 'SignedData', context: 'Transaction.End' }] },
    { sampledValue: [{ value: 1, signedMeterValue: { signedMeterData: secret, encodingMethod: 'OCMF' } }] },
    { idTag: secret, idTagInfo: { parentIdTag: secret } },
    { idToken: { idToken: secret, type: 'ISO14443' }, groupIdToken: { idToken: secret } },
  ])('%j', (payload) => {
    const shown = JSON.stringify(redact(payload, maskToken));
    expect(shown).not.toContain(secret);
    // Names stay: whoever reads the log sees what was done.
    for (const name of Object.keys(payload)) expect(shown).toContain(name);
  });

  it('the same token alike, whatever its case; without the key of the process nobody can try them out', () => {
    expect(maskToken('04A1')).toBe(maskToken('04a1'));
    expect(maskToken('04A1')).not.toBe(maskToken('04A2'));
    expect(createMaskToken(Buffer.alloc(32, 2))('04A1')).not.toBe(maskToken('04A1'));
  });

  it('law: the rest of a payload stays as it is', () => {
    const plain = fc.jsonValue({ maxDepth: 4, stringUnit: fc.constantFrom('a', 'b', '1') });
    fc.assert(
      fc.property(plain, (value) => {
        expect(redact(value, maskToken)).toEqual(value);
      }),
    );
  });
});
