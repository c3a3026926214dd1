import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { createClient } from './client.ts';
import type { Client } from './client.ts';
import { addFleetCommands } from './fleet.ts';
import { addStationHash } from './station-hash.ts';
import { statusText } from './status-text.ts';

type Remote = { readonly url: string; readonly key?: string; readonly json?: boolean };

/** `status`, `limit` and `station`: commands that steer a running service over its REST API. */
export function addRemoteCommands(program: Command): void {
  remote(program.command('status').description('load, limits, sessions and alarms of a running service')).action(
    async (flags: Remote) => {
      const client = clientOf(flags);
      const [grid, sessions, stations, alarms] = await Promise.all(
        ['grid', 'sessions?state=open&limit=500', 'stations?limit=500', 'alarms'].map((path) =>
          client.get(`/api/v1/${path}`),
        ),
      );
      const status = { grid, sessions, stations, alarms };
      print(flags, status, () => statusText(status));
    },
  );

  remote(
    program.command('decision').description('the latest decision as a case for `headroom replay`, as JSON'),
  ).action(async (flags: Remote) => {
    console.log(JSON.stringify(await clientOf(flags).get('/api/v1/allocations/latest/case')));
  });

  const limit = program.command('limit').description("a grid operator's limits (envelopes)");
  remote(limit.command('list').description('limits in force and to come')).action(async (flags: Remote) => {
    const page = await clientOf(flags).get('/api/v1/envelopes?limit=500');
    print(flags, page, () =>
      itemsOf(page).map(
        (one) =>
          `${text(one, 'envelopeId')}  ${text(one, 'status')}  ${text(one, 'nodeId')}  ${text(one, 'start')} - ${text(one, 'end')}  ${intervalsText(one)}  ${text(one, 'reason')}`,
      ),
    );
  });
  remote(limit.command('set').description('limit a node'))
    .argument('<nodeId>')
    .argument('<kW>', '0 = stop')
    .option('--minutes <n>', 'how long; without it until ended')
    .option('--start <time>', 'RFC 3339; default now')
    .option('--emergency', 'mode emergency')
    .option('--reason <text>', 'for people and the audit', 'set from the command line')
    .action(
      async (
        nodeId: string,
        kw: string,
        flags: Remote & { minutes?: string; start?: string; emergency?: boolean; reason: string },
      ) => {
        const minutes = flags.minutes === undefined ? undefined : numberOf('--minutes', flags.minutes);
        const startMs = flags.start === undefined ? undefined : Date.parse(flags.start);
        if (Number.isNaN(startMs))
          throw new Error(`--start: must be an RFC 3339 time, got ${JSON.stringify(flags.start)}`);
        const client = clientOf(flags);
        const from =
          minutes === undefined ? undefined : (startMs ?? Date.parse(text(await client.get('/api/v1/site'), 'now')));
        const envelope = await client.send('POST', '/api/v1/envelopes', {
          nodeId,
          limitKw: numberOf('<kW>', kw),
          reason: flags.reason,
          ...(flags.emergency === true ? { mode: 'emergency' } : {}),
          ...(startMs === undefined ? {} : { start: new Date(startMs).toISOString() }),
          ...(minutes === undefined || from === undefined
            ? {}
            : { end: new Date(from + minutes * 60_000).toISOString() }),
        });
        print(flags, envelope, () => [
          `${text(envelope, 'envelopeId')}: ${nodeId} at most ${kw} kW from ${text(envelope, 'start')}`,
        ]);
      },
    );
  remote(limit.command('end').description('end a limit now'))
    .argument('<envelopeId>')
    .action(async (id: string, flags: Remote) => {
      const client = clientOf(flags);
      const path = `/api/v1/envelopes/${encodeURIComponent(id)}`;
      const etag = text(await client.get(path), 'etag');
      const ended = await client.send('DELETE', path, undefined, { 'if-match': `"${etag}"` });
      print(flags, ended, () => [`${id}: ended`]);
    });

  const station = program.command('station').description('provision charging stations');
  addStationHash(station);
  addFleetCommands({ program, station }, { remote, clientOf, print });
  remote(station.command('list').description('all stations')).action(async (flags: Remote) => {
    const page = await clientOf(flags).get('/api/v1/stations?limit=500');
    print(flags, page, () =>
      itemsOf(page).map(
        (one) =>
          `${text(one, 'stationId')}  ${text(one, 'state')}  ${text(one, 'connected') === 'true' ? `connected, OCPP ${text(one, 'version')}` : 'not connected'}  ${text(one, 'nodeId')}`,
      ),
    );
  });
  remote(station.command('add').description('provision a station; it may connect at once'))
    .argument('<stationId>')
    .option(
      '--password-file <file>',
      'file with its password (at least 16 characters); default: one is made and printed once',
    )
    .option('--definition <file>', 'JSON with node and connectors, as an entry of `stations` in the grid file')
    .action(async (stationId: string, flags: Remote & { passwordFile?: string; definition?: string }) => {
      const { generateStationKey } = await import('../store/index.ts');
      const { randomBytes } = await import('node:crypto');
      const password =
        flags.passwordFile === undefined
          ? generateStationKey(randomBytes)
          : readFileSync(flags.passwordFile, 'utf8').trim();
      const definition: unknown =
        flags.definition === undefined ? undefined : JSON.parse(readFileSync(flags.definition, 'utf8'));
      const added = await clientOf(flags).send('POST', '/api/v1/stations', {
        stationId,
        password,
        ...(definition === undefined ? {} : { definition }),
      });
      const shown = flags.passwordFile === undefined ? { ...(added as object), password } : added;
      print(flags, shown, () => [
        `${stationId}: added`,
        ...(flags.passwordFile === undefined ? [`password (shown once): ${password}`] : []),
      ]);
    });
  for (const [name, state, description] of [
    ['enable', 'enabled', 'let a station take part'],
    ['quarantine', 'quarantined', 'keep a station connected with share 0'],
    ['disable', 'disabled', 'refuse a station'],
  ] as const) {
    remote(station.command(name).description(description))
      .argument('<stationId>')
      .action(async (stationId: string, flags: Remote) => {
        const client = clientOf(flags);
        const path = `/api/v1/stations/${encodeURIComponent(stationId)}`;
        const etag = text(await client.get(path), 'etag');
        const changed = await client.send('PATCH', path, { state }, { 'if-match': `"${etag}"` });
        print(flags, changed, () => [`${stationId}: ${state}`]);
      });
  }
}

