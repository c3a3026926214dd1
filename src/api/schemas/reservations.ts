import { z } from 'zod';
import { TOKEN_TYPES } from '../../operations/index.ts';
import { pageOf, pageQuery, stationId, timeIn, timeOut } from './common.ts';

export const reservationParams = z.object({
  reservationId: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .meta({ example: 12 }),
});
export const reservationListQuery = pageQuery.extend({ stationId: stationId.optional() });

const connectorNumber = z
  .number()
  .int()
  .min(1)
  .max(999)
  .meta({ description: 'Absent = any connector of the station.' });
/** 1.6 refuses a longer one by itself. */
const idToken = z.string().regex(/^\P{Cc}{1,255}$/u, 'must be 1-255 characters without control characters');

export const reservationCreate = z.strictObject({
  stationId,
  connectorNumber: connectorNumber.optional(),
  idToken,
  type: z.enum(TOKEN_TYPES).optional().meta({ description: 'IdTokenEnumType of OCPP 2.x; default ISO14443.' }),
  groupIdToken: idToken.optional(),
  expiresAt: timeIn,
});

export const reservationSchema = z
  .object({
    reservationId: z.number().int(),
    stationId: z.string(),
    connectorNumber: connectorNumber.optional(),
    idToken: z.string().meta({ description: 'Masked but for its last four.' }),
    expiresAt: timeOut,
    state: z.enum(['active', 'unknown', 'refused', 'used', 'expired', 'cancelled', 'removed']).meta({
      description: 'unknown = the station did not answer and may hold it.',
    }),
    detail: z.string().optional().meta({ description: 'The word of the station.', example: 'Occupied' }),
    createdBy: z.string(),
    createdAt: timeOut,
    changedAt: timeOut,
  })
  .meta({ id: 'Reservation' });
export const reservationPage = pageOf('ReservationPage', reservationSchema);
