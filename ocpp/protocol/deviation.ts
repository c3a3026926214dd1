import { parseTimestamp } from './timestamp.ts';

/** How a message of a known model may break its schema, and what is done about it. The list is closed; nothing else is ever let through. */
export type DeviationName =
  | 'additional-fields'
  | 'celcius'
  | 'empty-optional-text'
  | 'long-free-text'
  | 'missing-error-code'
  | 'number-as-text'
  | 'text-as-number'
  | 'timestamp-without-zone';

/** Where the schema found its first fault: the way to it, the rule, and what the rule wanted. */
export type Fault = {
  readonly path: readonly string[];
  readonly keyword: string;
  /** `required`: the missing name. `additionalProperties`: the name that is too much. */
  readonly name?: string;
  /** `type`, `format`, `maxLength`: what was wanted. */
  readonly wanted?: string | number;
};

type Deviation = {
  readonly name: DeviationName;
  /** Repairs the fault in `parent`, a copy; false = this is not its fault. */
  readonly repair: (fault: Fault, at: { readonly parent: Record<string, unknown>; readonly key: string }) => boolean;
};

/** Free text that is shown and never compared. Identifiers are not here: a shortened one would be another one. */
const FREE_TEXT: ReadonlySet<string> = new Set([
  'info',
  'vendorErrorCode',
  'firmwareVersion',
  'meterType',
  'techInfo',
  'modem',
]);

/** Numbers that are identifiers: a text is not taken for one. */
const IDENTIFIERS: ReadonlySet<string> = new Set([
  'transactionId',
  'reservationId',
  'connectorId',
  'evseId',
  'id',
  'requestId',
]);
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const DECIMAL = /^-?\d{1,15}(\.\d{1,9})?$/;

/** Seen on the wire from stations of 1.6 and 2.0.1. */
export const DEVIATIONS: readonly Deviation[] = [
  {
    name: 'additional-fields',
    repair: ({ keyword, name }, { parent, key }) => {
      const inner = keyword === 'additionalProperties' ? recordAt(parent, key) : undefined;
      if (inner === undefined || name === undefined || PROTOTYPE_KEYS.has(name) || !Object.hasOwn(inner, name))
        return false;
      delete inner[name];
      return true;
    },
  },
  {
    // The schema of 1.6 knows both spellings, that of 2.x neither case.
    name: 'celcius',
    repair: ({ keyword }, { parent, key }) => {
      const unit = parent[key];
      if (keyword !== 'enum' || key !== 'unit' || typeof unit !== 'string') return false;
      if (!/^cel[cs]ius$/i.test(unit)) return false;
      parent[key] = 'Celsius';
      return true;
    },
  },
  {
    // `""` where the field should have been left out; a field that is demanded stays missing and is refused.
    name: 'empty-optional-text',
    repair: ({ keyword }, { parent, key }) => {
      if ((keyword !== 'enum' && keyword !== 'format') || parent[key] !== '') return false;
      delete parent[key];
      return true;
    },
  },
  {
    name: 'long-free-text',
    repair: ({ keyword, wanted }, { parent, key }) => {
      const text = parent[key];
      if (keyword !== 'maxLength' || !FREE_TEXT.has(key)) return false;
      if (typeof text !== 'string' || typeof wanted !== 'number') return false;
      parent[key] = text.slice(0, wanted);
      return true;
    },
  },
  {
    // A status without its error code (1.6 section 6.47 demands one). A fault is not made harmless.
    name: 'missing-error-code',
    repair: ({ keyword, name }, { parent, key }) => {
      const inner = keyword === 'required' && name === 'errorCode' ? recordAt(parent, key) : undefined;
      if (inner === undefined) return false;
      inner['errorCode'] = inner['status'] === 'Faulted' ? 'OtherError' : 'NoError';
      return true;
    },
  },
  {
    // A measured value of 1.6 is text.
    name: 'number-as-text',
    repair: ({ keyword, wanted }, { parent, key }) => {
      const value = parent[key];
      if (keyword !== 'type' || wanted !== 'string' || key !== 'value') return false;
      if (typeof value !== 'number' || !Number.isFinite(value)) return false;
      parent[key] = String(value);
      return true;
    },
  },
  {
    name: 'text-as-number',
    repair: ({ keyword, wanted }, { parent, key }) => {
      const value = parent[key];
      if (keyword !== 'type' || (wanted !== 'number' && wanted !== 'integer') || IDENTIFIERS.has(key)) return false;
      const isText = typeof value === 'string' && DECIMAL.test(value);
      const isFraction = wanted === 'integer' && typeof value === 'number' && Number.isFinite(value);
      if (!isText && !isFraction) return false;
      parent[key] = wanted === 'integer' ? Math.round(Number(value)) : Number(value);
      return true;
    },
  },
  {
    // Read as UTC, as 1.6 section 3.13 recommends.
    name: 'timestamp-without-zone',
    repair: ({ keyword, wanted }, { parent, key }) => {
      const text = parent[key];
      if (keyword !== 'format' || wanted !== 'date-time' || typeof text !== 'string') return false;
      if (text.length > 40 || parseTimestamp(`${text}Z`) === undefined) return false;
      parent[key] = `${text}Z`;
      return true;
    },
  },
];

/** Every name, for whoever checks what a site wrote down. */
export const DEVIATION_NAMES: ReadonlySet<string> = new Set(DEVIATIONS.map(({ name }) => name));

/** The record under `key`, or `parent` itself for the key ''. */
function recordAt(parent: Record<string, unknown>, key: string): Record<string, unknown> | undefined {
  const inner = key === '' ? parent : parent[key];
  return typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : undefined;
}
