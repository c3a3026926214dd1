import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScaledClock, VirtualClock } from '../../simulator/index.ts';

describe('virtual clock', () => {
  it('fires in order of due time, then of insertion, each at its own time', () => {
    const clock = new VirtualClock(1000);
    const fired: string[] = [];
    const note = (name: string) => () => fired.push(`${name}@${clock.nowMs()}`);
    clock.after(30, note('c'));
    clock.after(10, note('a'));
    clock.after(10, note('b'));
    clock.after(-5, note('late'));
    const cancel = clock.after(20, note('cancelled'));
    cancel();
    clock.after(15, () => clock.after(1, note('nested')));
    clock.advanceTo(1100);
    expect(fired).toEqual(['late@1000', 'a@1010', 'b@1010', 'nested@1016', 'c@1030']);
    expect(clock.nowMs()).toBe(1100);
  });

  it('does not go back, and leaves what is due later', () => {
    const clock = new VirtualClock(0);
    let fired = 0;
    clock.after(100, () => (fired += 1));
    clock.advanceTo(99);
    clock.advanceTo(50);
    expect([clock.nowMs(), fired]).toEqual([99, 0]);
    clock.advanceBy(1);
    expect([clock.nowMs(), fired]).toEqual([100, 1]);
  });

  it('law: any set of timers fires sorted by time and insertion', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }), (delays) => {
        const clock = new VirtualClock(0);
        const fired: number[] = [];
        for (const [index, delayMs] of delays.entries()) clock.after(delayMs, () => fired.push(index));
        clock.advanceTo(50);
        const wanted = delays.map((delayMs, index) => ({ delayMs, index }));
        wanted.sort((a, b) => a.delayMs - b.delayMs || a.index - b.index);
        expect(fired).toEqual(wanted.map(({ index }) => index));
      }),
    );
  });
});

/** A real clock in the hands of the test. */
function handDriven(speed: number) {
  let realMs = 500;
  let pending: (() => void) | undefined;
  const clock = new ScaledClock({
    startMs: 1_000_000,
    speed,
    realNowMs: () => realMs,
    setRealTimer: (run) => {
      pending = run;
      return () => (pending = undefined);
    },
  });
  return {
    clock,
    isRunning: () => pending !== undefined,
    /** Real time passes, then the pump runs. */
    pump: (passedMs: number) => {
      realMs += passedMs;
      const run = pending;
      pending = undefined;
      run?.();
    },
  };
}

describe('scaled clock', () => {
  it('runs `speed` times as fast and keeps what is less than a millisecond', () => {
    const { clock, pump } = handDriven(60.1);
    clock.start();
    for (let index = 0; index < 10; index += 1) pump(5);
    expect(clock.nowMs()).toBe(1_000_000 + 3005);
  });

  it('becomes slower, never jumps, when the process was blocked', () => {
    const { clock, pump } = handDriven(60);
    const seen: number[] = [];
    const tick = (): void => {
      seen.push(clock.nowMs() - 1_000_000);
      clock.after(250, tick);
    };
    clock.after(250, tick);
    clock.start();
    pump(10_000);
    expect(clock.nowMs()).toBe(1_001_000);
    expect(seen).toEqual([250, 500, 750, 1000]);
    pump(5);
    expect(clock.nowMs()).toBe(1_001_300);
  });

  it('a stop holds time, also from inside a timer; the time it stood is not made up', () => {
    const { clock, pump, isRunning } = handDriven(10);
    clock.after(100, () => clock.stop());
    clock.start();
    clock.start();
    pump(50);
    expect([clock.nowMs(), isRunning()]).toEqual([1_000_500, false]);
    clock.start();
    pump(1);
    expect(clock.nowMs()).toBe(1_000_510);
  });

  it('goes on after a timer that throws', () => {
    const { clock, pump, isRunning } = handDriven(1);
    clock.after(1, () => {
      throw new Error('a broken timer');
    });
    clock.start();
    expect(() => pump(5)).toThrow('a broken timer');
    expect(isRunning()).toBe(true);
  });

  it('refuses a speed that is none', () => {
    expect(() => handDriven(0)).toThrow('scaled clock: speed must be > 0, got 0');
    expect(() => handDriven(Number.NaN)).toThrow('scaled clock: speed must be > 0, got NaN');
  });
});
