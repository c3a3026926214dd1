import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Mailbox, PRIORITY, type Answer, type Letter, type Priority } from '../../../ocpp/gateway/mailbox.ts';
import { VirtualClock } from './virtual-clock.ts';

const OK: Answer = { kind: 'result', payload: { status: 'Accepted' } };

/** A socket in memory: what left, and how to answer it. */
function setUp(options: { maxQueued?: number; maxLate?: number } = {}): {
  clock: VirtualClock;
  mailbox: Mailbox;
  left: string[];
  log: string[];
  answer: (name: string) => void;
  forgotten: string[];
  letter: (name: string, priority: Priority, fields?: Partial<Letter>) => Letter;
} {
  const clock = new VirtualClock();
  const left: string[] = [];
  const log: string[] = [];
  const forgotten: string[] = [];
  const answers = new Map<string, (answer: Answer) => void>();
  const mailbox = new Mailbox({
    clock,
    timeoutMs: 5_000,
    maxQueued: options.maxQueued ?? 64,
    maxLate: options.maxLate ?? 8,
    send: ({ action }, onAnswer) => {
      left.push(action);
      answers.set(action, onAnswer);
      return () => void forgotten.push(action);
    },
  });
  const letter = (name: string, priority: Priority, fields: Partial<Letter> = {}): Letter => ({
    priority,
    write: () => ({ action: name, payload: {} }),
    onDelivery: (delivery) =>
      log.push(`${name}: ${delivery.kind === 'answered' ? 'answered' : `${delivery.kind}, ${delivery.detail}`}`),
    onLateAnswer: () => log.push(`${name}: late`),
    ...fields,
  });
  return { clock, mailbox, left, log, forgotten, letter, answer: (name) => answers.get(name)?.(OK) };
}

test('one in flight, the most urgent first, first come first served among equals', () => {
  const { mailbox, left, letter, answer } = setUp();
  mailbox.post(letter('first', PRIORITY.call));
  mailbox.post(letter('call', PRIORITY.call));
  mailbox.post(letter('increase 1', PRIORITY.limit));
  mailbox.post(letter('failsafe', PRIORITY.failsafe));
  mailbox.post(letter('increase 2', PRIORITY.limit));
  mailbox.post(letter('decrease', PRIORITY.decrease));
  expect(left).toEqual(['first']);
  for (let n = 0; n < 6; n++) answer(left.at(-1) ?? '');
  expect(left).toEqual(['first', 'decrease', 'failsafe', 'increase 1', 'increase 2', 'call']);
});

test('of one key only the latest is kept; it inherits the place and the urgency of the one before', () => {
  const { mailbox, left, log, letter, answer } = setUp();
  mailbox.post(letter('busy', PRIORITY.call));
  mailbox.post(letter('other decrease', PRIORITY.decrease));
  mailbox.post(letter('decrease to 3', PRIORITY.decrease, { key: 'limit A/1' }));
  mailbox.post(letter('decrease of B', PRIORITY.decrease, { key: 'limit B/1' }));
  mailbox.post(letter('increase to 5', PRIORITY.limit, { key: 'limit A/1' }));
  for (let n = 0; n < 4; n++) answer(left.at(-1) ?? '');
  expect(left).toEqual(['busy', 'other decrease', 'increase to 5', 'decrease of B']);
  expect(log[0]).toBe('decrease to 3: not-sent, superseded by a newer one before it left');
});

test('a limit in flight is not superseded: the newer one follows it', () => {
  const { mailbox, left, log, letter, answer } = setUp();
  mailbox.post(letter('old', PRIORITY.limit, { key: 'k' }));
  mailbox.post(letter('new', PRIORITY.limit, { key: 'k' }));
  answer('old');
  answer('new');
  expect({ left, log }).toEqual({ left: ['old', 'new'], log: ['old: answered', 'new: answered'] });
});

test('a mute station delays the next letter by one time-out, and its late answer is still told', () => {
  const { mailbox, clock, left, log, letter, answer } = setUp();
  mailbox.post(letter('slow', PRIORITY.limit));
  mailbox.post(letter('next', PRIORITY.limit));
  clock.advance(4_999);
  expect(left).toEqual(['slow']);
  clock.advance(1);
  expect(left).toEqual(['slow', 'next']);
  answer('slow');
  answer('slow');
  answer('next');
  clock.advance(60_000);
  expect(log).toEqual(['slow: unknown, no answer within 5000 ms', 'slow: late', 'next: answered']);
});

test('of the many that are late only the latest are waited for', () => {
  const { mailbox, clock, log, letter, answer, forgotten } = setUp({ maxLate: 2 });
  for (const name of ['a', 'b', 'c']) {
    mailbox.post(letter(name, PRIORITY.call));
    clock.advance(5_000);
  }
  expect(forgotten).toEqual(['a']);
  for (const name of ['a', 'b', 'c']) answer(name);
  expect(log.slice(3)).toEqual(['b: late', 'c: late']);
});

