import { z } from 'zod';
import { connectorId, limitedBySchema, pageOf, powerKw, recordId, timeIn, timeOut } from './common.ts';
import { nodeSchema } from './grid.ts';
import { connectorSchema, stationSchema } from './stations.ts';
import { securityEventSchema } from './security.ts';
import { sessionSchema } from './sessions.ts';

export const alarmSchema = z
  .object({
    alarmId: z.string().meta({ description: 'Stable while the condition lasts.', example: 'untrusted:A07/1' }),
    severity: z.enum(['warning', 'critical']),
    since: timeOut,
    kind: z.string(),
    subject: z.string(),
    text: z.string(),
  })
  .meta({ id: 'Alarm' });
export const alarmList = z.object({ at: timeOut, items: z.array(alarmSchema) }).meta({ id: 'AlarmList' });

export const allocationSchema = z
  .object({
    at: timeOut,
    setpoints: z.array(z.object({ connectorId: z.string(), limitKw: powerKw, limitedBy: limitedBySchema })),
    overcommitted: z
      .array(
        z.object({
          rowId: z.string(),
          nodeId: z.string(),
          excess: z.number().meta({ description: "In the row's unit: kW, or A on a phase." }),
        }),
      )
      .meta({ description: 'Rows above their limit even with every charger at its floor.' }),
  })
  .meta({ id: 'Allocation', description: 'Decided at the latest tick.' });

export const caseSchema = z.looseObject({ version: z.literal(1) }).meta({
  id: 'DecisionCase',
  description: 'Snapshot, settings and allocation as plain data; its form belongs to the version.',
});

export const plannerSchema = z
  .object({
    lastStatus: z.enum([
      'none',
      'optimal',
      'feasible',
      'infeasible',
      'unbounded',
      'late',
      'failed',
      'rejected-by-check',
    ]),
    lastAt: timeOut.optional(),
    engine: z.string().optional(),
    solveMs: z.number().optional(),
    discarded: z.number().meta({ description: 'Answers that were late or did not pass the check.' }),
  })
  .meta({ id: 'Planner' });

export const planSchema = z
  .object({
    madeAt: timeOut,
    engine: z.string(),
    solveMs: z.number(),
    slotStarts: z.array(timeOut).meta({ description: 'Slot k covers [k, k + 1); one entry more than slots.' }),
    connectors: z.array(z.object({ connectorId: z.string(), powerKw: z.array(powerKw), shortfallKwh: z.number() })),
  })
  .meta({ id: 'Plan', description: 'Planned average power per connector and slot.' });

export const whySchema = z
  .object({
    at: timeOut,
    connector: connectorSchema,
    session: sessionSchema.optional(),
    text: z.string().meta({ description: 'One sentence: why this power, which circuit, until when.' }),
    path: z.array(nodeSchema).meta({ description: 'From the node of the connector up to the root.' }),
    alarms: z.array(alarmSchema),
  })
  .meta({ id: 'Why' });
export const whyParams = z.object({ connectorId });

export const auditSchema = z
  .object({
    seq: z.number().int(),
    at: timeOut,
    actor: z.string(),
    action: z.string().meta({ example: 'envelope.create' }),
    subject: z.string().meta({ description: 'A token is masked: the same one always the same, as in the wire log.' }),
    detail: z.unknown().meta({ description: 'Tokens are masked here too.' }),
    hash: z
      .string()
      .meta({ description: 'sha256 over the hash before and this entry as it is stored, unmasked: a chain.' }),
  })
  .meta({ id: 'AuditRecord' });
export const auditPage = pageOf('AuditPage', auditSchema);

const role = z.enum(['viewer', 'operator', 'dispatcher', 'researcher', 'admin']);
export const apiKeySchema = z
  .object({
    apiKeyId: z.string(),
    name: z.string(),
    role,
    createdAt: timeOut,
    expiresAt: timeOut.optional(),
    revokedAt: timeOut.optional(),
  })
  .meta({ id: 'ApiKey' });
export const apiKeyPage = pageOf('ApiKeyPage', apiKeySchema);
export const apiKeyCreated = apiKeySchema
  .extend({ key: z.string().meta({ description: 'Shown this once.' }) })
  .meta({ id: 'ApiKeyCreated' });
export const apiKeyParams = z.object({ apiKeyId: recordId });
export const apiKeyCreate = z
  .strictObject({
    name: z.string().regex(/^[A-Za-z0-9._-]{1,50}$/, 'must be 1-50 of A-Z a-z 0-9 . _ -'),
    role,
    expiresAt: timeIn.optional(),
  })
  .meta({ id: 'ApiKeyCreate' });

/** First event of a stream: everything. */
export const streamState = z
  .object({
    at: timeOut,
    nodes: z.array(nodeSchema),
    stations: z.array(
      stationSchema
        .omit({
          state: true,
          origin: true,
          hasPassword: true,
          securityProfile: true,
          certificateEndsAt: true,
          connectorIds: true,
          etag: true,
        })
        .extend({ quarantined: z.boolean() }),
    ),
    connectors: z.array(connectorSchema),
    sessions: z.array(sessionSchema),
    alarms: z.array(alarmSchema),
    planner: plannerSchema,
    tick: z.object({ count: z.number(), lastMs: z.number(), lastError: z.string().optional() }),
  })
  .meta({
    id: 'StreamState',
    description: 'Event `state`: everything, once after connecting (unless Last-Event-ID could be resumed).',
  });

/** Later events: only what changed. */
export const streamDelta = streamState
  .partial()
  .required({ at: true, tick: true })
  .extend({
    removed: z
      .object({
        nodes: z.array(z.string()),
        stations: z.array(z.string()),
        connectors: z.array(z.string()),
        sessions: z.array(z.string()),
        alarms: z.array(z.string()),
      })
      .partial()
      .optional(),
  })
  .meta({
    id: 'StreamDelta',
    description: 'Event `delta`: whole records that changed since the event before, and ids of those that are gone.',
  });

export const streamChange = z
  .object({
    at: timeOut,
    action: z.string().meta({ example: 'envelope.create' }),
    subject: z.string(),
    actor: z.string(),
  })
  .meta({
    id: 'StreamChange',
    description:
      'Event `change`: somebody changed an envelope, override, goal, station or key; fetch it if it is of interest.',
  });

/** Data of one event of the stream. */
export const streamData = z.union([streamState, streamDelta, streamChange, securityEventSchema]);

const part = z.object({ ok: z.boolean(), detail: z.string() });
export const readySchema = z
  .object({
    ok: z.boolean().meta({
      description:
        'The control loop and the store are fine. Other parts may be degraded: the service goes on without them.',
    }),
    degraded: z.array(z.string()).meta({ description: 'Names of the parts that are not ok.' }),
    parts: z.object({ control: part, store: part, planner: part, telemetry: part, mqtt: part }),
  })
  .meta({ id: 'Ready' });
export const healthSchema = z.object({ ok: z.literal(true) }).meta({ id: 'Health' });
export const versionSchema = z
  .object({ name: z.string(), version: z.string(), commit: z.string().optional() })
  .meta({ id: 'Version' });
