import { describe, expect, it } from 'vitest';
import { ESCALATION_BOUNDS, escalate, watchRegister } from '../../dispatch/index.ts';
import type { Escalation, RegisterWatch } from '../../dispatch/index.ts';

type Trouble = 'none' | 'mute' | 'draws';

/** Looks every second while each trouble lasts; the steps taken and when, in seconds. */
function steps(story: readonly (readonly [Trouble, lastsS: number])[]): readonly string[] {
  const taken: string[] = [];
  let state: Escalation | undefined;
  let atS = 0;
  for (const [trouble, lastsS] of story) {
    for (let k = 0; k < lastsS; k += 1, atS += 1) {
      const { after, step } = escalate(state, { trouble, atMs: atS * 1_000 }, ESCALATION_BOUNDS);
      state = after;
      if (step !== undefined) taken.push(`${atS} ${step}`);
    }
  }
  return taken;
}

describe('escalation', () => {
  it.each<readonly [string, Parameters<typeof steps>[0], readonly string[]]>([
    ['nothing for who obeys', [['none', 1_000]], []],
    [
      'nothing for a short trouble',
      [
        ['draws', 60],
        ['none', 1_000],
      ],
      [],
    ],
    ['out of service after a minute, reset after two', [['draws', 600]], ['60 out-of-service', '120 reset']],
    ['no reset of who only does not answer', [['mute', 600]], ['60 out-of-service']],
    [
      'in service when it has obeyed for a minute',
      [
        ['draws', 100],
        ['none', 100],
      ],
      ['60 out-of-service', '160 in-service'],
    ],
    [
      'not in service by short obedience',
      [
        ['draws', 100],
        ['none', 50],
        ['draws', 50],
        ['none', 50],
      ],
      ['60 out-of-service'],
    ],
    ['one reset an hour', [['draws', 8_000]], ['60 out-of-service', '120 reset', '3720 reset', '7320 reset']],
    [
      'the hour counts across a recovery',
      [
        ['draws', 130],
        ['none', 100],
        ['draws', 300],
      ],
      ['60 out-of-service', '120 reset', '190 in-service', '290 out-of-service'],
    ],
  ])('%s', (_name, story, expected) => {
    expect(steps(story)).toEqual(expected);
  });
});

/** A reading every ten seconds for `minutes`: what is said, and what the register counts. */
function verdicts(saidKw: (s: number) => number, drawnKw: (s: number) => number, minutes = 11): readonly string[] {
  const found: string[] = [];
  let watch: RegisterWatch | undefined;
  let energyKwh = 500;
  for (let s = 0; s <= minutes * 60; s += 1) {
    energyKwh += drawnKw(s) / 3_600;
    if (s % 10 !== 0) continue;
    const registerKwh = Math.floor(energyKwh * 10) / 10;
    const { after, verdict } = watchRegister(watch, { atMs: s * 1_000, powerKw: saidKw(s), energyKwh: registerKwh });
    watch = after;
    if (verdict !== undefined) found.push(verdict);
  }
  return found;
}

describe('power against the register', () => {
  it.each<readonly [string, (s: number) => number, (s: number) => number, readonly string[]]>([
    ['a truthful charger', () => 11, () => 11, ['agrees', 'agrees']],
    ['one whose meters differ by a tenth', () => 10, () => 11, ['agrees', 'agrees']],
    ['a car that ramps', (s) => (s % 60 < 30 ? 0 : 11), (s) => (s % 60 < 30 ? 0 : 11), ['agrees', 'agrees']],
    ['one that says nothing is drawn', () => 0, () => 11, ['under-reports', 'under-reports']],
    ['one that says half', () => 5, () => 11, ['under-reports', 'under-reports']],
    ['one that says more than it draws: caught elsewhere', () => 11, () => 2, ['agrees', 'agrees']],
    ['one that says it feeds back', () => -5, () => 11, ['under-reports', 'under-reports']],
  ])('%s', (_name, said, drawn, expected) => {
    expect(verdicts(said, drawn)).toEqual(expected);
  });

  it('begins anew after a gap and when the register was exchanged', () => {
    const start = watchRegister(undefined, { atMs: 0, powerKw: 0, energyKwh: 100 }).after;
    expect(watchRegister(start, { atMs: 400_000, powerKw: 0, energyKwh: 150 }).verdict).toBeUndefined();
    expect(watchRegister(start, { atMs: 60_000, powerKw: 0, energyKwh: 3 }).after.startKwh).toBe(3);
    expect(watchRegister(start, { atMs: 0, powerKw: 9, energyKwh: 100 }).after).toBe(start);
  });
});
