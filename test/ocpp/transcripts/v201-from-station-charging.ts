import { breaks, type Said, says, story, tells, unbooted } from './station-story.ts';
import type { Transcript } from './transcript.ts';

const TIME = '2025-03-04T05:06:00.000Z';
const EARLIER = '2025-03-04T05:00:00.000Z';
const MISSING = 'OccurrenceConstraintViolation';
const PROPERTY = 'PropertyConstraintViolation';
const EMS = { chargingLimitSource: 'EMS' };
const SCHEDULE = {
  id: 1,
  startSchedule: EARLIER,
  chargingRateUnit: 'A',
  // 05:06 is in the second of these.
  chargingSchedulePeriod: [
    { startPeriod: 0, limit: 32 },
    { startPeriod: 300, limit: 10 },
    { startPeriod: 600, limit: 6 },
  ],
};
const PROFILE = {
  id: 11,
  stackLevel: 1,
  chargingProfilePurpose: 'TxProfile',
  chargingProfileKind: 'Absolute',
  chargingSchedule: [SCHEDULE],
};
const NOW_MS = Date.parse(TIME);
const LIMIT = { kind: 'external-limit', source: 'EMS', active: true } as const;
const AC = { energyAmount: 20_000, evMinCurrent: 6, evMaxCurrent: 16, evMaxVoltage: 230 };

const it = (title: string, ...lines: readonly Said[]): Transcript => story('2.0.1', title, ...lines);
const early = (action: string, request: Readonly<Record<string, unknown>>): Transcript =>
  unbooted('2.0.1', 'before BootNotification', says(action, request, { error: 'SecurityError' }));

