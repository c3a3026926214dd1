import { describe, expect, it } from 'vitest';
import { LimitTimer } from '../../../src/control/limit-timer.ts';

describe('from the limit to its last decrease on the wire', () => {
  it('runs from the accepted limit to the last of its decreases', () => {
    const timer = new LimitTimer(10);
    timer.accepted('e1', 100);
    timer.decided('e1', { commandIds: ['a', 'b'], atMs: 5_000, tickRealMs: 103 });
    timer.left('a', 110);
    expect(timer.timings()).toEqual([]);
    timer.left('b', 130);
    expect(timer.timings()).toEqual([{ envelopeId: 'e1', atMs: 5_000, decreases: 2, toWireMs: 30 }]);
  });

  it('runs from the tick in which it first binds for a limit that was announced ahead', () => {
    const timer = new LimitTimer(10);
    timer.accepted('e1');
    timer.tickDone();
    timer.decided('e1', { commandIds: ['a'], atMs: 5_000, tickRealMs: 900 });
    timer.left('a', 912);
    expect(timer.timings().map((one) => one.toWireMs)).toEqual([12]);
  });

  it('takes no decrease of a later tick for an effect of a limit that changed nothing', () => {
    const timer = new LimitTimer(10);
    timer.accepted('e1', 100);
    timer.tickDone();
    timer.decided('e1', { commandIds: ['a'], atMs: 5_000, tickRealMs: 5_100 });
    timer.left('a', 5_110);
    expect(timer.timings()).toEqual([]);
  });

  it('keeps the last ones', () => {
    const timer = new LimitTimer(2);
    for (const id of ['e1', 'e2', 'e3']) {
      timer.accepted(id, 0);
      timer.decided(id, { commandIds: [id], atMs: 0, tickRealMs: 0 });
      timer.left(id, 1);
    }
    expect(timer.timings().map((one) => one.envelopeId)).toEqual(['e2', 'e3']);
  });
});
