import { describe, expect, test } from 'vitest';
import { VERSIONS } from '../../tools/ocpp-table.ts';
import { at, connect, world } from '../v16/fake-connection.ts';
import { SIGNED } from './signed-values.ts';
import { BOOT, play } from './transcript.ts';
import { TRANSCRIPTS_V16 } from './v16.ts';
import { TRANSCRIPTS_V201 } from './v201.ts';
import { TRANSCRIPTS_V21 } from './v21.ts';

describe('transcripts typed from the specification', () => {
  test.each([...TRANSCRIPTS_V16, ...TRANSCRIPTS_V201, ...TRANSCRIPTS_V21, ...SIGNED])(
    'OCPP $version $about: $title',
    async (transcript) => play(transcript),
  );
});

describe.each(VERSIONS.map(({ adapter }) => adapter))('OCPP $version', (adapter) => {
  test.each(['Reset', 'SetChargingProfile', 'TriggerMessage'])(
    '%s of a station is refused: only the central system sends it',
    async (action) => {
      const station = connect(adapter, world());
      expect(await station.send(action, {})).toEqual({
        error: 'NotSupported',
        description: 'only the central system sends this',
      });
      expect(station.take()).toEqual([]);
    },
  );

  test.each([
    '__proto__',
    'constructor',
    'toString',
    'Nonsense',
    adapter.version === '1.6' ? 'TransactionEvent' : 'StartTransaction',
  ])('%s has no route', (action) => {
    expect(adapter.routes[action]).toBeUndefined();
  });

  test('a start whose session could not be stored is not acknowledged', async () => {
    const its = world();
    const station = connect(adapter, its);
    const [action, start]: readonly [string, Record<string, unknown>] =
      adapter.version === '1.6'
        ? ['StartTransaction', { connectorId: 1, idTag: 'CARD1', meterStart: 0, timestamp: at(0) }]
        : [
            'TransactionEvent',
            {
              eventType: 'Started',
              timestamp: at(0),
              triggerReason: 'CablePluggedIn',
              seqNo: 0,
              transactionInfo: { transactionId: 'T-1' },
              evse: { id: 1 },
            },
          ];
    await station.connected;
    await station.send('BootNotification', { ...BOOT[adapter.version] });
    station.take();
    its.sessions.failure = new Error('disk full');
    await expect(station.send(action, start)).rejects.toThrow('disk full');
    expect(station.take()).toEqual([]);
    expect(station.known.sessions.size).toBe(0);
  });
});
