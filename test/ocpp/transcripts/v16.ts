import type { Transcript } from './transcript.ts';
import { CARDS } from './v16-cards.ts';
import { FROM_STATION } from './v16-from-station.ts';
import { LIMITS } from './v16-limits.ts';
import { OPERATION } from './v16-operation.ts';
import { REFUSALS } from './v16-refusals.ts';
import { TRANSACTIONS } from './v16-transactions.ts';
import { UPKEEP } from './v16-upkeep.ts';

/** OCPP 1.6 edition 2 and the security whitepaper, second edition. */
export const TRANSCRIPTS_V16: readonly Transcript[] = [
  ...FROM_STATION,
  ...TRANSACTIONS,
  ...REFUSALS,
  ...OPERATION,
  ...CARDS,
  ...UPKEEP,
  ...LIMITS,
];
