import { createRequire } from 'node:module';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Fault } from './deviation.ts';
import type { OcppJVersion } from './frame.ts';
import { parseTimestamp } from './timestamp.ts';

/** Why a payload breaks its schema. `description` names the field and the rule and never repeats what was sent. */
export type Violation = { readonly code: string; readonly description: string };

/** undefined = conforms to the official schema of the request. An action that the version does not know gives NotImplemented. */
export function validateRequest(version: OcppJVersion, action: string, payload: unknown): Violation | undefined {
  return validate(version, { action, kind: 'request', payload });
}

/** undefined = conforms to the official schema of the response. */
export function validateResponse(version: OcppJVersion, action: string, payload: unknown): Violation | undefined {
  return validate(version, { action, kind: 'response', payload });
}

/** undefined = conforms to the official schema of a message without an answer (2.1 SEND). */
export function validateSend(action: string, payload: unknown): Violation | undefined {
  return validate('2.1', { action, kind: 'send', payload });
}

/** Where a request breaks its schema first; undefined = nowhere, or the version does not know the action. */
export function firstFault(version: OcppJVersion, action: string, payload: unknown): Fault | undefined {
  const check = checkOf(version, { action, kind: 'request' });
  if (check === undefined || check(payload)) return undefined;
  const error = check.errors?.[0];
  if (error === undefined) return undefined;
  const { keyword, params, instancePath } = error;
  const name: unknown = params['missingProperty'] ?? params['additionalProperty'];
  const wanted: unknown = params['type'] ?? params['format'] ?? params['limit'];
  return {
    // Names with `/` or `~` are in no schema.
    path: instancePath === '' ? [] : instancePath.slice(1).split('/'),
    keyword,
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof wanted === 'string' || typeof wanted === 'number' ? { wanted } : {}),
  };
}

/** Every action of the version, in either direction. */
export function actionsOf(version: OcppJVersion): readonly string[] {
  const { request } = FILES[version];
  return [...schemasOf(version).schemas.keys()]
    .filter((id) => id.endsWith(request))
    .map((id) => id.slice('urn:'.length, -request.length));
}

/** Where the transport library keeps the official schemas, and how they are named: `urn:<action><suffix>`. */
const FILES = {
  '1.6': { name: 'ocpp1_6', request: '.req', response: '.conf' },
  '2.0.1': { name: 'ocpp2_0_1', request: '.req', response: '.conf' },
  '2.1': { name: 'ocpp2_1', request: 'Request', response: 'Response' },
} as const satisfies Record<OcppJVersion, unknown>;

type Schemas = {
  readonly ajv: Ajv;
  readonly schemas: ReadonlyMap<string, { readonly $id: string }>;
  /** Compiled on first use: 200 schemas at start cost a second, a station uses ten. */
  readonly compiled: Map<string, ValidateFunction>;
};

const require = createRequire(import.meta.url);
const loaded = new Map<OcppJVersion, Schemas>();

function schemasOf(version: OcppJVersion): Schemas {
  const before = loaded.get(version);
  if (before !== undefined) return before;
  const list = require(`ocpp-rpc/lib/schemas/${FILES[version].name}.json`) as readonly { readonly $id: string }[];
  // multipleOf 0.1 is not exact in binary: 0.3 / 0.1 = 2.9999999999999996.
  const ajv = new Ajv({
    strict: false,
    // 1e999 is Infinity in JavaScript and no number in JSON.
    strictNumbers: true,
    multipleOfPrecision: 6,
    formats: {
      'date-time': (text: string) => parseTimestamp(text) !== undefined,
      uri: (text: string) => URL.canParse(text),
    },
  });
  const schemas = {
    ajv,
    schemas: new Map(list.map((schema) => [schema.$id, schema])),
    compiled: new Map<string, ValidateFunction>(),
  };
  loaded.set(version, schemas);
  return schemas;
}

function validate(
  version: OcppJVersion,
  {
    action,
    kind,
    payload,
  }: { readonly action: string; readonly kind: 'request' | 'response' | 'send'; readonly payload: unknown },
): Violation | undefined {
  const check = checkOf(version, { action, kind });
  if (check === undefined) return { code: 'NotImplemented', description: 'the action is not part of this version' };
  if (check(payload)) return undefined;
  const error = check.errors?.[0];
  if (error === undefined)
    return { code: codeOf(version, 'type'), description: `${action}: does not conform to its schema` };
  return { code: codeOf(version, error.keyword), description: `${action}: ${fieldOf(error)} ${ruleOf(error)}` };
}

function checkOf(
  version: OcppJVersion,
  { action, kind }: { readonly action: string; readonly kind: 'request' | 'response' | 'send' },
): ValidateFunction | undefined {
  const { ajv, schemas, compiled } = schemasOf(version);
  const id = `urn:${action}${kind === 'send' ? '' : FILES[version][kind]}`;
  const before = compiled.get(id);
  if (before !== undefined) return before;
  const schema = schemas.get(id);
  if (schema === undefined) return undefined;
  // `urn:X.req` is no URN by RFC 8141, and each schema refers to itself alone: compiled without its name.
  const { $id: _name, ...anonymous } = schema;
  const check = ajv.compile(anonymous);
  compiled.set(id, check);
  return check;
}

/** 1.6J table 7; 2.0.1 part 4, table 8. The versions spell one code differently and split "not the PDU structure" differently. */
function codeOf(version: OcppJVersion, keyword: string): string {
  switch (keyword) {
    case 'type':
      return 'TypeConstraintViolation';
    case 'required':
    case 'minItems':
    case 'maxItems':
      return version === '1.6' ? 'OccurenceConstraintViolation' : 'OccurrenceConstraintViolation';
    case 'additionalProperties':
      return version === '1.6' ? 'FormationViolation' : 'ProtocolError';
    default:
      return 'PropertyConstraintViolation';
  }
}

/** Paths and missing names come from the schema, never from the sender. */
function fieldOf(error: ErrorObject): string {
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  const missing: unknown = error.keyword === 'required' ? error.params['missingProperty'] : undefined;
  const field = typeof missing === 'string' ? (path === '' ? missing : `${path}.${missing}`) : path;
  return field === '' ? 'the payload' : field;
}

function ruleOf(error: ErrorObject): string {
  if (error.keyword === 'required') return 'is missing';
  if (error.keyword === 'additionalProperties') return 'has a field that the schema does not know';
  return error.message ?? 'breaks its schema';
}
