import { z } from 'zod';
import { bindingSchema, nodeId, powerKw, timeOut } from './common.ts';

export const siteSchema = z
  .object({
    name: z.string(),
    timeZone: z.string().meta({ description: 'IANA name.', example: 'Asia/Shanghai' }),
    now: timeOut.meta({ description: "The service's clock; a simulation runs on its own." }),
    speed: z.number().meta({ description: 'Seconds of the service per second of the wall clock; 1 = real time.' }),
    version: z.string(),
    role: z
      .enum(['viewer', 'operator', 'dispatcher', 'researcher', 'admin'])
      .meta({ description: 'Role of the key that asked.' }),
    permissions: z.array(z.string()).meta({ description: 'What this key may do.', example: ['read', 'goal'] }),
    unknownStations: z.enum(['refuse', 'quarantine']),
    objective: z.enum(['quick', 'fair', 'cost', 'carbon', 'flat', 'profit', 'mix']),
    defaultEnergyKwh: z.number(),
    defaultStayMinutes: z.number(),
  })
  .meta({ id: 'Site' });

export const nodeSchema = z
  .object({
    nodeId: z.string(),
    kind: z.string().meta({ example: 'transformer' }),
    parentId: z.string().optional(),
    ratingKw: powerKw.optional(),
    ratingA: z.number().optional().meta({ description: 'A per phase conductor.' }),
    margin: z.number().meta({ description: 'Share of every limit that stays unused.' }),
    limitKw: powerKw.optional().meta({
      description: 'In force now, before the margin: the lower of rating and envelopes. Absent = none in kW.',
    }),
    envelopeId: z
      .string()
      .optional()
      .meta({ description: 'The envelope that sets the limit, if it is not the rating.' }),
    limitUntil: timeOut.optional(),
    baseLoadKw: powerKw.meta({
      description: 'Upper estimate of all that is not our chargers; negative when it feeds in.',
    }),
    chargingKw: powerKw.meta({ description: 'Measured power of the chargers below.' }),
    loadKw: powerKw.meta({ description: 'baseLoadKw + chargingKw.' }),
    loadingPercent: z
      .number()
      .optional()
      .meta({ description: 'loadKw in percent of limitKw; absent without a limit above 0.' }),
    exposureKw: powerKw.meta({ description: 'The most the chargers below may draw, given all they may be obeying.' }),
    headroomKw: powerKw
      .optional()
      .meta({ description: 'Capacity after margin - base load - exposure; absent = no limit.' }),
    meter: z.enum(['live', 'stale', 'fixed', 'none']),
    meterAgeSeconds: z.number().optional(),
    transformer: z
      .object({
        hotSpotC: z.number().meta({ description: 'Believed, from the load; degrees Celsius (IEC 60076-7).' }),
        topOilC: z.number(),
        ageingRate: z.number().meta({ description: 'Hours of normal life an hour.' }),
        lossOfLifeHours: z.number().meta({ description: 'Hours of normal life since the start of the service.' }),
      })
      .optional()
      .meta({ description: 'Where a transformer is watched. An alarm, never a capacity.' }),
    phases: z.array(z.object({ phase: z.enum(['L1', 'L2', 'L3']), loadA: z.number(), limitA: z.number().optional() })),
    binding: bindingSchema.optional().meta({ description: 'Absent when no row of the node has a limit.' }),
  })
  .meta({ id: 'Node', description: 'A grid node: substation > transformer > feeder > panel.' });

export const gridSchema = z
  .object({ at: timeOut, nodes: z.array(nodeSchema).meta({ description: 'Parents before their children.' }) })
  .meta({ id: 'Grid' });

export const nodeDetailSchema = nodeSchema
  .extend({
    childIds: z.array(z.string()),
    connectorIds: z.array(z.string()).meta({ description: 'Connectors wired directly to this node.' }),
    users: z
      .array(z.object({ connectorId: z.string(), reservedKw: powerKw, sharePercent: z.number() }))
      .meta({ description: 'Who below the node has power reserved (exposure), the largest first, at most 50.' }),
    othersKw: powerKw.meta({ description: 'Reserved by all further connectors together.' }),
    text: z.string().meta({ description: 'Who uses the node and what is tight, in English.' }),
  })
  .meta({ id: 'NodeDetail' });

export const nodeParams = z.object({ nodeId });

export const historySchema = z
  .object({
    nodeId: z.string(),
    from: timeOut,
    to: timeOut,
    points: z
      .array(z.object({ at: timeOut, baseLoadKw: powerKw, chargingKw: powerKw, limitKw: powerKw.optional() }))
      .meta({ description: 'Oldest first; minute means where the time is older than the memory of the control loop.' }),
  })
  .meta({ id: 'History' });
