export { type WireLogBounds, wireLogBounds } from './bounds.ts';
export { createMaskToken } from './mask-token.ts';
export { type FrameFilter, type ReadFrame, readFrame, readFrames } from './read.ts';
export { type MaskToken, redact } from './redact.ts';
export type { Direction, RawFrame } from './raw-frame.ts';
export { createWireLog, type WireLog } from './wire-log.ts';
