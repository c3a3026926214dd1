import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import * as fc from 'fast-check';
import type { OcppVersion } from '../../ocpp/index.ts';
import { actionsOf } from '../../ocpp/protocol/index.ts';
import type { WireFrame } from './mutate.ts';
import { payloadOf } from './schema-payload.ts';

/** Recorded frames of a version, and how stations answered. `npm run fuzz -- --record` takes them from the transcripts. */
export type Corpus = {
  readonly version: OcppVersion;
  /** [2, id, action, payload]: what stations say, and what only we may say, as if a station said it. */
  readonly calls: readonly (readonly unknown[])[];
  readonly answers: readonly { readonly action: string; readonly payload: Record<string, unknown> }[];
};

/** A sequence of frames that once broke something, as small as it could be made. */
export type Found = { readonly version: OcppVersion; readonly fault: string; readonly frames: readonly WireFrame[] };

const DIRECTORY = new URL('./corpus/', import.meta.url);
const fileOf = (version: OcppVersion): string => `v${version.replaceAll('.', '')}.json`;

export function readCorpus(version: OcppVersion): Corpus {
  return JSON.parse(readFileSync(new URL(fileOf(version), DIRECTORY), 'utf8')) as Corpus;
}

export function writeCorpus(corpus: Corpus): void {
  writeFileSync(new URL(fileOf(corpus.version), DIRECTORY), `${JSON.stringify(corpus, undefined, 2)}\n`);
}

export function readFound(): readonly (Found & { readonly name: string })[] {
  return readdirSync(DIRECTORY)
    .filter((name) => name.startsWith('found-'))
    .sort()
    .map((name) => ({ name, ...(JSON.parse(readFileSync(new URL(name, DIRECTORY), 'utf8')) as Found) }));
}

/** Kept for ever: it is replayed before anything new is tried. */
export function writeFound(found: Found, name: string): void {
  writeFileSync(new URL(`found-${name}.json`, DIRECTORY), `${JSON.stringify(found, undefined, 2)}\n`);
}

/** The corpus of a version with a payload by the schema for each action that was never recorded, and `count` more of any action. */
export function enriched(corpus: Corpus, { seed, count }: { readonly seed: number; readonly count: number }): Corpus {
  const { version, calls, answers } = corpus;
  const actions = actionsOf(version);
  const said = new Set(calls.map(([, , action]) => action));
  const answered = new Set(answers.map(({ action }) => action));
  const missing = actions.filter((action) => !said.has(action));
  const each = Math.ceil(count / actions.length);
  const sample = (action: string, kind: 'request' | 'response', numRuns: number) =>
    fc.sample(payloadOf(version, action, kind), { seed, numRuns });
  return {
    version,
    calls: [
      ...calls,
      ...missing.flatMap((action) => sample(action, 'request', 1).map((payload) => [2, 'schema', action, payload])),
      ...actions.flatMap((action) => sample(action, 'request', each).map((payload) => [2, 'schema', action, payload])),
    ],
    answers: [
      ...answers,
      ...actions
        .filter((action) => !answered.has(action))
        .flatMap((action) => sample(action, 'response', 3).map((payload) => ({ action, payload }))),
    ],
  };
}
