/**
 * TypeScript types from the official JSON schemas of one OCPP version. Definitions of the same name are the same in all messages of a
 * version (checked here), so each becomes one exported type. Descriptions are not taken over: the specification has them.
 */

export type JsonSchema = {
  readonly $id?: string;
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: boolean;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
};

/**
 * The text of a module: one type a definition, then `Messages` (action -> request and response) and, where the version has messages without
 * an answer, `Sends`. Throws when two messages define one name differently or a schema uses what is not known here.
 */
export function generateTypes(version: string, schemas: readonly JsonSchema[]): string {
  const definitions = new Map<string, string>();
  for (const schema of schemas) {
    for (const [name, definition] of Object.entries(schema.definitions ?? {})) {
      const text = typeOf(definition, 0);
      const before = definitions.get(name);
      if (before !== undefined && before !== text) throw new Error(`${name} is defined in two ways in OCPP ${version}`);
      definitions.set(name, text);
    }
  }
  const requests = new Map<string, JsonSchema>();
  const responses = new Map<string, JsonSchema>();
  const sends = new Map<string, JsonSchema>();
  for (const schema of schemas) {
    const [, name = '', kind] = /^urn:(.+?)(\.req|\.conf|Request|Response)?$/.exec(schema.$id ?? '') ?? [];
    const home = kind === undefined ? sends : kind === '.req' || kind === 'Request' ? requests : responses;
    home.set(name, schema);
  }
  const messages = [...requests].sort(byName).map(([action, request]) => {
    const response = responses.get(action);
    if (response === undefined) throw new Error(`${action} has no response in OCPP ${version}`);
    return `  readonly ${action}: {\n    readonly request: ${typeOf(request, 2)};\n    readonly response: ${typeOf(response, 2)};\n  };\n`;
  });
  const oneWay = [...sends].sort(byName).map(([action, schema]) => `  readonly ${action}: ${typeOf(schema, 1)};\n`);
  return [
    `/** OCPP ${version}, generated from the official JSON schemas by \`npm run generate:types\`. Not to be edited. */\n`,
    ...[...definitions].sort(byName).map(([name, text]) => `export type ${name} = ${text};\n`),
    `/** Action -> its two messages. */\nexport type Messages = {\n${messages.join('')}};\n`,
    ...(oneWay.length === 0
      ? []
      : [`/** Messages that get no answer. */\nexport type Sends = {\n${oneWay.join('')}};\n`]),
  ].join('\n');
}

function typeOf(schema: JsonSchema, depth: number): string {
  if (schema.$ref !== undefined) return schema.$ref.replace('#/definitions/', '');
  if (schema.enum !== undefined) return schema.enum.map((value) => `'${value}'`).join(' | ');
  switch (schema.type) {
    case 'string':
    case 'boolean':
      return schema.type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array': {
      const item = schema.items === undefined ? 'unknown' : typeOf(schema.items, depth);
      return item.includes('|') ? `readonly (${item})[]` : `readonly ${item}[]`;
    }
    case 'object':
      return objectOf(schema, depth);
    default:
      return 'unknown';
  }
}

function objectOf({ properties = {}, required = [], additionalProperties }: JsonSchema, depth: number): string {
  const indent = '  '.repeat(depth + 1);
  const fields = Object.entries(properties).map(
    ([name, schema]) =>
      `${indent}readonly ${name}${required.includes(name) ? '' : '?'}: ${typeOf(schema, depth + 1)};\n`,
  );
  if (additionalProperties !== false) fields.push(`${indent}readonly [field: string]: unknown;\n`);
  return fields.length === 0 ? 'Readonly<Record<string, never>>' : `{\n${fields.join('')}${'  '.repeat(depth)}}`;
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
