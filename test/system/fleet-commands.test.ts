import { expect, it, onTestFinished } from 'vitest';
import type { Scenario } from '../../simulator/index.ts';
import { startSite } from './site-in-process.ts';
import { pileOf, roomyGrid } from './small-street.ts';

const START_MS = Date.UTC(2026, 2, 2, 9);

/** Three stations without cars. */
const street: Scenario = {
  name: 'three stations',
  seed: 5,
  startMs: START_MS,
  endMs: START_MS + 3_600_000,
  timeZone: 'UTC',
  grid: roomyGrid(['F0A', 'F0B', 'F0C'].map((stationId) => pileOf(stationId))),
  stations: [
    { stationId: 'F0A', version: '1.6', password: 'a password of many letters' },
    { stationId: 'F0B', version: '1.6', password: 'a password of many letters' },
    { stationId: 'F0C', version: '2.0.1', password: 'a password of many letters' },
  ],
  sessions: [],
  baseLoadKw: () => 20,
  events: [],
  capacityNodeId: 'S1',
};

type Progress = {
  readonly commandId: string;
  readonly status: string;
  readonly items: readonly { readonly stationId: string; readonly state: string; readonly result?: unknown }[];
};
type Frames = {
  readonly items: readonly { readonly direction: string; readonly action?: string; readonly type: string }[];
};

it('operators ask stations of both versions over REST; their progress and every frame can be read', async () => {
  const site = await startSite(street);
  onTestFinished(() => site.close());
  const { client } = site;
  const connected = () => site.service.control.view().stations.filter(({ version }) => version !== undefined).length;
  await site.untilTrue('all stations have booted', () => connected() === 3);

  const ask = async (command: object, scope: object): Promise<Progress> => {
    const body = { command, scope, reason: 'a test' };
    const { commandId } = (await client.send('POST', '/api/v1/commands', body)) as Progress;
    let last = await read(commandId);
    for (let tries = 0; last.status === 'running' && tries < 1000; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      last = await read(commandId);
    }
    return last;
  };
  const read = async (id: string): Promise<Progress> => (await client.get(`/api/v1/commands/${id}`)) as Progress;

  const settings = await ask({ kind: 'call', action: 'GetConfiguration', payload: {} }, { stationIds: ['F0A'] });
  expect(settings).toMatchObject({ status: 'done', items: [{ stationId: 'F0A', state: 'accepted' }] });
  const inTheWrongVersion = await ask(
    { kind: 'call', action: 'GetConfiguration', payload: {} },
    { stationIds: ['F0C'] },
  );
  expect(inTheWrongVersion).toMatchObject({ status: 'done', items: [{ stationId: 'F0C', state: 'unsupported' }] });

  const reset = await ask({ kind: 'reset', mode: 'hard' }, { stationIds: ['F0A', 'F0C'] });
  expect(reset.items.map(({ stationId, state }) => [stationId, state])).toEqual([
    ['F0A', 'accepted'],
    ['F0C', 'accepted'],
  ]);

  for (const stationId of ['F0A', 'F0C']) {
    const { items } = (await client.get(`/api/v1/stations/${stationId}/wire-log?action=Reset`)) as Frames;
    expect(items.map(({ direction, type }) => [direction, type])).toEqual([
      ['out', 'call'],
      ['in', 'result'],
    ]);
  }
});
