import { z } from 'zod';
import {
  etagField,
  limitKwIn,
  nodeId,
  pageOf,
  pageQuery,
  powerKw,
  reason,
  recordId,
  timeIn,
  timeOut,
} from './common.ts';

const mode = z.enum(['limit', 'emergency', 'target']).meta({
  description:
    'All three are obeyed as a limit on base load and charging together; an emergency is exempt from rate limits.',
});
const status = z.enum(['scheduled', 'active', 'expired', 'ended']).meta({
  description: 'scheduled = starts later, expired = its end has passed, ended = someone ended it.',
});

export const envelopeSchema = z
  .object({
    envelopeId: z.string(),
    nodeId: z.string(),
    direction: z.literal('import'),
    source: z.string().meta({ description: 'Who imposed it.', example: 'rest:control-room' }),
    priority: z
      .number()
      .int()
      .meta({ description: 'A lower number wins conflicts between targets; it never loosens a limit.' }),
    mode,
    reason: z.string(),
    start: timeOut,
    end: timeOut.nullable().meta({ description: 'null = never expires.' }),
    intervals: z.array(
      z.object({
        start: timeOut,
        end: timeOut.nullable().meta({ description: 'null = open end.' }),
        limitKw: powerKw.nullable().meta({ description: '0 = stop, null = no limit.' }),
      }),
    ),
    status,
    createdBy: z.string(),
    createdAt: timeOut,
    etag: etagField,
  })
  .meta({
    id: 'Envelope',
    description:
      "GridEnvelope: a grid operator's time-sliced import limit on a node. The lowest limit at a node and its ancestors holds.",
  });

export const envelopePage = pageOf('EnvelopePage', envelopeSchema);
export const envelopeParams = z.object({ envelopeId: recordId });
export const envelopeListQuery = pageQuery.extend({ status: status.optional(), nodeId: nodeId.optional() });

const intervals = z
  .array(
    z.strictObject({
      start: timeIn,
      end: timeIn.nullish().meta({ description: 'Absent or null = open end; only in the last interval.' }),
      limitKw: limitKwIn.nullable().meta({ description: '0 = stop, null = no limit.' }),
    }),
  )
  .min(1)
  .max(1000)
  .meta({ description: 'Ascending and not overlapping. Between intervals there is no limit.' });

const priority = z.number().int().min(0).max(1000);

export const envelopeCreate = z
  .strictObject({
    nodeId,
    direction: z.literal('import').optional(),
    limitKw: limitKwIn
      .nullable()
      .optional()
      .meta({ description: 'One limit from start to end: 0 = stop, null = no limit. Either this or intervals.' }),
    intervals: intervals.optional(),
    start: timeIn.optional().meta({ description: 'Default: the first interval, else now.' }),
    end: timeIn
      .nullish()
      .meta({ description: 'null = never expires. Default: the end of the last interval, else never.' }),
    mode: mode.optional().meta({ description: 'Default limit.' }),
    priority: priority.optional().meta({ description: 'Default 100.' }),
    reason: reason.optional(),
  })
  .meta({ id: 'EnvelopeCreate' });

export const envelopeChange = z
  .strictObject({
    limitKw: limitKwIn.nullable().optional(),
    intervals: intervals.optional(),
    start: timeIn.optional(),
    end: timeIn.nullish(),
    mode: mode.optional(),
    priority: priority.optional(),
    reason: reason.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'must change something')
  .meta({ id: 'EnvelopeChange', description: 'What is absent stays. `end: null` = never expires.', minProperties: 1 });