/** What a station of 2.0.1 tells of limits, profiles and the wishes of cars. */
export const FROM_STATION_CHARGING: readonly Transcript[] = [
  it(
    'of one EVSE: what is in force and what is ahead of it',
    says(
      'NotifyChargingLimit',
      { evseId: 1, chargingLimit: EMS, chargingSchedule: [SCHEDULE] },
      {},
      {
        ...LIMIT,
        connectorId: 'A07/1',
        periods: [
          { startMs: NOW_MS - 60_000, endMs: NOW_MS + 240_000, limitA: 10 },
          { startMs: NOW_MS + 240_000, limitA: 6 },
        ],
      },
    ),
  ),
  it(
    'of the station, by two schedules; 16 A on one phase are 3.68 kW',
    says(
      'NotifyChargingLimit',
      {
        chargingLimit: EMS,
        chargingSchedule: [
          { id: 1, chargingRateUnit: 'W', chargingSchedulePeriod: [{ startPeriod: 0, limit: 11_000 }] },
          { id: 2, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16, numberPhases: 1 }] },
        ],
      },
      {},
      {
        ...LIMIT,
        periods: [
          { startMs: NOW_MS, limitKw: 11 },
          { startMs: NOW_MS, limitA: 16, limitKw: 3.68 },
        ],
      },
    ),
  ),
  it(
    'that binds later, for a time',
    says(
      'NotifyChargingLimit',
      {
        chargingLimit: EMS,
        chargingSchedule: [
          {
            id: 1,
            startSchedule: '2025-03-04T06:00:00Z',
            duration: 600,
            chargingRateUnit: 'W',
            chargingSchedulePeriod: [{ startPeriod: 0, limit: 0 }],
          },
        ],
      },
      {},
      { ...LIMIT, periods: [{ startMs: NOW_MS + 3_240_000, endMs: NOW_MS + 3_840_000, limitKw: 0 }] },
    ),
  ),
  it(
    'of a source that is none',
    breaks('NotifyChargingLimit', { chargingLimit: { chargingLimitSource: 'Me' } }, PROPERTY),
  ),
  it(
    'of an EVSE that the station does not have',
    says('NotifyChargingLimit', { evseId: 7, chargingLimit: EMS }, { error: PROPERTY }),
  ),
  early('NotifyChargingLimit', { chargingLimit: EMS }),

  it(
    'is over',
    says('NotifyChargingLimit', { evseId: 1, chargingLimit: EMS }, {}, { ...LIMIT, connectorId: 'A07/1' }),
    says(
      'ClearedChargingLimit',
      { evseId: 1, chargingLimitSource: 'EMS' },
      {},
      { ...LIMIT, connectorId: 'A07/1', active: false },
    ),
  ),
  it('of no source', breaks('ClearedChargingLimit', { evseId: 1 }, MISSING)),
  it(
    'of an EVSE that the station does not have',
    says('ClearedChargingLimit', { evseId: 7, chargingLimitSource: 'EMS' }, { error: PROPERTY }),
  ),
  early('ClearedChargingLimit', { chargingLimitSource: 'EMS' }),

  it(
    'ours is one report, one of somebody else is an alarm, too',
    says(
      'ReportChargingProfiles',
      { requestId: 2, chargingLimitSource: 'CSO', evseId: 1, tbc: true, chargingProfile: [PROFILE] },
      {},
      {
        kind: 'report',
        report: 'charging-profiles',
        requestId: 2,
        items: [{ connectorNumber: 1, source: 'CSO', profile: PROFILE }],
        isLast: false,
      },
    ),
    says(
      'ReportChargingProfiles',
      {
        requestId: 2,
        chargingLimitSource: 'EMS',
        evseId: 0,
        chargingProfile: [{ ...PROFILE, id: 77, chargingProfilePurpose: 'ChargingStationExternalConstraints' }],
      },
      {},
      { kind: 'security', type: 'foreign-charging-profile' },
      { kind: 'report', report: 'charging-profiles', requestId: 2, isLast: true },
    ),
  ),
  it(
    'without profiles',
    breaks(
      'ReportChargingProfiles',
      { requestId: 2, chargingLimitSource: 'CSO', evseId: 1, chargingProfile: [] },
      MISSING,
    ),
  ),
  it(
    'of an EVSE that the station does not have',
    says(
      'ReportChargingProfiles',
      { requestId: 2, chargingLimitSource: 'CSO', evseId: 7, chargingProfile: [PROFILE] },
      { error: PROPERTY },
    ),
  ),
  early('ReportChargingProfiles', {
    requestId: 2,
    chargingLimitSource: 'CSO',
    evseId: 1,
    chargingProfile: [PROFILE],
  }),

  it(
    'three phases until an hour',
    says(
      'NotifyEVChargingNeeds',
      {
        evseId: 1,
        chargingNeeds: {
          requestedEnergyTransfer: 'AC_three_phase',
          acChargingParameters: AC,
          departureTime: '2025-03-04T06:06:00Z',
        },
      },
      { status: 'Accepted' },
      {
        kind: 'charging-needs',
        connectorId: 'A07/1',
        energyKwh: 20,
        maximumKw: 11.04,
        departureMs: Date.UTC(2025, 2, 4, 6, 6),
      },
    ),
  ),
  it(
    'a direct current, by its voltage',
    says(
      'NotifyEVChargingNeeds',
      {
        evseId: 2,
        chargingNeeds: {
          requestedEnergyTransfer: 'DC',
          dcChargingParameters: { evMaxCurrent: 200, evMaxVoltage: 400, energyAmount: 30_000 },
        },
      },
      { status: 'Accepted' },
      { kind: 'charging-needs', connectorId: 'A07/2', energyKwh: 30, maximumKw: 80 },
    ),
  ),
  it(
    'a voltage between lines is not one of a phase',
    says(
      'NotifyEVChargingNeeds',
      {
        evseId: 1,
        chargingNeeds: {
          requestedEnergyTransfer: 'AC_three_phase',
          acChargingParameters: { ...AC, evMaxVoltage: 400 },
        },
      },
      { status: 'Accepted' },
      { kind: 'charging-needs', energyKwh: 20, maximumKw: (16 * (400 / Math.sqrt(3)) * 3) / 1000 },
    ),
  ),
  it(
    'a direct current, by its power',
    says(
      'NotifyEVChargingNeeds',
      {
        evseId: 1,
        chargingNeeds: {
          requestedEnergyTransfer: 'DC',
          dcChargingParameters: { evMaxCurrent: 300, evMaxVoltage: 500, evMaxPower: 120_000 },
        },
      },
      { status: 'Accepted' },
      { kind: 'charging-needs', maximumKw: 120 },
    ),
  ),
  it(
    'what cannot be meant is no wish',
    tells(
      'NotifyEVChargingNeeds',
      {
        evseId: 1,
        chargingNeeds: {
          requestedEnergyTransfer: 'DC',
          dcChargingParameters: { evMaxCurrent: -1, evMaxVoltage: 400, energyAmount: -5 },
        },
      },
      { status: 'Accepted' },
      { kind: 'charging-needs', connectorId: 'A07/1' },
    ),
  ),
  it(
    'a mode that is none',
    breaks('NotifyEVChargingNeeds', { evseId: 1, chargingNeeds: { requestedEnergyTransfer: 'Steam' } }, PROPERTY),
  ),
  it(
    'of an EVSE that the station does not have',
    says('NotifyEVChargingNeeds', { evseId: 7, chargingNeeds: { requestedEnergyTransfer: 'DC' } }, { error: PROPERTY }),
  ),
  early('NotifyEVChargingNeeds', { evseId: 1, chargingNeeds: { requestedEnergyTransfer: 'DC' } }),

  it(
    'is heard; our limit stands',
    says('NotifyEVChargingSchedule', { evseId: 1, timeBase: TIME, chargingSchedule: SCHEDULE }, { status: 'Accepted' }),
  ),
  it('without its time', breaks('NotifyEVChargingSchedule', { evseId: 1, chargingSchedule: SCHEDULE }, MISSING)),
  it(
    'of an EVSE that the station does not have',
    says('NotifyEVChargingSchedule', { evseId: 7, timeBase: TIME, chargingSchedule: SCHEDULE }, { error: PROPERTY }),
  ),
  early('NotifyEVChargingSchedule', { evseId: 1, timeBase: TIME, chargingSchedule: SCHEDULE }),
];
