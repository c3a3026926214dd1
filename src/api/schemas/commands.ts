import { z } from 'zod';
import { connectorId, nodeId, pageOf, pageQuery, reason, recordId, stationId, timeIn, timeOut } from './common.ts';

/** Commands to stations. Whom each is for stands in the scope: a command to a connector has connectorIds there. */

const idTokenIn = z
  .strictObject({
    idToken: z.string().min(1).max(36),
    type: z.string().min(1).max(20).optional().meta({ description: '2.x IdTokenEnumType; default ISO14443.' }),
    groupIdToken: z.string().min(1).max(36).optional(),
  })
  .meta({ id: 'CommandIdToken' });
const locationIn = z.string().min(1).max(512).meta({
  description: 'https, ftps or sftp, below an address of `fleet.urlAllowList` in the grid file.',
  example: 'https://fw.example/acme/2.4.1.bin',
});
const pem = z.string().min(1).max(10_000);
const settingName = z.string().min(1).max(200).meta({
  description: '1.6: a configuration key. 2.x: `Component.Variable`, e.g. `OCPPCommCtrlr.HeartbeatInterval`.',
});
const retries = z.number().int().min(0).max(10).optional();
const retryIntervalS = z.number().int().min(1).max(86_400).optional();
const certificateUse = z.enum(['central-system', 'manufacturer', 'v2g', 'mo', 'oem']);
const hash = z.string().regex(/^[0-9a-fA-F]{1,128}$/, 'must be hexadecimal');

export const fleetCommandIn = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('reset'), mode: z.enum(['hard', 'soft', 'when-idle']) }),
    z.strictObject({ kind: z.literal('change-availability'), operative: z.boolean() }),
    z.strictObject({ kind: z.literal('unlock-connector') }),
    z.strictObject({ kind: z.literal('remote-start'), idToken: idTokenIn }),
    z.strictObject({ kind: z.literal('remote-stop') }),
    z.strictObject({
      kind: z.literal('trigger'),
      message: z.enum([
        'boot',
        'heartbeat',
        'status',
        'meter',
        'transaction',
        'firmware-status',
        'log-status',
        'sign-certificate',
      ]),
    }),
    z.strictObject({ kind: z.literal('read-settings'), names: z.array(settingName).min(1).max(100).optional() }),
    z.strictObject({
      kind: z.literal('write-settings'),
      values: z
        .array(z.strictObject({ name: settingName, value: z.string().max(2500) }))
        .min(1)
        .max(50),
    }),
    z.strictObject({ kind: z.literal('clear-cache') }),
    z.strictObject({ kind: z.literal('get-local-list-version') }),
    z.strictObject({
      kind: z.literal('update-firmware'),
      location: locationIn,
      retrieveAt: timeIn.optional().meta({ description: 'Default: now.' }),
      installAt: timeIn.optional(),
      signed: z
        .strictObject({ signingCertificate: pem, signature: z.string().min(1).max(800) })
        .optional()
        .meta({ description: 'PEM and base64. Needed, unless the grid file allows unsigned firmware.' }),
      retries,
      retryIntervalS,
    }),
    z.strictObject({
      kind: z.literal('get-log'),
      log: z.enum(['diagnostics', 'security']),
      location: locationIn,
      oldest: timeIn.optional(),
      latest: timeIn.optional(),
      retries,
      retryIntervalS,
    }),
    z.strictObject({
      kind: z.literal('get-composite-schedule'),
      durationS: z.number().int().min(1).max(604_800),
      rateUnit: z.enum(['A', 'W']).optional(),
    }),
    z.strictObject({ kind: z.literal('install-certificate'), use: certificateUse, pem }),
    z.strictObject({ kind: z.literal('list-certificates'), use: certificateUse.optional() }),
    z.strictObject({
      kind: z.literal('delete-certificate'),
      hash: z.strictObject({
        hashAlgorithm: z.enum(['SHA256', 'SHA384', 'SHA512']),
        issuerNameHash: hash,
        issuerKeyHash: hash,
        serialNumber: z.string().regex(/^[0-9a-fA-F]{1,40}$/, 'must be hexadecimal'),
      }),
    }),
    z.strictObject({
      kind: z.literal('data-transfer'),
      vendorId: z.string().min(1).max(255),
      messageId: z.string().min(1).max(50).optional(),
      data: z.unknown().optional(),
    }),
    z.strictObject({
      kind: z.literal('call'),
      action: z.string().regex(/^[A-Za-z]{1,64}$/, 'must be the name of a message'),
      payload: z.record(z.string(), z.unknown()),
    }),
  ])
  .meta({ id: 'FleetCommand', description: 'What stations are asked for, in one vocabulary for all OCPP versions.' });

const modelName = z.string().min(1).max(50);
const scopeIn = z
  .strictObject({
    stationIds: z.array(stationId).min(1).max(5000).optional(),
    connectorIds: z.array(connectorId).min(1).max(5000).optional(),
    nodeId: nodeId.optional().meta({ description: 'Everything below that node.' }),
    vendor: modelName.optional(),
    model: modelName.optional(),
    firmware: modelName.optional(),
    all: z.literal(true).optional(),
  })
  .refine(
    ({ vendor, model, firmware, ...forms }) =>
      Object.values({ ...forms, kind: vendor ?? model ?? firmware }).filter((form) => form !== undefined).length === 1,
    'must have exactly one of stationIds, connectorIds, nodeId, vendor/model/firmware, all',
  )
  .meta({ id: 'CommandScope', description: 'Whom it is for: exactly one form.' });

