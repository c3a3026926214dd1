import { drops, tellStories } from './fault-street.ts';
import type { FaultStory } from './fault-street.ts';

/** How stations connect, answer and tell their story. */
const STORIES: readonly FaultStory[] = [
  {
    says: 'sends no BootNotification after a reconnect',
    version: '1.6',
    faults: { noBootAfterReconnect: true },
    acts: [[180, drops]],
  },
  { says: 'answers no ping', version: '1.6', faults: { noPong: true } },
  {
    says: 'answers nothing until it has reconnected',
    version: '1.6',
    faults: {},
    acts: [
      [150, (fleet, id) => fleet.setFaults(id, { silentUntilReconnect: true })],
      [330, drops],
    ],
    // Mute after four limits: how many are sent to it depends on its share.
    perhapsAlarms: ['mute', 'out-of-service'],
  },
  {
    says: 'answers after 30 s',
    version: '2.0.1',
    faults: { ackDelayMs: 30_000 },
    perhapsAlarms: ['mute', 'out-of-service'],
  },
  {
    says: 'leaves a half-open socket behind',
    version: '2.0.1',
    faults: {},
    acts: [[180, (fleet, id) => fleet.station(id).abandonConnection()]],
  },
  { says: 'boots in a loop', version: '1.6', faults: { bootsEveryMs: 40_000 }, deliveredKwh: { atLeast: 0.2 } },
  {
    says: 'boots again in mid-transaction and sends no meter values until triggered',
    version: '1.6',
    faults: { noMeterAfterReconnect: true },
    acts: [[180, (fleet, id) => fleet.station(id).blip()]],
  },
  {
    says: 'replays two hours of old meter values after an outage',
    version: '1.6',
    faults: { replaysHours: 2 },
    acts: [[150, drops]],
  },
  {
    says: 'replays two hours of old events after an outage',
    version: '2.0.1',
    faults: { replaysHours: 2, noBootAfterReconnect: true },
    acts: [[150, drops]],
  },
  { says: 'stops a transaction with an unknown id', version: '1.6', faults: { stopsUnknownTransaction: true } },
  { says: 'ends a transaction with an unknown id', version: '2.1', faults: { stopsUnknownTransaction: true } },
  { says: 'sends each message twice under one id', version: '1.6', faults: { repeatsMessages: true } },
  { says: 'sends each event twice under one id', version: '2.0.1', faults: { repeatsMessages: true } },
  { says: 'stops twice', version: '1.6', faults: { stopsTwice: true }, leavesAtS: 400, deliveredKwh: { atLeast: 0.3 } },
  {
    says: 'ends twice',
    version: '2.0.1',
    faults: { stopsTwice: true },
    leavesAtS: 400,
    deliveredKwh: { atLeast: 0.3 },
  },
  { says: 'numbers every event 0', version: '2.0.1', faults: { seqNoAlwaysZero: true } },
  {
    says: 'ends with minutes of old values',
    version: '2.0.1',
    faults: { endsWithOldValues: true },
    leavesAtS: 400,
    deliveredKwh: { atLeast: 0.3 },
  },
  { says: 'fills its reports up to 32 kB', version: '2.0.1', faults: { largeReports: true } },
  {
    says: 'describes errors beyond 255 characters and refuses questions',
    version: '1.6',
    faults: { longErrorDescriptions: true, refuses: ['GetConfiguration', 'ChangeConfiguration', 'TriggerMessage'] },
  },
  { says: 'has decimal message ids', version: '1.6', faults: { decimalMessageIds: true } },
  { says: 'sends the bytes of its hex key', version: '1.6', faults: { sendsKeyAsBytes: true } },
];

tellStories(STORIES);
