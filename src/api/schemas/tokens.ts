import { z } from 'zod';
import { TOKEN_TYPES } from '../../operations/index.ts';
import { etagField, pageOf, stationId, timeIn, timeOut } from './common.ts';

const idToken = z
  .string()
  .regex(/^[A-Za-z0-9*\-_=:+|@.]{1,255}$/, 'must be 1-255 of A-Z a-z 0-9 * - _ = : + | @ .')
  .meta({
    description: 'As the card says it; its case does not count. 1.6 cards have at most 20.',
    example: '04A1B2C3D4E5',
  });

export const tokenParams = z.object({ idToken });

const type = z.enum(TOKEN_TYPES).meta({ description: 'IdTokenEnumType of OCPP 2.x.' });
const status = z.enum(['accepted', 'blocked']);
const groupIdToken = idToken.meta({ description: 'Tokens of one group may end each other’s sessions.' });
const maxSessions = z.number().int().meta({ description: 'Sessions at the same time, of this token alone.' });
const note = z.string().max(200).meta({ description: 'For people.' });

/** What may be said of a token. Absent = the default: ISO14443, accepted, no group, no dates, one session at a time. */
export const tokenPut = z.strictObject({
  type: type.optional(),
  status: status.optional(),
  groupIdToken: groupIdToken.optional(),
  validFrom: timeIn.optional(),
  expiresAt: timeIn.optional(),
  maxSessions: maxSessions.min(1).max(1000).optional(),
  note: note.optional(),
});
export const tokenCreate = tokenPut.extend({ idToken });

export const tokenSchema = z
  .object({
    idToken: z.string(),
    type: z.string(),
    status,
    groupIdToken: z.string().optional(),
    validFrom: timeOut.optional(),
    expiresAt: timeOut.optional(),
    maxSessions,
    note: z.string().optional(),
    updatedAt: timeOut,
    etag: etagField,
  })
  .meta({ id: 'Token', description: 'A card, or another means by which a driver is known.' });
export const tokenPage = pageOf('TokenPage', tokenSchema);

export const tokenImport = z.strictObject({
  csv: z.string().min(1).max(100_000).meta({
    description:
      'A line of names, then a token a line; idToken,type,status,groupIdToken,validFrom,expiresAt,maxSessions,note.',
    example: 'idToken,status\n04A1B2C3D4E5,accepted\n',
  }),
});
export const tokenImported = z
  .object({ changed: z.number().int(), unchanged: z.number().int() })
  .meta({ id: 'TokenImport' });

export const localListSync = z.strictObject({
  stationIds: z
    .array(stationId)
    .min(1)
    .max(10_000)
    .optional()
    .meta({ description: 'Absent = all that are connected.' }),
  full: z.boolean().optional().meta({ description: 'Anew, whatever version a station has.' }),
});
export const localListSynced = z.object({ stationIds: z.array(z.string()) }).meta({ id: 'LocalListSync' });
export const localListSchema = z
  .object({
    stationId: z.string(),
    state: z.enum(['current', 'behind', 'syncing', 'failed', 'unsupported']),
    version: z.number().int().optional().meta({ description: 'What the station has, as it said.' }),
    detail: z.string().optional().meta({ description: 'Why it failed.' }),
    at: timeOut,
  })
  .meta({ id: 'LocalList', description: 'The local authorization list of a station.' });
export const localListPage = z
  .object({
    version: z.number().int().meta({ description: 'Of the list of tokens; each change of a token is one more.' }),
    items: z.array(localListSchema),
    nextCursor: z.string().optional(),
  })
  .meta({ id: 'LocalListPage' });
