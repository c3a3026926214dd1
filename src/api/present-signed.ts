import type { z } from 'zod';
import type { SignedValue } from '../../ocpp/index.ts';
import type * as schemas from './schemas.ts';
import type { FormatTime } from './times.ts';

export function presentSignedValue(
  { measuredAtMs, ...rest }: SignedValue,
  time: FormatTime,
): z.output<typeof schemas.signedMeterValueSchema> {
  return { measuredAt: time(measuredAtMs), ...rest };
}
