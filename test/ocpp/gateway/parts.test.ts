import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HandshakeGate, NEXT_TURN_MS } from '../../../ocpp/gateway/handshake-gate.ts';
import { Liveness } from '../../../ocpp/gateway/liveness.ts';
import { Registry, type Member } from '../../../ocpp/gateway/registry.ts';
import { VirtualClock } from './virtual-clock.ts';

describe('liveness', () => {
  function setUp(): { clock: VirtualClock; liveness: Liveness; log: string[] } {
    const clock = new VirtualClock();
    const log: string[] = [];
    const liveness = new Liveness({
      clock,
      bounds: { pingIntervalMs: 30_000, duplicateProbeMs: 4_000, heartbeatIntervalS: 300 },
      ping: () => log.push(`ping at ${clock.nowMs()}`),
      onHeard: (atMs) => log.push(`heard at ${atMs}`),
      onDead: (silentMs) => log.push(`dead after ${silentMs}`),
    });
    return { clock, liveness, log };
  }

  test('a peer that answered pings before and stops is dead at the next ping', () => {
    const { clock, liveness, log } = setUp();
    liveness.start(10_000);
    clock.advance(10_000);
    liveness.ponged();
    clock.advance(120_000);
    expect(log).toEqual(['ping at 10000', 'heard at 10000', 'ping at 40000', 'dead after 60000']);
  });

  test('a peer that never answers pings is alive while it sends heartbeats', () => {
    const { clock, liveness, log } = setUp();
    liveness.start(30_000);
    for (let n = 0; n < 4; n++) {
      clock.advance(300_000);
      liveness.heard();
    }
    expect(log.filter((line) => line.startsWith('dead'))).toEqual([]);
    clock.advance(700_000);
    expect(log.at(-1)).toBe('dead after 630000');
  });

  test('signs of life are reported once in ten seconds', () => {
    const { clock, liveness, log } = setUp();
    for (let n = 0; n < 25; n++) {
      liveness.heard();
      clock.advance(1_000);
    }
    expect(log).toEqual(['heard at 0', 'heard at 10000', 'heard at 20000']);
  });

  test('a probe is answered by any message, or by its time', () => {
    const { clock, liveness, log } = setUp();
    liveness.probe((alive) => log.push(`alive: ${alive}`));
    clock.advance(3_999);
    liveness.heard();
    clock.advance(10_000);
    liveness.probe((alive) => log.push(`alive: ${alive}`));
    clock.advance(4_000);
    liveness.heard();
    expect(log).toEqual([
      'ping at 0',
      'alive: true',
      'heard at 3999',
      'ping at 13999',
      'alive: false',
      'heard at 17999',
    ]);
  });

  test('after stop nothing pings', () => {
    const { clock, liveness, log } = setUp();
    liveness.start(1_000);
    liveness.stop();
    clock.advance(100_000);
    expect(log).toEqual([]);
  });
});

describe('the gate of handshakes', () => {
  test('serves in order of arrival, refuses beyond the queue and those that waited too long', async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    const finish = new Map<string, () => void>();
    const gate = new HandshakeGate({
      clock,
      limits: { maxRunning: 1, maxPerTurn: 10, maxWaiting: 3, maxWaitMs: 20_000 },
      onRunning: (running) => expect(running).toBeLessThan(2),
    });
    const enter = (name: string): void =>
      gate.enter({
        run: () => {
          log.push(`${name} runs`);
          return new Promise((resolve) => finish.set(name, resolve));
        },
        refuse: () => log.push(`${name} refused`),
      });
    enter('a');
    enter('c');
    enter('d');
    enter('e');
    enter('z');
    finish.get('a')?.();
    await Promise.resolve();
    await Promise.resolve();
    clock.advance(20_001);
    enter('f');
    finish.get('c')?.();
    await Promise.resolve();
    await Promise.resolve();
    expect(log).toEqual(['a runs', 'z refused', 'c runs', 'd refused', 'e refused', 'f runs']);
  });

  test('begins a few in one turn of the event loop, also when none of them needs to wait', async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    const gate = new HandshakeGate({
      clock,
      limits: { maxRunning: 100, maxPerTurn: 2, maxWaiting: 100, maxWaitMs: 20_000 },
      onRunning: () => {},
    });
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      gate.enter({ run: async () => void log.push(name), refuse: () => log.push(`${name} refused`) });
    const turns: string[] = [];
    while (log.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      turns.push(log.splice(0).join(' '));
      clock.advance(NEXT_TURN_MS);
    }
    expect(turns).toEqual(['a b', 'c d', 'e']);
  });
});

describe('the registry', () => {
  class FakeMember implements Member {
    state: 'waiting' | 'live' | 'over' = 'waiting';
    answer: ((alive: boolean) => void) | undefined;
    onOver = (): void => {};
    probe(done: (alive: boolean) => void): void {
      // One question at a time.
      expect(this.answer).toBeUndefined();
      this.answer = done;
    }
    start(): void {
      expect(this.state).toBe('waiting');
      this.state = 'live';
    }
    refuse(): void {
      expect(this.state).toBe('waiting');
      this.#over();
    }
    drop(): void {
      this.#over();
    }
    #over(): void {
      if (this.state === 'over') return;
      this.state = 'over';
      this.onOver();
    }
  }

  const step = fc.record({ do: fc.constantFrom('connect', 'close', 'alive', 'dead'), which: fc.nat(8) });

  test('law: in any order of connects, closes and probes exactly one is live while any is left, and none waits for nothing', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const members: FakeMember[] = [];
        let alarms = 0;
        const registry = new Registry<FakeMember>({ onDuplicate: (_stationId, refused) => (alarms += refused) });
        for (const { do: what, which } of steps) {
          const member = members[which];
          if (what === 'connect') {
            const newcomer = new FakeMember();
            newcomer.onOver = () => registry.remove('A', newcomer);
            members.push(newcomer);
            registry.admit('A', newcomer);
          } else if (what === 'close') member?.drop();
          else {
            const answer = member?.answer;
            if (member !== undefined) member.answer = undefined;
            answer?.(what === 'alive');
          }
          const live = members.filter(({ state }) => state === 'live');
          const waiting = members.filter(({ state }) => state === 'waiting');
          expect(live).toHaveLength(members.some(({ state }) => state !== 'over') ? 1 : 0);
          expect(registry.get('A')).toBe(live[0]);
          expect(waiting.length).toBeLessThanOrEqual(1);
          // Whoever waits, waits for a probe that is still open.
          if (waiting.length > 0) expect(live[0]?.answer).toBeDefined();
        }
        expect(alarms).toBeLessThanOrEqual(members.length);
        registry.close('over');
        expect(members.filter(({ state }) => state === 'waiting')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
