export { type WireLogBounds, wireLogBounds } from './bounds.ts';
export { createMaskToken } from './mask-token.ts';
export { type FrameFilter, type ReadFrame, readFrame, readFrames } from './read.ts';
export { type MaskToken, redact } from './redact.ts';
export { createWireLog, type Direction, type RawFrame, type WireLog } from './wire-log.ts';
