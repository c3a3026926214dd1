import { validateRequest, validateResponse } from '../../../ocpp/protocol/index.ts';
import type { Line, Transcript } from './transcript.ts';
import { TRANSCRIPTS_V201 } from './v201.ts';
import { TRANSCRIPTS_V21_CALLS } from './v21-calls.ts';
import { TRANSCRIPTS_V21_STATIONS } from './v21-stations.ts';

const OWN: readonly Transcript[] = [
  ...TRANSCRIPTS_V21_CALLS,
  ...TRANSCRIPTS_V21_STATIONS,
  {
    version: '2.1',
    about: 'PullDynamicScheduleUpdate',
    title: 'the limit that was accepted, in its unit, until its lease ends',
    lines: [
      {
        from: 'control',
        command: {
          commandId: 'c1',
          connectorId: 'A07/1',
          sessionId: 'A07#tx-1',
          limitKw: 11.04,
          failsafeKw: 4.14,
          electrical: { kind: 'AC', voltageV: 230, phaseCount: 3 },
          leaseMs: 180_000,
          decrease: false,
        },
        action: 'SetChargingProfile',
        request: {
          evseId: 1,
          chargingProfile: {
            id: 11,
            transactionId: 'tx-1',
            stackLevel: 1,
            chargingProfilePurpose: 'TxProfile',
            chargingProfileKind: 'Absolute',
            validTo: '2025-03-04T05:09:00Z',
            chargingSchedule: [
              {
                id: 11,
                duration: 240,
                startSchedule: '2025-03-04T05:05:00Z',
                chargingRateUnit: 'A',
                chargingSchedulePeriod: [{ startPeriod: 0, limit: 16, numberPhases: 3 }],
              },
            ],
          },
        },
        response: { status: 'Accepted' },
        outcome: 'accepted',
      },
      {
        from: 'station',
        action: 'PullDynamicScheduleUpdate',
        request: { chargingProfileId: 11 },
        response: { status: 'Accepted', scheduleUpdate: { limit: 16 } },
      },
    ],
  },
];

/** OCPP 2.1: its own, and those of 2.0.1 where its schemas allow them. */
export const TRANSCRIPTS_V21: readonly Transcript[] = [
  ...OWN,
  ...TRANSCRIPTS_V201.filter(({ lines }) => lines.every(fits)).map((transcript): Transcript => ({
    ...transcript,
    version: '2.1',
  })),
];

function fits(line: Line): boolean {
  if (line.from === 'control') return false;
  if (line.from === 'clock') return true;
  // What breaks its schema must break that of 2.1, too.
  if (line.from === 'station' && line.broken === true)
    return validateRequest('2.1', line.action, line.request) !== undefined;
  const exchanges = line.from === 'station' ? [line] : line.calls;
  return exchanges.every(
    ({ action, request, response, broken }) =>
      validateRequest('2.1', action, request) === undefined &&
      ('error' in response || (validateResponse('2.1', action, response) === undefined) === (broken !== true)),
  );
}
