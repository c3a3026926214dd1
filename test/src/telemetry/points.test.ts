import { expect, test } from 'vitest';

import type { LimitedBy } from '../../../dispatch/index.ts';
import type { Reading } from '../../../ocpp/index.ts';
import { alarmPoint, nodePoint, readingPoint, sessionPoint, setpointPoint } from '../../../src/telemetry/index.ts';
import { lineOf } from '../../../src/telemetry/line-protocol.ts';

const AT_MS = 1_790_000_000_000;

const reading: Reading = {
  kind: 'reading',
  stationId: 'A07',
  connectorId: 'A07/1',
  sessionId: 'A07#42',
  atMs: AT_MS,
  measuredAtMs: AT_MS - 60_000,
  takenAtMs: AT_MS - 60_000,
  powerKw: 11.04,
  currentA: { L1: 16, L3: 15.5 },
  energyKwh: 1204.5,
  historic: false,
  flags: [],
};

test('a reading stands at the time of receipt', () => {
  expect(lineOf(readingPoint(reading))).toBe(
    `reading,connectorId=A07/1,stationId=A07 currentL1A=16,currentL3A=15.5,energyKwh=1204.5,powerKw=11.04,sessionId="A07#42" ${AT_MS}`,
  );
});

test.each<[string, readonly string[], number]>([
  ['a replayed reading stands at its own time', [], AT_MS - 60_000],
  ['unless that is unbelievable', ['timestamp-out-of-range', 'decreasing-register'], AT_MS],
])('%s', (_, flags, atMs) => {
  const point = readingPoint({ ...reading, historic: true, flags });
  expect({ atMs: point.atMs, flags: point.fields['flags'] }).toEqual({
    atMs,
    flags: flags.length === 0 ? undefined : flags.join(' '),
  });
});

test.each<[LimitedBy, Record<string, unknown>]>([
  [{ kind: 'own-maximum' }, { limitedBy: 'own-maximum' }],
  [{ kind: 'plan' }, { limitedBy: 'plan' }],
  [
    { kind: 'node', nodeId: 'F3', rowId: 'F3:L2', phase: 'L2', envelopeId: 'e1', untilMs: AT_MS },
    { limitedBy: 'node', limitedByNode: 'F3', limitedByPhase: 'L2', envelopeId: 'e1', limitedUntilMs: AT_MS },
  ],
  [
    { kind: 'unproven-headroom', nodeId: 'F3', rowId: 'F3:kW' },
    { limitedBy: 'unproven-headroom', limitedByNode: 'F3' },
  ],
  [
    { kind: 'override', overrideId: 'o1' },
    { limitedBy: 'override', overrideId: 'o1', limitedUntilMs: undefined },
  ],
])('a setpoint says why it is not higher: %o', (limitedBy, reason) => {
  const point = setpointPoint(
    {
      connectorId: 'A07/1',
      stationId: 'A07',
      kind: 'AC',
      status: 'charging',
      ratingKw: 22,
      failsafeKw: 4.14,
      setpointKw: 9.66,
      commandedKw: 9.66,
      acceptedKw: 11.04,
      powerKw: 10.9,
      exposureKw: 11.04,
      sessionId: 'A07#42',
      limitedBy,
    },
    AT_MS,
  );
  expect(point).toEqual({
    measurement: 'setpoint',
    tags: { stationId: 'A07', connectorId: 'A07/1' },
    fields: {
      setpointKw: 9.66,
      commandedKw: 9.66,
      acceptedKw: 11.04,
      powerKw: 10.9,
      exposureKw: 11.04,
      sessionId: 'A07#42',
      ...reason,
    },
    atMs: AT_MS,
  });
});

test('a node, a session and an alarm', () => {
  const node = nodePoint(
    {
      nodeId: 'T1',
      kind: 'transformer',
      margin: 0.05,
      limitKw: 400,
      baseLoadKw: 210.5,
      chargingKw: 90,
      exposureKw: 120,
      headroomKw: 49.5,
      meter: 'live',
      phases: [],
    },
    AT_MS,
  );
  const session = sessionPoint(
    {
      sessionId: 'A07#42',
      connectorId: 'A07/1',
      stationId: 'A07',
      idToken: 'DRIVER-7',
      startedAtMs: AT_MS - 1000,
      goal: {},
      energyGoalKwh: 20,
      departureMs: AT_MS + 1000,
      deliveredKwh: 5,
      remainingKwh: 15,
      shortfallKwh: 0,
      limitedBy: { kind: 'own-maximum' },
    },
    AT_MS,
  );
  const alarm = alarmPoint(
    {
      id: 'untrusted:A07/1',
      severity: 'warning',
      sinceMs: AT_MS,
      kind: 'untrusted',
      subject: 'A07/1',
      text: 'A07/1 draws 12 kW above its limit',
    },
    { atMs: AT_MS, active: true },
  );
  expect([node, session, alarm].map(lineOf)).toEqual([
    `node,kind=transformer,nodeId=T1 baseLoadKw=210.5,chargingKw=90,exposureKw=120,headroomKw=49.5,limitKw=400,meter="live" ${AT_MS}`,
    `session,connectorId=A07/1,stationId=A07 deliveredKwh=5,departureMs=${AT_MS + 1000},energyGoalKwh=20,limitedBy="own-maximum",remainingKwh=15,sessionId="A07#42",shortfallKwh=0 ${AT_MS}`,
    `alarm,alarmId=untrusted:A07/1,kind=untrusted,severity=warning active=T,subject="A07/1",text="A07/1 draws 12 kW above its limit" ${AT_MS}`,
  ]);
  expect(lineOf(session)).not.toContain('DRIVER-7');
});
