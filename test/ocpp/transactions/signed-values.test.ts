/** What calibration law asks for: the signed begin and end of a transaction, kept before its station may forget them. */
import { describe, expect, it } from 'vitest';
import type { VersionAdapter } from '../../../ocpp/adapter.ts';
import { v16 } from '../../../ocpp/v16/index.ts';
import { v201 } from '../../../ocpp/v201/index.ts';
import { v21 } from '../../../ocpp/v21/index.ts';
import { at, connect, T0, world } from '../v16/fake-connection.ts';

const BEGIN = 'Transaction.Begin';
const END = 'Transaction.End';
const ocmf = (pagination: string) => `OCMF|{"FV":"1.0","PG":"${pagination}","ID":"CARD1"}|{"SD":"3046"}`;
const signed16 = (afterMs: number, value: string, context?: string) => ({
  timestamp: at(afterMs),
  sampledValue: [{ value, format: 'SignedData', ...(context === undefined ? {} : { context }) }],
});
const SIGNATURE = { signingMethod: 'ECDSA-secp256r1-SHA256', encodingMethod: 'OCMF', publicKey: 'MFkw' };
const signed2x = (afterMs: number, value: number, context: string) => ({
  timestamp: at(afterMs),
  sampledValue: [{ value, context, signedMeterValue: { signedMeterData: ocmf(`T${value}`), ...SIGNATURE } }],
});

async function station(adapter: VersionAdapter) {
  const its = world();
  const line = connect(adapter, its);
  await line.connected;
  const boot =
    adapter.version === '1.6'
      ? { chargePointVendor: 'Acme', chargePointModel: 'P22' }
      : { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'P22' } };
  await line.send('BootNotification', boot);
  line.take();
  const kept = () => its.sessions.signed.map(({ sessionId, value }) => [sessionId, value.context, value.data]);
  const flags = () => line.take().flatMap((event) => (event.kind === 'session-flagged' ? [event.flag] : []));
  return { ...line, its, kept, flags };
}

describe('1.6', () => {
  const START = { connectorId: 1, idTag: 'CARD1', meterStart: 1_000, timestamp: at(0) };
  const values = (more: object, ...meterValue: readonly object[]) => ({ connectorId: 1, ...more, meterValue });
  const stop = (...transactionData: readonly object[]) => ({
    transactionId: 7001,
    meterStop: 2_000,
    timestamp: at(60_000),
    transactionData,
  });
  async function charging() {
    const place = await station(v16);
    await place.send('StartTransaction', START);
    place.take();
    return place;
  }

  it('keeps the begin from MeterValues and the end from transactionData, and a second try adds nothing', async () => {
    const { send, kept, its, flags } = await charging();
    for (const more of [{ transactionId: 7001 }, {}])
      expect(await send('MeterValues', values(more, signed16(0, ocmf('T1'), BEGIN)))).toEqual({});
    // On disk when the answer is there.
    expect(kept()).toEqual([['A07#7001', BEGIN, ocmf('T1')]]);
    for (const _ of ['once', 'twice'])
      expect(await send('StopTransaction', stop(signed16(60_000, ocmf('T2'), END)))).toEqual({});
    expect(kept()).toEqual([
      ['A07#7001', BEGIN, ocmf('T1')],
      ['A07#7001', END, ocmf('T2')],
    ]);
    expect(its.sessions.signed[1]?.value.measuredAtMs).toBe(T0 + 60_000);
    expect(flags()).toEqual([]);
  });

  it('keeps the first and the last of transactionData that says nothing about them', async () => {
    const { send, kept } = await charging();
    await send('StopTransaction', stop(signed16(60_000, 'l'), signed16(30_000, 'm'), signed16(0, 'f')));
    expect(kept()).toEqual([
      ['A07#7001', undefined, 'l'],
      ['A07#7001', undefined, 'f'],
    ]);
  });

  it('keeps what comes out of the queue for a transaction that has ended with that one', async () => {
    const { send, kept } = await charging();
    await send('StopTransaction', stop());
    await send('StartTransaction', { ...START, timestamp: at(90_000) });
    await send('MeterValues', values({ transactionId: 7001 }, signed16(0, ocmf('T1'), BEGIN)));
    expect(kept()).toEqual([['A07#7001', BEGIN, ocmf('T1')]]);
  });

  it('keeps nothing where there is no transaction, or one that the station does not have', async () => {
    const { send, kept } = await station(v16);
    const begin = signed16(0, ocmf('T1'), BEGIN);
    expect(await send('MeterValues', values({}, begin))).toEqual({});
    expect(await send('MeterValues', values({ transactionId: 9 }, begin))).toEqual({});
    expect(await send('StopTransaction', stop(begin))).toEqual({});
    expect(kept()).toEqual([]);
  });

  it('answers values of which none is to be kept without waiting', async () => {
    const { connection } = await charging();
    const answer = (...meterValue: readonly object[]) =>
      v16.routes['MeterValues']?.(connection, values({ transactionId: 7001 }, ...meterValue));
    expect(answer({ timestamp: at(0), sampledValue: [{ value: '1000' }] })).toEqual({});
    expect(answer(signed16(0, 'p', 'Sample.Periodic'))).toEqual({});
    expect(answer(signed16(0, 'b', BEGIN))).toBeInstanceOf(Promise);
  });

  it('an end whose signed values cannot be kept has changed nothing, and is whole when it comes again', async () => {
    const { send, its, kept, take } = await charging();
    const ending = stop(signed16(60_000, ocmf('T2'), END));
    its.sessions.failure = new Error('disk full');
    await expect(send('StopTransaction', ending)).rejects.toThrow('disk full');
    expect(its.sessions.records[0]).not.toHaveProperty('endedAtMs');
    expect(take()).toEqual([]);
    its.sessions.failure = undefined;
    await send('StopTransaction', ending);
    expect(kept()).toEqual([['A07#7001', END, ocmf('T2')]]);
    expect(take().filter(({ kind }) => kind === 'session-ended')).toHaveLength(1);
  });

  it('flags a session whose register has no room', async () => {
    const { send, its, kept, take } = await charging();
    its.sessions.roomForSigned = 1;
    await send('StopTransaction', stop(signed16(0, 'b', BEGIN), signed16(60_000, 'e', END)));
    expect(kept()).toHaveLength(1);
    expect(take()).toContainEqual({
      kind: 'session-flagged',
      stationId: 'A07',
      atMs: T0,
      connectorId: 'A07/1',
      sessionId: 'A07#7001',
      flag: 'signed-values-dropped',
    });
  });
});

