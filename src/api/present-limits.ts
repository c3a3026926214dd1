import type { z } from 'zod';
import type { GridEnvelope } from '../../dispatch/index.ts';
import { limitStatus } from '../operations/index.ts';
import type { Override } from '../store/index.ts';
import type * as schemas from './schemas.ts';
import type { FormatTime } from './times.ts';

type Out<Schema extends z.ZodType> = z.output<Schema>;

type Moment = { readonly time: FormatTime; readonly nowMs: number };

export function presentOverride(override: Override, { time, nowMs }: Moment): Out<typeof schemas.overrideSchema> {
  return {
    overrideId: override.id,
    connectorId: override.connectorId,
    limitKw: Math.round(override.limitKw * 1000) / 1000,
    reason: override.reason,
    start: time(override.startMs),
    end: override.endMs === undefined ? null : time(override.endMs),
    status: limitStatus(override, nowMs),
    createdBy: override.createdBy,
    etag: override.etag,
  };
}

export function presentEnvelope(envelope: GridEnvelope, { time, nowMs }: Moment): Out<typeof schemas.envelopeSchema> {
  return {
    envelopeId: envelope.id,
    nodeId: envelope.nodeId,
    direction: envelope.direction,
    source: envelope.source,
    priority: envelope.priority,
    mode: envelope.mode,
    reason: envelope.reason,
    start: time(envelope.startMs),
    end: envelope.endMs === undefined ? null : time(envelope.endMs),
    intervals: envelope.intervals.map(({ startMs, endMs, limitKw }) => ({
      start: time(startMs),
      end: endMs === undefined ? null : time(endMs),
      limitKw: limitKw ?? null,
    })),
    status: limitStatus(envelope, nowMs),
    createdBy: envelope.createdBy,
    createdAt: time(envelope.createdAtMs),
    etag: envelope.etag,
  };
}
