import { createRequire } from 'node:module';
import * as fc from 'fast-check';
import type { OcppVersion } from '../../ocpp/index.ts';

/** As much of JSON schema as the official files use. */
type Schema = {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly definitions?: Readonly<Record<string, Schema>>;
};

const FILES = {
  '1.6': { name: 'ocpp1_6', request: '.req', response: '.conf' },
  '2.0.1': { name: 'ocpp2_0_1', request: '.req', response: '.conf' },
  '2.1': { name: 'ocpp2_1', request: 'Request', response: 'Response' },
} as const satisfies Record<OcppVersion, unknown>;

const require = createRequire(import.meta.url);
const made = new Map<string, fc.Arbitrary<Record<string, unknown>>>();

/** Payloads that keep the official schema: every optional field sometimes, texts up to their bound, small recursion. */
export function payloadOf(
  version: OcppVersion,
  action: string,
  kind: 'request' | 'response' = 'request',
): fc.Arbitrary<Record<string, unknown>> {
  const id = `urn:${action}${FILES[version][kind]}`;
  const key = `${version} ${id}`;
  const before = made.get(key);
  if (before !== undefined) return before;
  const schemas = require(`ocpp-rpc/lib/schemas/${FILES[version].name}.json`) as readonly (Schema & { $id: string })[];
  const root = schemas.find(({ $id }) => $id === id);
  const payload =
    root === undefined ? fc.constant({}) : (valueOf(root, root, 0) as fc.Arbitrary<Record<string, unknown>>);
  made.set(key, payload);
  return payload;
}

function valueOf(schema: Schema, root: Schema, depth: number): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice('#/definitions/'.length);
    return valueOf(root.definitions?.[name] ?? {}, root, depth);
  }
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'object':
      return objectOf(schema, root, depth);
    case 'array': {
      const least = schema.minItems ?? 0;
      const most = Math.max(least, Math.min(schema.maxItems ?? 3, depth > 3 ? 1 : 3));
      return fc.array(valueOf(schema.items ?? {}, root, depth + 1), { minLength: least, maxLength: most });
    }
    case 'integer':
      return fc.oneof(
        fc.integer({ min: schema.minimum ?? -1, max: Math.min(schema.maximum ?? 9, (schema.minimum ?? 0) + 9) }),
        fc.constantFrom(schema.minimum ?? 0, schema.maximum ?? 2_147_483_647),
      );
    case 'number':
      return fc.oneof(
        fc.integer({ min: (schema.minimum ?? 0) * 10, max: (schema.maximum ?? 500) * 10 }).map((tenths) => tenths / 10),
        fc.constantFrom(schema.minimum ?? 0, schema.maximum ?? 1e9),
      );
    case 'boolean':
      return fc.boolean();
    case 'string':
      return textOf(schema);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectOf({ properties = {}, required = [] }: Schema, root: Schema, depth: number): fc.Arbitrary<unknown> {
  const fields: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [name, field] of Object.entries(properties)) {
    // The schemas refer to themselves (SampledValue in MeterValue in ...) only a few levels deep.
    if (depth < 6 || required.includes(name)) fields[name] = valueOf(field, root, depth + 1);
  }
  return fc.record(fields, { requiredKeys: required.filter((name) => name in fields), noNullPrototype: true });
}

function textOf({ format, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  if (format === 'date-time')
    return fc.oneof(
      fc
        .integer({ min: -7_200, max: 3_600 })
        .map((s) => new Date(Date.UTC(2025, 2, 4, 5, 6) + s * 1_000).toISOString()),
      fc.constantFrom('1970-01-01T00:00:00Z', '2026-03-04T05:06:00+08:00'),
    );
  if (format === 'uri') return fc.constant('https://example.org/x');
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom('1', '2', 'A', 'CARD', '12.5', '7001').map((text) => text.slice(0, maxLength)),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: Math.min(maxLength, 20) }) },
    { weight: 1, arbitrary: fc.constant('z'.repeat(Math.min(maxLength, 2_000))) },
  );
}
