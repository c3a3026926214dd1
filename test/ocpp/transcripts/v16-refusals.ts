import { at, world } from '../v16/fake-connection.ts';
import { breaks, says, story } from './station-story.ts';
import type { Transcript } from './transcript.ts';

const START = { connectorId: 1, idTag: 'CARD1', meterStart: 12_000, timestamp: at(-1000) };
const STATUS = { connectorId: 1, errorCode: 'NoError', status: 'Available' };
const PROPERTY = 'PropertyConstraintViolation';
const NO_CONNECTOR = 'connectorId: the station has no such connector';
const NOT_PRINTABLE = 'idTag: has characters that cannot be printed';
const NOT_A_TIME = 'StartTransaction: timestamp must match format "date-time"';
const FAR = 'StartTransaction: timestamp: is not a time within the last year';

const it = (title: string, line: ReturnType<typeof says>): Transcript => story('1.6', title, line);
/** What its schema allows, and its station or its time does not. */
const refused = (title: string, action: string, request: Readonly<Record<string, unknown>>, why: string): Transcript =>
  it(title, says(action, request, { error: PROPERTY, description: why }));
const believed = (): ReturnType<typeof world> => {
  const its = world();
  return { ...its, deps: { ...its.deps, connectorsOf: () => undefined } };
};

/** What is refused changes nothing and echoes nothing; its text says what is wrong. */
export const REFUSALS: readonly Transcript[] = [
  it('no card', breaks('Authorize', {}, 'OccurenceConstraintViolation', 'Authorize: idTag is missing')),
  it(
    'a card that is a number',
    breaks('Authorize', { idTag: 5 }, 'TypeConstraintViolation', 'Authorize: idTag must be string'),
  ),
  it(
    'a card of 21 characters',
    breaks(
      'StartTransaction',
      { ...START, idTag: "x' OR 1=1 --poisonous" },
      PROPERTY,
      'StartTransaction: idTag must NOT have more than 20 characters',
    ),
  ),
  it(
    'an unknown field',
    breaks(
      'Heartbeat',
      { poison: 1 },
      'FormationViolation',
      'Heartbeat: the payload has a field that the schema does not know',
    ),
  ),
  ...[
    ['a year of nine digits', '222222017-01-01T00:00:00Z'],
    ['a time without a zone', '2025-03-04T05:06:00'],
    ['minute 60', '2025-03-04T23:60:00Z'],
  ].map(([title = '', timestamp]) =>
    it(title, breaks('StartTransaction', { ...START, timestamp }, PROPERTY, NOT_A_TIME)),
  ),
  refused('1970', 'StartTransaction', { ...START, timestamp: '1970-01-01T00:00:00Z' }, FAR),
  refused('next year', 'StartTransaction', { ...START, timestamp: '2026-03-04T05:06:00Z' }, FAR),
  ...[0, -1, 99, 2 ** 53].map((connectorId) =>
    refused(
      `on connector ${connectorId}`,
      'StartTransaction',
      { ...START, connectorId },
      `StartTransaction: ${NO_CONNECTOR}`,
    ),
  ),
  refused(
    'of connector 3 of 2',
    'StatusNotification',
    { ...STATUS, connectorId: 3 },
    `StatusNotification: ${NO_CONNECTOR}`,
  ),
  refused(
    'of connector 3 of 2',
    'MeterValues',
    { connectorId: 3, meterValue: [{ timestamp: at(0), sampledValue: [{ value: '1' }] }] },
    `MeterValues: ${NO_CONNECTOR}`,
  ),
  refused(
    'a card with NUL',
    'StartTransaction',
    { ...START, idTag: 'poison\u0000' },
    `StartTransaction: ${NOT_PRINTABLE}`,
  ),
  refused('a card with half a character', 'Authorize', { idTag: 'poison\ud800' }, `Authorize: ${NOT_PRINTABLE}`),
  {
    ...story(
      '1.6',
      'a quarantined station, of which nothing is configured, is believed to have connectors 1 to 8',
      says('StatusNotification', { ...STATUS, connectorId: 8 }, {}, { kind: 'status', connectorId: 'A07/8' }),
      says('StatusNotification', { ...STATUS, connectorId: 9 }, { error: PROPERTY }),
    ),
    world: believed,
  },
];
