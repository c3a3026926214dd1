import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  actionsOf,
  decodeFrame,
  encodeFrame,
  type Frame,
  formatTimestamp,
  parseTimestamp,
  validateRequest,
  validateResponse,
} from '../../../ocpp/protocol/index.ts';

describe('frames', () => {
  it.each<[string, Frame]>([
    ['[2,"m1","Heartbeat",{}]', { kind: 'call', messageId: 'm1', action: 'Heartbeat', payload: {} }],
    ['[3,"m1",{"status":"Accepted"}]', { kind: 'result', messageId: 'm1', payload: { status: 'Accepted' } }],
    [
      '[4,"m1","NotSupported","no",{"a":1}]',
      { kind: 'error', messageId: 'm1', code: 'NotSupported', description: 'no', details: { a: 1 } },
    ],
  ])('%s, both ways', (text, frame) => {
    expect(decodeFrame(text, '1.6')).toEqual(frame);
    expect(encodeFrame(frame)).toBe(text);
  });

  it.each([
    ['{oops', 'FormationViolation', 'RpcFrameworkError', undefined],
    ['null', 'FormationViolation', 'RpcFrameworkError', undefined],
    ['{}', 'FormationViolation', 'RpcFrameworkError', undefined],
    ['[]', 'FormationViolation', 'RpcFrameworkError', undefined],
    ['[2,5,"Heartbeat",{}]', 'FormationViolation', 'RpcFrameworkError', undefined],
    [`[2,"${'x'.repeat(37)}","Heartbeat",{}]`, 'FormationViolation', 'RpcFrameworkError', undefined],
    ['[2,"m1","Heartbeat"]', 'FormationViolation', 'RpcFrameworkError', 'm1'],
    ['[2,"m1","Heartbeat",{},1,2,3]', 'FormationViolation', 'RpcFrameworkError', 'm1'],
    ['[2,"m1",7,{}]', 'FormationViolation', 'RpcFrameworkError', 'm1'],
    ['[2,"m1","Heartbeat",null]', 'FormationViolation', 'FormatViolation', 'm1'],
    ['[2,"m1","Heartbeat",[]]', 'FormationViolation', 'FormatViolation', 'm1'],
    ['[9,"m1","Heartbeat",{}]', 'FormationViolation', 'MessageTypeNotSupported', 'm1'],
  ])('%s is no frame', (text, code16, code201, messageId) => {
    expect(decodeFrame(text, '1.6')).toMatchObject({ kind: 'malformed', code: code16, isAnswer: false });
    expect(decodeFrame(text, '2.0.1')).toMatchObject({ kind: 'malformed', code: code201, isAnswer: false });
    const frame = decodeFrame(text, '1.6');
    expect('messageId' in frame ? frame.messageId : undefined).toBe(messageId);
  });

  it.each(['[3,"m1"]', '[3,"m1","x"]', '[4,"m1"]', `[4,"m1","${'x'.repeat(51)}"]`])(
    'a broken answer %s is not to be answered',
    (text) => {
      expect(decodeFrame(text, '1.6')).toMatchObject({ kind: 'malformed', isAnswer: true });
    },
  );

  it('an error without description and details, or with too long a one, is still an error', () => {
    expect(decodeFrame('[4,"m1","GenericError"]', '1.6')).toEqual({
      kind: 'error',
      messageId: 'm1',
      code: 'GenericError',
      description: '',
      details: {},
    });
    expect(decodeFrame(`[4,"m1","GenericError","${'x'.repeat(300)}",7]`, '1.6')).toMatchObject({
      description: 'x'.repeat(255),
      details: {},
    });
  });

  it('law: any text gives a frame or a reason', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => typeof decodeFrame(text, '2.0.1').kind === 'string'),
    );
  });
});

describe('timestamps', () => {
  it.each([
    ['2025-03-04T05:06:07Z', Date.UTC(2025, 2, 4, 5, 6, 7)],
    ['2025-03-04t05:06:07.5z', Date.UTC(2025, 2, 4, 5, 6, 7, 500)],
    ['2025-03-04T05:06:07.123456789Z', Date.UTC(2025, 2, 4, 5, 6, 7, 123)],
    ['2025-03-04 13:06:07+08:00', Date.UTC(2025, 2, 4, 5, 6, 7)],
    ['2025-03-04T13:06:07+0800', Date.UTC(2025, 2, 4, 5, 6, 7)],
    ['2025-03-04T03:36:07-01:30', Date.UTC(2025, 2, 4, 5, 6, 7)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['0001-01-01T00:00:00Z', new Date('0001-01-01T00:00:00Z').getTime()],
    ['2025-03-04T05:06:07', undefined],
    ['222222017-03-04T05:06:07Z', undefined],
    ['2025-03-04T23:60:00Z', undefined],
    ['2025-03-04T24:00:00Z', undefined],
    ['2025-03-04T05:06:60Z', undefined],
    ['2025-02-29T00:00:00Z', undefined],
    ['2025-13-01T00:00:00Z', undefined],
    ['2025-03-04T05:06:07+25:00', undefined],
    ['2025-03-04T05:06:07+08:75', undefined],
    ['1741064767', undefined],
    ['', undefined],
  ])('"%s"', (text, expected) => {
    expect(parseTimestamp(text)).toBe(expected);
  });

  it('law: what is written is read, to the second, never later', () => {
    const anyTime = fc.date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('9999-01-01') });
    fc.assert(
      fc.property(anyTime, (date) => {
        const read = parseTimestamp(formatTimestamp(date.getTime())) ?? Number.NaN;
        expect(date.getTime() - read).toBeGreaterThanOrEqual(0);
        expect(date.getTime() - read).toBeLessThan(1000);
        expect(parseTimestamp(date.toISOString())).toBe(date.getTime());
      }),
    );
  });
});

describe('schemas', () => {
  it('all of them compile, and refuse what is no object', () => {
    for (const version of ['1.6', '2.0.1'] as const) {
      const actions = actionsOf(version);
      expect(actions).toHaveLength(version === '1.6' ? 39 : 64);
      for (const action of actions) {
        expect(validateRequest(version, action, null)?.code).toBe('TypeConstraintViolation');
        expect(validateResponse(version, action, null)?.code).toBe('TypeConstraintViolation');
      }
    }
  });

  it('0.3 is a multiple of 0.1, and 0.25 is not', () => {
    const profile = (limit: number) => ({
      connectorId: 1,
      csChargingProfiles: {
        chargingProfileId: 1,
        stackLevel: 0,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
      },
    });
    expect(validateRequest('1.6', 'SetChargingProfile', profile(0.3))).toBeUndefined();
    expect(validateRequest('1.6', 'SetChargingProfile', profile(0.25))?.code).toBe('PropertyConstraintViolation');
  });

  it('keys of every object are no fields', () => {
    const payload = JSON.parse('{"__proto__":{"polluted":true},"idTag":"x"}') as unknown;
    expect(validateRequest('1.6', 'Authorize', payload)?.code).toBe('FormationViolation');
    expect(validateRequest('1.6', '__proto__', {})?.code).toBe('NotImplemented');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
