import { operator } from './v16-operator.ts';
import type { Transcript } from './transcript.ts';

/** Reservations, local lists, configuration. */
export const CARDS: readonly Transcript[] = [
  operator({
    about: 'CancelReservation',
    title: 'accepted',
    command: { kind: 'cancel-reservation', reservationId: 5 },
    calls: [{ action: 'CancelReservation', request: { reservationId: 5 }, response: { status: 'Accepted' } }],
    answer: { status: 'accepted' },
  }),
  operator({
    about: 'CancelReservation',
    title: 'refused',
    command: { kind: 'cancel-reservation', reservationId: 5 },
    calls: [{ action: 'CancelReservation', request: { reservationId: 5 }, response: { status: 'Rejected' } }],
    answer: { status: 'rejected' },
  }),
  operator({
    about: 'ChangeConfiguration',
    title: 'one call for each value',
    command: {
      kind: 'write-settings',
      values: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    },
    calls: [
      { action: 'ChangeConfiguration', request: { key: 'A', value: '1' }, response: { status: 'RebootRequired' } },
      { action: 'ChangeConfiguration', request: { key: 'B', value: '2' }, response: { status: 'NotSupported' } },
    ],
    answer: {
      status: 'unsupported',
      detail: 'NotSupported',
      result: {
        settings: [
          { name: 'A', status: 'accepted', detail: 'RebootRequired' },
          { name: 'B', status: 'unsupported', detail: 'NotSupported' },
        ],
      },
    },
  }),
  operator({
    about: 'GetConfiguration',
    title: 'known and unknown keys',
    command: { kind: 'read-settings', names: ['A', 'B'] },
    calls: [
      {
        action: 'GetConfiguration',
        request: { key: ['A', 'B'] },
        response: { configurationKey: [{ key: 'A', readonly: true, value: '1' }], unknownKey: ['B'] },
      },
    ],
    answer: { status: 'accepted', result: { settings: [{ name: 'A', readonly: true, value: '1' }], unknown: ['B'] } },
  }),
  operator({
    about: 'GetLocalListVersion',
    title: 'no list',
    command: { kind: 'get-local-list-version' },
    calls: [{ action: 'GetLocalListVersion', request: {}, response: { listVersion: -1 } }],
    answer: { status: 'accepted', result: { version: -1 } },
  }),
  operator({
    about: 'ReserveNow',
    title: 'accepted',
    command: {
      kind: 'reserve',
      reservationId: 5,
      idToken: { idToken: 'CARD1' },
      expiresAtMs: Date.UTC(2025, 2, 4, 6, 0, 0),
    },
    calls: [
      {
        action: 'ReserveNow',
        request: { connectorId: 0, expiryDate: '2025-03-04T06:00:00Z', idTag: 'CARD1', reservationId: 5 },
        response: { status: 'Accepted' },
      },
    ],
    answer: { status: 'accepted' },
  }),
  operator({
    about: 'ReserveNow',
    title: 'refused',
    command: {
      kind: 'reserve',
      reservationId: 5,
      idToken: { idToken: 'CARD1' },
      expiresAtMs: Date.UTC(2025, 2, 4, 6, 0, 0),
    },
    calls: [
      {
        action: 'ReserveNow',
        request: { connectorId: 0, expiryDate: '2025-03-04T06:00:00Z', idTag: 'CARD1', reservationId: 5 },
        response: { status: 'Occupied' },
      },
    ],
    answer: { status: 'rejected', detail: 'Occupied' },
  }),
  operator({
    about: 'SendLocalList',
    title: 'accepted',
    command: {
      kind: 'send-local-list',
      version: 2,
      update: 'differential',
      entries: [
        { idToken: { idToken: 'CARD1' }, info: { status: 'Accepted', groupIdToken: 'G' } },
        { idToken: { idToken: 'CARD2' } },
      ],
    },
    calls: [
      {
        action: 'SendLocalList',
        request: {
          listVersion: 2,
          updateType: 'Differential',
          localAuthorizationList: [
            { idTag: 'CARD1', idTagInfo: { status: 'Accepted', parentIdTag: 'G' } },
            { idTag: 'CARD2' },
          ],
        },
        response: { status: 'Accepted' },
      },
    ],
    answer: { status: 'accepted' },
  }),
  operator({
    about: 'SendLocalList',
    title: 'refused',
    command: {
      kind: 'send-local-list',
      version: 2,
      update: 'differential',
      entries: [
        { idToken: { idToken: 'CARD1' }, info: { status: 'Accepted', groupIdToken: 'G' } },
        { idToken: { idToken: 'CARD2' } },
      ],
    },
    calls: [
      {
        action: 'SendLocalList',
        request: {
          listVersion: 2,
          updateType: 'Differential',
          localAuthorizationList: [
            { idTag: 'CARD1', idTagInfo: { status: 'Accepted', parentIdTag: 'G' } },
            { idTag: 'CARD2' },
          ],
        },
        response: { status: 'VersionMismatch' },
      },
    ],
    answer: { status: 'rejected', detail: 'VersionMismatch' },
  }),
];
