import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { permissions, routes } from '../../src/api/index.ts';
import { serviceSettings } from '../../src/config/index.ts';
import { objectiveFaults, objectiveShape } from '../../src/config/objective.ts';
import { alarmPoint, nodePoint, readingPoint, sessionPoint, setpointPoint } from '../../src/telemetry/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const page = (name: string): string => readFileSync(join(ROOT, 'docs', name), 'utf8');

/** Rows of the tables below a heading, each as its cells. */
function tableBelow(text: string, heading: string): readonly (readonly string[])[] {
  const start = text.indexOf(`\n${heading}\n`);
  if (start < 0) throw new Error(`no heading ${heading}`);
  const end = text.indexOf('\n#', start + heading.length + 1);
  return text
    .slice(start, end < 0 ? undefined : end)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

it('every setting of the service stands in operating.md as it is', () => {
  const code = (text: string | number | undefined): string => (text === undefined ? '' : `\`${text}\``);
  expect(tableBelow(page('operating.md'), '## Settings')).toEqual(
    serviceSettings.map(({ flag, env, default: value, help }) => [
      flag === undefined ? '—' : code(flag.split(' ')[0]),
      code(env),
      code(value),
      help,
    ]),
  );
});

describe('the objectives of operating.md', () => {
  const section = (): readonly (readonly string[])[] => tableBelow(page('operating.md'), '## What the plan is to want');

  it('have every kind and every key', () => {
    const names = section().flatMap(([name = '']) => [...name.matchAll(/^`(\w+)`$/g)].map(([, one = '']) => one));
    const { kind, ...keys } = objectiveShape;
    expect(names.toSorted()).toEqual([...kind.unwrap().options, ...Object.keys(keys)].toSorted());
  });

  it('need what the configuration asks for', () => {
    for (const kind of objectiveShape.kind.unwrap().options) {
      const faults = objectiveFaults({ kind, prices: [] }, new Set());
      const needs = faults.map(({ message }) => `\`${message.replace(`${kind} needs objective.`, '')}\``);
      const row = section().find(([name, ...rest]) => name === `\`${kind}\`` && rest.length === 2);
      expect(row?.at(-1), kind).toBe(needs.length === 0 ? '–' : needs.join(', '));
    }
  });
});

it('every route of the REST API stands in api.md', () => {
  expect(tableBelow(page('api.md'), '## Routes')).toEqual(
    routes.map(({ method, path, permission, summary }) => [method.toUpperCase(), `\`${path}\``, permission, summary]),
  );
});

it('every role stands in api.md', () => {
  const named = tableBelow(page('api.md'), '## Keys and roles').flatMap(([roles = '']) => roles.split(', '));
  expect(named.toSorted()).toEqual(Object.keys(permissions).toSorted());
});

describe('the time series of operating.md', () => {
  // The names of tags and fields do not depend on values: what is unknown is undefined.
  const some = { stationId: 'A01', connectorId: 'A01/1', flags: [] } as never;
  const reasons = [
    { kind: 'node', nodeId: 'T1', phase: 'L1', envelopeId: 'env-1', untilMs: 1 },
    { kind: 'override', overrideId: 'ovr-1', untilMs: 1 },
  ];
  const explained = reasons.map((limitedBy) => ({ stationId: 'A01', connectorId: 'A01/1', limitedBy }) as never);
  const points = [
    readingPoint(some),
    ...explained.map((one) => setpointPoint(one, 0)),
    nodePoint(some, 0),
    ...explained.map((one) => sessionPoint(one, 0)),
    alarmPoint(some, { atMs: 0, active: true }),
  ];
  const names = (text: string): readonly string[] => [...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
  const rows = tableBelow(page('operating.md'), '## InfluxDB');

  it('has every measurement', () => {
    expect(rows.map(([measurement = '']) => names(measurement)[0])).toEqual([
      ...new Set(points.map(({ measurement }) => measurement)),
    ]);
  });

  it.each([...new Set(points.map(({ measurement }) => measurement))])(
    'has the tags and fields of %s',
    (measurement) => {
      const same = points.filter((point) => point.measurement === measurement);
      const [, tags = '', fields = ''] = rows.find(([name]) => name === `\`${measurement}\``) ?? [];
      const unique = (lists: readonly (readonly string[])[]): readonly string[] =>
        [...new Set(lists.flat())].toSorted();
      expect(names(tags).toSorted()).toEqual(unique(same.map((point) => Object.keys(point.tags))));
      expect(names(fields).toSorted()).toEqual(unique(same.map((point) => Object.keys(point.fields))));
    },
  );
});

describe('links', () => {
  const pages = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  );

  it.each(pages)('of %s lead to files that exist', (name) => {
    const file = join(ROOT, 'docs', name);
    const targets = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const broken = targets
      .filter((target) => !/^(?:https?:|#)/.test(target))
      .filter((target) => !existsSync(resolve(dirname(file), target.replace(/#.*/, ''))));
    expect(broken).toEqual([]);
  });

  it('reach every decision from its table', () => {
    const listed = [...page('decisions/README.md').matchAll(/\]\((\d{4}-[\w-]+\.md)\)/g)].map(([, name]) => name);
    const there = readdirSync(join(ROOT, 'docs/decisions')).filter((name) => /^\d{4}-/.test(name));
    expect(listed).toEqual(there.toSorted());
  });
});
