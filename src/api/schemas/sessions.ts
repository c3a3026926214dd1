import { z } from 'zod';
import {
  limitedBySchema,
  pageOf,
  pageQuery,
  powerKw,
  sessionId,
  stationId,
  timeIn,
  timeOut,
  etagField,
} from './common.ts';

const energyKwh = z.number().meta({ description: 'kWh at the grid side.' });

export const goalSchema = z
  .object({
    energyKwh: energyKwh.optional().meta({ description: 'Energy the driver asked for; absent = not stated.' }),
    departure: timeOut.optional().meta({ description: 'When the driver leaves; absent = not stated.' }),
    source: z.string().optional().meta({ description: 'Who stated it.', example: 'rest:app' }),
  })
  .meta({ id: 'Goal' });

const quantilesOf = <T extends z.ZodType>(of: T) => z.object({ p10: of, p50: of, p90: of });

export const estimateSchema = z.object({ departure: quantilesOf(timeOut), energyKwh: quantilesOf(energyKwh) }).meta({
  id: 'Estimate',
  description:
    'What sessions like this one were really like, given how long it lasts and what it has got already: in one of ten cases less (earlier) than p10, in nine of ten less than p90. The energy is that of the whole session.',
});

const v2xSchema = z
  .object({
    minimumDischargeKw: powerKw.optional(),
    maximumDischargeKw: powerKw.optional(),
    minimumEnergyKwh: energyKwh.optional().meta({ description: 'Below it the car gives nothing back.' }),
    maximumEnergyKwh: energyKwh.optional(),
    targetSocPercent: z.number().optional(),
  })
  .meta({ id: 'V2x', description: 'OCPP 2.1: what the car says that it can give back. Nothing is discharged.' });

export const sessionSchema = z
  .object({
    sessionId: z.string(),
    connectorId: z.string(),
    stationId: z.string(),
    idToken: z
      .string()
      .meta({ description: 'Masked to its last four characters: it can be cloned.', example: '***4F2A' }),
    state: z.enum(['open', 'ended']),
    startedAt: timeOut,
    endedAt: timeOut.optional(),
    stopReason: z.string().optional(),
    evidence: z.string().optional().meta({
      description: 'Why it was closed although its station never said that it ended.',
      example: 'new-transaction',
    }),
    flags: z
      .array(z.string())
      .optional()
      .meta({
        description: 'What was wrong with its story; its energy is to be looked at before it is billed.',
        example: ['decreasing-register'],
      }),
    goal: goalSchema,
    energyGoalKwh: energyKwh.optional().meta({ description: 'What was stated: the goal, or the default of the site.' }),
    departure: timeOut.optional().meta({ description: 'What was stated: the goal, or the default of the site.' }),
    estimate: estimateSchema.optional().meta({
      description: 'What the dispatcher works with beside the statement; absent without enough past sessions.',
    }),
    deliveredKwh: energyKwh.optional(),
    remainingKwh: energyKwh.optional(),
    socPercent: z.number().optional(),
    priorityCharging: z.boolean().optional().meta({
      description: 'OCPP 2.1: its driver or its station took priority. Its power is shared like all other.',
    }),
    v2x: v2xSchema.optional(),
    setpointKw: powerKw.optional(),
    powerKw: powerKw.optional(),
    limitedBy: limitedBySchema.optional(),
    shortfallKwh: energyKwh.optional().meta({ description: 'Energy the plan expects to be missing at departure.' }),
    etag: etagField,
  })
  .meta({
    id: 'Session',
    description: 'One car at one connector (an OCPP transaction). Live fields are there while it is open.',
  });

export const signedMeterValueSchema = z
  .object({
    measuredAt: timeOut.meta({ description: "By the station's clock." }),
    context: z.string().optional().meta({
      description: 'Transaction.Begin or Transaction.End; absent: an OCPP 1.6 station did not say which.',
      example: 'Transaction.End',
    }),
    measurand: z.string().optional().meta({ description: 'Absent = Energy.Active.Import.Register.' }),
    data: z.string().meta({
      description: 'As the station sent it, e.g. an OCMF record. Headroom does not verify the signature.',
      example: 'OCMF|{"FV":"1.0","GI":"Meter","RD":[]}|{"SD":"3046"}',
    }),
    signingMethod: z.string().optional().meta({ description: 'OCPP 2.x, as sent.', example: 'ECDSA-secp256r1-SHA256' }),
    encodingMethod: z.string().optional().meta({ description: 'OCPP 2.x, as sent.', example: 'OCMF' }),
    publicKey: z.string().optional().meta({ description: 'OCPP 2.x, as sent; empty where the station sends it once.' }),
  })
  .meta({ id: 'SignedMeterValue' });

export const sessionDetailSchema = sessionSchema
  .extend({
    signedMeterValues: z.array(signedMeterValueSchema).optional().meta({
      description:
        'What the meter signed at its begin and end, oldest first; at most 16. Only for keys with the permission `configure`, because a record may name the driver by a token; absent for others, and where nothing was signed.',
    }),
  })
  .meta({ id: 'SessionDetail', description: 'A session with what is shown of one alone.' });

export const sessionPage = pageOf('SessionPage', sessionSchema);
export const sessionParams = z.object({ sessionId });
export const sessionListQuery = pageQuery.extend({
  state: z.enum(['open', 'ended']).optional(),
  stationId: stationId.optional(),
});

export const goalPut = z
  .strictObject({
    energyKwh: z
      .number()
      .min(0)
      .max(1000, 'must be at most 1000 kWh')
      .nullish()
      .meta({ description: 'kWh; absent or null = not stated.' }),
    departure: timeIn.nullish().meta({ description: 'In the future; absent or null = not stated.' }),
  })
  .meta({ id: 'GoalPut', description: 'Replaces the whole goal.' });

export const goalAnswer = z
  .object({
    result: z.enum(['ACCEPTED', 'NOT_POSSIBLE']).meta({
      description:
        'As in OCPI 2.2.1 ChargingPreferencesResponse. NOT_POSSIBLE: kept and served as far as it goes, but energy will be missing.',
    }),
    shortfallKwh: energyKwh.meta({
      description: 'Energy that will be missing at departure, as far as is known; 0 when ACCEPTED.',
    }),
    session: sessionSchema,
  })
  .meta({ id: 'GoalAnswer' });
