import type { Line, Transcript } from './transcript.ts';

type Row = Omit<Extract<Line, { from: 'operator' }>, 'from'> & Pick<Transcript, 'about' | 'title'>;

/** A transcript of one command to a 1.6 station. */
export const operator = ({ about, title, ...line }: Row): Transcript => ({
  version: '1.6',
  about,
  title,
  lines: [{ from: 'operator', ...line }],
});
