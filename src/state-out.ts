import type { ConnectorView, NodeView } from './control/index.ts';
import type { SiteBus } from './mqtt/index.ts';
import type { Rollup, Store } from './store/index.ts';
import type { Control } from './control/index.ts';

/** Minute curves are kept for two months: what a forecast looks back on. */
const ROLLUP_KEEP_MS = 62 * 86_400_000;
const MINUTE_MS = 60_000;

/**
 * The latest state of every node at each tick, and of every charging connector when it changes, to whoever listens on MQTT; the returned function
 * stops it. States are retained: who comes later has the last one.
 */
export function publishStates(control: Control, mqtt: SiteBus): () => void {
  let before: readonly ConnectorView[] = [];
  return control.onTick(({ atMs, nodes, connectors }) => {
    for (const { nodeId, limitKw, baseLoadKw, chargingKw, headroomKw, envelopeId } of nodes)
      mqtt.publishState(`nodes/${nodeId}/state`, { atMs, limitKw, baseLoadKw, chargingKw, headroomKw, envelopeId });
    for (const [index, connector] of connectors.entries()) {
      if (connector.sessionId === undefined || isToldAlready(connector, before[index])) continue;
      const { connectorId, status, setpointKw, commandedKw, acceptedKw, powerKw } = connector;
      mqtt.publishState(`connectors/${connectorId}/state`, {
        atMs,
        status,
        setpointKw,
        commandedKw,
        acceptedKw,
        powerKw,
      });
    }
    before = connectors;
  });
}

function isToldAlready(now: ConnectorView, before: ConnectorView | undefined): boolean {
  return (
    now === before ||
    (now.connectorId === before?.connectorId &&
      now.sessionId === before.sessionId &&
      now.status === before.status &&
      now.setpointKw === before.setpointKw &&
      now.commandedKw === before.commandedKw &&
      now.acceptedKw === before.acceptedKw &&
      now.powerKw === before.powerKw)
  );
}

type Sums = { count: number; baseLoadKw: number; chargingKw: number; peakKw: number; limitKw: number | undefined };

/** Means and peaks of each minute and node into the store; the returned function stops it. */
export function keepRollups({
  control,
  store,
  background,
}: {
  readonly control: Control;
  readonly store: Store;
  readonly background: (promise: Promise<unknown>, what: string) => void;
}): () => void {
  const sums = new Map<string, Sums>();
  let minuteMs = 0;
  let prunedAtMs = -Infinity;
  return control.onTick((view) => {
    const thisMinuteMs = Math.floor(view.atMs / MINUTE_MS) * MINUTE_MS;
    if (thisMinuteMs !== minuteMs) {
      if (sums.size > 0) background(store.rollups.append(rollupsOf(sums, minuteMs)), 'minute curves were not saved');
      sums.clear();
      minuteMs = thisMinuteMs;
      if (view.atMs - prunedAtMs > 86_400_000) {
        prunedAtMs = view.atMs;
        background(store.rollups.prune(view.atMs - ROLLUP_KEEP_MS), 'old minute curves were not pruned');
      }
    }
    for (const node of view.nodes) sums.set(node.nodeId, added(sums.get(node.nodeId), node));
  });
}

function added(before: Sums | undefined, { baseLoadKw, chargingKw, limitKw }: NodeView): Sums {
  return {
    count: (before?.count ?? 0) + 1,
    baseLoadKw: (before?.baseLoadKw ?? 0) + baseLoadKw,
    chargingKw: (before?.chargingKw ?? 0) + chargingKw,
    peakKw: Math.max(before?.peakKw ?? -Infinity, baseLoadKw + chargingKw),
    limitKw,
  };
}

function rollupsOf(sums: ReadonlyMap<string, Sums>, minuteMs: number): readonly Rollup[] {
  return [...sums].map(([nodeId, { count, baseLoadKw, chargingKw, peakKw, limitKw }]) => ({
    nodeId,
    minuteMs,
    baseLoadKw: baseLoadKw / count,
    chargingKw: chargingKw / count,
    peakKw,
    ...(limitKw === undefined ? {} : { limitKw }),
  }));
}
