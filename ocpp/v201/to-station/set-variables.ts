import type { SendCommand } from '../../adapter.ts';
import type { CommandAnswer } from '../../station-commands.ts';
import { answerOfFailure, answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';
import { inPortions } from './in-portions.ts';
import { limitOf } from './message-limits.ts';
import { addressOf, keyOf } from './variable-name.ts';

/**
 * 2.0.1 B05. `result` is `{ settings: [{ name, status, detail? }] }` in order; the answer as a whole is the first that is not accepted. A value
 * that the station did not answer for is `unanswered`. When a call fails, what was written before stays so, its own values have its outcome, and
 * nothing more is sent.
 */
export const writeVariables: SendCommand<'write-settings'> = async (connection, { values }) => {
  const asked = values.map(({ name, value }) => ({ name, value, address: addressOf(name) }));
  const wrong = asked.findIndex(({ address }) => address === undefined);
  if (wrong >= 0) return { status: 'not-sent', detail: `values[${wrong}].name is not like Component.Variable` };
  // Items as they go out, so that their size is what is measured.
  const data = asked.flatMap(({ address, value }) =>
    address === undefined ? [] : [{ ...address, attributeValue: value }],
  );
  const limit = data.length > 1 ? await limitOf(connection, 'SetVariables') : {};
  const { answers: results, failure } = await inPortions(data, {
    skipsRefused: false,
    limit,
    send: async (setVariableData) => {
      const { setVariableResult } = await call(connection, 'SetVariables', { setVariableData: [...setVariableData] });
      return setVariableResult;
    },
  });
  const answers = new Map(results.map((result) => [keyOf(result), answerOfStatus(result.attributeStatus)]));
  const settings = asked.map(({ name, address }, index): CommandAnswer & { readonly name: string } => {
    if (failure !== undefined && index >= failure.until)
      return { name, status: 'not-sent', detail: 'a call before it failed' };
    if (failure !== undefined && index >= failure.at) return { name, ...answerOfFailure(failure.error) };
    const answer = address === undefined ? undefined : answers.get(keyOf(address));
    return { name, ...(answer ?? { status: 'unanswered' }) };
  });
  const worst = settings.find(({ status }) => status !== 'accepted');
  const rebootRequired = settings.find(({ detail }) => detail === 'RebootRequired');
  const { status = 'accepted', detail } = worst ?? rebootRequired ?? {};
  return { status, ...(detail === undefined ? {} : { detail }), result: { settings } };
};
