import type { CommandAnswer, StationEvent } from '../../../ocpp/index.ts';
import type { CommandTarget, TargetState } from '../../store/index.ts';
import { fleetBounds as bounds } from './bounds.ts';
import type { FleetCommand, FleetKind } from './order.ts';

/** What follows after a station has said yes, and how long it may take. */
export type Followup = { readonly events: 'firmware' | 'log' | 'report'; readonly maximumMs: number };
export type Step = Pick<CommandTarget, 'state' | 'detail' | 'result'>;

/** What a command begins, which ends later; undefined = its answer is the end. */
export function followupOf(command: FleetCommand, nowMs: number): Followup | undefined {
  switch (command.kind) {
    case 'update-firmware': {
      const dueMs = Math.max(nowMs, command.retrieveAtMs, command.installAtMs ?? 0);
      return { events: 'firmware', maximumMs: dueMs - nowMs + bounds.firmwareMs };
    }
    case 'get-log':
      return { events: 'log', maximumMs: bounds.logMs };
    default:
      return undefined;
  }
}

/** A report that the answer announces: `{ requestId }`, as its parts repeat it. */
export function announcedReport(kind: FleetKind, answer: CommandAnswer): { readonly requestId: number } | undefined {
  if (kind !== 'read-settings' || answer.status !== 'accepted') return undefined;
  const { requestId } = (answer.result ?? {}) as { readonly requestId?: unknown };
  return typeof requestId === 'number' ? { requestId } : undefined;
}

const ANSWERED: Readonly<Record<CommandAnswer['status'], TargetState>> = {
  accepted: 'accepted',
  scheduled: 'scheduled',
  rejected: 'rejected',
  unsupported: 'unsupported',
  unanswered: 'unanswered',
  'not-sent': 'not-sent',
};

export function answered({ status, detail, result }: CommandAnswer): Step {
  return {
    state: ANSWERED[status],
    ...(detail === undefined ? {} : { detail: detail.slice(0, bounds.detailCharacters) }),
    ...(result === undefined ? {} : { result }),
  };
}

/** Ends that speak against sending it to the next station. */
export function isFailure(state: TargetState): boolean {
  return state === 'rejected' || state === 'unsupported' || state === 'unanswered' || state === 'failed';
}

const ENDS: ReadonlySet<TargetState> = new Set([
  'rejected',
  'unsupported',
  'unanswered',
  'not-sent',
  'done',
  'failed',
  'interrupted',
]);

/** Whether nothing more will come. A yes is the end, unless work follows it. */
export function isFinal(state: TargetState, hasFollowup: boolean): boolean {
  return ENDS.has(state) || (!hasFollowup && (state === 'accepted' || state === 'scheduled'));
}

/** Words of FirmwareStatus (1.6, 2.x) and of log uploads that end the work; others are on the way. */
const DONE: ReadonlySet<string> = new Set(['Installed', 'Uploaded']);
const FAILED: ReadonlySet<string> = new Set([
  'DownloadFailed',
  'InstallationFailed',
  'InstallVerificationFailed',
  'InvalidSignature',
  'UploadFailed',
  'UploadFailure',
  'BadMessage',
  'NotSupportedOperation',
  'PermissionDenied',
  'AcceptedCanceled',
]);

/** What a report of progress means for the one who waits for it; undefined = nothing. */
export function workStep(event: Extract<StationEvent, { kind: 'work' }>, events: Followup['events']): Step | undefined {
  const isMine =
    events === 'firmware' ? event.work === 'firmware' : event.work === 'log' || event.work === 'diagnostics';
  // `Idle` answers a trigger; it says that nothing is under way, not how it ended.
  if (!isMine || events === 'report' || event.status === 'Idle') return undefined;
  const detail = event.status.slice(0, bounds.detailCharacters);
  if (DONE.has(event.status)) return { state: 'done', detail };
  return { state: FAILED.has(event.status) ? 'failed' : 'working', detail };
}
