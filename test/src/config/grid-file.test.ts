import { readFileSync } from 'node:fs';
import { RESTORATION } from '../../../dispatch/index.ts';
import { describe, expect, test } from 'vitest';
import { GridFileError, parseGridFile, withStation } from '../../../src/config/index.ts';

/** The lines of the message for a file that must be refused. */
function refusal(text: string): readonly string[] {
  try {
    parseGridFile(text, 'grid.yaml');
  } catch (error) {
    if (error instanceof GridFileError) return error.message.split('\n');
    throw error;
  }
  return ['accepted'];
}

/** A small right site, to be broken line by line. */
const RIGHT = `name: Depot
defaults: { voltageV: 230, margin: 0.1, connector: { ratingA: 32, failsafeA: 6 } }
nodes:
  - { id: T1, kind: transformer, ratingKw: 100, baseLoad: { source: mqtt, maximumKw: 40 } }
  - { id: F1, parent: T1, ratingA: 100 }
stations:
  - { id: A01, node: F1, password: 0123456789abcdef, connectors: 2 }
`;

test('restoration can be set up, or off; a transformer has its defaults', () => {
  const top = (text: string) => parseGridFile(RIGHT.replace('name: Depot', `name: Depot\n${text}`), 'grid.yaml');
  expect(top('restoration: { startSeconds: 60, sharePercent: 50, holdMinutes: 5 }').restoration).toEqual({
    ...RESTORATION,
    startMs: 60_000,
    share: 0.5,
    holdMs: 300_000,
  });
  expect(top('restoration: { enabled: false }').restoration).toBeUndefined();
  expect(top('sources: [{ id: dso, node: T1, failsafeKw: 50 }]').sources).toEqual([
    { id: 'dso', nodeId: 'T1', failsafeKw: 50, heartbeatMs: 120_000 },
  ]);
  expect(top('sources: [{ id: dso, node: T1, failsafeKw: 50, mqtt: true }]').sources?.[0]?.mqtt).toBe(true);
  const watched = parseGridFile(
    RIGHT.replace('maximumKw: 40', 'maximumKw: 40 }, transformer: { ratedKva: 100'),
    'grid.yaml',
  );
  expect(watched.grid.nodes[0]?.transformer).toEqual({ ratedKva: 100, powerFactor: 0.95, ambientC: 40 });
});

test('a small site, in the units of the inside', () => {
  const kw = (currentA: number) => (currentA * 230 * 3) / 1000;
  const connector = (number: number) => ({
    id: `A01/${number}`,
    stationId: 'A01',
    nodeId: 'F1',
    kind: 'AC',
    phases: ['L1', 'L2', 'L3'],
    voltageV: 230,
    ratingKw: kw(32),
    minimumKw: kw(6),
    failsafeKw: kw(6),
    weight: 1,
  });
  expect(parseGridFile(RIGHT, 'grid.yaml')).toEqual({
    name: 'Depot',
    timeZone: 'Asia/Shanghai',
    grid: {
      nodes: [
        {
          id: 'T1',
          kind: 'transformer',
          ratingKw: 100,
          voltageV: 230,
          margin: 0.1,
          baseLoad: { kind: 'meter', measures: 'total', maximumKw: 40, growthKwPerS: 0.4 },
        },
        { id: 'F1', kind: 'feeder', parentId: 'T1', ratingA: 100, voltageV: 230, margin: 0.1 },
      ],
      connectors: [connector(1), connector(2)],
    },
    stations: [{ stationId: 'A01', password: '0123456789abcdef', planned: false }],
    unknownStations: 'refuse',
    defaults: { energyKwh: 20, stayMs: 14_400_000 },
    objective: { kind: 'fair', prices: [] },
    sources: [],
    restoration: RESTORATION,
    estimates: 'learned',
    fleet: { urlAllowList: [], allowUrlCredentials: false, allowUnsignedFirmware: false },
  });
});

