import { describe, test } from 'vitest';
import { play } from './transcript.ts';
import { TRANSCRIPTS_V16 } from './v16.ts';
import { TRANSCRIPTS_V201 } from './v201.ts';
import { TRANSCRIPTS_V21 } from './v21.ts';

describe('transcripts typed from the specification', () => {
  test.each([...TRANSCRIPTS_V16, ...TRANSCRIPTS_V201, ...TRANSCRIPTS_V21])(
    'OCPP $version $about: $title',
    async (transcript) => play(transcript),
  );
});
