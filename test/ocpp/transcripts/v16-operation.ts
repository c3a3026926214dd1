import { operator } from './v16-operator.ts';
import type { Transcript } from './transcript.ts';

/** Remote control, availability, what a station shows of its profiles. */
export const OPERATION: readonly Transcript[] = [
  operator({
    about: 'ChangeAvailability',
    title: 'of the whole station, after the transaction',
    command: { kind: 'change-availability', operative: false },
    calls: [
      {
        action: 'ChangeAvailability',
        request: { connectorId: 0, type: 'Inoperative' },
        response: { status: 'Scheduled' },
      },
    ],
    answer: { status: 'scheduled' },
  }),
  operator({
    about: 'ChangeAvailability',
    title: 'accepted',
    command: { kind: 'change-availability', operative: true, connectorNumber: 1 },
    calls: [
      {
        action: 'ChangeAvailability',
        request: { connectorId: 1, type: 'Operative' },
        response: { status: 'Accepted' },
      },
    ],
    answer: { status: 'accepted' },
  }),
  operator({
    about: 'ChangeAvailability',
    title: 'refused',
    command: { kind: 'change-availability', operative: true, connectorNumber: 1 },
    calls: [
      {
        action: 'ChangeAvailability',
        request: { connectorId: 1, type: 'Operative' },
        response: { status: 'Rejected' },
      },
    ],
    answer: { status: 'rejected' },
  }),
  operator({
    about: 'ClearCache',
    title: 'accepted',
    command: { kind: 'clear-cache' },
    calls: [{ action: 'ClearCache', request: {}, response: { status: 'Accepted' } }],
    answer: { status: 'accepted' },
  }),
  operator({
    about: 'ClearCache',
    title: 'refused',
    command: { kind: 'clear-cache' },
    calls: [{ action: 'ClearCache', request: {}, response: { status: 'Rejected' } }],
    answer: { status: 'rejected' },
  }),
  operator({
    about: 'ClearChargingProfile',
    title: 'of a profile of another system',
    command: { kind: 'clear-foreign-profile', profileId: 900_000_001 },
    calls: [{ action: 'ClearChargingProfile', request: { id: 900_000_001 }, response: { status: 'Unknown' } }],
    answer: { status: 'rejected', detail: 'Unknown' },
  }),
  operator({
    about: 'DataTransfer',
    title: 'to an unknown vendor',
    command: { kind: 'data-transfer', vendorId: 'com.example', data: { a: 1 } },
    calls: [
      {
        action: 'DataTransfer',
        request: { vendorId: 'com.example', data: '{"a":1}' },
        response: { status: 'UnknownVendorId' },
      },
    ],
    answer: { status: 'unsupported', detail: 'UnknownVendorId' },
  }),
  operator({
    about: 'DataTransfer',
    title: 'with data back',
    command: { kind: 'data-transfer', vendorId: 'com.example', messageId: 'M' },
    calls: [
      {
        action: 'DataTransfer',
        request: { vendorId: 'com.example', messageId: 'M' },
        response: { status: 'Accepted', data: 'x' },
      },
    ],
    answer: { status: 'accepted', result: { data: 'x' } },
  }),
  operator({
    about: 'ExtendedTriggerMessage',
    title: 'accepted',
    command: { kind: 'trigger', message: 'sign-certificate' },
    calls: [
      {
        action: 'ExtendedTriggerMessage',
        request: { requestedMessage: 'SignChargePointCertificate' },
        response: { status: 'Accepted' },
      },
    ],
    answer: { status: 'accepted' },
  }),
  operator({
    about: 'ExtendedTriggerMessage',
    title: 'refused',
    command: { kind: 'trigger', message: 'sign-certificate' },
    calls: [
      {
        action: 'ExtendedTriggerMessage',
        request: { requestedMessage: 'SignChargePointCertificate' },
        response: { status: 'Rejected' },
      },
    ],
    answer: { status: 'rejected' },
  }),
  operator({
    about: 'ExtendedTriggerMessage',
    title: 'not known: the older message',
    command: { kind: 'trigger', message: 'log-status' },
    calls: [
      {
        action: 'ExtendedTriggerMessage',
        request: { requestedMessage: 'LogStatusNotification' },
        response: { error: 'NotImplemented' },
      },
      {
        action: 'TriggerMessage',
        request: { requestedMessage: 'DiagnosticsStatusNotification' },
        response: { status: 'Accepted' },
      },
    ],
    answer: { status: 'accepted' },
  }),
  operator({
    about: 'GetCompositeSchedule',
    title: 'refused',
    command: { kind: 'get-composite-schedule', connectorNumber: 1, durationS: 60 },
    calls: [
      { action: 'GetCompositeSchedule', request: { connectorId: 1, duration: 60 }, response: { status: 'Rejected' } },
    ],
    answer: { status: 'rejected' },
  }),
  operator({
    about: 'GetCompositeSchedule',
    title: 'accepted',
    command: { kind: 'get-composite-schedule', connectorNumber: 1, durationS: 60, rateUnit: 'A' },
    calls: [
      {
        action: 'GetCompositeSchedule',
        request: { connectorId: 1, duration: 60, chargingRateUnit: 'A' },
        response: { status: 'Accepted', connectorId: 1 },
      },
    ],
    answer: { status: 'accepted', result: { connectorId: 1 } },
  }),
  operator({
    about: 'RemoteStartTransaction',
    title: 'accepted',
    command: { kind: 'remote-start', idToken: { idToken: 'CARD1' }, connectorNumber: 1, remoteStartId: 3 },
    calls: [
      {
        action: 'RemoteStartTransaction',
        request: { idTag: 'CARD1', connectorId: 1 },
        response: { status: 'Accepted' },
      },
    ],
    answer: { status: 'accepted' },
  }),
  operator({
    about: 'RemoteStartTransaction',
    title: 'refused',
    command: { kind: 'remote-start', idToken: { idToken: 'CARD1' }, connectorNumber: 1, remoteStartId: 3 },
    calls: [
      {
        action: 'RemoteStartTransaction',
        request: { idTag: 'CARD1', connectorId: 1 },
        response: { status: 'Rejected' },
      },
    ],
    answer: { status: 'rejected' },
  }),
  operator({
    about: 'RemoteStopTransaction',
    title: 'accepted',
    command: { kind: 'remote-stop', transactionId: '7001' },
    calls: [{ action: 'RemoteStopTransaction', request: { transactionId: 7001 }, response: { status: 'Accepted' } }],
    answer: { status: 'accepted' },
  }),
  operator({
    about: 'RemoteStopTransaction',
    title: 'refused',
    command: { kind: 'remote-stop', transactionId: '7001' },
    calls: [{ action: 'RemoteStopTransaction', request: { transactionId: 7001 }, response: { status: 'Rejected' } }],
    answer: { status: 'rejected' },
  }),
  operator({
    about: 'Reset',
    title: 'accepted',
    command: { kind: 'reset', mode: 'soft' },
    calls: [{ action: 'Reset', request: { type: 'Soft' }, response: { status: 'Accepted' } }],
    answer: { status: 'accepted' },
  }),
  operator({
    about: 'Reset',
    title: 'refused',
    command: { kind: 'reset', mode: 'soft' },
    calls: [{ action: 'Reset', request: { type: 'Soft' }, response: { status: 'Rejected' } }],
    answer: { status: 'rejected' },
  }),
  operator({
    about: 'TriggerMessage',
    title: 'accepted',
    command: { kind: 'trigger', message: 'meter', connectorNumber: 1 },
    calls: [
      {
        action: 'TriggerMessage',
        request: { requestedMessage: 'MeterValues', connectorId: 1 },
        response: { status: 'Accepted' },
      },
    ],
    answer: { status: 'accepted' },
  }),
  operator({
    about: 'TriggerMessage',
    title: 'refused',
    command: { kind: 'trigger', message: 'meter', connectorNumber: 1 },
    calls: [
      {
        action: 'TriggerMessage',
        request: { requestedMessage: 'MeterValues', connectorId: 1 },
        response: { status: 'Rejected' },
      },
    ],
    answer: { status: 'rejected' },
  }),
  operator({
    about: 'UnlockConnector',
    title: 'unlocked',
    command: { kind: 'unlock-connector', connectorNumber: 1 },
    calls: [{ action: 'UnlockConnector', request: { connectorId: 1 }, response: { status: 'Unlocked' } }],
    answer: { status: 'accepted', detail: 'Unlocked' },
  }),
  operator({
    about: 'UnlockConnector',
    title: 'failed',
    command: { kind: 'unlock-connector', connectorNumber: 1 },
    calls: [{ action: 'UnlockConnector', request: { connectorId: 1 }, response: { status: 'UnlockFailed' } }],
    answer: { status: 'rejected', detail: 'UnlockFailed' },
  }),
];
