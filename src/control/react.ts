import { isConfigured } from '../../dispatch/index.ts';
import type { ConnectorId, StationEvent } from '../../ocpp/index.ts';
import { readingPoint } from '../telemetry/index.ts';
import type { ControlDeps } from './control-deps.ts';
import type { Change } from './control-state.ts';

type ReactDeps = Pick<ControlDeps, 'baseLoads' | 'estimates' | 'telemetry' | 'saveGoal' | 'saveConfigured' | 'log'>;

/** What one connector's change means for the world outside the records. */
export function react(event: StationEvent, { before, after }: Change, deps: ReactDeps): void {
  const { connectorId } = after;
  const { baseLoads, estimates, telemetry, saveGoal, saveConfigured, log } = deps;
  if (event.kind === 'reading') telemetry.write(readingPoint(event));
  // A mean over the time before would make the base load of now too small.
  const isOfNow = event.kind === 'reading' && !event.historic && !event.flags.includes('power-from-register');
  if (isOfNow && event.powerKw !== undefined) {
    baseLoads.reading(connectorId, { atMs: event.atMs, takenAtMs: event.takenAtMs, powerKw: event.powerKw });
  }
  if (before.session !== undefined && after.session?.sessionId !== before.session.sessionId)
    estimates.ended(before, event.atMs);
  if (before.session !== undefined && after.session === undefined)
    // When it really ended does not matter: no power frees nothing.
    baseLoads.reading(connectorId, { atMs: event.atMs, takenAtMs: event.atMs, powerKw: 0 });
  if (event.kind === 'charging-needs' && after.session !== undefined)
    saveGoal(after.session.sessionId, after.session.goal);
  if (event.kind === 'failsafe-answered' && !isConfigured(before.account) && isConfigured(after.account)) {
    saveConfigured(event.stationId, numberOf(connectorId), after.account.failsafeKw);
  }
  if (event.kind === 'limit-answered' && event.outcome !== 'accepted' && event.outcome !== 'not-sent') {
    const detail = event.detail === undefined ? '' : `: ${event.detail}`;
    log({
      level: 'warn',
      stationId: event.stationId,
      message: `${connectorId}: limit ${event.commandId} ${event.outcome}${detail}`,
    });
  }
}

function numberOf(connectorId: ConnectorId): number {
  return Number(connectorId.slice(connectorId.lastIndexOf('/') + 1));
}
