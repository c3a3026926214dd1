import type { Format } from './format.ts';
import type { Translate } from './i18n/index.ts';
import type { Connector, LimitedBy, Node } from './types.ts';

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
      const place = node.startsWith('@') ? node.slice(1) : node;
      const where = phase === undefined ? place : t('reason.phase', { node: place, phase });
      if (envelopeId === undefined) return until(t('reason.node.rating', { where }));
      return until(t('reason.node.envelope', { where, name: sourceName(envelopeId, { t, envelopeName }) }));
    }
    case 'override':
      if (limitedBy.overrideId === 'restoration') return until(t('reason.restart'));
      if (limitedBy.overrideId?.startsWith('external:') === true)
        return until(t('reason.external', { source: limitedBy.overrideId.slice('external:'.length) }));
      return until(t('reason.override'));
    case 'unproven-headroom':
      return t('reason.unproven-headroom', { node: limitedBy.nodeId ?? '' });
    case 'plan':
      return limitedBy.until === undefined
        ? t('reason.plan')
        : t('reason.planFrom', { time: format.moment(limitedBy.until, nowMs) });
    default:
      return t(`reason.${limitedBy.kind}`);
  }
}

/** Limits that no operator posted carry names of their own: a silent source's failsafe, another system at the station, the slow start after an outage. */
function sourceName(id: string, { t, envelopeName }: Pick<ReasonContext, 't' | 'envelopeName'>): string {
  if (id.startsWith('external:')) return t('reason.otherSystem', { source: id.slice('external:'.length) });
  if (id.startsWith('failsafe:')) return t('reason.failsafe', { source: id.slice('failsafe:'.length) });
  return id.startsWith('restoration:') ? t('reason.restoration') : (envelopeName(id) ?? id);
}

type Words = Pick<ReasonContext, 't' | 'format'>;

/** What a kWh more would cost the others and be worth to the car, in the plan's own measure; undefined where nothing binds in the plan, or the car wants no more. */
export function priceText(price: Connector['price'], { t, format }: Words): string | undefined {
  const [dearest] = price?.rows ?? [];
  if (price?.worthPerKwh === undefined || dearest === undefined) return undefined;
  const [cost, worth] = [format.price(price.rowsPerKwh), format.price(price.worthPerKwh)];
  return t('reason.price', { cost, node: dearest.nodeId, worth });
}

/** What is tight at a node: phase or all, what is free there, until when; undefined when it has no limit. */
export function bindingText(
  binding: Node['binding'],
  { t, format, nowMs, envelopeName }: ReasonContext,
): string | undefined {
  if (binding === undefined) return undefined;
  const { unit, phase, capacity, free, envelopeId, until } = binding;
  const amount = unit === 'kW' ? format.power : format.current;
  const source = envelopeId === undefined ? t('strip.rating') : sourceName(envelopeId, { t, envelopeName });
  const what = phase === undefined ? source : `${source}, ${phase}`;
  const sentence =
    free < 0
      ? t('reason.bindingOver', { what, free: amount(-free), limit: amount(capacity) })
      : t('reason.binding', { what, free: amount(free), limit: amount(capacity) });
  return until === undefined ? sentence : t('reason.until', { sentence, time: format.moment(until, nowMs) });
}

/** Reasons by which the grid or a person holds a car back; the others are its own choice, or the plan. */
export function isHeldBack({ kind }: LimitedBy): boolean {
  return kind === 'node' || kind === 'override' || kind === 'unproven-headroom' || kind === 'step';
}
