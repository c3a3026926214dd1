import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GENERATED, generatedText } from '../tools/generate-types.ts';
import { generateTypes } from '../tools/type-generator.ts';

describe('the types of the messages', () => {
  test.each(GENERATED)('of OCPP $version are what the official schemas say', (one) => {
    expect(readFileSync(one.file, 'utf8')).toBe(generatedText(one));
  });

  test('two messages that define one name differently are not merged', () => {
    const message = (id: string, type: string) => ({ $id: id, type: 'object', definitions: { Thing: { type } } });
    expect(() => generateTypes('9', [message('urn:A.req', 'string'), message('urn:A.conf', 'integer')])).toThrow(
      'Thing is defined in two ways in OCPP 9',
    );
  });
});