describe.each([
  ['2.0.1', v201],
  ['2.1', v21],
])('%s', (_, adapter) => {
  let seqNo = 0;
  const event = (eventType: string, afterMs: number, more: object = {}) => ({
    eventType,
    timestamp: at(afterMs),
    triggerReason: 'CablePluggedIn',
    seqNo: seqNo++,
    transactionInfo: { transactionId: 'T-1' },
    evse: { id: 1, connectorId: 1 },
    ...more,
  });

  it('keeps the begin of Started, one that comes in Updated, and the end of Ended, with what verifies them', async () => {
    const { send, its, kept, take } = await station(adapter);
    await send('TransactionEvent', event('Started', 0, { meterValue: [signed2x(0, 1_000, BEGIN)] }));
    expect(kept()).toEqual([['A07#T-1', BEGIN, ocmf('T1000')]]);
    expect(take()).toContainEqual(expect.objectContaining({ kind: 'reading', energyKwh: 1 }));
    await send('TransactionEvent', event('Updated', 10_000, { meterValue: [signed2x(5_000, 1_001, BEGIN)] }));
    await send(
      'TransactionEvent',
      event('Updated', 20_000, { meterValue: [signed2x(20_000, 1_500, 'Sample.Periodic')] }),
    );
    const ended = event('Ended', 60_000, { meterValue: [signed2x(60_000, 2_000, END)] });
    for (const _again of ['once', 'twice']) expect(await send('TransactionEvent', ended)).toEqual({});
    expect(kept()).toEqual([
      ['A07#T-1', BEGIN, ocmf('T1000')],
      ['A07#T-1', BEGIN, ocmf('T1001')],
      ['A07#T-1', END, ocmf('T2000')],
    ]);
    expect(its.sessions.signed[2]?.value).toEqual({
      measuredAtMs: T0 + 60_000,
      context: END,
      data: ocmf('T2000'),
      ...SIGNATURE,
    });
  });

  it('keeps the begin that comes after the end, and the one in MeterValues of an open session', async () => {
    const { send, kept } = await station(adapter);
    await send('TransactionEvent', event('Started', 0));
    await send('MeterValues', { evseId: 1, meterValue: [signed2x(1_000, 1_000, BEGIN)] });
    expect(kept()).toHaveLength(1);
    await send('TransactionEvent', event('Ended', 60_000));
    await send(
      'TransactionEvent',
      event('Updated', 2_000, { offline: true, meterValue: [signed2x(2_000, 1_001, BEGIN)] }),
    );
    await send('MeterValues', { evseId: 1, meterValue: [signed2x(70_000, 2_000, END)] });
    expect(kept().map(([, , data]) => data)).toEqual([ocmf('T1000'), ocmf('T1001')]);
  });
});
