import type { OcppVersion } from '../../ocpp/index.ts';
import { VERSIONS } from '../tools/ocpp-table.ts';
import type { Transcript } from '../ocpp/transcripts/transcript.ts';
import { type Corpus, enriched, writeCorpus } from './corpus.ts';

/** Writes the corpus anew from the transcripts; an action without a transcript gets a payload made from its schema. */
export function record(): void {
  for (const { adapter, transcripts } of VERSIONS)
    writeCorpus(enriched(corpusOf(adapter.version, transcripts), { seed: 1, count: 0 }));
}

function corpusOf(version: OcppVersion, transcripts: readonly Transcript[]): Corpus {
  const calls = new Map<string, readonly unknown[]>();
  const answers = new Map<string, Corpus['answers'][number]>();
  const say = (action: string, payload: unknown): void =>
    void calls.set(`${action} ${JSON.stringify(payload)}`, [
      2,
      `${action.slice(0, 20)}-${calls.size}`,
      action,
      payload,
    ]);
  for (const { lines } of transcripts)
    for (const line of lines) {
      if (line.from === 'clock') continue;
      const exchanges = line.from === 'operator' ? line.calls : [line];
      for (const { action, request, response } of exchanges) {
        say(action, request);
        if (line.from !== 'station' && !('error' in response))
          answers.set(`${action} ${JSON.stringify(response)}`, { action, payload: { ...response } });
      }
    }
  return { version, calls: [...calls.values()], answers: [...answers.values()] };
}
