import { expect, test } from 'vitest';
import { Inbox } from '../../../ocpp/gateway/inbox.ts';

function setUp(): {
  inbox: Inbox;
  log: string[];
  receive: (id: string, text?: string) => void;
  answer: (id: string, isResult?: boolean) => void;
} {
  const log: string[] = [];
  const inbox = new Inbox({
    maxRunning: 2,
    maxCachedAnswers: 2,
    handle: ({ id, raw }) => log.push(`handle ${id} ${raw.toString()}`),
    resend: (answer) => log.push(`resend ${answer}`),
    pause: () => log.push('pause'),
    resume: () => log.push('resume'),
  });
  return {
    inbox,
    log,
    receive: (id, text = 'x') => inbox.receive({ id, action: 'A', payload: {}, raw: Buffer.from(text) }),
    answer: (id, isResult = true) => inbox.answered(id, { text: `answer ${id}`, isResult }),
  };
}

test('beyond the bound calls wait in order, the socket is paused once and resumed when none waits', () => {
  const { log, receive, answer } = setUp();
  for (const id of ['a', 'b', 'c', 'd']) receive(id);
  answer('b');
  answer('a');
  answer('c');
  expect(log).toEqual(['handle a x', 'handle b x', 'pause', 'handle c x', 'handle d x', 'resume']);
});

test('a retransmission is dropped while its original runs or waits, answered from memory later, new when it differs', () => {
  const { log, receive, answer } = setUp();
  for (const id of ['a', 'b', 'c', 'a', 'b', 'c', 'c']) receive(id);
  for (const id of ['a', 'b', 'c']) answer(id);
  expect(log).toEqual(['handle a x', 'handle b x', 'pause', 'handle c x', 'resume']);
  log.length = 0;
  receive('c');
  receive('b', 'other content');
  // Two answers are remembered, and that of a is the third-latest.
  receive('a');
  expect(log).toEqual(['resend answer c', 'handle b other content', 'handle a x']);
});

test('an error is not remembered: the station may try again', () => {
  const { log, receive, answer } = setUp();
  receive('a');
  answer('a', false);
  receive('a');
  expect(log).toEqual(['handle a x', 'handle a x']);
});

test('an ordered task begins when the answer of the one before has left, not when its handler is done', async () => {
  const { inbox, log, receive, answer } = setUp();
  receive('a');
  receive('b');
  const task = (id: string) => async (): Promise<void> => void log.push(`task ${id}`);
  await inbox.inOrder('a', task('a'));
  const second = inbox.inOrder('b', task('b'));
  await new Promise((resolve) => setImmediate(resolve));
  log.push('answer of a leaves');
  answer('a');
  await second;
  expect(log.slice(2)).toEqual(['task a', 'answer of a leaves', 'task b']);
});

test('what was not begun when the socket went is forgotten', () => {
  const { inbox, log, receive, answer } = setUp();
  for (const id of ['a', 'b', 'c']) receive(id);
  inbox.close();
  answer('a');
  expect(log).toEqual(['handle a x', 'handle b x', 'pause', 'resume']);
});

test('thousands that wait and need no waiting themselves are answered one after the other, not one inside the other', () => {
  const answered: string[] = [];
  const inbox: Inbox = new Inbox({
    maxRunning: 1,
    maxCachedAnswers: 1,
    handle: ({ id }) => {
      if (id === 'slow') return;
      inbox.answered(id, { text: id, isResult: true });
      answered.push(id);
    },
    resend: () => undefined,
    pause: () => answered.push('pause'),
    resume: () => answered.push('resume'),
  });
  const receive = (id: string): void => inbox.receive({ id, action: 'A', payload: {}, raw: Buffer.from(id) });
  receive('slow');
  const ids = Array.from({ length: 20_000 }, (_, n) => String(n));
  for (const id of ids) receive(id);
  inbox.answered('slow', { text: '', isResult: true });
  expect(answered).toEqual(['pause', ...ids, 'resume']);
});
