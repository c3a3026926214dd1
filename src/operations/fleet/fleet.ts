import {
  type Clock,
  type CommandAnswer,
  type ConnectorId,
  type LogEntry,
  type StationCommand,
  type StationEvent,
} from '../../../ocpp/index.ts';
import type { Control } from '../../control/view.ts';
import type { CommandRecord, CommandStatus, CommandTarget, Store } from '../../store/index.ts';
import type { Actor } from '../deps.ts';
import { done, refuse, refuseFields, type Result } from '../result.ts';
import { fleetBounds as bounds } from './bounds.ts';
import { commandProblems, type FleetRules } from './guards.ts';
import type { FleetCommand, FleetOrder } from './order.ts';
import { ProgressBook } from './progress-book.ts';
import { FleetRun } from './run.ts';
import { recipientsOf } from './scope.ts';
import { type Staging, stagingOf } from './staging.ts';
import { commandFor, interruptTargets, refusedByControl, targetsOf } from './targets.ts';

/** What operators ask of many stations. Everything is kept before the first station is asked. */
export type Fleet = {
  /** Checks it as a whole, keeps it, and begins. A refusal has pointers into the body; nothing is sent then. */
  order(order: FleetOrder, actor: Actor): Promise<Result<CommandRecord>>;
  /** What was not sent stays so; what was sent goes on. Stopping what has ended changes nothing. */
  stop(id: string, actor: Actor): Promise<Result<CommandRecord>>;
  /** After a start: what an earlier run left is marked as interrupted, never sent again. */
  restore(): Promise<void>;
  /** Every event of every station. */
  post(event: StationEvent): void;
  /** Ends all timers and writes what is noted. */
  close(): Promise<void>;
};

export type FleetDeps = {
  readonly store: Store;
  readonly control: Pick<Control, 'view'>;
  readonly rules: FleetRules;
  readonly clock: Clock;
  readonly randomInt: (belowExclusive: number) => number;
  readonly newId: (prefix: string) => string;
  readonly command: (stationId: string, command: StationCommand) => Promise<CommandAnswer>;
  /** Connectors that the control loop keeps out of service because they do not obey. */
  readonly isOutOfService: (connectorId: ConnectorId) => boolean;
  /** A copy without secrets, for the store, the audit and the answer. */
  readonly redact: (value: unknown) => unknown;
  readonly log: (entry: LogEntry) => void;
};

type Underway = { record: CommandRecord; readonly run: FleetRun; readonly book: ProgressBook };

