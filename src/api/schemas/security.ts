import { z } from 'zod';
import { pageOf, pageQuery, stationId, timeIn, timeOut } from './common.ts';

export const securityEventSchema = z
  .object({
    seq: z.number().int(),
    at: timeOut,
    stationId: z.string().meta({ description: 'Of a login that failed: whom it claimed to be.' }),
    source: z.enum(['station', 'gateway']).meta({ description: 'Who found out.' }),
    type: z.string().meta({ example: 'TamperDetectionActivated' }),
    critical: z.boolean().meta({ description: 'By the list of the OCPP standard.' }),
    detail: z.string().optional(),
    measuredAt: timeOut.optional().meta({ description: "By the station's clock." }),
  })
  .meta({ id: 'SecurityEvent' });
export const securityEventPage = pageOf('SecurityEventPage', securityEventSchema);
export const securityEventQuery = pageQuery.extend({
  stationId: stationId.optional(),
  type: z.string().min(1).max(50).optional(),
  source: z.enum(['station', 'gateway']).optional(),
  from: timeIn.optional(),
  to: timeIn.optional(),
});

export const reconnectBlockSchema = z
  .object({ stationId: z.string(), until: timeOut })
  .meta({ id: 'ReconnectBlock', description: 'A station that came too often and is not let in for a while.' });
export const reconnectBlockList = z.object({ items: z.array(reconnectBlockSchema) }).meta({ id: 'ReconnectBlockList' });

export const certificateWithdrawal = z
  .strictObject({
    serialNumber: z
      .string()
      .regex(/^[0-9A-Fa-f:]{1,64}$/, 'must be hexadecimal')
      .optional()
      .meta({ description: 'Default: that of the certificate it showed last.' }),
  })
  .meta({ id: 'CertificateWithdrawal' });
export const withdrawnCertificateSchema = z
  .object({ stationId: z.string(), serialNumber: z.string() })
  .meta({ id: 'WithdrawnCertificate', description: 'A certificate that lets nobody in any more.' });

export const passwordRotationSchema = z
  .object({
    stationId: z.string(),
    status: z.enum(['none', 'sending', 'written', 'unanswered']).meta({
      description:
        'none: the station uses its password. written: it has acknowledged a new one and not used it yet. unanswered: it may use either; when the overlap has ended, its next login tells.',
    }),
    startedAt: timeOut.optional(),
    overlapEndsAt: timeOut.optional().meta({ description: 'Until then the old password is accepted too.' }),
  })
  .meta({ id: 'PasswordRotation' });
