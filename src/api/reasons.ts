import type { z } from 'zod';
import { limitedByText } from '../../dispatch/index.ts';
import type { BindingRow, ConnectorPrice, LimitedBy } from '../../dispatch/index.ts';
import type { bindingSchema, limitedBySchema, priceSchema } from './schemas.ts';
import type { FormatTime } from './times.ts';

/** Why a setpoint is not higher; `untilMs`: when that ends, where the reason itself does not know. */
export function presentLimitedBy(
  limitedBy: LimitedBy,
  time: FormatTime,
  untilMs?: number,
): z.output<typeof limitedBySchema> {
  const text = limitedByText(limitedBy, time);
  switch (limitedBy.kind) {
    case 'node': {
      const { kind, nodeId, rowId, phase, envelopeId } = limitedBy;
      return { kind, nodeId, rowId, phase, envelopeId, until: timeOrAbsent(limitedBy.untilMs, time), text };
    }
    case 'override':
      return { kind: 'override', overrideId: limitedBy.overrideId, until: timeOrAbsent(limitedBy.untilMs, time), text };
    case 'unproven-headroom':
      return { kind: 'unproven-headroom', nodeId: limitedBy.nodeId, rowId: limitedBy.rowId, text };
    default:
      return { kind: limitedBy.kind, until: timeOrAbsent(untilMs, time), text };
  }
}

export function presentPrice({ worthPerKwh, rowsPerKwh, rows }: ConnectorPrice): z.output<typeof priceSchema> {
  return {
    worthPerKwh: worthPerKwh === undefined ? undefined : toFour(worthPerKwh),
    rowsPerKwh: toFour(rowsPerKwh),
    rows: rows.map(({ nodeId, rowId, pricePerKwh }) => ({ nodeId, rowId, pricePerKwh: toFour(pricePerKwh) })),
  };
}

export function presentBinding(binding: BindingRow, time: FormatTime): z.output<typeof bindingSchema> {
  const { rowId, unit, phase, capacity, base, charging, free, envelopeId, untilMs, pricePerUnitH } = binding;
  return {
    rowId,
    unit,
    phase,
    capacity: toThree(capacity),
    base: toThree(base),
    charging: toThree(charging),
    free: toThree(free),
    envelopeId,
    until: timeOrAbsent(untilMs, time),
    pricePerUnitH: pricePerUnitH === undefined ? undefined : toFour(pricePerUnitH),
  };
}

function timeOrAbsent(atMs: number | undefined, time: FormatTime): string | undefined {
  return atMs === undefined ? undefined : time(atMs);
}

/** To the watt or milliampere. */
function toThree(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Prices have no natural digit; more would make every delta of the stream longer. */
function toFour(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
