import type { Line, Transcript } from './transcript.ts';

type Limit = Extract<Line, { from: 'control' }>;

const command: Limit['command'] = {
  commandId: 'c1',
  connectorId: 'A07/1',
  sessionId: 'A07#7001',
  limitKw: 11.04,
  failsafeKw: 4.14,
  electrical: { kind: 'AC', voltageV: 230, phaseCount: 3 },
  leaseMs: 180_000,
  decrease: false,
};
const limit = (title: string, line: Omit<Limit, 'from' | 'action'>): Transcript => ({
  version: '1.6',
  about: 'SetChargingProfile',
  title,
  lines: [{ from: 'control', action: 'SetChargingProfile', ...line }],
});
const request = (profile: object, schedule: object) => ({
  connectorId: 1,
  csChargingProfiles: {
    chargingProfileId: 11,
    transactionId: 7001,
    stackLevel: 1,
    chargingProfilePurpose: 'TxProfile',
    chargingProfileKind: 'Absolute',
    ...profile,
    chargingSchedule: schedule,
  },
});

/** 1.6 sections 5.16 and 7.8: what the control loop says, as a lease of the running transaction. */
export const LIMITS: readonly Transcript[] = [
  limit('16 A on three phases for three minutes, begun a minute ago', {
    command,
    request: request(
      { validTo: '2025-03-04T05:09:00Z' },
      {
        duration: 240,
        startSchedule: '2025-03-04T05:05:00Z',
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 16, numberPhases: 3 }],
      },
    ),
    response: { status: 'Accepted' },
    outcome: 'accepted',
  }),
  limit('watts for direct current; a refusal is no acceptance', {
    command: { ...command, limitKw: 60.04, electrical: { kind: 'DC', voltageV: 400, phaseCount: 3 } },
    request: request(
      { validTo: '2025-03-04T05:09:00Z' },
      {
        duration: 240,
        startSchedule: '2025-03-04T05:05:00Z',
        chargingRateUnit: 'W',
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 60_040 }],
      },
    ),
    response: { status: 'Rejected' },
    outcome: 'rejected',
  }),
  limit('below 6 A it is a pause', {
    command: { ...command, limitKw: 3.9 },
    request: request(
      { validTo: '2025-03-04T05:09:00Z' },
      {
        duration: 240,
        startSchedule: '2025-03-04T05:05:00Z',
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 0, numberPhases: 3 }],
      },
    ),
    response: { status: 'NotSupported' },
    outcome: 'rejected',
  }),
];
