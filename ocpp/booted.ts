import { accept, heartbeatIntervalS } from './acceptance.ts';
import type { Connection } from './adapter.ts';
import { printable } from './guards.ts';
import type { ResponseV16 } from './protocol/index.ts';
import { learnModel } from './smart-charging/index.ts';

/** What a BootNotification says, in the words of all versions. */
export type Boot = {
  readonly vendor: string;
  readonly model: string;
  readonly firmware: string | undefined;
  readonly serialNumber: string | undefined;
  /** The station's own word; 1.6 has none. */
  readonly reason: string | undefined;
  /** It was asked for, so it is no reboot. */
  readonly isTriggered: boolean;
};

/**
 * 1.6 section 4.2, 2.0.1 B01. A known station is always accepted; what it may draw is the ledger's business. Texts are made safe to store and show.
 * The interval is that of the heartbeat.
 */
export function noteBoot(connection: Connection, boot: Boot): ResponseV16<'BootNotification'> {
  const { known, stationId, deps, emit } = connection;
  const nowMs = deps.clock.nowMs();
  const vendor = printable(boot.vendor);
  const model = printable(boot.model);
  const firmware = boot.firmware === undefined ? undefined : printable(boot.firmware);
  if (!boot.isTriggered) forgetProbes(connection);
  known.vendor = vendor;
  known.model = model;
  if (firmware !== undefined) known.firmware = firmware;
  learnModel(connection);
  accept(connection, { byBoot: true });
  emit({
    kind: 'booted',
    stationId,
    atMs: nowMs,
    vendor,
    model,
    ...(boot.serialNumber === undefined ? {} : { serialNumber: printable(boot.serialNumber) }),
    ...(firmware === undefined ? {} : { firmware }),
    ...(boot.reason === undefined ? {} : { reason: boot.reason }),
  });
  return { status: 'Accepted', currentTime: new Date(nowMs).toISOString(), interval: heartbeatIntervalS(deps) };
}

/** After a reboot the firmware may be another. */
function forgetProbes({ known }: Connection): void {
  delete known.allowedRateUnits;
  delete known.maxStackLevel;
  delete known.maxPeriods;
  delete known.ladder;
  delete known.unknownActions;
  delete known.shareStep;
  delete known.supportsOfflineDuration;
}
