import type { LimitedBy } from '../../dispatch/index.ts';
import type { FormatTime } from './times.ts';

type Simple = Exclude<LimitedBy['kind'], 'node' | 'override' | 'unproven-headroom'>;

const sentences: Readonly<Record<Simple, string>> = {
  'own-maximum': 'Not limited: charger, cable or car can take no more.',
  'no-demand': 'Not limited: the car asks for no energy.',
  plan: 'The plan serves this car later and still in time.',
  'not-controllable': 'Not under control: its failsafe share counts.',
  step: 'The next step of this charger would not fit.',
};

/** One English sentence: why a setpoint is not higher, by which circuit, until when. */
export function reasonText(limitedBy: LimitedBy, formatTime: FormatTime): string {
  switch (limitedBy.kind) {
    case 'node': {
      const where = limitedBy.phase === undefined ? limitedBy.nodeId : `${limitedBy.nodeId} phase ${limitedBy.phase}`;
      const what = limitedBy.envelopeId === undefined ? 'its rating' : `envelope ${limitedBy.envelopeId}`;
      return `Limited by ${where}: ${what}${until(limitedBy.untilMs, formatTime)}.`;
    }
    case 'override':
      return `Limited by a person: override ${limitedBy.overrideId}${until(limitedBy.untilMs, formatTime)}.`;
    case 'unproven-headroom':
      return `Waiting for ${limitedBy.nodeId}: power freed by another charger is not proven yet.`;
    default:
      return sentences[limitedBy.kind];
  }
}

function until(untilMs: number | undefined, formatTime: FormatTime): string {
  return untilMs === undefined ? '' : ` until ${formatTime(untilMs)}`;
}
