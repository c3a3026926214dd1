import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceSource, failsafeEnvelope, openSource, strictestLimit } from '../../dispatch/index.ts';
import type { LimitSource, SourceEvent, SourceState } from '../../dispatch/index.ts';

const DSO: LimitSource = { id: 'dso', nodeId: 'T1', failsafeKw: 100, heartbeatMs: 120_000 };
type Step = readonly [atS: number, kind: SourceEvent];

const run = (steps: readonly Step[], from: SourceState = openSource(0)): SourceState =>
  steps.reduce((state, [atS, kind]) => advanceSource(state, DSO, { kind, atMs: atS * 1_000 }), from);
const beats = (fromS: number, toS: number): readonly Step[] =>
  Array.from({ length: Math.floor((toS - fromS) / 60) + 1 }, (_, k) => [fromS + k * 60, 'heartbeat']);

describe('a source of limits', () => {
  it.each<readonly [string, readonly Step[], SourceState['phase']]>([
    ['begins in failsafe', [], 'init'],
    ['stays there however long nothing comes', [[1e6, 'time']], 'init'],
    ['is not in control by a limit alone', [[10, 'write']], 'init'],
    ['is not in control by a heartbeat alone', [[10, 'heartbeat']], 'init'],
    [
      'is in control by a heartbeat and a limit',
      [
        [10, 'heartbeat'],
        [20, 'write'],
      ],
      'controlled',
    ],
    [
      'is in control by a limit and a heartbeat',
      [
        [10, 'write'],
        [20, 'heartbeat'],
      ],
      'controlled',
    ],
    [
      'is not in control by a limit long before its heartbeat',
      [
        [10, 'write'],
        [131, 'heartbeat'],
      ],
      'init',
    ],
    ['is in control after a period of heartbeats', beats(10, 130), 'controlled'],
    [
      'is not in control by heartbeats with a gap',
      [
        [10, 'heartbeat'],
        [70, 'heartbeat'],
        [191, 'heartbeat'],
      ],
      'init',
    ],
    [
      'stays in control up to its period',
      [
        [10, 'heartbeat'],
        [20, 'write'],
        [130, 'time'],
      ],
      'controlled',
    ],
    [
      'is lost after it',
      [
        [10, 'heartbeat'],
        [20, 'write'],
        [130.001, 'time'],
      ],
      'failsafe',
    ],
    [
      'is lost though it goes on setting limits',
      [
        [10, 'heartbeat'],
        [20, 'write'],
        [129, 'write'],
        [131, 'write'],
      ],
      'failsafe',
    ],
    [
      'does not come back by one heartbeat',
      [
        [10, 'heartbeat'],
        [20, 'write'],
        [300, 'heartbeat'],
      ],
      'failsafe',
    ],
    [
      'does not come back by a limit of before',
      [
        [10, 'heartbeat'],
        [129, 'write'],
        [131, 'heartbeat'],
      ],
      'failsafe',
    ],
    [
      'comes back by a heartbeat and a new limit',
      [
        [10, 'heartbeat'],
        [20, 'write'],
        [300, 'heartbeat'],
        [301, 'write'],
      ],
      'controlled',
    ],
    ['comes back after a period of heartbeats', [[10, 'heartbeat'], [20, 'write'], ...beats(300, 420)], 'controlled'],
    [
      'is lost even when its next heartbeat is what tells us',
      [
        [10, 'heartbeat'],
        [20, 'write'],
        [500, 'heartbeat'],
      ],
      'failsafe',
    ],
  ])('%s', (_name, steps, phase) => {
    expect(run(steps).phase).toBe(phase);
  });

  it('tells since when it is lost: its period after the last heartbeat', () => {
    expect(
      run([
        [10, 'heartbeat'],
        [20, 'write'],
        [500, 'time'],
      ]),
    ).toMatchObject({ phase: 'failsafe', sinceMs: 130_000 });
  });
});

const story = fc.array(fc.tuple(fc.nat({ max: 200 }), fc.constantFrom<SourceEvent>('heartbeat', 'write', 'time')), {
  maxLength: 60,
});

describe('laws', () => {
  it('out of control the node never has more than the failsafe limit, and never less than what was set says', () => {
    fc.assert(
      fc.property(story, (steps) => {
        let atMs = 0;
        let state = openSource(0);
        for (const [waitS, kind] of steps) {
          atMs += waitS * 1_000;
          state = advanceSource(state, DSO, { kind, atMs });
          const envelope = failsafeEnvelope(DSO, state);
          const limit = strictestLimit(envelope === undefined ? [] : [envelope], {
            nodeId: 'T1',
            fromMs: atMs,
            toMs: atMs,
          });
          expect(limit?.limitKw).toBe(state.phase === 'controlled' ? undefined : 100);
          // In control means heard within the period, at every instant.
          if (state.phase === 'controlled') expect(atMs - (state.heardAtMs ?? -Infinity)).toBeLessThanOrEqual(120_000);
        }
      }),
    );
  });

  it('time alone brings nobody into control, and the order of looks changes nothing', () => {
    fc.assert(
      fc.property(story, fc.array(fc.nat({ max: 50 }), { maxLength: 20 }), (steps, looks) => {
        let atMs = 0;
        let seldom = openSource(0);
        let often = openSource(0);
        for (const [index, [waitS, kind]] of steps.entries()) {
          const lookMs = atMs + Math.min(waitS, looks[index] ?? 0) * 1_000;
          const looked = advanceSource(often, DSO, { kind: 'time', atMs: lookMs });
          if (often.phase !== 'controlled') expect(looked.phase).toBe(often.phase);
          atMs += waitS * 1_000;
          often = advanceSource(looked, DSO, { kind, atMs });
          seldom = advanceSource(seldom, DSO, { kind, atMs });
          expect(often).toEqual(seldom);
        }
      }),
    );
  });
});
