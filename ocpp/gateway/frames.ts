import type { OcppVersion } from '../events.ts';
import { decodeFrame, encodeFrame } from '../protocol/index.ts';
import type { Answer } from './mailbox.ts';

/** One message of a station, as far as the gateway has to look into it. */
export type Frame =
  /** Some vendors send empty messages as a keep-alive. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'call'; readonly id: string; readonly action: string; readonly payload: Record<string, unknown> }
  /** CALLRESULT or CALLERROR. The code of an error is one that OCPP knows; `isMalformed`: it was none, or the answer had no shape that OCPP knows. */
  | { readonly kind: 'answer'; readonly id: string; readonly answer: Answer; readonly isMalformed: boolean }
  /** 2.1: a message that gets no answer. */
  | { readonly kind: 'send'; readonly action: string; readonly payload: Record<string, unknown> }
  /** 2.1 CALLRESULTERROR: our answer to its call `id` was of no use to the station. `code` is one that OCPP knows. */
  | { readonly kind: 'answer-refused'; readonly id: string; readonly code: string }
  /** `reply` is the CALLERROR to send, where there is one. */
  | { readonly kind: 'bad'; readonly reason: string; readonly reply?: string };

/** Codes of both versions, with the spelling of either. */
const ERROR_CODES: ReadonlySet<string> = new Set([
  'FormationViolation',
  'FormatViolation',
  'GenericError',
  'InternalError',
  'MessageTypeNotSupported',
  'NotImplemented',
  'NotSupported',
  'OccurenceConstraintViolation',
  'OccurrenceConstraintViolation',
  'PropertyConstraintViolation',
  'ProtocolError',
  'RpcFrameworkError',
  'SecurityError',
  'TypeConstraintViolation',
]);

/** Reads one message. Never throws; replies echo nothing but a message id of legal length. */
export function readFrame(data: Buffer, { version, isBinary }: { version: OcppVersion; isBinary: boolean }): Frame {
  if (data.length === 0) return { kind: 'empty' };
  // The codes of 2.0.1 tell more apart; `bad` says them in the words of 1.6.
  const frame = decodeFrame(isBinary ? '' : data.toString('utf8'), version === '2.1' ? '2.1' : '2.0.1');
  switch (frame.kind) {
    case 'call':
      return { kind: 'call', id: frame.messageId, action: frame.action, payload: frame.payload };
    case 'result':
      return {
        kind: 'answer',
        id: frame.messageId,
        answer: { kind: 'result', payload: frame.payload },
        isMalformed: false,
      };
    case 'error':
      return callError(frame.messageId, { code: frame.code, description: frame.description });
    case 'send':
      return { kind: 'send', action: frame.action, payload: frame.payload };
    case 'result-error':
      return { kind: 'answer-refused', id: frame.messageId, code: knownCode(frame.code) };
    case 'malformed':
      return frame.isAnswer ? badAnswer(frame) : bad(version, frame);
  }
  return frame satisfies never;
}

/** Answers are never answered; our call fails at once instead of waiting for its time-out. */
function badAnswer({ messageId, description }: { messageId?: string; description: string }): Frame {
  if (messageId === undefined) return { kind: 'bad', reason: description };
  return callError(messageId, { code: '', description: '' });
}

function callError(id: string, { code, description }: { code: string; description: string }): Frame {
  return {
    kind: 'answer',
    id,
    answer: { kind: 'error', code: knownCode(code), description },
    isMalformed: !ERROR_CODES.has(code),
  };
}

function knownCode(code: string): string {
  return ERROR_CODES.has(code) ? code : 'GenericError';
}

/** The code of a refusal in the spelling of the version (1.6J errata v1.0, section 5). */
export function spelledFor(version: OcppVersion, code: string): string {
  if (version === '1.6' && code === 'FormatViolation') return 'FormationViolation';
  if (version === '1.6' && code === 'OccurenceConstraintViolation') return 'OccurrenceConstraintViolation';
  return knownCode(code);
}

/** An id that cannot be read is answered as "-1" (2.0.1 part 4 §4.2.3). */
function bad(version: OcppVersion, fault: { code: string; description: string; messageId?: string }): Frame {
  const { code, description, messageId = '-1' } = fault;
  // 1.6J §4.1.3: a message type that is not known shall be ignored.
  if (version === '1.6' && code === 'MessageTypeNotSupported') return { kind: 'bad', reason: description };
  const spelled = version === '1.6' ? 'FormationViolation' : code;
  const reply = encodeFrame({ kind: 'error', messageId, code: spelled, description, details: {} });
  return { kind: 'bad', reason: description, reply };
}
