/** What other systems (EMS, grid operator) limit a station to directly: an upper bound beside all that is ours. They may only lower. */
import { kwPerA } from '../../dispatch/index.ts';
import type { Connector, ConnectorSnapshot, EnvelopeInterval, GridEnvelope } from '../../dispatch/index.ts';
import type { ConnectorId, ExternalPeriod, StationEvent } from '../../ocpp/index.ts';
import { stationNodeId } from './station-nodes.ts';

/** `connectorId` absent = the station as a whole; no periods = how much is unknown. */
export type ExternalLimit = {
  readonly connectorId?: ConnectorId;
  readonly source: string;
  readonly periods: readonly ExternalPeriod[];
};

/** Sources that a station may name at a time; an EMS and a grid operator are two. */
const MAX_EXTERNAL_LIMITS = 32;

/** The limits of a station after the message of one source. */
export function withExternal(
  before: readonly ExternalLimit[],
  { connectorId, source, periods, active }: Extract<StationEvent, { kind: 'external-limit' }>,
): readonly ExternalLimit[] {
  // A source that is over for the station is over for each of its connectors: some stations name the EVSE only at the begin.
  if (!active && connectorId === undefined) return before.filter((one) => one.source !== source);
  const others = before.filter((one) => one.source !== source || one.connectorId !== connectorId);
  if (!active) return others;
  const limit = { source, periods, ...(connectorId === undefined ? {} : { connectorId }) };
  // Of too many the oldest goes: the station itself still keeps to it.
  return [...others, limit].slice(-MAX_EXTERNAL_LIMITS);
}

/** Whether one of the limits is for the station as a whole, and how high it is. */
export function limitsWholeStation(limits: readonly ExternalLimit[]): boolean {
  return limits.some(({ connectorId, periods }) => connectorId === undefined && periods.length > 0);
}

/**
 * The strictest limit on a connector at any instant of [fromMs, toMs], kW of its offer. Those of its station as a whole count by `stationShare` of them;
 * undefined = a row of the grid holds them for all of its connectors together. Amperes are per phase; `voltageV` is that of the phases which feed a DC charger.
 */
export function externalOverride(
  limits: readonly ExternalLimit[],
  connector: Connector,
  {
    fromMs,
    toMs,
    stationShare,
    voltageV,
  }: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly stationShare: number | undefined;
    readonly voltageV: number;
  },
): ConnectorSnapshot['override'] {
  const kwOfA = kwPerA(connector) ?? (3 * voltageV) / 1000;
  let strictest: ConnectorSnapshot['override'];
  for (const { connectorId, source, periods } of limits) {
    const share = connectorId === undefined ? stationShare : connectorId === connector.id ? 1 : undefined;
    if (share === undefined) continue;
    for (const { startMs, endMs, limitKw = Infinity, limitA = Infinity } of periods) {
      if (startMs > toMs || (endMs !== undefined && endMs <= fromMs)) continue;
      const boundKw = share * Math.min(limitKw, limitA * kwOfA);
      if (!(boundKw < (strictest?.limitKw ?? Infinity))) continue;
      strictest = {
        id: `external:${source}`,
        limitKw: boundKw,
        ...(endMs === undefined ? {} : { untilMs: endMs }),
      };
    }
  }
  return strictest;
}

/**
 * The limits on a station as a whole, for its node of the grid. They are emergencies: no protected floor goes before what the station itself enforces.
 * Rows in A do not contain connectors between two lines; for those an ampere counts as if all of them were on the same lines.
 */
export function stationEnvelopes(
  stationId: string,
  limits: readonly ExternalLimit[],
  connectors: readonly Connector[],
): readonly GridEnvelope[] {
  const lineToLineV = Math.min(
    ...connectors.flatMap(({ phaseDeg, voltageV }) => (phaseDeg === undefined ? [] : voltageV)),
  );
  const intervalOf = ({ startMs, endMs, limitKw, limitA }: ExternalPeriod): EnvelopeInterval => {
    const boundKw = limitKw ?? (limitA ?? Infinity) * (lineToLineV / 1000);
    return {
      startMs,
      ...(endMs === undefined ? {} : { endMs }),
      ...(Number.isFinite(boundKw) ? { limitKw: boundKw } : {}),
      ...(limitA === undefined ? {} : { limitA }),
    };
  };
  return limits.flatMap(({ connectorId, source, periods }): GridEnvelope[] => {
    const [first] = periods;
    if (connectorId !== undefined || first === undefined) return [];
    return [
      {
        id: `external:${source}`,
        nodeId: stationNodeId(stationId),
        direction: 'import',
        source,
        priority: 1,
        mode: 'emergency',
        reason: 'another system limits the station',
        startMs: first.startMs,
        intervals: periods.map(intervalOf),
        status: 'active',
        createdBy: stationId,
        createdAtMs: first.startMs,
        etag: '',
      },
    ];
  });
}
