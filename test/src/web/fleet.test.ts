import { describe, expect, it } from 'vitest';
import { commandCreate, securityEventQuery } from '../../../src/api/index.ts';
import { commandKinds, FIRST_DRAFT, missingIn, orderOf } from '../../../src/web/command-draft.ts';
import type { CommandDraft, CommandKind } from '../../../src/web/command-draft.ts';
import type { SecurityEvent } from '../../../src/web/fleet-types.ts';
import { isAsked, NO_FILTER, queryOf, withLive } from '../../../src/web/security-list.ts';
import { ALL_STATIONS, choicesOf, modelOf, stationsMatching } from '../../../src/web/station-filter.ts';
import type { StationFilter } from '../../../src/web/station-filter.ts';
import type { Station } from '../../../src/web/types.ts';

const station = (stationId: string, rest: Partial<Station> = {}): Station => ({
  stationId,
  connected: true,
  quarantined: false,
  ...rest,
});
const acme = { vendor: 'Acme', model: 'Pile 22', firmware: '2.4.1', nodeId: 'F1', version: '1.6' };
const fleet = [
  station('B2', { ...acme, firmware: '2.5.0', quarantined: true }),
  station('A1', acme),
  station('C3', { vendor: 'Other', model: 'Pile 22', connected: false, distrust: 'it is silent' }),
  station('D4'),
];

describe('which stations are found', () => {
  it.each<[string, Partial<StationFilter>, string]>([
    ['all, by id', {}, 'A1 B2 C3 D4'],
    ['every word has to be there, in any field', { text: 'acme 2.4' }, 'A1'],
    ['the case does not count', { text: 'PILE' }, 'A1 B2 C3'],
    ['a model is one of a vendor', { model: 'Acme Pile 22' }, 'A1 B2'],
    ['firmware is equal, not alike', { firmware: '2.4' }, ''],
    ['connected', { state: 'connected' }, 'A1 B2 D4'],
    ['not connected', { state: 'not-connected' }, 'C3'],
    ['quarantined', { state: 'quarantined' }, 'B2'],
    ['distrusted', { state: 'distrusted' }, 'C3'],
    ['filters hold together', { model: 'Acme Pile 22', state: 'quarantined', text: 'b' }, 'B2'],
  ])('%s', (_, filter, found) => {
    const matching = stationsMatching(fleet, { ...ALL_STATIONS, ...filter });
    expect(matching.map(({ stationId }) => stationId).join(' ')).toBe(found);
  });

  it('offers each model once, and none for a station that told nothing', () => {
    expect(choicesOf(fleet, modelOf)).toEqual(['Acme Pile 22', 'Other Pile 22']);
  });
});

const targets = { stationIds: ['A1', 'B2'], connectorIds: ['A1/1', 'A1/2', 'B2/1'] };
const draftOf = (rest: Partial<CommandDraft>): CommandDraft => ({
  ...FIRST_DRAFT,
  reason: 'test',
  idToken: 'CARD1',
  settingName: 'HeartbeatInterval',
  settingValue: '300',
  ...rest,
});

describe('the order that a form becomes', () => {
  it.each(Object.keys(commandKinds) as CommandKind[])('%s is one that the service takes', (kind) => {
    for (const connectorId of ['', 'A1/2'])
      for (const staging of ['default', 'careful', 'at-once'] as const) {
        const order = orderOf(draftOf({ kind, connectorId, staging, stopAfterFailures: '3', wait: '3600' }), targets);
        expect(commandCreate.safeParse(order).error?.issues).toBeUndefined();
      }
  });

  it.each<[Partial<CommandDraft>, object]>([
    [{ kind: 'reset' }, { stationIds: ['A1', 'B2'] }],
    [{ kind: 'reset', connectorId: 'A1/2' }, { stationIds: ['A1', 'B2'] }],
    [{ kind: 'unlock-connector' }, { connectorIds: ['A1/1', 'A1/2', 'B2/1'] }],
    [{ kind: 'unlock-connector', connectorId: 'A1/2' }, { connectorIds: ['A1/2'] }],
    [{ kind: 'change-availability', connectorId: 'A1/2' }, { connectorIds: ['A1/2'] }],
    [{ kind: 'remote-stop' }, { stationIds: ['A1', 'B2'] }],
    [{ kind: 'remote-stop', connectorId: 'A1/2' }, { connectorIds: ['A1/2'] }],
  ])('%j is for %j', (rest, scope) => {
    expect(orderOf(draftOf(rest), targets)).toMatchObject({ scope });
  });

  it('leaves to the service what the person left to it', () => {
    expect(orderOf(draftOf({ kind: 'reset', reason: ' test ' }), targets)).toEqual({
      command: { kind: 'reset', mode: 'soft' },
      scope: { stationIds: ['A1', 'B2'] },
      reason: 'test',
    });
  });

  it('tells what is missing, and only what this kind needs', () => {
    expect(missingIn({ ...FIRST_DRAFT, kind: 'remote-start' }, 'missing')).toEqual({
      reason: 'missing',
      idToken: 'missing',
    });
    expect(missingIn({ ...FIRST_DRAFT, reason: 'test' }, 'missing')).toEqual({});
  });
});

const event = (seq: number, rest: Partial<SecurityEvent> = {}): SecurityEvent => ({
  seq,
  at: '2026-03-02T18:30:00+08:00',
  stationId: 'A1',
  source: 'gateway',
  type: 'login-failed',
  critical: false,
  ...rest,
});

describe('security events', () => {
  it('are each shown once, the newest first, whether listed or told', () => {
    const shown = withLive([event(4), event(2)], [event(5), event(4), event(3)]);
    expect(shown.map(({ seq }) => seq)).toEqual([5, 4, 3, 2]);
  });

  it('are filtered by the service and on the stream alike', () => {
    const filter = { stationId: 'A1', type: 'login-failed', source: 'gateway' } as const;
    const asked = securityEventQuery.parse(Object.fromEntries(new URLSearchParams(queryOf(filter))));
    expect(asked).toEqual({ limit: 100, ...filter });
    expect(queryOf(NO_FILTER)).toBe('limit=100');
    const others = [{}, { stationId: 'A11' }, { type: 'login' }, { source: 'station' as const }];
    expect(others.map((rest) => isAsked(event(1, rest), filter))).toEqual([true, false, false, false]);
    expect(isAsked(event(1), NO_FILTER)).toBe(true);
  });
});
