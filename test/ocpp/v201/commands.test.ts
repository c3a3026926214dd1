import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OcppError } from '../../../ocpp/adapter.ts';
import type { CommandAnswer, StationCommand } from '../../../ocpp/index.ts';
import { sendCommand } from '../../../ocpp/gateway/send-command.ts';
import { addressOf, keyOf, nameOf } from '../../../ocpp/v201/to-station/variable-name.ts';
import { v16 } from '../../../ocpp/v16/index.ts';
import { v201 } from '../../../ocpp/v201/index.ts';
import { v21 } from '../../../ocpp/v21/index.ts';
import { type Call, connect, world } from '../v16/fake-connection.ts';

type Datum = {
  readonly component: { readonly name: string };
  readonly variable: { readonly name: string };
  readonly attributeValue?: string;
};

/** A booted station whose answers `say` gives; the calls that it got. */
async function asked(
  command: StationCommand,
  say: (call: Call) => Record<string, unknown> | OcppError,
  adapter: typeof v201 = v201,
  messageLimits: ReadonlyMap<string, number> | 'to be asked' = new Map(),
): Promise<{ readonly answer: CommandAnswer; readonly calls: readonly Call[] }> {
  const station = connect(adapter, world(), say);
  await station.connected;
  station.calls.splice(0);
  if (messageLimits !== 'to be asked') station.known.messageLimits = messageLimits;
  const answer = await sendCommand(station.connection, adapter.commands, command);
  return { answer, calls: station.calls };
}

const dataOf = ({ payload }: Call): readonly Datum[] =>
  (payload['getVariableData'] ?? payload['setVariableData'] ?? []) as readonly Datum[];
const namesOf = (call: Call) => dataOf(call).map(({ variable }) => variable.name);
const written = (call: Call) => ({
  setVariableResult: dataOf(call).map(({ component, variable }) => ({
    attributeStatus: 'Accepted',
    component,
    variable,
  })),
});
const read = (call: Call, value = '1') => ({
  getVariableResult: dataOf(call).map(({ component, variable }) => ({
    attributeStatus: 'Accepted',
    attributeValue: value,
    component,
    variable,
  })),
});
const values = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `C.V${index}`, value: '1' }));
const TOO_MANY = new OcppError('OccurrenceConstraintViolation', '');

describe('many settings', () => {
  it.each([1, 9, 10, 11, 25])('%i are asked for in messages of ten at most, each once and in order', async (count) => {
    const names = values(count).map(({ name }) => name);
    const { answer, calls } = await asked({ kind: 'read-settings', names }, (call) => read(call));
    expect(calls.map((call) => namesOf(call).length).every((length) => length <= 10)).toBe(true);
    expect(calls.flatMap(namesOf)).toEqual(names.map((name) => name.slice(2)));
    expect(answer.result).toEqual({ settings: names.map((name) => ({ name, value: '1' })), unknown: [] });
  });

  it('a station that takes one a message gets each value once, none twice', async () => {
    const { answer, calls } = await asked({ kind: 'write-settings', values: values(12) }, (call) =>
      dataOf(call).length > 1 ? TOO_MANY : written(call),
    );
    expect(calls.map((call) => namesOf(call).length)).toEqual([10, ...values(12).map(() => 1)]);
    expect(answer.status).toBe('accepted');
  });

  it('a station that refuses even one is not asked for ever', async () => {
    const { answer, calls } = await asked({ kind: 'read-settings', names: ['C.V0', 'C.V1'] }, () => TOO_MANY);
    expect(calls).toHaveLength(2);
    expect(answer).toEqual({ status: 'rejected', detail: 'OccurrenceConstraintViolation' });
  });

  it.each([
    ['InternalError', { status: 'rejected', detail: 'InternalError' }],
    ['Unanswered', { status: 'unanswered', detail: 'no answer' }],
    ['NotSupported', { status: 'unsupported', detail: 'NotSupported' }],
  ] as const)(
    'what was written before a call failed (%s) is told, and nothing is sent after it',
    async (code, told) => {
      let count = 0;
      const { answer, calls } = await asked({ kind: 'write-settings', values: values(25) }, (call) => {
        count += 1;
        return count === 1 ? written(call) : new OcppError(code, 'no answer');
      });
      expect(calls).toHaveLength(2);
      expect(answer).toEqual({
        ...told,
        result: {
          settings: values(25).map(({ name }, index) => {
            if (index < 10) return { name, status: 'accepted' };
            return index < 20 ? { name, ...told } : { name, status: 'not-sent', detail: 'a call before it failed' };
          }),
        },
      });
    },
  );

  it('an answer that cannot be read may have been obeyed, in both versions', async () => {
    const name = 'C.V0';
    for (const adapter of [v16, v201]) {
      const { answer } = await asked(
        { kind: 'write-settings', values: [{ name, value: '1' }] },
        () => ({ x: 1 }),
        adapter,
      );
      expect(answer).toMatchObject({ status: 'unanswered', result: { settings: [{ name, status: 'unanswered' }] } });
    }
  });

  it('a station may spell names its own way; the answer has them as asked', async () => {
    const names = ['smartchargingctrlr#01.rateunit'];
    const rateUnit = { component: { name: 'SmartChargingCtrlr', evse: { id: 1 } }, variable: { name: 'RateUnit' } };
    const { answer } = await asked({ kind: 'read-settings', names }, () =>
      read({ action: '', payload: { getVariableData: [rateUnit] } }),
    );
    expect(answer.result).toEqual({ settings: [{ name: names[0], value: '1' }], unknown: [] });
    const wrote = await asked({ kind: 'write-settings', values: [{ name: String(names[0]), value: 'W' }] }, () =>
      written({ action: '', payload: { setVariableData: [rateUnit] } }),
    );
    expect(wrote.answer).toMatchObject({ status: 'accepted', result: { settings: [{ name: names[0] }] } });
  });

  it('a value that the station leaves out is not called written', async () => {
    const { answer } = await asked({ kind: 'write-settings', values: values(2) }, (call) => ({
      setVariableResult: written(call).setVariableResult.slice(0, 1),
    }));
    expect(answer).toMatchObject({
      status: 'unanswered',
      result: { settings: [{ status: 'accepted' }, { status: 'unanswered' }] },
    });
  });

  it.each(['', 'RateUnit', '.RateUnit', 'A.', 'A.B.C', 'A[.B', 'A#.B', 'A#x.B', `${'A'.repeat(51)}.B`])(
    'a name like %j never leaves, nor the others with it',
    async (name) => {
      const { answer, calls } = await asked({ kind: 'read-settings', names: ['C.V0', name] }, (call) => read(call));
      expect(calls).toEqual([]);
      expect(answer).toEqual({ status: 'not-sent', detail: 'names[1] is not like Component.Variable' });
      const write = await asked({ kind: 'write-settings', values: [{ name, value: '1' }] }, written);
      expect(write.calls).toEqual([]);
      expect(write.answer.status).toBe('not-sent');
    },
  );
});

