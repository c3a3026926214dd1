import type { Dialect, StationVersion } from './dialect.ts';
import { v16 } from './v16.ts';
import { v201 } from './v201.ts';
import { v21 } from './v21.ts';

/** One table per version. */
export const DIALECTS: Readonly<Record<StationVersion, Dialect>> = { '1.6': v16, '2.0.1': v201, '2.1': v21 };
