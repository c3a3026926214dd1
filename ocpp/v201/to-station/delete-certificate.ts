import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 2.0.1 M04. `NotFound` and `Failed` are refusals. */
export const deleteCertificate: SendCommand<'delete-certificate'> = async (connection, { hash }) =>
  answerOfStatus((await call(connection, 'DeleteCertificate', { certificateHashData: hash })).status);
