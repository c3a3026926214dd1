import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic, eventually, rawUpgrade } from '../ocpp/gateway/fixture.ts';
import { PlainStation } from './plain-station.ts';
import { KEY, startWatched, type WatchedService } from './watched-service.ts';

/** What an operator sees and does about a station that misbehaves, over REST, against the whole service. */

let site: WatchedService;
beforeAll(async () => {
  site = await startWatched();
});
afterAll(() => site.close());

async function rest(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(`${site.service.url}/api/v1${path}`, {
    method,
    headers: {
      ...site.authorization,
      'If-Match': '*',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

const viewOf = (stationId: string) => site.service.control.view().stations.find((one) => one.stationId === stationId);
const login = async (
  stationId: string,
): Promise<{ readonly status: number; readonly retryAfter: string | undefined }> => {
  const { status, headers, socket } = await rawUpgrade(site.service.port, {
    path: `/ocpp/${stationId}`,
    headers: { Authorization: basic(stationId, KEY) },
  });
  socket.destroy();
  return { status, retryAfter: headers['retry-after'] };
};

test('C2 a station that comes back over and over is kept out, visibly, until an operator lets it in', async () => {
  await site.attacked(async () => {
    for (let n = 0; n <= 61; n++) {
      expect((await login('CP1')).status).toBe(101);
      await eventually(
        () => !site.service.central.connected().some(({ stationId }) => stationId === 'CP1'),
        'it to go',
      );
    }
  });
  expect(await login('CP1')).toEqual({ status: 429, retryAfter: '3600' });
  expect(await site.events('reconnect-block')).toMatchObject([{ stationId: 'CP1', source: 'gateway' }]);
  expect(await rest('GET', '/reconnect-blocks')).toMatchObject({
    status: 200,
    body: { items: [{ stationId: 'CP1' }] },
  });
  expect((await rest('DELETE', '/reconnect-blocks/CP2')).status).toBe(404);
  expect((await rest('DELETE', '/reconnect-blocks/CP1')).status).toBe(200);
  expect((await login('CP1')).status).toBe(101);
  const audit = await site.service.store.audit.list({ limit: 10 });
  expect(audit.map(({ action, subject }) => `${action} ${subject}`)).toContain('station.lift-block CP1');
});

test('quarantine is live and reversible: the connection stands, the next one has it too, and nobody else is concerned', async () => {
  const station = await PlainStation.connect(site.url, { stationId: 'CP3', password: KEY });
  await eventually(() => viewOf('CP3')?.connected === true, 'it to connect');
  expect((await rest('PATCH', '/stations/CP3', { state: 'quarantined' })).status).toBe(200);
  await eventually(() => viewOf('CP3')?.quarantined === true, 'its quarantine');
  expect([viewOf('CP3')?.connected, viewOf('HEALTHY')?.quarantined]).toEqual([true, false]);
  station.close();
  await eventually(() => viewOf('CP3')?.connected === false, 'it to go');
  const again = await PlainStation.connect(site.url, { stationId: 'CP3', password: KEY });
  await eventually(() => viewOf('CP3')?.connected === true, 'it to come back');
  expect(viewOf('CP3')?.quarantined).toBe(true);
  expect((await rest('PATCH', '/stations/CP3', { state: 'enabled' })).status).toBe(200);
  await eventually(() => viewOf('CP3')?.quarantined === false, 'the end of its quarantine');
  expect(viewOf('CP3')?.connected).toBe(true);
  again.close();
});

test('a station that is closed for bad frames twice within an hour goes into quarantine by itself, with an audit record', async () => {
  for (let n = 0; n < 2; n++) {
    const station = await PlainStation.connect(site.url, { stationId: 'CP4', password: KEY });
    for (let bad = 0; bad < 10; bad++) station.sendRaw('{oops');
    await eventually(() => viewOf('CP4')?.connected === false, 'it to be closed');
  }
  await eventually(() => viewOf('CP4')?.quarantined === true, 'its quarantine');
  expect(await rest('GET', '/stations/CP4')).toMatchObject({ body: { state: 'quarantined' } });
  const audit = await site.service.store.audit.list({ limit: 10 });
  expect(audit.find(({ subject }) => subject === 'CP4')).toMatchObject({
    action: 'station.change',
    actor: 'security: closed for bad frames 2 times within 60 minutes',
  });
});

test('C14 what stations tell of their security is kept within bounds, listed, streamed and alarmed', async () => {
  const abort = new AbortController();
  const stream = await fetch(`${site.service.url}/api/v1/stream`, {
    headers: site.authorization,
    signal: abort.signal,
  });
  let streamed = '';
  const reading = (async () => {
    for await (const chunk of stream.body ?? []) streamed += Buffer.from(chunk).toString();
  })().catch(() => undefined);
  const station = await PlainStation.connect(site.url, { stationId: 'CP2', password: 'correct horse battery' });
  await station.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' });
  const timestamp = new Date().toISOString();
  await site.attacked(async () => {
    await station.call('SecurityEventNotification', { type: 'TamperDetectionActivated', timestamp, techInfo: 'door' });
    for (let n = 0; n < 300; n++) await station.call('SecurityEventNotification', { type: 'AcmeBell', timestamp });
  });
  const listed = await rest('GET', '/security-events?stationId=CP2&source=station');
  const { items } = listed.body as { items: readonly { readonly type: string }[] };
  expect(items.filter(({ type }) => type === 'AcmeBell').length).toBe(10);
  expect(items.at(-1)).toMatchObject({ type: 'TamperDetectionActivated', critical: true, detail: 'door' });
  await eventually(() => streamed.includes('event: security-event'), 'the stream');
  await eventually(
    () =>
      site.service.control
        .view()
        .alarms.some(({ id, severity }) => id === 'security:CP2:TamperDetectionActivated' && severity === 'critical'),
    'the alarm',
  );
  const metrics = await (await fetch(`${site.service.url}/metrics`, { headers: site.authorization })).text();
  expect(metrics).toContain('headroom_security_events{source="station",type="other"} 300');
  station.close();
  abort.abort();
  await reading;
});

test('a password is rotated over the connection; the old one is void once the new one is used', async () => {
  const station = await PlainStation.connect(site.url, { stationId: 'P3', password: KEY }).catch(() => undefined);
  // Profile 3 by the grid file: no password lets it in over ws.
  expect(station).toBeUndefined();
  const rotating = await PlainStation.connect(site.url, { stationId: 'CP1', password: KEY });
  await rotating.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' });
  await eventually(() => viewOf('CP1')?.version === '1.6' && viewOf('CP1')?.connected === true, 'it to connect');
  // The questions after boot go first; the measurands are the last of them.
  await eventually(
    () => rotating.told.some(({ payload }) => payload['key'] === 'MeterValuesSampledData'),
    'the questions after boot',
  );
  expect(await rest('POST', '/stations/CP1/password-rotation')).toMatchObject({
    status: 200,
    body: { status: 'written' },
  });
  const fresh = rotating.told.find(({ payload }) => payload['key'] === 'AuthorizationKey')?.payload['value'];
  rotating.close();
  await eventually(() => viewOf('CP1')?.connected === false, 'it to go');
  const status = async (password: string | Buffer): Promise<number> => {
    const answer = await rawUpgrade(site.service.port, {
      path: '/ocpp/CP1',
      headers: { Authorization: basic('CP1', password) },
    });
    answer.socket.destroy();
    return answer.status;
  };
  expect(await status(KEY)).toBe(101);
  expect(await status(Buffer.from(String(fresh), 'hex'))).toBe(101);
  expect(await status(KEY)).toBe(401);
  expect(await rest('GET', '/stations/CP1/password-rotation')).toMatchObject({ body: { status: 'none' } });
});

test('a station that says nothing to its new password and applies it at its next reboot is not locked out', async () => {
  const old = Buffer.from(KEY, 'hex');
  let kept: Buffer | undefined;
  const station = await PlainStation.connect(site.url, { stationId: 'CP3', password: old });
  station.hears = (_action, { key, value }) => {
    if (key !== 'AuthorizationKey') return false;
    // It writes it down, and its line is cut before it can say so.
    kept = Buffer.from(String(value), 'hex');
    station.close();
    return true;
  };
  await station.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' });
  await eventually(() => viewOf('CP3')?.version === '1.6' && viewOf('CP3')?.connected === true, 'it to connect');
  expect(await rest('POST', '/stations/CP3/password-rotation')).toMatchObject({
    status: 200,
    body: { status: 'unanswered' },
  });
  const comesBack = async (password: Buffer | undefined): Promise<boolean> => {
    const again = await PlainStation.connect(site.url, { stationId: 'CP3', password: password ?? '' }).catch(() => {});
    again?.close();
    await eventually(() => viewOf('CP3')?.connected === false, 'it to go');
    return again !== undefined;
  };
  // Its line is back, twice, before anybody resets it.
  expect([await comesBack(old), await comesBack(old)]).toEqual([true, true]);
  expect(await rest('GET', '/stations/CP3/password-rotation')).toMatchObject({ body: { status: 'unanswered' } });
  // The reboot.
  expect([await comesBack(kept), await comesBack(old), await comesBack(kept)]).toEqual([true, false, true]);
  expect(await rest('GET', '/stations/CP3/password-rotation')).toMatchObject({ body: { status: 'none' } });
});
