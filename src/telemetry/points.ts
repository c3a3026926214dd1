import type { LimitedBy } from '../../dispatch/index.ts';
import type { Reading } from '../../ocpp/index.ts';
import type { Alarm, ConnectorView, NodeView, SessionView } from '../control/view.ts';
import type { Point } from './port.ts';

/**
 * What is stored as time series. Tags are the few names that one searches by (grid node, station, connector); session ids are a field,
 * because every value of a tag is a series of its own in InfluxDB. The driver's token is left out.
 */

/** A measurement as the station sent it. Replayed ones stand at the station's own time, all others at the time of receipt. */
export function readingPoint(reading: Reading): Point {
  const replayed = reading.historic && !reading.flags.includes('timestamp-out-of-range');
  // In the order of their names, in which they are written: sorting costs as much as all the rest.
  const fields = {
    currentL1A: reading.currentA?.L1,
    currentL2A: reading.currentA?.L2,
    currentL3A: reading.currentA?.L3,
    energyKwh: reading.energyKwh,
    flags: reading.flags.length === 0 ? undefined : reading.flags.join(' '),
    offeredA: reading.offeredA,
    offeredKw: reading.offeredKw,
    powerKw: reading.powerKw,
    sessionId: reading.sessionId,
    socPercent: reading.socPercent,
    voltageV: reading.voltageV,
  };
  return {
    measurement: 'reading',
    tags: { connectorId: reading.connectorId, stationId: reading.stationId },
    fields: reading.others === undefined ? fields : { ...fields, ...reading.others },
    atMs: replayed ? reading.measuredAtMs : reading.atMs,
  };
}

/** The four stages of a limit, and why it is not higher. */
export function setpointPoint(connector: ConnectorView, atMs: number): Point {
  return {
    measurement: 'setpoint',
    tags: { stationId: connector.stationId, connectorId: connector.connectorId },
    fields: {
      setpointKw: connector.setpointKw,
      commandedKw: connector.commandedKw,
      acceptedKw: connector.acceptedKw,
      powerKw: connector.powerKw,
      exposureKw: connector.exposureKw,
      sessionId: connector.sessionId,
      ...limitedByFields(connector.limitedBy),
    },
    atMs,
  };
}

/** The account of a grid node. */
export function nodePoint(node: NodeView, atMs: number): Point {
  return {
    measurement: 'node',
    tags: { nodeId: node.nodeId, kind: node.kind },
    fields: {
      baseLoadKw: node.baseLoadKw,
      chargingKw: node.chargingKw,
      exposureKw: node.exposureKw,
      hotSpotC: node.thermal?.hotSpotC,
      ageingRate: node.thermal?.ageingRate,
      headroomKw: node.headroomKw,
      limitKw: node.limitKw,
      envelopeId: node.envelopeId,
      meter: node.meter,
    },
    atMs,
  };
}

export function sessionPoint(session: SessionView, atMs: number): Point {
  return {
    measurement: 'session',
    tags: { stationId: session.stationId, connectorId: session.connectorId },
    fields: {
      sessionId: session.sessionId,
      deliveredKwh: session.deliveredKwh,
      remainingKwh: session.remainingKwh,
      energyGoalKwh: session.energyGoalKwh,
      shortfallKwh: session.shortfallKwh,
      socPercent: session.socPercent,
      setpointKw: session.setpointKw,
      powerKw: session.powerKw,
      departureMs: session.departureMs,
      ...limitedByFields(session.limitedBy),
    },
    atMs,
  };
}

/** One when an alarm begins (`active`), one when it ends. */
export function alarmPoint(alarm: Alarm, { atMs, active }: { readonly atMs: number; readonly active: boolean }): Point {
  return {
    measurement: 'alarm',
    tags: { alarmId: alarm.id, kind: alarm.kind, severity: alarm.severity },
    fields: { active, subject: alarm.subject, text: alarm.text },
    atMs,
  };
}

function limitedByFields(limitedBy: LimitedBy | undefined): Point['fields'] {
  if (limitedBy === undefined) return {};
  const { kind } = limitedBy;
  if (kind === 'override')
    return { limitedBy: kind, overrideId: limitedBy.overrideId, limitedUntilMs: limitedBy.untilMs };
  if (kind === 'unproven-headroom') return { limitedBy: kind, limitedByNode: limitedBy.nodeId };
  if (kind !== 'node') return { limitedBy: kind };
  return {
    limitedBy: kind,
    limitedByNode: limitedBy.nodeId,
    limitedByPhase: limitedBy.phase,
    envelopeId: limitedBy.envelopeId,
    limitedUntilMs: limitedBy.untilMs,
  };
}
