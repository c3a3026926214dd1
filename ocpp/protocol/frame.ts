/**
 * The messages of OCPP-J (1.6 JSON specification, section 4; 2.0.1 and 2.1 part 4, section 4) as data, and their text form. CALLRESULTERROR
 * and SEND are of 2.1 alone; to the others they are types that nobody knows.
 */

export type OcppJVersion = '1.6' | '2.0.1' | '2.1';

export type Call = {
  readonly kind: 'call';
  readonly messageId: string;
  readonly action: string;
  readonly payload: Record<string, unknown>;
};
export type CallResult = {
  readonly kind: 'result';
  readonly messageId: string;
  readonly payload: Record<string, unknown>;
};
export type CallError = {
  readonly kind: 'error';
  readonly messageId: string;
  readonly code: string;
  readonly description: string;
  readonly details: Record<string, unknown>;
};
/** 2.1 part 4, 4.2.4: the station could not take our answer. It is never answered. */
export type CallResultError = {
  readonly kind: 'result-error';
  readonly messageId: string;
  readonly code: string;
  readonly description: string;
  readonly details: Record<string, unknown>;
};
/** 2.1 part 4, 4.2.5: a message without an answer. */
export type Send = {
  readonly kind: 'send';
  readonly messageId: string;
  readonly action: string;
  readonly payload: Record<string, unknown>;
};
export type Frame = Call | CallResult | CallError | CallResultError | Send;

/** Text that is no frame. `messageId` is set only where an answer can be matched by the sender; nothing else of the input is kept. */
export type MalformedFrame = {
  readonly kind: 'malformed';
  readonly messageId?: string;
  /** For the CALLERROR, in the spelling of the version. */
  readonly code: string;
  readonly description: string;
  /** An answer (type 3, 4) or a message of 2.1 that expects none (5, 6) must not be answered, however broken. */
  readonly isAnswer: boolean;
};

/** 1.6J 4.1.4 and 2.0.1 part 4, 4.1.4: a message id has at most 36 characters. */
const MAX_MESSAGE_ID_LENGTH = 36;
/** 2.0.1 part 4, 4.2.3: errorDescription has at most 255 characters. */
const MAX_DESCRIPTION_LENGTH = 255;
const MAX_CODE_LENGTH = 50;

/** The text of a frame. A description is cut to 255 characters. */
export function encodeFrame(frame: Frame): string {
  if (frame.kind === 'call') return JSON.stringify([2, frame.messageId, frame.action, frame.payload]);
  if (frame.kind === 'result') return JSON.stringify([3, frame.messageId, frame.payload]);
  if (frame.kind === 'send') return JSON.stringify([6, frame.messageId, frame.action, frame.payload]);
  const { kind, messageId, code, description, details } = frame;
  return JSON.stringify([
    kind === 'error' ? 4 : 5,
    messageId,
    code,
    description.slice(0, MAX_DESCRIPTION_LENGTH),
    details,
  ]);
}

/** Reads one message. Never throws; the payload is still unchecked against its schema. */
export function decodeFrame(text: string, version: OcppJVersion): Frame | MalformedFrame {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return broken(version, 'not JSON');
  }
  if (!Array.isArray(parsed)) return broken(version, 'not an array');
  const parts: readonly unknown[] = parsed;
  const type = parts[0];
  const messageId = parts[1];
  const isOneWay = version === '2.1' && (type === 5 || type === 6);
  const isAnswer = type === 3 || type === 4 || isOneWay;
  if (!isMessageId(messageId))
    return broken(version, `message id is not a text of 1 to ${MAX_MESSAGE_ID_LENGTH} characters`, { isAnswer });
  // What expects no answer is no answer either: its id must not be taken for that of a call of ours.
  const from = isOneWay ? { isAnswer } : { messageId, isAnswer };

  if (type === 2 || (isOneWay && type === 6)) {
    const action = parts[2];
    const payload = parts[3];
    if (parts.length !== 4) return broken(version, 'a CALL or SEND has 4 elements', from);
    if (typeof action !== 'string') return broken(version, 'action is not a text', from);
    if (!isObject(payload)) return broken(version, 'payload is not an object', { ...from, code: payloadCode(version) });
    return { kind: type === 2 ? 'call' : 'send', messageId, action, payload };
  }
  if (type === 3) {
    const payload = parts[2];
    if (parts.length !== 3 || !isObject(payload))
      return broken(version, 'a CALLRESULT has 3 elements, the last an object', from);
    return { kind: 'result', messageId, payload };
  }
  if (type === 4 || isOneWay) {
    const [, , code, description, details] = parts;
    // Many stations leave out description and details; neither decides anything, so both may be missing or odd.
    if (typeof code !== 'string' || code.length > MAX_CODE_LENGTH)
      return broken(version, 'a CALLERROR or CALLRESULTERROR has a code', from);
    return {
      kind: type === 4 ? 'error' : 'result-error',
      messageId,
      code,
      description: typeof description === 'string' ? description.slice(0, MAX_DESCRIPTION_LENGTH) : '',
      details: isObject(details) ? details : {},
    };
  }
  return broken(version, 'the version does not know the message type', {
    ...from,
    ...(version === '1.6' ? {} : { code: 'MessageTypeNotSupported' }),
  });
}

function broken(
  version: OcppJVersion,
  description: string,
  from: { readonly messageId?: string; readonly isAnswer?: boolean; readonly code?: string } = {},
): MalformedFrame {
  return {
    kind: 'malformed',
    ...(from.messageId === undefined ? {} : { messageId: from.messageId }),
    code: from.code ?? (version === '1.6' ? 'FormationViolation' : 'RpcFrameworkError'),
    description,
    isAnswer: from.isAnswer ?? false,
  };
}

function payloadCode(version: OcppJVersion): string {
  return version === '1.6' ? 'FormationViolation' : 'FormatViolation';
}

function isMessageId(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_MESSAGE_ID_LENGTH;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
