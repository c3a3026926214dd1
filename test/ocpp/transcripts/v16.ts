import type { Transcript } from './transcript.ts';

/** OCPP 1.6 edition 2 and the security whitepaper, second edition. */
export const TRANSCRIPTS_V16: readonly Transcript[] = [
  {
    version: '1.6',
    about: 'Reset',
    title: 'a soft reset',
    lines: [
      {
        from: 'operator',
        command: { kind: 'reset', mode: 'soft' },
        calls: [{ action: 'Reset', request: { type: 'Soft' }, response: { status: 'Accepted' } }],
        answer: { status: 'accepted' },
      },
    ],
  },
];