export function createFleet(deps: FleetDeps): Fleet {
  const { store, control, rules, clock, randomInt, newId, redact, log } = deps;
  const underway = new Map<string, Underway>();
  /** The generation of each station's connection. */
  const connections = new Map<string, number>();
  let inFlight = 0;

  async function audit(
    action: string,
    { id }: Pick<CommandRecord, 'id'>,
    { actor, detail }: { readonly actor: string; readonly detail: unknown },
  ): Promise<void> {
    log({ level: 'info', message: `${action} ${id} by ${actor}` });
    try {
      await store.audit.append({ atMs: clock.nowMs(), actor, action, subject: id, detail });
    } catch (error) {
      // It is under way; an error would make the caller believe that it is not.
      log({ level: 'error', message: `audit record lost: ${action} ${id}: ${String(error)}` });
    }
  }

  function pumpAll(): void {
    for (const { run } of underway.values()) run.pump();
  }

  /** The answer without secrets, within the bound of what is kept. */
  function keepable(target: CommandTarget): CommandTarget {
    if (target.result === undefined) return target;
    const text = JSON.stringify(redact(target.result));
    if (text.length <= bounds.resultBytes) return { ...target, result: JSON.parse(text) as unknown };
    return { ...target, result: { omittedBytes: text.length } };
  }

  function begin(
    record: CommandRecord,
    order: { readonly command: FleetCommand; readonly staging: Staging; readonly waitForConnectionMs: number },
    targets: readonly CommandTarget[],
  ): void {
    // Positive int32 in both versions; a new one for each command, so that no later report is taken for this one's.
    const requestId = 1 + randomInt(2 ** 31 - 1);
    const book = new ProgressBook({ id: record.id, store: store.commands, clock, log });
    const run = new FleetRun(
      { ...order, requestId, targets },
      {
        clock,
        randomInt,
        isConnected: (stationId) => connections.has(stationId),
        send: async (target) =>
          refusedByControl(order.command, target, deps) ??
          deps.command(target.stationId, commandFor(order.command, target, requestId)),
        takePlace: () => inFlight < bounds.inFlight && (inFlight += 1) > 0,
        freePlace: () => {
          inFlight -= 1;
          pumpAll();
        },
        onChanged: (target) => book.note(keepable(target)),
        onHalted: (detail) => {
          change(record.id, { status: 'halted', detail });
          keep(record.id);
        },
        onEnd: () => void end(record.id),
      },
    );
    underway.set(record.id, { record, run, book });
    run.start();
  }

  function change(id: string, { status, detail }: { readonly status: CommandStatus; readonly detail: string }): void {
    const one = underway.get(id);
    if (one !== undefined) one.record = { ...one.record, status, detail };
  }

  /** As it is while it is under way; its end is kept by `end`. */
  function keep(id: string): void {
    const one = underway.get(id);
    if (one === undefined) return;
    store.commands
      .put(one.record)
      .catch((error: unknown) => log({ level: 'error', message: `state of ${id} was not kept: ${String(error)}` }));
  }

  async function end(id: string): Promise<void> {
    const one = underway.get(id);
    if (one === undefined) return;
    const { status } = one.record;
    one.record = { ...one.record, status: status === 'running' ? 'done' : status, endedAtMs: clock.nowMs() };
    underway.delete(id);
    try {
      await one.book.flushed();
      await store.commands.put(one.record);
      await audit('command.end', one.record, {
        actor: one.record.createdBy,
        detail: { status: one.record.status, outcomes: await store.commands.counts(id) },
      });
      await store.commands.prune({ commands: bounds.keptCommands, targets: bounds.keptTargets });
    } catch (error) {
      log({ level: 'error', message: `end of ${id} was not kept: ${String(error)}` });
    }
  }

  return {
    order: async (order, actor) => {
      const { command, scope, reason } = order;
      const problems = commandProblems(command, rules);
      if (problems.length > 0) return refuseFields('command', problems);
      if (underway.size >= bounds.openCommands)
        return refuse('too-many', `there are ${underway.size} commands under way already; stop one or wait`);
      try {
        const known = (await store.stations.list()).map(({ stationId }) => stationId);
        const found = recipientsOf(command.kind, scope, { view: control.view(), stationIds: known });
        if (!found.ok) return found;
        const recipients = found.value;
        if (recipients.length > bounds.targets)
          return refuse('too-many', `${recipients.length} recipients, at most ${bounds.targets} in one command`);
        const staging = stagingOf(command.kind, order.staging, recipients.length);
        const createdAtMs = clock.nowMs();
        const record: CommandRecord = {
          id: newId('cmd'),
          kind: command.kind,
          command: redact(command),
          scope,
          staging,
          reason,
          createdBy: actor.name,
          createdAtMs,
          status: 'running',
          targets: recipients.length,
        };
        const targets = targetsOf(recipients, staging, createdAtMs);
        await store.commands.add(record, targets);
        await audit('command.create', record, {
          actor: actor.name,
          detail: { command: record.command, scope, recipients: recipients.length, reason },
        });
        begin(record, { ...order, staging }, targets);
        return done(underway.get(record.id)?.record ?? record);
      } catch (error) {
        log({ level: 'error', message: `command refused, the store failed: ${String(error)}` });
        return refuse('store-unavailable', 'the store could not keep the command; nothing was sent');
      }
    },

    stop: async (id, actor) => {
      const one = underway.get(id);
      if (one === undefined) {
        const kept = await store.commands.get(id);
        return kept === undefined ? refuse('not-found', `no command ${id}`) : done(kept);
      }
      if (one.record.status === 'running') change(id, { status: 'stopped', detail: `stopped by ${actor.name}` });
      await audit('command.stop', one.record, { actor: actor.name, detail: { status: one.record.status } });
      const stopped = one.record;
      one.run.stop(`stopped by ${actor.name} before it was sent`);
      // When nothing was under way any more, that was its end.
      if (!underway.has(id)) return done(one.record);
      await store.commands.put(stopped);
      return done(stopped);
    },

    restore: async () => {
      for (const record of await store.commands.listOpen()) {
        const interrupted: CommandRecord = {
          ...record,
          status: record.status === 'running' ? 'interrupted' : record.status,
          detail: 'the service was restarted; what was not answered is not sent again',
          endedAtMs: clock.nowMs(),
        };
        await interruptTargets(store, record, clock.nowMs());
        await store.commands.put(interrupted);
        await audit('command.interrupted', record, {
          actor: 'system',
          detail: { outcomes: await store.commands.counts(record.id) },
        });
      }
    },

    post: (event) => {
      const { stationId } = event;
      if (event.kind === 'connected') connections.set(stationId, event.generation);
      // The close of an old socket says nothing about the one that replaced it.
      if (event.kind === 'disconnected' && connections.get(stationId) === event.generation)
        connections.delete(stationId);
      if (event.kind !== 'connected' && event.kind !== 'work' && event.kind !== 'report') return;
      for (const { run } of underway.values()) run.post(event);
    },

    close: async () => {
      for (const { run } of underway.values()) run.close();
      await Promise.all(Array.from(underway.values(), ({ book }) => book.flushed()));
      underway.clear();
    },
  };
}