test('the sample file is right, and nested nodes are the flat ones', () => {
  const site = parseGridFile(readFileSync('docs/sample-grid.yaml', 'utf8'), 'docs/sample-grid.yaml');
  expect(site.grid.nodes.map(({ id, parentId }) => `${id} < ${parentId ?? '-'}`)).toEqual([
    'T1 < -',
    'F1 < T1',
    'F2 < T1',
    'P2 < F2',
  ]);
  expect(
    site.grid.connectors.map(({ id, kind, phases, ratingKw, minimumKw, failsafeKw }) => [
      id,
      kind,
      phases.join(),
      ratingKw,
      minimumKw,
      failsafeKw,
    ]),
  ).toEqual([
    ['A01/1', 'AC', 'L1,L2,L3', 21.12, 3.96, 3.96],
    ['A01/2', 'AC', 'L1,L2,L3', 21.12, 3.96, 3.96],
    ['A02/1', 'AC', 'L1', 7.04, 1.32, 0],
    ['A02/2', 'AC', 'L2', 3.5, 1.32, 0],
    ['B01/1', 'DC', 'L1,L2,L3', 60, 5, 0],
  ]);
  expect(site.stations.map(({ stationId, planned }) => [stationId, planned])).toEqual([
    ['A01', false],
    ['A02', false],
    ['B01', false],
    ['B02', true],
  ]);
  expect(site.objective.prices.map(({ fromMinute }) => fromMinute)).toEqual([0, 480, 600, 900, 1080, 1260]);
});

