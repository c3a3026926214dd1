import { z } from 'zod';
import { powerKw, recordId, timeOut } from './common.ts';

export const sourceParams = z.object({ sourceId: recordId.meta({ example: 'dso-centre' }) });

export const sourceSchema = z
  .object({
    sourceId: z.string().meta({ description: 'The name of its API key.' }),
    nodeId: z.string(),
    failsafeKw: powerKw.meta({ description: 'Import limit of the node while the source is not in control.' }),
    heartbeatSeconds: z.number().meta({ description: 'Silent for longer than this, it is lost.' }),
    phase: z.enum(['init', 'controlled', 'failsafe']).meta({
      description: 'init = not heard since the start, failsafe = lost; in both the failsafe limit holds.',
    }),
    since: timeOut,
    heardAt: timeOut.optional().meta({ description: 'Its last heartbeat.' }),
  })
  .meta({ id: 'Source', description: 'A program that sets limits and has to show that it is alive.' });

export const sourceList = z.object({ at: timeOut, items: z.array(sourceSchema) }).meta({ id: 'SourceList' });

export const heartbeatSchema = z
  .object({
    sourceId: z.string(),
    receivedAt: timeOut,
    nextBefore: timeOut.meta({ description: 'Without another heartbeat until then the failsafe limit holds.' }),
  })
  .meta({ id: 'Heartbeat' });
