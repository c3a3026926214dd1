import { alarmPoint, nodePoint, sessionPoint, setpointPoint } from '../telemetry/index.ts';
import type { Point } from '../telemetry/port.ts';
import type { ConnectorView, ControlView } from './view.ts';

/** How often an unchanged setpoint and a session are written all the same. */
const REPEAT_MS = 60_000;

/** The points of a tick: every node; setpoints and alarms that changed; setpoints and sessions once a minute. */
export function pointsOfTick(before: ControlView, now: ControlView): readonly Point[] {
  const { atMs } = now;
  const repeat = Math.floor(atMs / REPEAT_MS) !== Math.floor(before.atMs / REPEAT_MS);
  const alarmsBefore = new Set(before.alarms.map((alarm) => alarm.id));
  const alarmsNow = new Set(now.alarms.map((alarm) => alarm.id));
  return [
    ...now.nodes.map((node) => nodePoint(node, atMs)),
    ...(repeat ? now.connectors.filter(({ sessionId }) => sessionId !== undefined) : movedConnectors(before, now)).map(
      (one) => setpointPoint(one, atMs),
    ),
    ...(repeat ? now.sessions.map((session) => sessionPoint(session, atMs)) : []),
    ...now.alarms
      .filter((alarm) => !alarmsBefore.has(alarm.id))
      .map((alarm) => alarmPoint(alarm, { atMs, active: true })),
    ...before.alarms
      .filter((alarm) => !alarmsNow.has(alarm.id))
      .map((alarm) => alarmPoint(alarm, { atMs, active: false })),
  ];
}

/** Both views are in the order of the grid's connectors; after a change of the grid each is looked for. */
function movedConnectors(before: ControlView, now: ControlView): readonly ConnectorView[] {
  let byId: ReadonlyMap<string, ConnectorView> | undefined;
  return now.connectors.filter((one, index) => {
    const old = before.connectors[index];
    if (one === old) return false;
    if (old?.connectorId === one.connectorId) return moved(one, old);
    byId ??= new Map(before.connectors.map((connector) => [connector.connectorId, connector]));
    return moved(one, byId.get(one.connectorId));
  });
}

/** A stage of the limit or its reason changed; the measured power alone is in the readings. */
function moved(now: ConnectorView, before: ConnectorView | undefined): boolean {
  return (
    now.setpointKw !== before?.setpointKw ||
    now.commandedKw !== before?.commandedKw ||
    now.acceptedKw !== before?.acceptedKw ||
    now.limitedBy?.kind !== before?.limitedBy?.kind
  );
}
