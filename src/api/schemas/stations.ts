import { z } from 'zod';
import {
  connectorId,
  limitedBySchema,
  pageOf,
  pageQuery,
  powerKw,
  priceSchema,
  reason,
  recordId,
  stationId,
  timeIn,
  timeOut,
  limitKwIn,
  etagField,
} from './common.ts';

const securityProfile = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).meta({
  description:
    'The least OCPP security profile with which it may connect; absent = 1. Raised by what it shows, lowered only here. 0 = without a password.',
});

export const stationSchema = z
  .object({
    stationId: z.string(),
    nodeId: z.string().optional(),
    state: z.enum(['enabled', 'quarantined', 'disabled']),
    origin: z.enum(['grid-file', 'rest', 'cli', 'quarantine']).optional().meta({ description: 'Who defined it.' }),
    connected: z.boolean(),
    version: z.string().optional().meta({ description: 'OCPP version of the connection.', example: '1.6' }),
    vendor: z.string().optional(),
    model: z.string().optional(),
    firmware: z.string().optional(),
    lastHeardAt: timeOut.optional(),
    distrust: z.string().optional().meta({ description: 'Why its rating, not its limit, counts in the ledger.' }),
    capability: z
      .object({
        leaseForm: z.enum(['expiry', 'two-periods', 'none']).meta({ description: 'How a limit ends by itself.' }),
        controllable: z.boolean().meta({ description: 'false = it refused every way to put a limit.' }),
      })
      .optional()
      .meta({
        description: 'How limits can be put to it, on this connection; absent = by expiry, as far as is known.',
      }),
    hasPassword: z.boolean().meta({ description: 'Whether it can log in. The password itself is never shown.' }),
    securityProfile: securityProfile.optional(),
    certificateEndsAt: timeOut.optional().meta({ description: 'Of the certificate that it showed last.' }),
    certificateNumber: z.string().optional().meta({ description: 'Serial number of the same, hex.' }),
    withdrawnCertificates: z
      .array(z.string())
      .optional()
      .meta({ description: 'Serial numbers of certificates that let nobody in any more.' }),
    connectorIds: z.array(z.string()),
    etag: etagField,
  })
  .meta({ id: 'Station', description: 'A charging station (pile).' });

export const stationPage = pageOf('StationPage', stationSchema);
export const stationParams = z.object({ stationId });
export const stationListQuery = pageQuery.extend({
  nodeId: z.string().max(100).optional(),
  connected: z.enum(['true', 'false']).optional(),
});

const password = z.string().min(16, 'must have at least 16 characters').max(100).meta({
  description: 'Password of the station for OCPP security profiles 1 and 2; kept as a hash.',
  format: 'password',
});

export const stationCreate = z
  .strictObject({
    stationId,
    password: password.optional().meta({ description: 'Without one the station cannot log in yet.' }),
    definition: z.record(z.string(), z.unknown()).optional().meta({
      description:
        'Node and connectors, as one entry of `stations` in the grid file. Absent for a station that the grid file defines.',
    }),
    state: z.enum(['enabled', 'quarantined', 'disabled']).optional().meta({ description: 'Default enabled.' }),
  })
  .meta({ id: 'StationCreate' });

export const stationChange = z
  .strictObject({
    state: z.enum(['enabled', 'quarantined', 'disabled']).optional(),
    password: password.optional(),
    securityProfile: securityProfile.optional(),
  })
  .refine(
    ({ state, password: set, securityProfile: profile }) => [state, set, profile].some((part) => part !== undefined),
    'must change state, password or securityProfile',
  )
  .meta({ id: 'StationChange', minProperties: 1 });

export const overrideSchema = z
  .object({
    overrideId: z.string(),
    connectorId: z.string(),
    limitKw: powerKw,
    reason: z.string(),
    start: timeOut,
    end: timeOut.nullable().meta({ description: 'null = until someone ends it.' }),
    status: z.enum(['scheduled', 'active', 'expired', 'ended']),
    createdBy: z.string(),
    etag: etagField,
  })
  .meta({ id: 'Override', description: "A person's limit on one connector; the optimizer respects it." });

export const overridePage = pageOf('OverridePage', overrideSchema);
export const overrideParams = z.object({ overrideId: recordId });
export const overrideListQuery = pageQuery.extend({
  status: z.enum(['scheduled', 'active', 'expired', 'ended']).optional(),
  connectorId: connectorId.optional(),
});
export const overrideCreate = z
  .strictObject({
    connectorId,
    limitKw: limitKwIn,
    reason: reason.min(1, 'must say why'),
    start: timeIn.optional().meta({ description: 'Default: now.' }),
    end: timeIn.nullish().meta({ description: 'Absent or null = until someone ends it.' }),
  })
  .meta({ id: 'OverrideCreate' });

export const connectorSchema = z
  .object({
    connectorId: z.string(),
    stationId: z.string(),
    nodeId: z.string().optional(),
    kind: z.enum(['AC', 'DC']),
    status: z.enum([
      'available',
      'preparing',
      'charging',
      'suspended-ev',
      'suspended-evse',
      'finishing',
      'reserved',
      'unavailable',
      'faulted',
      'unknown',
    ]),
    ratingKw: powerKw,
    failsafeKw: powerKw.meta({ description: 'The most it draws when control is lost.' }),
    setpointKw: powerKw.optional().meta({ description: 'Decided.' }),
    commandedKw: powerKw.optional().meta({ description: 'Sent.' }),
    acceptedKw: powerKw.optional().meta({ description: 'Acknowledged by the charger.' }),
    powerKw: powerKw.optional().meta({ description: 'Measured.' }),
    readAt: timeOut.optional(),
    exposureKw: powerKw.meta({ description: 'The most it may draw, given all it may be obeying.' }),
    limitedBy: limitedBySchema.optional(),
    price: priceSchema.optional().meta({ description: 'Absent without a plan that has prices.' }),
    sessionId: z.string().optional(),
    override: overrideSchema.optional(),
  })
  .meta({
    id: 'Connector',
    description: 'A connector (gun, EVSE). Four stages, four words: setpoint, commanded, accepted, power.',
  });

export const connectorPage = pageOf('ConnectorPage', connectorSchema);
export const connectorParams = z.object({ connectorId });
export const connectorListQuery = pageQuery.extend({
  stationId: stationId.optional(),
  nodeId: z.string().max(100).optional(),
});
