import type { z } from 'zod';
import type { FleetCommand, FleetKind, FleetOrder } from '../../operations/index.ts';
import type { CommandRecord, CommandTarget } from '../../store/index.ts';
import { found, ok, valueOf } from '../answers.ts';
import { actorOf } from '../caller.ts';
import type { ApiContext } from '../deps.ts';
import { badCursor, pageOfRead, readCursor } from '../paging.ts';
import { Problem } from '../problems.ts';
import { may, type Permission } from '../roles.ts';
import { type Caller, route } from '../route.ts';
import {
  commandCreate,
  commandListQuery,
  commandPage,
  commandParams,
  commandQuery,
  commandSchema,
  type fleetCommandIn,
} from '../schemas.ts';
import { type FormatTime, toMs } from '../times.ts';

const tag = 'commands';

export const commandRoutes = [
  route({
    method: 'post',
    path: '/api/v1/commands',
    operationId: 'orderCommand',
    summary: 'Ask stations for something',
    description:
      'Checked as a whole, kept, then sent: 64 stations at a time, resets and firmware in waves. Follow it at its Location. Settings, firmware and certificates need the role dispatcher or admin, raw calls admin.',
    tag,
    permission: 'command',
    body: commandCreate,
    idempotency: 'kept',
    answer: { status: 202, schema: commandSchema, description: 'It is under way.' },
    handle: async ({ body, caller }, context) => {
      const permission = permissionOf(body.command.kind);
      if (!may(caller.role, permission)) throw forbidden(caller, permission);
      const record = valueOf(await context.fleet.order(orderOf(body, context.nowMs()), actorOf(caller)));
      const headers = { Location: `/api/v1/commands/${encodeURIComponent(record.id)}` };
      return { status: 202, body: await progress(record, {}, context), headers };
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/commands',
    operationId: 'listCommands',
    summary: 'Commands to stations, newest first',
    tag,
    permission: 'command',
    query: commandListQuery,
    answer: { status: 200, schema: commandPage, description: 'One page.' },
    handle: async ({ query }, { store, bounds, present }) => {
      const limit = query.limit ?? bounds.defaultPageItems;
      const read = await store.commands.list({
        limit: limit + 1,
        ...(query.cursor === undefined ? {} : { after: readCursor(query.cursor) }),
        ...(query.status === undefined ? {} : { status: query.status }),
        ...(query.kind === undefined ? {} : { kind: query.kind }),
      });
      const page = pageOfRead(read, { limit, idOf: ({ id }) => id });
      return ok({ ...page, items: page.items.map((record) => summary(record, present.time)) });
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/commands/{commandId}',
    operationId: 'getCommand',
    summary: 'One command and its progress',
    tag,
    permission: 'command',
    params: commandParams,
    query: commandQuery,
    answer: { status: 200, schema: commandSchema, description: 'The command.' },
    handle: async ({ params: { commandId }, query }, context) =>
      ok(await progress(found(await context.store.commands.get(commandId), `command ${commandId}`), query, context)),
  }),
  route({
    method: 'delete',
    path: '/api/v1/commands/{commandId}',
    operationId: 'stopCommand',
    summary: 'Stop a command: what was not sent stays so',
    tag,
    permission: 'command',
    params: commandParams,
    answer: { status: 200, schema: commandSchema, description: 'The command. What was sent before goes on.' },
    handle: async ({ params: { commandId }, caller }, context) => {
      const { kind } = found(await context.store.commands.get(commandId), `command ${commandId}`);
      const permission = permissionOf(kind as FleetKind);
      if (!may(caller.role, permission)) throw forbidden(caller, permission);
      const record = valueOf(await context.fleet.stop(commandId, actorOf(caller)));
      return ok(await progress(record, {}, context));
    },
  }),
];

const CONFIGURES: ReadonlySet<FleetKind> = new Set<FleetKind>([
  'write-settings',
  'update-firmware',
  'get-log',
  'install-certificate',
  'delete-certificate',
]);

/** What changes a station for good needs more than what an operator does all day; what nobody can check, the most. */
function permissionOf(kind: FleetKind): Permission {
  if (kind === 'call' || kind === 'data-transfer') return 'raw-call';
  return CONFIGURES.has(kind) ? 'configure' : 'command';
}

function forbidden({ role }: Caller, permission: Permission): Problem {
  return new Problem('forbidden', `the role ${role} may not: ${permission}`);
}

function orderOf(body: z.output<typeof commandCreate>, nowMs: number): FleetOrder {
  const { command, scope, reason, staging, waitForConnectionS = 0 } = body;
  const { waitS, ...waves } = staging ?? {};
  return {
    command: commandOf(command, nowMs),
    // The schema has seen to it that there is exactly one form.
    scope: withoutAbsent(scope),
    reason,
    ...(staging === undefined ? {} : { staging: { ...waves, waitMs: waitS === undefined ? undefined : waitS * 1000 } }),
    waitForConnectionMs: waitForConnectionS * 1000,
  };
}

/** Times of REST into those of the inside. */
function commandOf(command: z.output<typeof fleetCommandIn>, nowMs: number): FleetCommand {
  switch (command.kind) {
    case 'update-firmware': {
      const { retrieveAt, installAt, ...rest } = command;
      return withoutAbsent({
        ...rest,
        retrieveAtMs: retrieveAt === undefined ? nowMs : toMs(retrieveAt),
        installAtMs: installAt === undefined ? undefined : toMs(installAt),
      }) as FleetCommand;
    }
    case 'get-log': {
      const { oldest, latest, ...rest } = command;
      return withoutAbsent({
        ...rest,
        oldestMs: oldest === undefined ? undefined : toMs(oldest),
        latestMs: latest === undefined ? undefined : toMs(latest),
      }) as FleetCommand;
    }
    default:
      return withoutAbsent(command) as FleetCommand;
  }
}

/** zod says `undefined` where a field is absent; the inside knows only absent. */
function withoutAbsent(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

type TargetsQuery = Pick<z.output<typeof commandQuery>, 'limit' | 'cursor' | 'state'>;

async function progress(
  record: CommandRecord,
  query: TargetsQuery,
  { store, bounds, present }: ApiContext,
): Promise<z.output<typeof commandSchema>> {
  const { id } = record;
  const limit = query.limit ?? bounds.defaultPageItems;
  const read = await store.commands.targets({
    id,
    limit: limit + 1,
    ...(query.cursor === undefined ? {} : { after: readPosition(query.cursor) }),
    ...(query.state === undefined ? {} : { state: query.state }),
  });
  const page = pageOfRead(read, { limit, idOf: ({ position }) => String(position) });
  return {
    ...summary(record, present.time),
    counts: await store.commands.counts(id),
    ...page,
    items: page.items.map((target) => presented(target, present.time)),
  };
}

function summary(record: CommandRecord, time: FormatTime) {
  const { id, kind, command, scope, reason, createdBy, createdAtMs, endedAtMs, status, detail, targets } = record;
  const { waveSizes, waitMs, stopAfterFailures } = record.staging;
  return {
    commandId: id,
    kind,
    command,
    scope,
    staging: {
      waveSizes: [...waveSizes],
      waitS: waitMs / 1000,
      ...(stopAfterFailures === undefined ? {} : { stopAfterFailures }),
    },
    reason,
    createdBy,
    createdAt: time(createdAtMs),
    ...(endedAtMs === undefined ? {} : { endedAt: time(endedAtMs) }),
    status,
    ...(detail === undefined ? {} : { detail }),
    recipients: targets,
  };
}

function presented(target: CommandTarget, time: FormatTime) {
  const { stationId, connectorNumber, transactionId, wave, state, changedAtMs, detail, result } = target;
  return {
    stationId,
    ...(connectorNumber === undefined ? {} : { connectorId: `${stationId}/${connectorNumber}` }),
    ...(transactionId === undefined ? {} : { transactionId }),
    wave,
    state,
    changedAt: time(changedAtMs),
    ...(detail === undefined ? {} : { detail }),
    ...(result === undefined ? {} : { result }),
  };
}

function readPosition(cursor: string): number {
  const text = readCursor(cursor);
  if (!/^\d{1,9}$/.test(text)) throw badCursor();
  return Number(text);
}
