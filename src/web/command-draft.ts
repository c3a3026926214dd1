import type { FieldErrors } from './envelope-form.ts';
import { numberOf } from './envelope-form.ts';
import type { Permission } from './ui.ts';

/** `station`: as a whole. `connector`: each of the scope. `either`: a connector where one is chosen. `one`: for one car. `session`: all that run. */
type Addressee = 'station' | 'connector' | 'either' | 'one' | 'session';

export const commandKinds = {
  trigger: { addressee: 'either', permission: 'command' },
  reset: { addressee: 'station', permission: 'command' },
  'change-availability': { addressee: 'either', permission: 'command' },
  'unlock-connector': { addressee: 'connector', permission: 'command' },
  'remote-start': { addressee: 'one', permission: 'command' },
  'remote-stop': { addressee: 'session', permission: 'command' },
  'clear-cache': { addressee: 'station', permission: 'command' },
  'read-settings': { addressee: 'station', permission: 'command' },
  'write-settings': { addressee: 'station', permission: 'configure' },
} as const satisfies Record<string, { readonly addressee: Addressee; readonly permission: Permission }>;
export type CommandKind = keyof typeof commandKinds;

export const resetModes = ['soft', 'when-idle', 'hard'] as const;
export const triggerMessages = [
  'status',
  'meter',
  'boot',
  'heartbeat',
  'transaction',
  'firmware-status',
  'log-status',
  'sign-certificate',
] as const;
export const stagings = ['default', 'careful', 'at-once'] as const;
export const waits = ['0', '3600', '86400'] as const;

/** What the form holds, as it was typed. */
export type CommandDraft = {
  readonly kind: CommandKind;
  readonly mode: (typeof resetModes)[number];
  readonly operative: 'yes' | 'no';
  readonly message: (typeof triggerMessages)[number];
  readonly idToken: string;
  readonly settingName: string;
  readonly settingValue: string;
  /** Empty = the station as a whole. */
  readonly connectorId: string;
  readonly reason: string;
  readonly staging: (typeof stagings)[number];
  readonly stopAfterFailures: string;
  /** s */
  readonly wait: (typeof waits)[number];
};

export const FIRST_DRAFT: CommandDraft = {
  // The first choice is one that harms nobody.
  kind: 'trigger',
  mode: 'soft',
  operative: 'yes',
  message: 'status',
  idToken: '',
  settingName: '',
  settingValue: '',
  connectorId: '',
  reason: '',
  staging: 'default',
  stopAfterFailures: '',
  wait: '0',
};

/** Whom the command may be for: what the person has chosen, not what a filter may match a moment later. */
export type Targets = { readonly stationIds: readonly string[]; readonly connectorIds: readonly string[] };

/** As many as one order may name. */
export const MOST_NAMED = 5_000;

/** Whether the choice of a connector makes a difference. */
export function takesConnector(kind: CommandKind): boolean {
  const { addressee } = commandKinds[kind];
  return addressee === 'either' || addressee === 'one' || addressee === 'connector' || addressee === 'session';
}

/** What is missing, by field; the service checks all the rest. */
export function missingIn(draft: CommandDraft, text: string): FieldErrors {
  const needed = [
    ['reason', true],
    ['idToken', draft.kind === 'remote-start'],
    ['settingName', draft.kind === 'write-settings'],
  ] as const;
  return Object.fromEntries(
    needed.flatMap(([name, isNeeded]) => (isNeeded && draft[name].trim() === '' ? [[name, text]] : [])),
  );
}

/** The body of POST /commands. */
export function orderOf(draft: CommandDraft, targets: Targets): object {
  const staging = stagingOf(draft);
  return {
    command: commandOf(draft),
    scope: scopeOf(draft, targets),
    reason: draft.reason.trim(),
    ...(staging === undefined ? {} : { staging }),
    ...(draft.wait === '0' ? {} : { waitForConnectionS: Number(draft.wait) }),
  };
}

function commandOf(draft: CommandDraft): object {
  const { kind } = draft;
  switch (kind) {
    case 'reset':
      return { kind, mode: draft.mode };
    case 'change-availability':
      return { kind, operative: draft.operative === 'yes' };
    case 'trigger':
      return { kind, message: draft.message };
    case 'remote-start':
      return { kind, idToken: { idToken: draft.idToken.trim() } };
    case 'write-settings':
      return { kind, values: [{ name: draft.settingName.trim(), value: draft.settingValue }] };
    default:
      return { kind };
  }
}

function scopeOf({ kind, connectorId }: CommandDraft, { stationIds, connectorIds }: Targets): object {
  if (takesConnector(kind) && connectorId !== '') return { connectorIds: [connectorId] };
  return commandKinds[kind].addressee === 'connector' ? { connectorIds } : { stationIds };
}

/** undefined = as the service does. */
function stagingOf({ staging, stopAfterFailures }: CommandDraft): object | undefined {
  const waves = {
    default: {},
    careful: { waveSizes: [1], wavePercent: 10, waitS: 30 },
    'at-once': { wavePercent: 100 },
  }[staging];
  const failures = numberOf(stopAfterFailures);
  const all = { ...waves, ...(failures === undefined ? {} : { stopAfterFailures: failures }) };
  return Object.keys(all).length === 0 ? undefined : all;
}
