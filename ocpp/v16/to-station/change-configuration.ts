import type { SendCommand } from '../../adapter.ts';
import { OcppError } from '../../adapter.ts';
import { answerOfFailure, answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';
import type { CommandAnswer } from '../../station-commands.ts';

/**
 * 1.6 section 5.3: one call per value. `result` is `{ settings: [{ name, status, detail? }] }` in order; the answer as a whole is the
 * first that is not accepted. A CALLERROR is the outcome of its own value; a station that stops answering is asked nothing more.
 */
export const changeConfiguration: SendCommand<'write-settings'> = async (connection, { values }) => {
  const settings: (CommandAnswer & { readonly name: string })[] = [];
  for (const { name, value } of values) {
    const answer = await change(connection, { key: name, value });
    settings.push({ name, ...answer });
    if (answer.status === 'unanswered' || answer.status === 'not-sent') break;
  }
  const worst = settings.find(({ status }) => status !== 'accepted');
  const rebootRequired = settings.find(({ detail }) => detail === 'RebootRequired');
  const { status = 'accepted', detail } = worst ?? rebootRequired ?? {};
  return { status, ...(detail === undefined ? {} : { detail }), result: { settings } };
};

async function change(
  connection: Parameters<typeof call>[0],
  request: { readonly key: string; readonly value: string },
): Promise<CommandAnswer> {
  try {
    return answerOfStatus((await call(connection, 'ChangeConfiguration', request)).status);
  } catch (error) {
    if (!(error instanceof OcppError)) throw error;
    return answerOfFailure(error);
  }
}
