import { expect, test } from 'vitest';
import { CONTROL_BOUNDS } from '../../../src/control/bounds.ts';
import { gatherMs, TickTimer } from '../../../src/control/tick-timer.ts';
import { VirtualClock } from '../../ocpp/gateway/virtual-clock.ts';

function setUp(): { readonly clock: VirtualClock; readonly timer: TickTimer; readonly ticks: number[] } {
  const clock = new VirtualClock();
  const ticks: number[] = [];
  const timer = new TickTimer({
    clock,
    run: () => {
      ticks.push(clock.nowMs());
      timer.after(1_000);
    },
  });
  timer.start();
  clock.advance(0);
  return { clock, timer, ticks };
}

test('a thousand starts within half a second make one early tick, and a limit among them waits for nothing', () => {
  const { clock, timer, ticks } = setUp();
  clock.advance(100);
  for (let start = 0; start < 1_000; start += 1) timer.within(500);
  clock.advance(100);
  timer.within(500);
  timer.within(0);
  timer.within(0);
  timer.within(500);
  clock.advance(2_000);
  expect(ticks).toEqual([0, 200, 1_200, 2_200]);
});

test('what may wait longer than the regular tick moves nothing, and nothing runs after the end', () => {
  const { clock, timer, ticks } = setUp();
  clock.advance(800);
  timer.within(500);
  clock.advance(400);
  timer.within(300);
  timer.stop();
  timer.within(0);
  clock.advance(5_000);
  expect(ticks).toEqual([0, 1_000]);
});

test('a small site decides at once', () => {
  expect([0, 999, 1_000, 10_000].map((connectors) => gatherMs(connectors, CONTROL_BOUNDS))).toEqual([0, 0, 50, 500]);
});