function remote(command: Command): Command {
  return command
    .option('--url <url>', 'of the service', 'http://127.0.0.1:8080')
    .option('--key <key>', 'API key; better in the environment as HEADROOM_API_KEY')
    .option('--json', 'print the answer as JSON');
}

function clientOf({ url, key }: Remote): Client {
  const used = key ?? process.env['HEADROOM_API_KEY'];
  if (used === undefined || used === '') throw new Error('no API key: set HEADROOM_API_KEY or give --key');
  return createClient({ url, key: used, fetch });
}

function print({ json }: Remote, answer: unknown, lines: () => readonly string[]): void {
  console.log(json === true ? JSON.stringify(answer, null, 2) : lines().join('\n'));
}

function itemsOf(page: unknown): readonly unknown[] {
  return typeof page === 'object' && page !== null && 'items' in page && Array.isArray(page.items) ? page.items : [];
}

function text(record: unknown, field: string): string {
  const value: unknown =
    typeof record === 'object' && record !== null ? (record as Record<string, unknown>)[field] : undefined;
  if (value === undefined || value === null) return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function intervalsText(envelope: unknown): string {
  const intervals: unknown =
    typeof envelope === 'object' && envelope !== null && 'intervals' in envelope ? envelope.intervals : [];
  return Array.isArray(intervals) ? intervals.map((one) => `${text(one, 'limitKw')} kW`).join(', ') : '';
}

function numberOf(name: string, raw: string): number {
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(value))
    throw new Error(`${name}: must be a number, got ${JSON.stringify(raw)}`);
  return value;
}