/** A station that refuses messages above what its device model says. */
function modest(limits: Readonly<Record<string, number>>, more: Readonly<Record<string, string>> = {}) {
  const station = connect(v201, world(), ({ action, payload }) => {
    const data = (payload['getVariableData'] ?? payload['setVariableData']) as readonly Parameters<typeof keyOf>[0][];
    const bytes = JSON.stringify([2, 'x'.repeat(36), action, payload]).length;
    if (data.length > (limits[`ItemsPerMessage[${action}]`] ?? Infinity)) return TOO_MANY;
    if (bytes > (limits[`BytesPerMessage[${action}]`] ?? Infinity)) return new OcppError('FormatViolation', '');
    if (action === 'SetVariables') return written({ action, payload });
    return {
      getVariableResult: data.map(({ component, variable }) => {
        const value = more[variable.name] ?? limits[`${variable.name}[${variable.instance ?? ''}]`];
        return value === undefined
          ? { attributeStatus: 'UnknownVariable', component, variable }
          : { attributeStatus: 'Accepted', attributeValue: String(value), component, variable };
      }),
    };
  });
  const command = async (asked: StationCommand): Promise<{ answer: CommandAnswer; sent: readonly number[] }> => {
    station.calls.splice(0);
    const answer = await sendCommand(station.connection, v201.commands, asked);
    const own = station.calls.filter((one) => namesOf(one)[0]?.startsWith('V') === true);
    return { answer, sent: own.map((one) => dataOf(one).length) };
  };
  return { ...station, command };
}

describe('what the device model says of the size of messages', () => {
  const read10: StationCommand = { kind: 'read-settings', names: values(10).map(({ name }) => name) };
  const write10: StationCommand = { kind: 'write-settings', values: values(10) };
  const told = Object.fromEntries(values(10).map(({ name }) => [name.slice(2), '1']));

  it.each([
    ['four items', { 'ItemsPerMessage[GetVariables]': 4, 'ItemsPerMessage[SetVariables]': 3 }, [4, 4, 2], [3, 3, 3, 1]],
    [
      'one item',
      { 'ItemsPerMessage[GetVariables]': 1, 'ItemsPerMessage[SetVariables]': 2 },
      Array(10).fill(1),
      [2, 2, 2, 2, 2],
    ],
    ['more than we send', { 'ItemsPerMessage[GetVariables]': 50, 'ItemsPerMessage[SetVariables]': 50 }, [10], [10]],
    ['bytes', { 'BytesPerMessage[GetVariables]': 320, 'BytesPerMessage[SetVariables]': 320 }, [4, 4, 2], [3, 3, 3, 1]],
  ] as const)('%s: no message is above it, none is refused', async (_about, limits, reads, writes) => {
    const station = modest(limits, told);
    await station.connected;
    const readings = await station.command(read10);
    expect(readings).toEqual({
      answer: { status: 'accepted', result: { settings: values(10), unknown: [] } },
      sent: reads,
    });
    expect((await station.command(write10)).sent).toEqual(writes);
    // The limits are asked for once.
    expect(station.calls.every(({ action }) => action === 'SetVariables')).toBe(true);
  });

  it('one variable needs no question', async () => {
    const { calls } = await asked(
      { kind: 'read-settings', names: ['C.V0'] },
      (call) => read(call),
      v201,
      'to be asked',
    );
    expect(calls).toHaveLength(1);
  });

  it('a station that does not answer is asked again the next time', async () => {
    const { answer, calls } = await asked(
      { kind: 'read-settings', names: ['C.V0', 'C.V1'] },
      () => new OcppError('Unanswered', 'no answer'),
      v201,
      'to be asked',
    );
    expect([answer.status, calls.length]).toEqual(['unanswered', 2]);
  });
});

