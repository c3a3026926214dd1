import type { LimitedBy } from '../allocation.ts';
import { untilOf, type ConnectorReason } from './connector-reason.ts';
import type { NodeUsage } from './node-usage.ts';

type Simple = Exclude<LimitedBy['kind'], 'node' | 'override' | 'unproven-headroom'>;

/** How an instant is written: with the offset of the site, or as people on site say it. */
export type WriteTime = (atMs: number) => string;

const SENTENCES: Readonly<Record<Simple, string>> = {
  'own-maximum': 'Not limited: charger, cable or car can take no more.',
  'no-demand': 'Not limited: the car asks for no energy.',
  plan: 'The plan serves this car later and still in time.',
  'not-controllable': 'Not under control: its failsafe share counts.',
  step: 'The next step of this charger would not fit.',
};

/** One English sentence: why a setpoint is not higher, by which circuit, until when. */
export function limitedByText(limitedBy: LimitedBy, writeTime: WriteTime): string {
  const until = untilText(untilOf(limitedBy), writeTime);
  switch (limitedBy.kind) {
    case 'node': {
      const { nodeId, phase } = limitedBy;
      const place = nodeId.startsWith(STATION_NODE) ? `station ${nodeId.slice(STATION_NODE.length)}` : nodeId;
      const where = phase === undefined ? place : `${place} phase ${phase}`;
      return `Limited by ${where}: ${sourceText(limitedBy.envelopeId)}${until}.`;
    }
    case 'override':
      if (limitedBy.overrideId === RESTORATION)
        return `Waiting after an outage: everybody starts at a time of their own${until}.`;
      if (limitedBy.overrideId === 'no-lease')
        return 'At its failsafe share: nothing makes a higher limit end by itself there.';
      if (limitedBy.overrideId.startsWith(EXTERNAL))
        return `Limited by another system at the station: ${limitedBy.overrideId.slice(EXTERNAL.length)}${until}.`;
      return `Limited by a person: override ${limitedBy.overrideId}${until}.`;
    case 'unproven-headroom':
      return `Waiting for ${limitedBy.nodeId}: power freed by another charger is not proven yet.`;
    default:
      return SENTENCES[limitedBy.kind];
  }
}

/** The whole reason of a connector: what it gets, the sentence above, when the plan gives more, and the price that decides. */
export function connectorReasonText(reason: ConnectorReason, writeTime: WriteTime): string {
  const { connectorId, limitKw, limitedBy, untilMs, price } = reason;
  const more =
    limitedBy.kind === 'plan' && untilMs !== undefined ? ` More is planned from ${writeTime(untilMs)} on.` : '';
  const [dearest] = price?.rows ?? [];
  const cost =
    price === undefined || dearest === undefined
      ? ''
      : ` A kWh here costs the others ${figure(price.rowsPerKwh)}, most of it at ${dearest.nodeId}${price.worthPerKwh === undefined ? '' : `, and is worth ${figure(price.worthPerKwh)} to this car`}.`;
  return `${connectorId} gets ${figure(limitKw)} kW. ${limitedByText(limitedBy, writeTime)}${more}${cost}`;
}

/** Who uses a node, in one or two sentences. */
export function nodeUsageText({ nodeId, baseLoadKw, chargingKw, binding }: NodeUsage, writeTime: WriteTime): string {
  const uses = `${nodeId}: base load ${figure(baseLoadKw)} kW, chargers ${figure(chargingKw)} kW.`;
  if (binding === undefined) return `${uses} It has no limit of its own.`;
  const { unit, phase, capacity, free, envelopeId, untilMs } = binding;
  const what = `${sourceText(envelopeId)}${phase === undefined ? '' : ` on ${phase}`}`;
  const room = free < 0 ? `${figure(-free)} ${unit} too much` : `${figure(free)} ${unit} free`;
  return `${uses} Tightest: ${what}, ${room} of ${figure(capacity)} ${unit}${untilText(untilMs, writeTime)}.`;
}

/** Limits that no operator posted carry names of their own: a silent source's failsafe, the slow start after an outage. */
const RESTORATION = 'restoration';
const FAILSAFE = 'failsafe:';
const EXTERNAL = 'external:';
/** The node that a station is while another system limits it as a whole. */
const STATION_NODE = '@';

function sourceText(envelopeId: string | undefined): string {
  if (envelopeId === undefined) return 'its rating';
  if (envelopeId.startsWith(FAILSAFE)) return `failsafe limit of ${envelopeId.slice(FAILSAFE.length)}, which is silent`;
  if (envelopeId.startsWith(EXTERNAL)) return `limit of another system, ${envelopeId.slice(EXTERNAL.length)}`;
  return envelopeId.startsWith(`${RESTORATION}:`) ? 'slow start after an outage' : `envelope ${envelopeId}`;
}

function untilText(untilMs: number | undefined, writeTime: WriteTime): string {
  return untilMs === undefined ? '' : ` until ${writeTime(untilMs)}`;
}

/** At most one decimal above 1, two below. */
function figure(value: number): string {
  const digits = Math.abs(value) < 1 ? 100 : 10;
  return String(Math.round(value * digits) / digits);
}
