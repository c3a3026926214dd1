import { expect, it } from 'vitest';
import type { StationEvent } from '../../../ocpp/index.ts';
import { AlarmBook, isAlertingMonitor } from '../../../src/control/alarm-book.ts';

const found = (more: Partial<Extract<StationEvent, { kind: 'monitor-event' }>> = {}) =>
  ({
    kind: 'monitor-event',
    stationId: 'A07',
    atMs: 1_000,
    name: 'Connector#1.Temperature',
    value: '91',
    trigger: 'Alerting',
    cleared: false,
    ...more,
  }) as const;

it.each([
  ['2.0.1 does not tell how bad it is', found(), true],
  ['critical', found({ severity: 3 }), true],
  ['an error of the station alone', found({ severity: 4 }), false],
  ['a value as asked', found({ trigger: 'Periodic', severity: 0 }), false],
  ['it is over', found({ cleared: true, trigger: 'Delta' }), true],
])('%s', (_, event, expected) => {
  expect(isAlertingMonitor(event)).toBe(expected);
});

it('names the component, until it is over', () => {
  const book = new AlarmBook(10);
  book.noteMonitor(found({ techCode: 'E42' }));
  expect(book.update(2_000, [])).toEqual([
    {
      id: 'monitor:A07:Connector#1.Temperature',
      severity: 'warning',
      sinceMs: 1_000,
      kind: 'monitor',
      subject: 'A07',
      text: 'A07: its monitor of Connector#1.Temperature found 91 (E42).',
    },
  ]);
  book.noteMonitor(found({ cleared: true }));
  expect(book.update(3_000, [])).toEqual([]);
});

it('a station with a hundred sensors does not push the alarms of others off the page', () => {
  const book = new AlarmBook(10);
  book.note({ kind: 'security', stationId: 'A08', atMs: 1_000, type: 'duplicate-identity', detail: 'x' });
  for (let index = 0; index < 100; index += 1) book.noteMonitor(found({ name: `S${index}.Temperature` }));
  const alarms = book.update(2_000, []);
  expect(alarms.map(({ subject }) => subject)).toEqual(['A08', 'A07', 'A07', 'A07', 'A07', 'A07']);
});
