import type { ControlView } from '../../control/view.ts';
import { done, type FieldError, refuseFields, type Result } from '../result.ts';
import type { FleetKind, Recipient, Scope } from './order.ts';

/** What a command is said to: `either` goes to connectors where the scope names them, otherwise to stations as a whole. */
const ADDRESSEE: Readonly<Record<FleetKind, 'station' | 'connector' | 'either' | 'session'>> = {
  reset: 'either',
  'change-availability': 'either',
  'unlock-connector': 'connector',
  'remote-start': 'either',
  'remote-stop': 'session',
  trigger: 'either',
  'read-settings': 'station',
  'write-settings': 'station',
  'clear-cache': 'station',
  'get-local-list-version': 'station',
  'update-firmware': 'station',
  'get-log': 'station',
  'get-composite-schedule': 'connector',
  'install-certificate': 'station',
  'list-certificates': 'station',
  'delete-certificate': 'station',
  'data-transfer': 'station',
  call: 'station',
};

/** What the scope is resolved against. */
export type Site = {
  readonly view: Pick<ControlView, 'nodes' | 'stations' | 'connectors' | 'sessions'>;
  /** Of the store: a station that never connected is in no view. */
  readonly stationIds: readonly string[];
};

/** The recipients, in the order of sending, each once. A scope that names what is not there, or nobody, is refused. */
export function recipientsOf(kind: FleetKind, scope: Scope, site: Site): Result<readonly Recipient[]> {
  const mistakes = unknownIn(scope, site);
  if (mistakes.length > 0) return refuseFields('command', mistakes);
  const addressee = ADDRESSEE[kind];
  const named = 'connectorIds' in scope;
  if (addressee === 'station' && named)
    return refuseFields('command', [{ pointer: '/scope/connectorIds', detail: `${kind} is for stations` }]);
  if (addressee === 'connector' && !named)
    return refuseFields('command', [{ pointer: '/scope', detail: `${kind} needs connectorIds` }]);
  const recipients = addressee === 'session' ? sessionsIn(scope, site) : places(scope, site);
  if (recipients.length === 0) {
    const what = addressee === 'session' ? 'no open session' : 'no station';
    return refuseFields('command', [{ pointer: '/scope', detail: `matches ${what}` }]);
  }
  // One card for many cars is a mistake or a theft.
  if (kind === 'remote-start' && recipients.length > 1) {
    const detail = `remote-start is for one car, the scope matches ${recipients.length}`;
    return refuseFields('command', [{ pointer: '/scope', detail }]);
  }
  return done(recipients);
}

function unknownIn(scope: Scope, { view, stationIds }: Site): readonly FieldError[] {
  if ('stationIds' in scope) {
    const known = new Set([...stationIds, ...view.stations.map(({ stationId }) => stationId)]);
    return unknown(scope.stationIds, { known, pointer: '/scope/stationIds', what: 'station' });
  }
  if ('connectorIds' in scope) {
    const known = new Set<string>(view.connectors.map(({ connectorId }) => connectorId));
    return unknown(scope.connectorIds, { known, pointer: '/scope/connectorIds', what: 'connector' });
  }
  if (!('nodeId' in scope) || view.nodes.some(({ nodeId }) => nodeId === scope.nodeId)) return [];
  return [{ pointer: '/scope/nodeId', detail: 'is no node of the grid' }];
}

function unknown(
  ids: readonly string[],
  { known, pointer, what }: { readonly known: ReadonlySet<string>; readonly pointer: string; readonly what: string },
): readonly FieldError[] {
  return ids.flatMap((id, index) =>
    known.has(id) ? [] : [{ pointer: `${pointer}/${index}`, detail: `is no ${what}` }],
  );
}

function places(scope: Scope, site: Site): readonly Recipient[] {
  if (!('connectorIds' in scope)) return stationsIn(scope, site).map((stationId) => ({ stationId }));
  return [...new Set(scope.connectorIds)].map(partsOf);
}

function sessionsIn(scope: Scope, site: Site): readonly Recipient[] {
  const stations = 'connectorIds' in scope ? undefined : new Set(stationsIn(scope, site));
  const connectors = 'connectorIds' in scope ? new Set(scope.connectorIds) : undefined;
  return site.view.sessions
    .filter(({ stationId, connectorId }) => stations?.has(stationId) ?? connectors?.has(connectorId))
    .map(({ sessionId, stationId, connectorId }) => ({
      ...partsOf(connectorId),
      transactionId: sessionId.slice(stationId.length + 1),
    }));
}

function stationsIn(scope: Exclude<Scope, { connectorIds: unknown }>, { view }: Site): readonly string[] {
  if ('stationIds' in scope) return [...new Set(scope.stationIds)];
  if ('nodeId' in scope) {
    const below = nodesBelow(scope.nodeId, view.nodes);
    const { connectors } = view;
    return [
      ...new Set(
        connectors.flatMap(({ nodeId, stationId }) => (nodeId !== undefined && below.has(nodeId) ? stationId : [])),
      ),
    ];
  }
  const { vendor, model, firmware } = 'all' in scope ? {} : scope;
  return view.stations
    .filter(
      (station) =>
        (vendor ?? station.vendor) === station.vendor &&
        (model ?? station.model) === station.model &&
        (firmware ?? station.firmware) === station.firmware,
    )
    .map(({ stationId }) => stationId);
}

function nodesBelow(top: string, nodes: ControlView['nodes']): ReadonlySet<string> {
  const below = new Set([top]);
  // Parents may stand after their children: until nothing is added.
  for (let before = 0; before < below.size;) {
    before = below.size;
    for (const { nodeId, parentId } of nodes) if (parentId !== undefined && below.has(parentId)) below.add(nodeId);
  }
  return below;
}

function partsOf(connectorId: string): { readonly stationId: string; readonly connectorNumber: number } {
  const slash = connectorId.lastIndexOf('/');
  return { stationId: connectorId.slice(0, slash), connectorNumber: Number(connectorId.slice(slash + 1)) };
}
