import type { Format } from './format.ts';
import type { Translate } from './i18n/index.ts';
import type { LimitedBy } from './types.ts';

export type ReasonContext = {
  readonly t: Translate;
  readonly format: Format;
  readonly nowMs: number;
  /** What people call an envelope: its reason; undefined = it is not known. */
  readonly envelopeName: (envelopeId: string) => string | undefined;
};

/** One sentence in the language of the person: why a setpoint is not higher, by which circuit, until when. */
export function reasonText(limitedBy: LimitedBy, { t, format, nowMs, envelopeName }: ReasonContext): string {
  const until = (sentence: string): string =>
    limitedBy.until === undefined
      ? sentence
      : t('reason.until', { sentence, time: format.moment(limitedBy.until, nowMs) });
  switch (limitedBy.kind) {
    case 'node': {
      const { nodeId: node = '', phase, envelopeId } = limitedBy;
      const where = phase === undefined ? node : t('reason.phase', { node, phase });
      if (envelopeId === undefined) return until(t('reason.node.rating', { where }));
      return until(t('reason.node.envelope', { where, name: envelopeName(envelopeId) ?? envelopeId }));
    }
    case 'override':
      return until(t('reason.override'));
    case 'unproven-headroom':
      return t('reason.unproven-headroom', { node: limitedBy.nodeId ?? '' });
    default:
      return t(`reason.${limitedBy.kind}`);
  }
}

/** Reasons by which the grid or a person holds a car back; the others are its own choice, or the plan. */
export function isHeldBack({ kind }: LimitedBy): boolean {
  return kind === 'node' || kind === 'override' || kind === 'unproven-headroom' || kind === 'step';
}
