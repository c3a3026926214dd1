/** Writes ocpp/protocol/generated from the schemas of the ocpp-rpc package: `npm run generate:types`. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { generateTypes, type JsonSchema } from './type-generator.ts';

export const GENERATED = [
  { version: '1.6', schemas: 'ocpp1_6', file: 'ocpp/protocol/generated/v16.ts' },
  { version: '2.0.1', schemas: 'ocpp2_0_1', file: 'ocpp/protocol/generated/v201.ts' },
  { version: '2.1', schemas: 'ocpp2_1', file: 'ocpp/protocol/generated/v21.ts' },
] as const;

const require = createRequire(import.meta.url);

/** The text that a generated file must have. */
export function generatedText({ version, schemas }: (typeof GENERATED)[number]): string {
  return generateTypes(version, require(`ocpp-rpc/lib/schemas/${schemas}.json`) as readonly JsonSchema[]);
}

if (process.argv[1]?.endsWith('generate-types.ts') === true)
  for (const one of GENERATED) writeFileSync(one.file, generatedText(one));
