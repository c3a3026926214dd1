import type { CommandAnswer, ConnectorId, StationCommand } from '../../../ocpp/index.ts';
import type { Control } from '../../control/view.ts';
import type { CommandRecord, CommandTarget, Store } from '../../store/index.ts';
import type { FleetCommand, Recipient } from './order.ts';
import { isFinal } from './progress.ts';
import type { Staging } from './staging.ts';

export function targetsOf(recipients: readonly Recipient[], staging: Staging, atMs: number): readonly CommandTarget[] {
  const waveOf = staging.waveSizes.flatMap((size, wave) => Array.from({ length: size }, () => wave));
  return recipients.map((recipient, position) => ({
    position,
    ...recipient,
    wave: waveOf[position] ?? 0,
    state: 'queued',
    changedAtMs: atMs,
  }));
}

/** What one recipient gets: the command with its own connector, transaction and numbers. */
export function commandFor(
  command: FleetCommand,
  { connectorNumber, transactionId }: CommandTarget,
  requestId: number,
): StationCommand {
  switch (command.kind) {
    case 'update-firmware':
    case 'get-log':
      return { ...command, requestId };
    case 'remote-start':
      return { ...command, remoteStartId: requestId, ...(connectorNumber === undefined ? {} : { connectorNumber }) };
    case 'remote-stop':
      return { kind: 'remote-stop', transactionId: transactionId ?? '' };
    case 'unlock-connector':
    case 'get-composite-schedule':
      return { ...command, connectorNumber: connectorNumber ?? 0 };
    case 'reset':
    case 'change-availability':
    case 'trigger':
      return { ...command, ...(connectorNumber === undefined ? {} : { connectorNumber }) };
    default:
      return command;
  }
}

/** The control loop has taken connectors out of service and counts on it; it puts them back itself when they obey. */
export function refusedByControl(
  { kind }: FleetCommand,
  { stationId, connectorNumber }: CommandTarget,
  {
    control,
    isOutOfService,
  }: {
    readonly control: Pick<Control, 'view'>;
    readonly isOutOfService: (connectorId: ConnectorId) => boolean;
  },
): CommandAnswer | undefined {
  if (kind !== 'change-availability') return undefined;
  const held = control
    .view()
    .connectors.filter((one) => one.stationId === stationId)
    .map(({ connectorId }) => connectorId)
    .filter((id) => connectorNumber === undefined || id === `${stationId}/${connectorNumber}`)
    .find(isOutOfService);
  if (held === undefined) return undefined;
  const detail = `${held} is out of service because it does not obey; it comes back when it does, or quarantine the station`;
  return { status: 'not-sent', detail };
}

/** Those without an end are marked, page by page. */
export async function interruptTargets(store: Store, { id, kind }: CommandRecord, atMs: number): Promise<void> {
  const hasFollowup = kind === 'update-firmware' || kind === 'get-log';
  for (let after = -1; ;) {
    const page = await store.commands.targets({ id, after, limit: 1000 });
    const last = page.at(-1);
    if (last === undefined) return;
    const marked = page.filter(({ state }) => !isFinal(state, hasFollowup));
    await store.commands.putTargets(
      id,
      marked.map((target) => ({ ...target, state: 'interrupted', changedAtMs: atMs, detail: `was ${target.state}` })),
    );
    after = last.position;
  }
}
