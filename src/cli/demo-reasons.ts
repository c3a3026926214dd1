import { nodeUsageText } from '../../dispatch/index.ts';
import type { LimitedBy } from '../../dispatch/index.ts';
import { usersOfNode } from '../control/index.ts';
import type { ControlView } from '../control/index.ts';

/** Why cars did not get more: the share of the time in which cars asked for energy. */
export type ReasonShare = { readonly reason: string; readonly sharePercent: number };

/** Who used the capacity node at one instant. */
export type Moment = {
  readonly title: string;
  readonly atMs: number;
  /** The node in a sentence: its base load, its chargers, its tightest row. */
  readonly text: string;
  readonly users: readonly {
    readonly connectorId: string;
    readonly reservedKw: number;
    readonly sharePercent: number;
  }[];
  readonly othersKw: number;
};

export type Reasons = { readonly shares: readonly ReasonShare[]; readonly moments: readonly Moment[] };

/** Longer would be a list of the site. */
const MOST_USERS = 5;

/** Adds up reasons over time. */
export class ReasonTally {
  readonly #carMs = new Map<string, number>();
  #lastAtMs: number | undefined;

  /** Once a tick: what held each car since the one before. */
  add({ atMs, connectors }: ControlView): void {
    const lastsMs = Math.max(0, atMs - (this.#lastAtMs ?? atMs));
    this.#lastAtMs = atMs;
    if (lastsMs === 0) return;
    for (const { sessionId, limitedBy } of connectors) {
      if (sessionId === undefined || limitedBy === undefined || limitedBy.kind === 'no-demand') continue;
      const reason = reasonName(limitedBy);
      this.#carMs.set(reason, (this.#carMs.get(reason) ?? 0) + lastsMs);
    }
  }

  /** The longest first; none when no car asked for anything. */
  shares(): readonly ReasonShare[] {
    const totalMs = [...this.#carMs.values()].reduce((sum, ms) => sum + ms, 0);
    if (totalMs === 0) return [];
    return [...this.#carMs]
      .map(([reason, ms]) => ({ reason, sharePercent: (100 * ms) / totalMs }))
      .toSorted((a, b) => b.sharePercent - a.sharePercent || (a.reason < b.reason ? -1 : 1));
  }
}

/** The words of one instant, as the service saw it; undefined for a node that it does not know. */
export function momentOf({
  title,
  view,
  nodeId,
  timeZone,
}: {
  readonly title: string;
  readonly view: ControlView;
  readonly nodeId: string;
  readonly timeZone: string;
}): Moment | undefined {
  const node = view.nodes.find((one) => one.nodeId === nodeId);
  if (node === undefined) return undefined;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  return {
    title,
    atMs: view.atMs,
    text: nodeUsageText(node, (atMs) => clock.format(atMs)),
    ...usersOfNode(view, node, MOST_USERS),
  };
}

const NAMES: Readonly<Record<Exclude<LimitedBy['kind'], 'node' | 'unproven-headroom'>, string>> = {
  'own-maximum': 'nothing: charger, cable or car takes no more',
  'no-demand': 'nothing: the car asks for no energy',
  override: 'a person, or its own start after an outage',
  plan: 'the plan: later and still in time',
  'not-controllable': 'not under control: its failsafe share',
  step: "the next step of the charger's set",
};

/** One name for all that people would call the same: limits of one node share theirs, whatever their ids. */
function reasonName(limitedBy: LimitedBy): string {
  switch (limitedBy.kind) {
    case 'node':
      return `${limitedBy.nodeId}: ${limitedBy.envelopeId === undefined ? 'its rating' : 'a limit in force'}`;
    case 'unproven-headroom':
      return `${limitedBy.nodeId}: freed power that is not proven yet`;
    default:
      return NAMES[limitedBy.kind];
  }
}
