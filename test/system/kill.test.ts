import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PlainStation } from './plain-station.ts';
import { serve } from './serve.ts';
import type { Served } from './serve.ts';

const PASSWORD = '4f1d0c5b9a7e3826d1f0c4b85e9a7d3621f08c4b';
const GRID = `
name: Yard
nodes:
  - { id: T1, kind: transformer, ratingKw: 50 }
stations:
  - { id: A01, node: T1, password: ${PASSWORD}, connectors: [{ phases: [L1, L2, L3], ratingA: 32 }] }
`;

let dir: string;
let gridFile: string;
let served: Served | undefined;
let station: PlainStation | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'headroom-kill-'));
  gridFile = join(dir, 'grid.yaml');
  writeFileSync(gridFile, GRID);
});
afterEach(async () => {
  station?.close();
  await served?.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

async function start(protocol = 'ocpp1.6'): Promise<{ readonly service: Served; readonly pile: PlainStation }> {
  served = await serve(gridFile, join(dir, 'data'));
  station = await PlainStation.connect(served.stationUrl, { stationId: 'A01', password: PASSWORD, protocol });
  return { service: served, pile: station };
}

const boot = { chargePointVendor: 'Test', chargePointModel: 'Pile' };
const at = (): string => new Date().toISOString();

/** What the station was told, once there is something; rejects after 45 s. */
async function told(pile: PlainStation, purpose: string): Promise<Record<string, unknown>> {
  const giveUpMs = Date.now() + 45_000;
  for (;;) {
    const profiles = pile.told.flatMap(({ action, payload }) =>
      action === 'SetChargingProfile' ? [payload['csChargingProfiles'] as Record<string, unknown>] : [],
    );
    const found = profiles.findLast((profile) => profile['chargingProfilePurpose'] === purpose);
    if (found !== undefined) return found;
    if (Date.now() > giveUpMs)
      throw new Error(`no ${purpose} within 45 s; told: ${JSON.stringify(pile.told.map((one) => one.action))}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('kill -9', () => {
  it('loses no acknowledged transaction and no limit of the operator, and applies the limit before it releases a charger', async () => {
    const before = await start();
    const key = before.service.adminKey ?? '';
    expect(await before.pile.call('BootNotification', boot)).toMatchObject({ status: 'Accepted' });
    await told(before.pile, 'TxDefaultProfile');
    const { transactionId } = await before.pile.call('StartTransaction', {
      connectorId: 1,
      idTag: 'CARD1',
      meterStart: 1000,
      timestamp: at(),
    });
    const envelope = (await before.service
      .client(key)
      .send('POST', '/api/v1/envelopes', { nodeId: 'T1', limitKw: 10, reason: 'works' })) as { envelopeId: string };
    await before.service.kill('SIGKILL');

    const after = await start();
    const client = after.service.client(key);
    expect(after.service.adminKey).toBeUndefined();
    expect(await client.get('/api/v1/grid')).toMatchObject({
      nodes: [{ nodeId: 'T1', limitKw: 10, envelopeId: envelope.envelopeId }],
    });
    const sessionId = `A01#${String(transactionId)}`;
    expect(await client.get('/api/v1/sessions?state=open')).toMatchObject({
      items: [{ sessionId, connectorId: 'A01/1', state: 'open' }],
    });

    // The charger comes back in the middle of its transaction. What it is released for lies within the operator's 10 kW.
    expect(await after.pile.call('BootNotification', boot)).toMatchObject({ status: 'Accepted' });
    const profile = (await told(after.pile, 'TxProfile')) as {
      transactionId: number;
      chargingSchedule: { chargingRateUnit: string; chargingSchedulePeriod: { limit: number }[] };
    };
    expect(profile.transactionId).toBe(transactionId);
    expect(profile.chargingSchedule.chargingRateUnit).toBe('A');
    const amps = profile.chargingSchedule.chargingSchedulePeriod.map((period) => period.limit);
    expect(Math.max(...amps)).toBeGreaterThanOrEqual(6);
    expect((Math.max(...amps) * 3 * 230) / 1000).toBeLessThanOrEqual(10 * 0.95);

    // The stop of the transaction that the killed process had acknowledged.
    expect(
      await after.pile.call('StopTransaction', {
        transactionId,
        meterStop: 1500,
        timestamp: at(),
        reason: 'EVDisconnected',
      }),
    ).toMatchObject({});
    expect(await client.get(`/api/v1/sessions/${encodeURIComponent(sessionId)}`)).toMatchObject({
      state: 'ended',
      deliveredKwh: 0.5,
    });
  });

  it('gives the same start the same transaction when the answer was lost with the process', async () => {
    const before = await start();
    const start1 = { connectorId: 1, idTag: 'CARD1', meterStart: 1000, timestamp: at() };
    await before.pile.call('BootNotification', boot);
    const first = await before.pile.call('StartTransaction', start1);
    await before.service.kill('SIGKILL');
    const after = await start();
    await after.pile.call('BootNotification', boot);
    expect(await after.pile.call('StartTransaction', start1)).toEqual(first);
  });

  it('1.6: loses no signed value of a stop that was acknowledged, and keeps each once', async () => {
    const before = await start();
    const key = before.service.adminKey ?? '';
    await before.pile.call('BootNotification', boot);
    const beganAt = at();
    const { transactionId } = await before.pile.call('StartTransaction', {
      connectorId: 1,
      idTag: 'CARD1',
      meterStart: 1000,
      timestamp: beganAt,
    });
    const signed = (context: string, data: string) => ({
      timestamp: beganAt,
      sampledValue: [{ value: data, format: 'SignedData', context }],
    });
    const begin = { connectorId: 1, transactionId, meterValue: [signed('Transaction.Begin', 'OCMF|b')] };
    expect(await before.pile.call('MeterValues', begin)).toEqual({});
    const transactionData = [signed('Transaction.Begin', 'OCMF|b'), signed('Transaction.End', 'OCMF|e')];
    const stop = { transactionId, meterStop: 1500, timestamp: beganAt, transactionData };
    expect(await before.pile.call('StopTransaction', stop)).toEqual({});
    await before.service.kill('SIGKILL');

    const after = await start();
    await after.pile.call('BootNotification', boot);
    expect(await after.pile.call('StopTransaction', stop)).toEqual({});
    expect(await after.service.client(key).get(`/api/v1/sessions/A01%23${String(transactionId)}`)).toMatchObject({
      state: 'ended',
      signedMeterValues: [
        { context: 'Transaction.Begin', data: 'OCMF|b' },
        { context: 'Transaction.End', data: 'OCMF|e' },
      ],
    });
  });

  it('2.0.1: loses no signed value of an event that was acknowledged', async () => {
    const before = await start('ocpp2.0.1');
    const key = before.service.adminKey ?? '';
    const bootV201 = { reason: 'PowerUp', chargingStation: { vendorName: 'Test', model: 'Pile' } };
    await before.pile.call('BootNotification', bootV201);
    const beganAt = at();
    const signature = { signingMethod: 'ECDSA-secp256r1-SHA256', encodingMethod: 'OCMF', publicKey: 'MFkw' };
    const event = (eventType: string, context: string, data: string) => ({
      eventType,
      timestamp: beganAt,
      triggerReason: 'CablePluggedIn',
      seqNo: eventType === 'Started' ? 0 : 1,
      transactionInfo: { transactionId: 'T-1' },
      evse: { id: 1, connectorId: 1 },
      meterValue: [
        {
          timestamp: beganAt,
          sampledValue: [{ value: 1000, context, signedMeterValue: { signedMeterData: data, ...signature } }],
        },
      ],
    });
    expect(await before.pile.call('TransactionEvent', event('Started', 'Transaction.Begin', 'OCMF|b'))).toEqual({});
    expect(await before.pile.call('TransactionEvent', event('Ended', 'Transaction.End', 'OCMF|e'))).toEqual({});
    await before.service.kill('SIGKILL');

    const after = await start('ocpp2.0.1');
    expect(await after.service.client(key).get('/api/v1/sessions/A01%23T-1')).toMatchObject({
      state: 'ended',
      signedMeterValues: [
        { context: 'Transaction.Begin', data: 'OCMF|b', ...signature },
        { context: 'Transaction.End', data: 'OCMF|e', ...signature },
      ],
    });
  });

  it('ends in order on SIGTERM', async () => {
    const { service } = await start();
    expect(await service.kill('SIGTERM')).toBe(0);
  });
});
