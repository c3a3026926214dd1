import type { Transcript } from './transcript.ts';
import { CALLS_V201 } from './v201-calls.ts';
import { FROM_STATION_CHARGING } from './v201-from-station-charging.ts';
import { FROM_STATION_OPERATION } from './v201-from-station-operation.ts';
import { FROM_STATION_SESSION } from './v201-from-station-session.ts';
import { OPERATION_V201 } from './v201-operation.ts';
import { TRANSACTIONS_V201 } from './v201-transactions.ts';

/** OCPP 2.0.1. */
export const TRANSCRIPTS_V201: readonly Transcript[] = [
  ...FROM_STATION_SESSION,
  ...TRANSACTIONS_V201,
  ...FROM_STATION_CHARGING,
  ...FROM_STATION_OPERATION,
  ...OPERATION_V201,
  ...CALLS_V201,
];