/** Each: what is replaced in RIGHT, by what, and the lines of the refusal. */
const bad: readonly { name: string; from: string | RegExp; to: string; lines: readonly string[] }[] = [
  {
    name: 'negative rating',
    from: 'ratingKw: 100',
    to: 'ratingKw: -5',
    lines: ['grid.yaml:4:34 nodes[0].ratingKw: must be > 0, got -5'],
  },
  {
    name: 'rating in words',
    from: 'ratingKw: 100',
    to: 'ratingKw: 100 kW',
    lines: ['grid.yaml:4:34 nodes[0].ratingKw: must be a number, got "100 kW"'],
  },
  {
    name: 'infinite rating',
    from: 'ratingKw: 100',
    to: 'ratingKw: .inf',
    lines: ['grid.yaml:4:34 nodes[0].ratingKw: must be a number, got Infinity'],
  },
  {
    name: 'not a number',
    from: 'ratingKw: 100',
    to: 'ratingKw: .nan',
    lines: ['grid.yaml:4:34 nodes[0].ratingKw: must be a number, got NaN'],
  },
  {
    name: 'watts for kilowatts',
    from: 'ratingKw: 100',
    to: 'ratingKw: 100000000',
    lines: ['grid.yaml:4:34 nodes[0].ratingKw: must be <= 1000000, got 100000000'],
  },
  {
    name: 'no value',
    from: 'ratingKw: 100',
    to: 'ratingKw: ',
    lines: ['grid.yaml:4:34 nodes[0].ratingKw: must be a number, got nothing'],
  },
  {
    name: 'margin of 1',
    from: 'margin: 0.1',
    to: 'margin: 1',
    lines: ['grid.yaml:2:28 defaults.margin: must be < 1, got 1'],
  },
  {
    name: 'negative margin',
    from: 'ratingA: 100 }',
    to: 'ratingA: 100, margin: -0.1 }',
    lines: ['grid.yaml:5:41 nodes[1].margin: must be >= 0, got -0.1'],
  },
  {
    name: 'mistyped key',
    from: 'ratingKw: 100',
    to: 'ratingkW: 100',
    lines: ['grid.yaml:4:34 nodes[0].ratingkW: unknown key, did you mean ratingKw?'],
  },
  {
    name: 'mistyped key of a station',
    from: 'connectors: 2',
    to: 'connector: 2',
    lines: ['grid.yaml:7:54 stations[0].connector: unknown key, did you mean connectors?'],
  },
  {
    name: 'mistyped key at the top',
    from: 'stations:',
    to: 'station:',
    lines: ['grid.yaml:6:1 station: unknown key, did you mean stations?'],
  },
  {
    name: 'key that resembles nothing',
    from: 'connectors: 2',
    to: 'colour: red',
    lines: ['grid.yaml:7:54 stations[0].colour: unknown key'],
  },
  {
    name: 'unknown parent',
    from: 'parent: T1',
    to: 'parent: T9',
    lines: ['grid.yaml:5:15 nodes[1].parent: there is no node T9'],
  },
  {
    name: 'own parent',
    from: 'parent: T1',
    to: 'parent: F1',
    lines: ['grid.yaml:5:15 nodes[1].parent: the tree has a cycle: F1 < F1'],
  },
  {
    name: 'cycle of two',
    from: 'kind: transformer,',
    to: 'parent: F1,',
    lines: ['grid.yaml:4:15 nodes[0].parent: the tree has a cycle: T1 < F1 < T1'],
  },
  {
    name: 'node twice',
    from: '{ id: F1, parent: T1',
    to: '{ id: T1, parent: T1',
    lines: [
      'grid.yaml:5:7 nodes[1].id: node T1 is defined twice',
      'grid.yaml:7:16 stations[0].node: there is no node F1',
    ],
  },
  {
    name: 'station at no node',
    from: 'node: F1',
    to: 'node: F7',
    lines: ['grid.yaml:7:16 stations[0].node: there is no node F7'],
  },
  {
    name: 'station without a node',
    from: ' node: F1,',
    to: '',
    lines: ['grid.yaml:7:5 stations[0].node: is missing; it must be text (write it in quotes)'],
  },
  {
    name: 'short password',
    from: '0123456789abcdef',
    to: 'swordfish',
    lines: ['grid.yaml:7:26 stations[0].password: must have at least 16 characters'],
  },
  {
    name: 'password that YAML takes for a number',
    from: '0123456789abcdef',
    to: '1234567890123456',
    lines: ['grid.yaml:7:26 stations[0].password: must be text (write it in quotes)'],
  },
  {
    name: 'password and hash',
    from: 'connectors: 2',
    to: "passwordHash: 'scrypt$16$8$1$YQ$YQ'",
    lines: ['grid.yaml:7:54 stations[0].passwordHash: give password or passwordHash, not both'],
  },
  {
    name: 'hash of another kind',
    from: 'password: 0123456789abcdef',
    to: 'passwordHash: $2b$10$abcdefghijklmnopqrstuv',
    lines: ['grid.yaml:7:26 stations[0].passwordHash: must be a hash made by `headroom station hash`'],
  },
  {
    name: 'id with a slash',
    from: 'id: A01',
    to: 'id: A/1',
    lines: ['grid.yaml:7:7 stations[0].id: must be 1-48 of A-Z a-z 0-9 * - _ = : + | @ ., got "A/1"'],
  },
  {
    name: 'id that is a number',
    from: 'id: A01',
    to: 'id: 101',
    lines: ['grid.yaml:7:7 stations[0].id: must be text (write it in quotes), got 101'],
  },
  {
    name: 'node id that is a topic filter',
    from: 'id: F1',
    to: 'id: "+"',
    lines: [
      'grid.yaml:5:7 nodes[1].id: must be 1-48 of A-Z a-z 0-9 _ . : - and begin with a letter or digit, got "+"',
      'grid.yaml:7:16 stations[0].node: there is no node F1',
    ],
  },
  {
    name: 'failsafe between 0 and the minimum',
    from: 'failsafeA: 6',
    to: 'failsafeA: 4',
    lines: [
      'grid.yaml:7:5 stations[0].failsafeA: the failsafe share must be 0 or at least the minimum of 4.14 kW (6 A × 230 V × 3), got 2.76 kW',
    ],
  },
  {
    name: 'failsafe above the rating',
    from: 'connectors: 2',
    to: 'failsafeKw: 30',
    lines: ['grid.yaml:7:54 stations[0].failsafeKw: the failsafe share of 30 kW is above the rating of 22.08 kW'],
  },
  {
    name: 'minimum above the rating',
    from: 'connectors: 2',
    to: 'minimumA: 40, failsafeA: 0',
    lines: [
      'grid.yaml:7:54 stations[0].minimumA: the minimum of 27.6 kW (40 A × 230 V × 3) is above the rating of 22.08 kW',
    ],
  },
  {
    name: 'rating said twice',
    from: 'connectors: 2',
    to: 'connectors: [{ ratingA: 16, ratingKw: 11 }]',
    lines: ['grid.yaml:7:69 stations[0].connectors[0].ratingA: give ratingKw or ratingA, not both'],
  },
  {
    name: 'no connector',
    from: 'connectors: 2',
    to: 'connectors: 0',
    lines: ['grid.yaml:7:54 stations[0].connectors: must be a count from 1 to 64 or a list of connectors, got 0'],
  },
  {
    name: 'connector twice',
    from: 'connectors: 2',
    to: 'connectors: [{ number: 1 }, { number: 1 }]',
    lines: ['grid.yaml:7:84 stations[0].connectors[1].number: connector 1 is defined twice'],
  },
  {
    name: 'half a connector',
    from: 'connectors: 2',
    to: 'connectors: [{ number: 1.5 }]',
    lines: ['grid.yaml:7:69 stations[0].connectors[0].number: must be a whole number, got 1.5'],
  },
  {
    name: 'phase twice',
    from: 'connectors: 2',
    to: 'phases: [L1, L1]',
    lines: ['grid.yaml:7:54 stations[0].phases: a phase is named twice: L1, L1'],
  },
  {
    name: 'phase L4',
    from: 'connectors: 2',
    to: 'phases: [L4]',
    lines: ['grid.yaml:7:63 stations[0].phases[0]: must be one of L1, L2, L3, got "L4"'],
  },
  {
    name: 'steps that do not ascend',
    from: 'connectors: 2',
    to: 'allowedA: [0, 16, 8]',
    lines: ['grid.yaml:7:54 stations[0].allowedA: must ascend, got 0, 16, 8'],
  },
  {
    name: 'amperes of a DC connector',
    from: 'connectors: 2',
    to: 'kind: DC, ratingA: 100',
    lines: ['grid.yaml:7:64 stations[0].ratingA: does not fit a DC connector; give ratingKw'],
  },
  {
    name: 'DC connector without a rating',
    from: 'connectors: 2',
    to: 'kind: DC',
    lines: ['grid.yaml:7:5 stations[0].ratingKw: is missing; a DC connector needs its power at the grid side'],
  },
  {
    name: 'no rating at all',
    from: 'ratingA: 32, ',
    to: '',
    lines: ['grid.yaml:7:5 stations[0].ratingA: is missing; give ratingA or ratingKw'],
  },
  {
    name: 'line-to-line without its voltage',
    from: 'connectors: 2',
    to: 'phaseDeg: 30',
    lines: [
      'grid.yaml:7:5 stations[0].voltageV: is missing; a line-to-line connector (phaseDeg) needs its line-to-line voltage',
    ],
  },
  {
    name: 'line-to-line that nothing counts',
    from: 'connectors: 2',
    to: 'phaseDeg: 30, voltageV: 208',
    lines: [
      'grid.yaml:7:5 stations[0]: connector A01/1 has phaseDeg, but ratingA of node F1 above it cannot count line-to-line currents; use phasorRows there',
      'grid.yaml:7:5 stations[0]: connector A01/1 has phaseDeg, but no phasor row above it counts it',
    ],
  },
  {
    name: 'phasor row with the wrong connectors',
    from: 'ratingA: 100 }',
    to: 'phasorRows: [{ id: P, limitA: 50, coefficients: { A01/1: 1, A09/1: 1 } }] }',
    lines: [
      'grid.yaml:5:77 nodes[1].phasorRows[0].coefficients.A01/1: connector A01/1 has no phaseDeg',
      'grid.yaml:5:87 nodes[1].phasorRows[0].coefficients.A09/1: there is no connector A09/1',
    ],
  },
  {
    name: 'nothing limits it',
    from: /ratingKw: 100, |, ratingA: 100/g,
    to: '',
    lines: [
      'grid.yaml:7:16 stations[0].node: nothing limits station A01: neither node F1 nor any above it has a rating',
    ],
  },
  {
    name: 'base load of no source',
    from: 'source: mqtt, ',
    to: '',
    lines: ['grid.yaml:4:49 nodes[0].baseLoad.source: is missing; it must be one of mqtt, fixed'],
  },
  {
    name: 'base load without a maximum',
    from: ', maximumKw: 40',
    to: '',
    lines: ['grid.yaml:4:49 nodes[0].baseLoad.maximumKw: is missing; it must be a number'],
  },
  {
    name: 'unknown time zone',
    from: 'name: Depot',
    to: 'name: Depot\ntimeZone: Mars/Olympus',
    lines: ['grid.yaml:2:1 timeZone: must be a time zone like Asia/Shanghai, got "Mars/Olympus"'],
  },
  {
    name: 'time of day',
    from: 'name: Depot',
    to: 'name: Depot\nobjective: { prices: [{ from: "7:00", pricePerKwh: 1 }] }',
    lines: ['grid.yaml:2:25 objective.prices[0].from: must be a time of day like "07:30", got "7:00"'],
  },
  {
    name: 'two prices at once',
    from: 'name: Depot',
    to: 'name: Depot\nobjective: { prices: [{ from: "07:00", pricePerKwh: 1 }, { from: "07:00", pricePerKwh: 2 }] }',
    lines: ['grid.yaml:2:60 objective.prices[1].from: two prices begin at 07:00'],
  },
  {
    name: 'source at a node that does not exist',
    from: 'name: Depot',
    to: 'name: Depot\nsources: [{ id: dso, node: T9, failsafeKw: 50 }]',
    lines: ['grid.yaml:2:22 sources[0].node: there is no node T9'],
  },
  {
    name: 'two sources of one name',
    from: 'name: Depot',
    to: 'name: Depot\nsources: [{ id: dso, node: T1, failsafeKw: 50 }, { id: dso, node: T1, failsafeKw: 60 }]',
    lines: ['grid.yaml:2:52 sources[1].id: source dso is defined twice'],
  },
  {
    name: 'source without a failsafe limit',
    from: 'name: Depot',
    to: 'name: Depot\nsources: [{ id: dso, node: T1 }]',
    lines: ['grid.yaml:2:11 sources[0].failsafeKw: is missing; it must be a number'],
  },
  {
    name: 'commissioning rule in kW',
    from: 'maximumKw: 40',
    to: 'maximumKw: 82',
    lines: [
      "grid.yaml:4:5 nodes[0]: failsafe shares 8.28 kW + base load up to 82 kW = 90.28 kW do not fit into 90 kW (T1/kW, rating less margin): lower the failsafe shares or the base load's maximumKw, or raise the rating",
    ],
  },
  {
    name: 'commissioning rule in A',
    from: 'ratingA: 100',
    to: 'ratingA: 13',
    lines: ['L1', 'L2', 'L3'].map(
      (phase) =>
        `grid.yaml:5:5 nodes[1]: failsafe shares 12 A + base load up to 0 A = 12 A do not fit into 11.7 A (F1/${phase}, rating less margin): lower the failsafe shares or the base load's maximumKw, or raise the rating`,
    ),
  },
  {
    name: 'key said twice',
    from: 'name: Depot',
    to: 'name: Depot\nname: Again',
    lines: ['grid.yaml:2:1 Map keys must be unique'],
  },
  {
    name: 'broken YAML',
    from: 'stations:',
    to: 'stations: [',
    lines: [
      'grid.yaml:7:3 Block collections are not allowed within flow collections',
      'grid.yaml:8:1 Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  },
  {
    name: 'unknown tag',
    from: 'ratingKw: 100',
    to: 'ratingKw: !kw 100',
    lines: ['grid.yaml:4:44 Unresolved tag: !kw'],
  },
];

describe('refused files', () => {
  test('the right one is right', () => expect(refusal(RIGHT)).toEqual(['accepted']));

  test.each(bad)('$name', ({ from, to, lines }) => {
    const text = RIGHT.replace(from, to);
    expect(text).not.toBe(RIGHT);
    expect(refusal(text)).toEqual(lines);
  });

  test.each([
    ['', ['grid.yaml:1:1 must be a map of keys and values, got nothing']],
    ['- 1', ['grid.yaml:1:1 must be a map of keys and values, got a list']],
    ['name: X\nnodes: [1, {id: T1}]', ['grid.yaml:2:9 nodes[0]: must be a map of keys and values (a node)']],
    ['name: X\nnodes: []', ['grid.yaml:2:1 nodes: must have at least 1 entry, got a list']],
  ])('%j', (text, [first]) => expect(refusal(text)[0]).toContain(first));

  test('what an alias stands for is told where it was written', () => {
    const text =
      'name: X\nnodes: [{ id: T1, ratingKw: 9, baseLoad: &b { source: fixed, maximumKw: -1 } }, { id: T2, baseLoad: *b }]';
    expect(refusal(text)).toEqual([
      'grid.yaml:2:62 nodes[0].baseLoad.maximumKw: must be >= 0, got -1',
      'grid.yaml:2:62 nodes[1].baseLoad.maximumKw: must be >= 0, got -1',
    ]);
  });

  test('giants are refused unread: in characters, in aliases, in depth', () => {
    expect(refusal('#'.repeat(16_000_001))).toEqual([
      'grid.yaml:1:1 must have at most 16000000 characters, got 16000001',
    ]);
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level += 1)
      bomb.push(
        `a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level === 1 ? '' : level - 1}`).join(', ')}]`,
      );
    expect(refusal(bomb.join('\n'))).toEqual([
      'grid.yaml:1:1 Excessive alias count indicates a resource exhaustion attack',
    ]);
    expect(
      refusal('name: X\nnodes: &n [{ id: T1, children: *n }]').some((line) =>
        line.includes('nodes are nested deeper than 32'),
      ),
    ).toBe(true);
  });

  test('all problems at once, in the order of the file, whatever kind they are', () => {
    const text = `nam: Depot
nodes:
  - { id: T1, ratingKw: -1, children: [{ id: F1, ratingA: 0 }, { id: F2, parent: T2 }] }
  - { id: F3, parent: T7 }
stations:
  - { id: A01, node: F9, ratingA: 32 }
  - { id: A01, node: F2 }
  - { id: "#", node: F1 }
defaults: { margin: 2 }
`;
    expect(refusal(text)).toEqual([
      'grid.yaml:1:1 name: is missing; it must be text (write it in quotes)',
      'grid.yaml:1:1 nam: unknown key, did you mean name?',
      'grid.yaml:3:15 nodes[0].ratingKw: must be > 0, got -1',
      'grid.yaml:3:50 nodes[0].children[0].ratingA: must be > 0, got 0',
      'grid.yaml:3:74 nodes[0].children[1].parent: is T2, but the node stands among the children of T1',
      'grid.yaml:4:15 nodes[1].parent: there is no node T7',
      'grid.yaml:6:16 stations[0].node: there is no node F9',
      'grid.yaml:7:7 stations[1].id: station A01 is defined twice',
      'grid.yaml:8:7 stations[2].id: must be 1-48 of A-Z a-z 0-9 * - _ = : + | @ ., got "#"',
      'grid.yaml:9:13 defaults.margin: must be < 1, got 2',
    ]);
  });

  test('the problems are there as data as well', () => {
    const error = (() => {
      try {
        return parseGridFile(RIGHT.replace('parent: T1', 'parent: T9'), 'site.yaml');
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(GridFileError);
    expect((error as GridFileError).problems).toEqual([
      { file: 'site.yaml', line: 5, column: 15, field: 'nodes[1].parent', message: 'there is no node T9' },
    ]);
  });
});

describe('what a connector inherits', () => {
  const connectorsOf = (defaults: string, station: string) =>
    parseGridFile(
      `name: X\ndefaults: { connector: ${defaults} }\nnodes: [{ id: T1, ratingKw: 1000 }]\nstations: [{ id: A, node: T1, ${station} }]\n`,
      'grid.yaml',
    ).grid.connectors.map(({ kind, phases, ratingKw, minimumKw, failsafeKw, weight, allowedA }) => ({
      kind,
      phases: phases.join(''),
      ratingKw,
      minimumKw,
      failsafeKw,
      weight,
      ...(allowedA ? { allowedA } : {}),
    }));

  test('the nearest level counts, and replaces the other way of saying it', () => {
    expect(
      connectorsOf(
        '{ ratingA: 32, failsafeA: 6, weight: 3 }',
        'ratingKw: 11, connectors: [{}, { failsafeKw: 0, phases: [L3, L1] }]',
      ),
    ).toEqual([
      { kind: 'AC', phases: 'L1L2L3', ratingKw: 11, minimumKw: 4.14, failsafeKw: 4.14, weight: 3 },
      { kind: 'AC', phases: 'L3L1', ratingKw: 11, minimumKw: 2.76, failsafeKw: 0, weight: 3 },
    ]);
  });

  test('amperes replace kilowatts of a level above as well', () => {
    expect(
      connectorsOf('{ ratingKw: 22, minimumKw: 5, failsafeKw: 5 }', 'ratingA: 16, minimumA: 8, failsafeA: 10'),
    ).toEqual([{ kind: 'AC', phases: 'L1L2L3', ratingKw: 11.04, minimumKw: 5.52, failsafeKw: 6.9, weight: 1 }]);
  });

  test('phases of the station itself are the order of its terminals, those of a default are not', () => {
    const orders = (station: string): readonly unknown[] =>
      parseGridFile(
        `name: X\ndefaults: { connector: { ratingA: 32, phases: [L3, L1, L2] } }\nnodes: [{ id: T1, ratingKw: 1000 }]\nstations: [{ id: A, node: T1, ${station} }]\n`,
        'grid.yaml',
      ).grid.connectors.map(({ phases, phasesInOrder }) => [phases.join(''), phasesInOrder]);
    expect(orders('connectors: 1')).toEqual([['L3L1L2', undefined]]);
    expect(orders('phases: [L2, L3, L1], connectors: [{}, { phases: [L2, L1] }, { phases: [L2] }]')).toEqual([
      ['L2L3L1', true],
      ['L2L1', true],
      ['L2', undefined],
    ]);
  });

  test('DC inherits the weight alone from AC defaults', () => {
    expect(
      connectorsOf('{ ratingA: 32, failsafeA: 6, phases: [L1], weight: 3 }', 'kind: DC, ratingKw: 60, connectors: 2'),
    ).toEqual(
      Array.from({ length: 2 }, () => ({
        kind: 'DC',
        phases: 'L1L2L3',
        ratingKw: 60,
        minimumKw: 5,
        failsafeKw: 0,
        weight: 3,
      })),
    );
    expect(connectorsOf('{}', 'kind: DC, ratingKw: 4')).toMatchObject([{ minimumKw: 4 }]);
  });

  test('steps: 0 is added, and the lowest step is the minimum', () => {
    expect(connectorsOf('{}', 'ratingA: 32, allowedA: [8, 16, 32]')).toEqual([
      {
        kind: 'AC',
        phases: 'L1L2L3',
        ratingKw: 22.08,
        minimumKw: 5.52,
        failsafeKw: 0,
        weight: 1,
        allowedA: [0, 8, 16, 32],
      },
    ]);
  });
});

test('line-to-line: phasor rows count their connectors, planned ones only when they are there', () => {
  const site = (planned: boolean) =>
    parseGridFile(
      `name: X
defaults: { connector: { phaseDeg: 30, voltageV: 208, ratingA: 32 } }
nodes:
  - { id: T1, phasorRows: [{ id: secondary-A, limitA: 100, coefficients: { A/1: 1, B/1: -1 } }] }
stations:
  - { id: A, node: T1 }
  - { id: B, node: T1, phaseDeg: 150, planned: ${planned} }
`,
      'grid.yaml',
    );
  expect(site(false).grid.nodes[0]?.phasorRows).toEqual([
    { id: 'secondary-A', limitA: 100, coefficients: { 'A/1': 1, 'B/1': -1 } },
  ]);
  expect(site(true).grid.nodes[0]?.phasorRows).toEqual([
    { id: 'secondary-A', limitA: 100, coefficients: { 'A/1': 1 } },
  ]);
  expect(
    site(true).grid.connectors.map(({ id, phases, phaseDeg, ratingKw }) => [id, phases, phaseDeg, ratingKw]),
  ).toEqual([['A/1', [], 30, 6.656]]);
  expect(site(false).grid.connectors[1]).toMatchObject({ phaseDeg: 150 });
});

describe('a station that is added later', () => {
  const site = parseGridFile(RIGHT, 'grid.yaml');
  const added = (definition: unknown, stationId = 'C01') => withStation(site, { stationId, definition });

  test('joins the grid with its connectors and no credentials', () => {
    const answer = added({ node: 'T1', ratingA: 16, connectors: 2 });
    if ('faults' in answer) throw new Error(JSON.stringify(answer.faults));
    expect(answer.site.grid.connectors.map(({ id }) => id)).toEqual(['A01/1', 'A01/2', 'C01/1', 'C01/2']);
    expect(answer.site.stations.at(-1)).toEqual({ stationId: 'C01', planned: false });
    expect(site.stations.length).toBe(1);
  });

  test.each([
    { definition: null, faults: [{ path: [], message: 'must be a map of keys and values, got nothing' }] },
    {
      definition: { node: 'T1', ratingA: 16, password: 'x' },
      faults: [{ path: ['password'], message: 'unknown key' }],
    },
    {
      definition: { node: 'T1', ratinga: 16 },
      faults: [{ path: ['ratinga'], message: 'unknown key, did you mean ratingA?' }],
    },
    { definition: { node: 'T9', ratingA: 16 }, faults: [{ path: ['node'], message: 'there is no node T9' }] },
    { definition: { node: 'T1' }, faults: [{ path: ['ratingA'], message: 'is missing; give ratingA or ratingKw' }] },
    {
      definition: { node: 'T1', phaseDeg: 30, voltageV: 208, ratingA: 16 },
      faults: [{ path: ['connectors'], message: 'connector C01/1 has phaseDeg, but no phasor row above it counts it' }],
    },
    {
      definition: { node: 'T1', ratingKw: 60, failsafeKw: 50 },
      faults: [
        {
          path: [],
          message:
            "failsafe shares 58.28 kW + base load up to 40 kW = 98.28 kW do not fit into 90 kW (T1/kW, rating less margin): lower the failsafe shares or the base load's maximumKw, or raise the rating",
        },
      ],
    },
  ])('$definition is refused', ({ definition, faults }) => expect(added(definition)).toEqual({ faults }));

  test('an id that is taken is refused', () => {
    expect(added({ node: 'T1', ratingA: 16 }, 'A01')).toEqual({
      faults: [{ path: [], message: 'station A01 is defined already' }],
    });
  });
});
