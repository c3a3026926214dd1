import { redact, type MaskToken } from './redact.ts';
import type { Direction, RawFrame } from './raw-frame.ts';

/** A frame for people: what it is, and its payload without secrets. */
export type ReadFrame = {
  readonly seq: number;
  readonly atMs: number;
  readonly direction: Direction;
  readonly type: 'call' | 'result' | 'error' | 'unreadable';
  /** Of a call; of an answer that of its call, where that is still in the log. */
  readonly action?: string;
  readonly messageId?: string;
  readonly sizeBytes: number;
  /** Absent where the frame cannot be read, or was too large to be kept: what cannot be parsed cannot be masked. */
  readonly payload?: unknown;
  /** Of an error. */
  readonly errorCode?: string;
};

export type FrameFilter = {
  readonly action?: string | undefined;
  readonly direction?: Direction | undefined;
  readonly fromMs?: number | undefined;
};

const TYPES: ReadonlyMap<unknown, ReadFrame['type']> = new Map([
  [2, 'call'],
  [3, 'result'],
  [4, 'error'],
  // 2.1: CALLRESULTERROR and SEND.
  [5, 'error'],
  [6, 'call'],
]);

/** Parses and masks, oldest first. An answer counts to the action of its call, so that a filter shows both. */
export function readFrames(
  frames: readonly RawFrame[],
  { filter, maskToken }: { readonly filter: FrameFilter; readonly maskToken: MaskToken },
): readonly ReadFrame[] {
  const actions = new Map<string, string>();
  const read: ReadFrame[] = [];
  for (const raw of frames) {
    const frame = readFrame(raw, { actions, maskToken });
    if (filter.action !== undefined && frame.action !== filter.action) continue;
    if (filter.direction !== undefined && frame.direction !== filter.direction) continue;
    if (filter.fromMs !== undefined && frame.atMs < filter.fromMs) continue;
    read.push(frame);
  }
  return read;
}

/** `actions`: those of the calls before, by the direction they went and their id; this one's is added. */
export function readFrame(
  raw: RawFrame,
  { actions, maskToken }: { readonly actions: Map<string, string>; readonly maskToken: MaskToken },
): ReadFrame {
  const { seq, atMs, direction, sizeBytes } = raw;
  const facts = { seq, atMs, direction, sizeBytes };
  const text = raw.encoding === 'latin1' ? Buffer.from(raw.text, 'latin1').toString('utf8') : raw.text;
  const parts = partsOf(text, raw.isWhole);
  const [kind, messageId, third, fourth, fifth] = parts;
  const type = TYPES.get(kind) ?? 'unreadable';
  if (type === 'unreadable' || typeof messageId !== 'string') return { ...facts, type: 'unreadable' };
  if (type === 'call') {
    const action = typeof third === 'string' ? third : undefined;
    if (action !== undefined) actions.set(`${direction} ${messageId}`, action);
    return {
      ...facts,
      type,
      messageId,
      ...(action === undefined ? {} : { action }),
      ...(fourth === undefined ? {} : { payload: redact(fourth, maskToken) }),
    };
  }
  const action = actions.get(`${direction === 'in' ? 'out' : 'in'} ${messageId}`);
  const payload = type === 'result' ? third : fifth;
  return {
    ...facts,
    type,
    messageId,
    ...(action === undefined ? {} : { action }),
    ...(type === 'error' && typeof third === 'string' ? { errorCode: third } : {}),
    ...(payload === undefined ? {} : { payload: redact(payload, maskToken) }),
  };
}

/** Of a frame that was cut only what stands at its beginning. */
function partsOf(text: string, isWhole: boolean): readonly unknown[] {
  if (!isWhole) {
    const [, kind, messageId, action] =
      /^\s*\[\s*(\d)\s*,\s*"([^"\\]{1,64})"\s*,\s*(?:"(\w{1,64})"\s*,)?/.exec(text) ?? [];
    return [Number(kind), messageId, action];
  }
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
