import { z } from 'zod';

/** What every resource shares. Units are the last word of a field's name; times are RFC 3339 with offset, in the site's time zone. */

export const timeOut = z.string().meta({
  description: 'RFC 3339 with offset, in the time zone of the site.',
  format: 'date-time',
  example: '2026-03-02T18:30:00.000+08:00',
});

/** A time that a client sends. Without an offset it would be a guess, so it is refused. */
export const timeIn = z.iso
  .datetime({ offset: true, error: 'must be RFC 3339 with Z or an offset, e.g. 2026-03-02T18:30:00+08:00' })
  .meta({
    description: 'RFC 3339 with Z or an offset.',
    format: 'date-time',
    example: '2026-03-02T18:30:00+08:00',
  });

export const powerKw = z.number().meta({ description: 'kW at the grid side.' });

/** A limit that a client sends. More than a million kW is a unit mistake (W instead of kW). */
export const limitKwIn = z
  .number()
  .min(0, 'must be 0 (stop) or more')
  .max(1_000_000, 'must be at most 1000000 kW; is it in W?')
  .meta({ description: 'kW, 0 = stop.', example: 350 });

/** Ids come from paths, wires and people; control characters have no business in them. */
const printable = z.string().regex(/^\P{Cc}{1,100}$/u, 'must be 1-100 characters without control characters');

export const nodeId = printable.meta({ example: 'T1' });
export const stationId = z
  .string()
  .regex(/^[A-Za-z0-9*\-_=:+|@.]{1,48}$/, 'must be 1-48 of A-Z a-z 0-9 * - _ = : + | @ .')
  .meta({ example: 'A07' });
export const connectorId = z
  .string()
  .regex(/^[A-Za-z0-9*\-_=:+|@.]{1,48}\/\d{1,3}$/, 'must be <station id>/<connector number>')
  .meta({
    description: '`<station id>/<connector number>`; in a path the slash may stand as it is or as %2F.',
    example: 'A07/1',
  });
export const sessionId = printable.meta({
  description: '`<station id>#<transaction id>`; in a path `#` is written %23.',
  example: 'A07#1209',
});
export const recordId = printable;

export const reason = z.string().max(500).meta({ description: 'Why, for people and for the audit.' });

export const etagField = z.string().meta({ description: 'Also in the ETag header; send it back in If-Match.' });

/** One page of a list. `nextCursor` is there when more follows; the same is in the Link header. */
export const pageOf = <Item extends z.ZodType>(id: string, item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional() }).meta({ id });

export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).optional().meta({ description: 'Items a page, 1-500; default 100.' }),
  cursor: z.string().min(1).max(300).optional().meta({ description: '`nextCursor` of the page before.' }),
});

export const limitedBySchema = z
  .object({
    kind: z.enum([
      'node',
      'own-maximum',
      'no-demand',
      'override',
      'plan',
      'unproven-headroom',
      'not-controllable',
      'step',
    ]),
    nodeId: z.string().optional().meta({
      description: 'A node of the grid, or `@` and the id of a station that another system limits as a whole.',
    }),
    rowId: z.string().optional(),
    phase: z.enum(['L1', 'L2', 'L3']).optional(),
    envelopeId: z.string().optional(),
    overrideId: z.string().optional(),
    until: timeOut.optional(),
    text: z.string().meta({
      description: 'The same in English, for people.',
      example: 'Limited by T1: envelope env-1 until 2026-03-02T20:30:00.000+08:00.',
    }),
  })
  .meta({
    id: 'LimitedBy',
    description: 'Why a setpoint is not higher: which node or phase, which envelope, until when.',
  });

export const priceSchema = z
  .object({
    worthPerKwh: z
      .number()
      .optional()
      .meta({ description: "What one more kWh for this car would add to the plan's objective." }),
    rowsPerKwh: z.number().meta({ description: 'What a kWh takes from others: the sum over `rows`.' }),
    rows: z
      .array(z.object({ nodeId: z.string(), rowId: z.string(), pricePerKwh: z.number() }))
      .meta({ description: 'Rows above it that bind in the plan now, dearest first.' }),
  })
  .meta({
    id: 'Price',
    description:
      'Shadow prices of the plan in use, in its objective per kWh: they compare connectors, they are no money.',
  });

export const bindingSchema = z
  .object({
    rowId: z.string(),
    unit: z.enum(['kW', 'A']),
    phase: z.enum(['L1', 'L2', 'L3']).optional(),
    capacity: z.number().meta({ description: 'The lower of rating and envelopes, after the margin.' }),
    base: z.number().meta({ description: 'Base load that counts here.' }),
    charging: z.number().meta({ description: 'Reserved for the connectors below.' }),
    free: z.number().meta({ description: 'capacity - base - charging; below 0 the row is overcommitted.' }),
    envelopeId: z.string().optional(),
    until: timeOut.optional(),
    pricePerUnitH: z
      .number()
      .optional()
      .meta({ description: 'Shadow price per unit and hour, where it binds in the plan.' }),
  })
  .meta({ id: 'BindingRow', description: 'The row of a node that has the least room for its size, in its own unit.' });

export const problemSchema = z
  .object({
    type: z.string().meta({ example: 'urn:headroom:problem:validation' }),
    code: z.string().meta({ description: 'Stable, for programs.', example: 'validation' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string().meta({ description: 'Path of the request.' }),
    errors: z
      .array(
        z.object({
          pointer: z
            .string()
            .optional()
            .meta({ description: 'JSON pointer into the body.', example: '/intervals/0/limitKw' }),
          parameter: z.string().optional().meta({ description: 'Name of the path or query parameter or header.' }),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });
