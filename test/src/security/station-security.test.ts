import { expect, test } from 'vitest';
import { acceptedHashes, afterLogin } from '../../../src/security/station-security.ts';
import type { PasswordRotation, StationRecord } from '../../../src/store/index.ts';

const station: StationRecord = {
  stationId: 'A',
  network: 'x',
  passwordHash: 'old',
  origin: 'rest',
  state: 'enabled',
  configured: {},
  updatedAtMs: 0,
};
const rotating = (status: PasswordRotation['status']): StationRecord => ({
  ...station,
  rotation: { passwordHash: 'new', status, startedAtMs: 0, overlapEndsAtMs: 1_000_000 },
});

test.each([
  ['no rotation', station, 0, ['old']],
  ['on its way', rotating('sending'), 0, ['new', 'old']],
  ['written', rotating('written'), 999_999, ['new', 'old']],
  ['written, the overlap is over', rotating('written'), 1_000_000, ['new']],
  ['never answered: whatever it has', rotating('unanswered'), 9_000_000, ['new', 'old']],
] as const)('passwords that are accepted: %s', (_what, record, nowMs, hashes) => {
  expect(acceptedHashes(record, nowMs)).toEqual(hashes);
});
test('nobody knows an unknown station', () => expect(acceptedHashes(undefined, 0)).toEqual([]));

const used = { ...station, passwordHash: 'new', supersededHash: 'old' };
test.each([
  ['the new one is used: the old one is void', 'written', 'new', 0, used],
  ['the new one is used before its write was answered', 'sending', 'new', 0, used],
  ['the new one is used, though the write was not answered', 'unanswered', 'new', 0, used],
  ['the old one is used within the overlap', 'written', 'old', 0, 'same'],
  ['the old one is used while the write is on its way', 'sending', 'old', 60_000, 'same'],
  ['the old one is used: what was not answered may wait for a reboot', 'unanswered', 'old', 999_999, 'same'],
  ['the old one is used after the overlap: what was not answered is lost', 'unanswered', 'old', 1_000_000, station],
  ['the new one is used after the overlap, though the write was not answered', 'unanswered', 'new', 9_000_000, used],
  ['the process died while it wrote: the new one may wait for a reboot', 'sending', 'old', 999_999, 'same'],
  ['the process died while it wrote, and the overlap is over', 'sending', 'old', 1_000_000, station],
] as const)('%s', (_what, status, passwordHash, nowMs, expected) => {
  const before = rotating(status);
  expect(afterLogin(before, { profile: 1, network: 'x', passwordHash }, nowMs)).toEqual(
    expected === 'same' ? before : expected,
  );
});

test.each([
  [undefined, 1, undefined],
  [undefined, 2, 2],
  [undefined, 3, 3],
  [0, 0, 0],
  [0, 1, 1],
  [2, 3, 3],
  [3, 3, 3],
] as const)('asked for %s, shown %i: asked for %s from now on', (before, profile, after) => {
  const record = before === undefined ? station : { ...station, securityProfile: before };
  expect(afterLogin(record, { profile, network: 'x' }, 0).securityProfile).toBe(after);
});

test('a certificate is remembered for its renewal; the same one changes nothing', () => {
  const certificate = { names: ['A'], serialNumber: '01', validUntilMs: 5 };
  const record = afterLogin(station, { profile: 3, network: 'x', certificate }, 0);
  expect(record).toEqual({ ...station, securityProfile: 3, certificate: { serialNumber: '01', validUntilMs: 5 } });
  expect(afterLogin(record, { profile: 3, network: 'x', certificate }, 0)).toBe(record);
});

test('where it came from is remembered', () => {
  expect(afterLogin(station, { profile: 1, network: 'y' }, 0)).toEqual({ ...station, network: 'y' });
});
