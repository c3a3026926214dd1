import { drops, tellStories } from './fault-street.ts';
import type { FaultStory } from './fault-street.ts';

/** From the first reading above its limit to room for it: three readings, a tick, and the others' actuation (docs/safety.md, trust). */
const DETECTED_S = 60;
/** Full power from the reconnect until the share was accepted again, and 15 s. */
const RESENT_S = 30;

/** How stations treat charging profiles. */
const STORIES: readonly FaultStory[] = [
  { says: 'obeys', version: '1.6', faults: {} },
  { says: 'obeys and speaks 2.1', version: '2.1', faults: {} },
  {
    says: 'accepts every profile and ignores it',
    version: '1.6',
    faults: { ignoresProfiles: true },
    aboveS: DETECTED_S,
    alarms: ['above-limit', 'out-of-service'],
  },
  {
    says: 'drops its profile on reconnect and charges at full power',
    version: '1.6',
    faults: { dropsProfilesOnReconnect: true },
    acts: [[180, drops]],
    aboveS: RESENT_S,
  },
  {
    says: 'drops its profile on reconnect and does not even boot',
    version: '2.0.1',
    faults: { dropsProfilesOnReconnect: true, noBootAfterReconnect: true },
    acts: [[180, drops]],
    aboveS: RESENT_S,
  },
  { says: 'ignores a TxProfile without a transaction', version: '1.6', faults: { ignoresEarlyTxProfile: true } },
  { says: 'never resumes after 0 A', version: '1.6', faults: { neverResumes: true } },
  { says: 'resumes at full rate after 0 A', version: '2.0.1', faults: { resumesAtFullPower: true } },
  { says: 'rejects stack level > 0', version: '1.6', faults: { rejectsStackLevelAboveZero: true } },
  { says: 'rejects ChargePointMaxProfile', version: '1.6', faults: { rejectsStationMaximum: true } },
  { says: 'knows only W', version: '1.6', faults: { onlyUnit: 'W' } },
  { says: 'knows only A', version: '2.0.1', faults: { onlyUnit: 'A' } },
  {
    says: 'applies a profile after its call timed out',
    version: '1.6',
    faults: { appliesUnansweredAfterMs: 20_000 },
    perhapsAlarms: ['mute', 'out-of-service'],
  },
  {
    says: 'ignores the end of a profile and falls silent',
    version: '2.0.1',
    faults: { ignoresExpiry: true },
    // It goes on after its lease was counted as over, and cannot be told otherwise: the readings tell, the others make room.
    aboveS: DETECTED_S,
    acts: [[240, (fleet, id) => fleet.setFaults(id, { ignoresExpiry: true, silent: true })]],
    // Mute after the fourth limit without an answer: how many go out in the rest of the story depends on the renewals.
    perhapsAlarms: ['mute', 'out-of-service', 'above-limit'],
  },
  {
    says: 'honours only the first period and falls silent',
    version: '1.6',
    faults: { ignoresLaterPeriods: true },
    acts: [[240, (fleet, id) => fleet.setFaults(id, { ignoresLaterPeriods: true, silent: true })]],
    // Mute after the fourth limit without an answer: how many go out in the rest of the story depends on the renewals.
    perhapsAlarms: ['mute', 'out-of-service', 'above-limit'],
  },
  {
    says: 'corrupts its profiles when it is asked for the composite schedule',
    version: '1.6',
    faults: { compositeCorruptsProfiles: true },
  },
  { says: 'keeps charging below 6 A', version: '1.6', faults: { chargesBelowMinimum: true } },
];

tellStories(STORIES);