const stagingIn = z
  .strictObject({
    waveSizes: z.array(z.number().int().min(1).max(50_000)).min(1).max(20).optional(),
    wavePercent: z.number().positive().max(100).optional().meta({ description: 'Size of the waves that follow.' }),
    waitS: z.number().min(0).max(86_400).optional().meta({ description: 'From the end of a wave to the next.' }),
    stopAfterFailures: z.number().int().min(1).max(50_000).optional().meta({
      description: 'So many rejected, unsupported, unanswered or failed stop the rest.',
    }),
  })
  .meta({
    id: 'CommandStaging',
    description: 'Default: resets in waves of a tenth, firmware to 1, then 5, then tenths; the rest at once.',
  });

export const commandCreate = z
  .strictObject({
    command: fleetCommandIn,
    scope: scopeIn,
    reason: reason.min(1, 'must say why'),
    staging: stagingIn.optional(),
    waitForConnectionS: z.number().int().min(0).max(604_800).optional().meta({
      description: 'How long a station that is not connected is waited for; default 0 = it is not sent.',
    }),
  })
  .meta({ id: 'CommandCreate' });

const commandStatus = z.enum(['running', 'done', 'stopped', 'halted', 'interrupted']);
const targetState = z.enum([
  'queued',
  'waiting',
  'sent',
  'accepted',
  'scheduled',
  'rejected',
  'unsupported',
  'unanswered',
  'not-sent',
  'working',
  'done',
  'failed',
  'interrupted',
]);

const commandShape = {
  commandId: z.string(),
  kind: z.string(),
  command: z.unknown().meta({ description: 'As it was asked for, without secrets.' }),
  scope: z.unknown(),
  staging: z.object({
    waveSizes: z.array(z.number()),
    waitS: z.number(),
    stopAfterFailures: z.number().optional(),
  }),
  reason: z.string(),
  createdBy: z.string(),
  createdAt: timeOut,
  endedAt: timeOut.optional(),
  status: commandStatus.meta({
    description: 'halted: too many failures. interrupted: the service was restarted, nothing is sent again.',
  }),
  detail: z.string().optional(),
  recipients: z.number().int(),
};
const commandSummarySchema = z.object(commandShape).meta({ id: 'CommandSummary' });
export const commandSchema = z
  .object({
    ...commandShape,
    counts: z.partialRecord(targetState, z.number().int()).meta({ description: 'Recipients in each state.' }),
    items: z.array(
      z.object({
        stationId: z.string(),
        connectorId: z.string().optional(),
        transactionId: z.string().optional(),
        wave: z.number().int().meta({ description: 'From 0.' }),
        state: targetState,
        changedAt: timeOut,
        detail: z
          .string()
          .optional()
          .meta({ description: "The station's own word, why it was not sent, or what is wrong with its answer." }),
        result: z.unknown().optional().meta({ description: 'What was asked for, without secrets.' }),
      }),
    ),
    nextCursor: z.string().optional(),
  })
  .meta({ id: 'Command', description: 'A command and its progress at each recipient, in the order of sending.' });

export const commandPage = pageOf('CommandPage', commandSummarySchema);
export const commandParams = z.object({ commandId: recordId });
export const commandListQuery = pageQuery.extend({
  status: commandStatus.optional(),
  kind: z.string().max(50).optional(),
});
export const commandQuery = pageQuery.extend({ state: targetState.optional() });

export const wireLogQuery = z.strictObject({
  action: z
    .string()
    .regex(/^[A-Za-z]{1,64}$/, 'must be the name of a message')
    .optional(),
  direction: z.enum(['in', 'out']).optional().meta({ description: 'in = from the station.' }),
  from: timeIn.optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional().meta({ description: 'The newest so many; default 200.' }),
  format: z
    .enum(['json', 'ndjson'])
    .optional()
    .meta({ description: 'Default json; Accept: application/x-ndjson is the same as ndjson.' }),
});
export const frameSchema = z
  .object({
    seq: z.number().int(),
    at: timeOut,
    direction: z.enum(['in', 'out']),
    type: z.enum(['call', 'result', 'error', 'unreadable']),
    action: z.string().optional().meta({ description: 'Of an answer: that of its call.' }),
    messageId: z.string().optional(),
    sizeBytes: z.number().int(),
    errorCode: z.string().optional(),
    payload: z.unknown().optional().meta({
      description:
        'Without secrets; tokens are masked, the same one always alike. Absent for a frame that cannot be read, or that was too large to be kept.',
    }),
  })
  .meta({ id: 'Frame', description: 'A message on the wire between a station and the service.' });
export const wireLogSchema = z.object({ stationId: z.string(), items: z.array(frameSchema) }).meta({
  id: 'WireLog',
  description: 'Oldest first. In memory: a few hundred frames of each station, gone with a restart.',
});
