import { onTestFinished } from 'vitest';
import type { CommandAnswer, StationCommand, StationEvent } from '../../../../ocpp/index.ts';
import { createFleet, type Fleet, type FleetOrder, STRICT_RULES } from '../../../../src/operations/index.ts';
import { type CommandRecord, type CommandTarget, openSqliteStore, type Store } from '../../../../src/store/index.ts';
import { createMaskToken, redact } from '../../../../src/wire-log/index.ts';
import { VirtualClock } from '../../../ocpp/gateway/virtual-clock.ts';
import { connectorView, controlRoom, EVENING_MS, eveningView, FakeControl, sessionView } from '../kit.ts';

export type FleetWorld = {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly asked: { readonly stationId: string; readonly command: StationCommand; readonly atMs: number }[];
  /** What a station says; may be changed. */
  answer: (stationId: string, command: StationCommand) => CommandAnswer | Promise<CommandAnswer>;
  post(event: StationEvent): void;
  connect(stationId: string): void;
  /** Orders it, or throws the refusal. */
  order(order: Partial<FleetOrder> & Pick<FleetOrder, 'command'>): Promise<CommandRecord>;
  /** `state`s in the order of sending. */
  states(id: string): Promise<readonly CommandTarget['state'][]>;
  /** Virtual time goes on; what it sets off is done. */
  pass(ms: number): Promise<void>;
};

/** A fleet of `count` stations S000, S001 ... with one connector each, on a virtual clock and a store in memory (or the given one). */
export async function openFleet({
  count = 3,
  connected = true,
  store: given,
  outOfService = [],
}: {
  readonly count?: number;
  readonly connected?: boolean;
  readonly store?: Store;
  readonly outOfService?: readonly string[];
} = {}): Promise<FleetWorld> {
  const clock = new VirtualClock();
  clock.advance(EVENING_MS);
  const store = given ?? (await openSqliteStore({ file: ':memory:', randomInt: () => 1, nowMs: () => clock.nowMs() }));
  if (given === undefined) onTestFinished(() => store.close());
  const ids = Array.from({ length: count }, (_, index) => `S${String(index).padStart(3, '0')}`);
  const control = new FakeControl(
    eveningView({
      stations: ids.map((stationId, index) => ({
        stationId,
        connected,
        quarantined: false,
        vendor: 'Acme',
        model: index % 2 === 0 ? 'even' : 'odd',
        firmware: '1.0',
      })),
      connectors: ids.map((stationId, index) => connectorView(`${stationId}/1`, { nodeId: index === 0 ? 'F1' : 'F2' })),
      sessions: [sessionView('S001#77', { stationId: 'S001', connectorId: 'S001/1' })],
    }),
  );
  let made = 0;
  const maskToken = createMaskToken(Buffer.alloc(32, 1));
  const asked: FleetWorld['asked'] = [];
  const fleet = createFleet({
    store,
    control,
    rules: { ...STRICT_RULES, urlAllowList: ['https://fw.example/acme', 'sftp://logs.example/'] },
    clock,
    randomInt: () => 0,
    newId: (prefix) => `${prefix}-${(made += 1)}`,
    command: async (stationId, command) => {
      asked.push({ stationId, command, atMs: clock.nowMs() });
      return world.answer(stationId, command);
    },
    isOutOfService: (connectorId) => outOfService.includes(connectorId),
    redact: (value) => redact(value, maskToken),
    log: () => undefined,
  });
  onTestFinished(() => fleet.close());
  const world: FleetWorld = {
    fleet,
    store,
    clock,
    asked,
    answer: () => ({ status: 'accepted' }),
    post: (event) => fleet.post(event),
    connect: (stationId) =>
      fleet.post({
        kind: 'connected',
        stationId,
        atMs: clock.nowMs(),
        version: '1.6',
        generation: 1,
        quarantined: false,
        remoteAddress: '127.0.0.1',
      }),
    order: async (order) => {
      const result = await fleet.order(
        { scope: { all: true }, reason: 'a test', waitForConnectionMs: 0, ...order },
        controlRoom,
      );
      if (!result.ok) throw new Error(JSON.stringify(result.refusal));
      await settle();
      return result.value;
    },
    states: async (id) => (await store.commands.targets({ id, limit: 1000 })).map(({ state }) => state),
    pass: async (ms) => {
      // In small steps, so that what one timer sets off can set the next.
      for (let left = ms; left > 0; left -= 1000) {
        clock.advance(Math.min(left, 1000));
        await settle();
      }
    },
  };
  if (connected) for (const id of ids) world.connect(id);
  return world;
}

/** Answers, writes and what they set off. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
