import type { Transcript } from './transcript.ts';

/** OCPP 2.0.1. */
export const TRANSCRIPTS_V201: readonly Transcript[] = [
  {
    version: '2.0.1',
    about: 'Reset',
    title: 'when the last transaction has ended',
    lines: [
      {
        from: 'operator',
        command: { kind: 'reset', mode: 'when-idle' },
        calls: [{ action: 'Reset', request: { type: 'OnIdle' }, response: { status: 'Scheduled' } }],
        answer: { status: 'scheduled' },
      },
    ],
  },
];