describe('a raw call', () => {
  const command = { kind: 'call', action: 'ClearCache', payload: {} } as const;
  const listing = { kind: 'call', action: 'GetTransactionStatus', payload: {} } as const;

  it.each([
    ['as the schema says', command, { status: 'Rejected' }, { status: 'rejected' }],
    [
      'with more than the schema knows',
      command,
      { status: 'Accepted', evil: 1 },
      { status: 'accepted', detail: expect.stringMatching(/^the answer breaks the schema: ClearCache/) },
    ],
    [
      'with a word that the schema does not know',
      command,
      { status: 'Sure' },
      { status: 'rejected', detail: expect.stringMatching(/^Sure; the answer breaks the schema: ClearCache/) },
    ],
    [
      'without what the schema demands',
      listing,
      { ongoing: true },
      { status: 'unanswered', detail: expect.stringContaining('messagesInQueue') },
    ],
  ])('answered %s is given as it came, and what is wrong is told', async (_how, sent, payload, expected) => {
    const { answer } = await asked(sent, () => payload);
    expect(answer).toEqual({ ...expected, result: payload });
    expect(answer.detail ?? '').not.toContain('evil');
  });

  it('that lets a car transfer energy another way never leaves', async () => {
    const action = 'NotifyAllowedEnergyTransfer';
    const payload = { transactionId: 'T-1', allowedEnergyTransfer: ['DC_BPT'] };
    const { answer, calls } = await asked({ kind: 'call', action, payload }, () => ({ status: 'Accepted' }), v21);
    expect([answer.status, calls]).toEqual(['not-sent', []]);
  });
});

const word = fc.stringMatching(/^[A-Za-z0-9 _-]{1,50}$/);
const instance = fc.option(fc.stringMatching(/^[A-Za-z0-9 .#_-]{1,50}$/), { nil: undefined });
const number = fc.integer({ min: 0, max: 9999 });
const address = fc
  .record({ component: word, componentInstance: instance, evse: fc.option(number), connector: fc.option(number) })
  .chain(({ component, componentInstance, evse, connector }) =>
    fc.record({ variable: word, variableInstance: instance }).map(({ variable, variableInstance }) => ({
      component: {
        name: component,
        ...(componentInstance === undefined ? {} : { instance: componentInstance }),
        ...(evse === null ? {} : { evse: { id: evse, ...(connector === null ? {} : { connectorId: connector }) } }),
      },
      variable: { name: variable, ...(variableInstance === undefined ? {} : { instance: variableInstance }) },
    })),
  );

describe('names of variables', () => {
  it('say the whole address, which is read back from them', () => {
    fc.assert(
      fc.property(address, (one) => {
        expect(addressOf(nameOf(one))).toEqual(one);
      }),
    );
  });

  it('any text is an address or none, and what is one has one key however it is spelt', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const found = addressOf(text);
        if (found !== undefined) expect(addressOf(nameOf(found))).toEqual(found);
      }),
    );
    fc.assert(
      fc.property(address, (one) => {
        const shouted = addressOf(nameOf(one).toUpperCase());
        expect(shouted === undefined ? undefined : keyOf(shouted)).toBe(keyOf(one));
      }),
    );
  });
});

describe('what the versions share and what not', () => {
  it('2.1 has the commands of 2.0.1, checked by its own schemas', async () => {
    expect(Object.keys(v21.commands).sort()).toEqual(Object.keys(v201.commands).sort());
    const signed = { kind: 'certificate-signed', chainPem: 'PEM', requestId: 9 } as const;
    const accepted = () => ({ status: 'Accepted' });
    expect((await asked(signed, accepted, v21)).calls[0]?.payload).toMatchObject({ requestId: 9 });
    expect((await asked(signed, accepted)).calls[0]?.payload).not.toHaveProperty('requestId');
    // Types of tokens are free text in 2.1 alone.
    const start = { kind: 'remote-start', idToken: { idToken: 'C', type: 'VIN' }, remoteStartId: 1 } as const;
    expect((await asked(start, accepted, v21)).answer).toEqual({ status: 'accepted' });
    const before = await asked(start, accepted);
    expect([before.answer.status, before.calls]).toEqual(['not-sent', []]);
  });

  it('a station that a composite schedule would corrupt is not asked for one', async () => {
    const station = connect(v201, world());
    station.known.quirks = { noCompositeSchedule: true };
    const command = { kind: 'get-composite-schedule', connectorNumber: 1, durationS: 60 } as const;
    station.calls.splice(0);
    expect((await sendCommand(station.connection, v201.commands, command)).status).toBe('not-sent');
    expect(station.calls).toEqual([]);
  });
});