test('a letter that is not ready lets others pass and leaves when it is', () => {
  const { mailbox, left, letter, answer } = setUp();
  let isReady = false;
  mailbox.post(letter('waits', PRIORITY.decrease, { ready: () => isReady }));
  mailbox.post(letter('passes', PRIORITY.call));
  answer('passes');
  isReady = true;
  mailbox.pump();
  expect(left).toEqual(['passes', 'waits']);
});

test('a letter that must not leave does not hold up the next one', () => {
  const { mailbox, left, log, letter } = setUp();
  mailbox.post(letter('void', PRIORITY.decrease, { write: () => 'session ended' }));
  mailbox.post(letter('next', PRIORITY.call));
  expect({ left, log }).toEqual({ left: ['next'], log: ['void: not-sent, session ended'] });
});

test('when full, the least urgent and latest goes', () => {
  const { mailbox, log, letter } = setUp({ maxQueued: 2 });
  mailbox.post(letter('in flight', PRIORITY.call));
  mailbox.post(letter('call', PRIORITY.call));
  mailbox.post(letter('increase', PRIORITY.limit));
  mailbox.post(letter('another call', PRIORITY.call));
  mailbox.post(letter('decrease', PRIORITY.decrease));
  expect(log).toEqual(['another call', 'call'].map((name) => `${name}: not-sent, mailbox full: 2 letters wait`));
});

test('when the connection is lost, what left is unknown, what waited never left, and later letters are returned', () => {
  const { mailbox, clock, log, letter, answer } = setUp();
  mailbox.post(letter('timed out', PRIORITY.call));
  clock.advance(5_000);
  mailbox.post(letter('in flight', PRIORITY.call));
  mailbox.post(letter('queued', PRIORITY.call));
  mailbox.close();
  mailbox.post(letter('too late', PRIORITY.call));
  for (const name of ['timed out', 'in flight', 'queued']) answer(name);
  clock.advance(60_000);
  expect(log).toEqual([
    'timed out: unknown, no answer within 5000 ms',
    'in flight: unknown, the connection was lost before the answer',
    'queued: not-sent, the connection was lost',
    'too late: not-sent, not connected',
  ]);
});

test('letters posted from inside an outcome keep the order of urgency', () => {
  const { mailbox, left, letter, answer } = setUp();
  mailbox.post(
    letter('a', PRIORITY.call, {
      onDelivery: () => {
        mailbox.post(letter('call', PRIORITY.call));
        mailbox.post(letter('decrease', PRIORITY.decrease));
      },
    }),
  );
  answer('a');
  answer('call');
  expect(left).toEqual(['a', 'call', 'decrease']);
});

type Step =
  | { readonly do: 'post'; readonly priority: Priority; readonly key: number }
  | { readonly do: 'answer'; readonly which: number }
  | { readonly do: 'wait'; readonly ms: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('post' as const), priority: fc.constantFrom<Priority>(0, 1, 2, 3), key: fc.nat(3) }),
  fc.record({ do: fc.constant('answer' as const), which: fc.nat(30) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat(6_000) }),
);

test('law: every letter has one first outcome, never two in flight, at most one late answer, never more queued than the bound', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { mailbox, clock, left, letter, answer } = setUp({ maxQueued: 5, maxLate: 2 });
      const first = new Map<string, string[]>();
      const late = new Map<string, number>();
      let posted = 0;
      let inFlight = 0;
      for (const action of steps) {
        if (action.do === 'answer') answer(`${action.which}`);
        else if (action.do === 'wait') clock.advance(action.ms);
        else {
          const name = `${posted++}`;
          first.set(name, []);
          mailbox.post(
            letter(name, action.priority, {
              ...(action.key === 0 ? {} : { key: `${action.priority === 1}${action.key}` }),
              onSent: () => expect(++inFlight).toBe(1),
              onDelivery: ({ kind }) => {
                if (kind !== 'not-sent') inFlight--;
                first.get(name)?.push(kind);
              },
              onLateAnswer: () => late.set(name, (late.get(name) ?? 0) + 1),
            }),
          );
        }
        const open = [...first.values()].filter((outcomes) => outcomes.length === 0).length;
        expect(open - inFlight).toBeLessThanOrEqual(5);
      }
      mailbox.close();
      expect([...first.values()].every((outcomes) => outcomes.length === 1)).toBe(true);
      expect(new Set(left).size).toBe(left.length);
      for (const [name, times] of late) expect([times, first.get(name)]).toEqual([1, ['unknown']]);
    }),
    { numRuns: 300 },
  );
});
