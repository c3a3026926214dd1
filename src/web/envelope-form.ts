import { fromLocalField, toWire } from './zoned-time.ts';
import type { TextKey } from './i18n/index.ts';
import type { Problem } from './types.ts';

/** The fields as the person has filled them. */
export type EnvelopeFields = {
  readonly nodeId: string;
  readonly limitKw: string;
  readonly mode: 'limit' | 'emergency';
  readonly startKind: 'now' | 'in' | 'at';
  readonly startInMinutes: string;
  readonly startAt: string;
  /** '' = no end. */
  readonly durationMinutes: string;
  readonly reason: string;
};

export type EnvelopeBody = {
  readonly nodeId: string;
  readonly limitKw: number;
  readonly mode: 'limit' | 'emergency';
  readonly start?: string;
  readonly end: string | null;
  readonly reason: string;
};

/** Names of form fields with what is wrong; '' = the whole form. */
export type FieldErrors = Readonly<Record<string, string>>;

export type Moment = { readonly nowMs: number; readonly timeZone: string };

const MINUTE_MS = 60_000;

/** What cannot be read as a number or time at all. Everything else is for the service to judge. */
export function unreadable(
  fields: EnvelopeFields,
  moment: Moment,
): Readonly<Partial<Record<'limitKw' | 'start' | 'end', TextKey>>> {
  const startMs = startOf(fields, moment);
  return {
    ...(numberOf(fields.limitKw) === undefined ? { limitKw: 'form.number' as const } : {}),
    ...(startMs === undefined
      ? { start: fields.startKind === 'at' ? ('form.timeMissing' as const) : ('form.number' as const) }
      : {}),
  };
}

/** Start and end, counted from now. End undefined = none. */
export function spanOf(
  fields: EnvelopeFields,
  moment: Moment,
): { readonly startMs: number; readonly endMs: number | undefined } {
  const startMs = startOf(fields, moment) ?? moment.nowMs;
  const minutes = numberOf(fields.durationMinutes);
  return { startMs, endMs: minutes === undefined ? undefined : startMs + minutes * MINUTE_MS };
}

/** Ask `unreadable` before. Without `start` it begins when the service has it, not when the person has pressed the button. */
export function bodyOf(fields: EnvelopeFields, moment: Moment): EnvelopeBody {
  const { startMs, endMs } = spanOf(fields, moment);
  return {
    nodeId: fields.nodeId,
    limitKw: numberOf(fields.limitKw) ?? Number.NaN,
    mode: fields.mode,
    ...(fields.startKind === 'now' ? {} : { start: toWire(startMs) }),
    end: endMs === undefined ? null : toWire(endMs),
    reason: fields.reason.trim(),
  };
}

/** The service's objections at the fields they are about: `/limitKw` at limitKw. What has no field here stands above the form. */
export function errorsOf({ errors = [], detail }: Problem, fieldNames: readonly string[]): FieldErrors {
  const found: Record<string, string> = {};
  for (const error of errors) {
    const field = error.pointer?.split('/')[1] ?? '';
    const name = fieldNames.includes(field) ? field : '';
    const text = name === '' ? `${error.pointer ?? error.parameter ?? ''} ${error.detail}`.trim() : error.detail;
    found[name] = found[name] === undefined ? text : `${found[name]} ${text}`;
  }
  return errors.length === 0 ? { '': detail } : found;
}

/** undefined for what is no number; a decimal comma is one. */
export function numberOf(text: string): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.'));
  return Number.isFinite(value) ? value : undefined;
}

function startOf(
  { startKind, startInMinutes, startAt }: EnvelopeFields,
  { nowMs, timeZone }: Moment,
): number | undefined {
  if (startKind === 'now') return nowMs;
  if (startKind === 'at') return fromLocalField(startAt, timeZone);
  const minutes = numberOf(startInMinutes);
  return minutes === undefined ? undefined : nowMs + minutes * MINUTE_MS;
}
