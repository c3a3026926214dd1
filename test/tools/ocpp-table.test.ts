import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { actionsWithoutTranscript, DOCS, withTable } from './ocpp-table.ts';

test('the table of messages in docs/ocpp.md is up to date: npm run generate:docs', () => {
  const document = readFileSync(DOCS, 'utf8');
  expect(withTable(document)).toBe(document);
});

test.each(['1.6', '2.0.1', '2.1'] as const)('every action of OCPP %s has a transcript', (version) => {
  expect(actionsWithoutTranscript(version)).toEqual([]);
});
