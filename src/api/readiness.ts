import type { z } from 'zod';
import type { Clock } from '../../ocpp/index.ts';
import type { Control } from '../control/view.ts';
import type { SiteBus } from '../mqtt/port.ts';
import type { Store } from '../store/index.ts';
import type { Telemetry } from '../telemetry/port.ts';
import type { ApiBounds } from './bounds.ts';
import type { readySchema } from './schemas.ts';

type Ready = z.output<typeof readySchema>;
type Part = Ready['parts']['store'];

/** Ready = the control loop ticks and the store works. Everything else may be away: it is named, and control goes on. */
export function createReadiness({
  control,
  store,
  telemetry,
  mqtt,
  realClock,
  bounds,
}: {
  readonly control: Control;
  readonly store: Store;
  readonly telemetry: Pick<Telemetry, 'state'>;
  readonly mqtt: Pick<SiteBus, 'state'>;
  readonly realClock: Clock;
  readonly bounds: ApiBounds;
}): { readonly readiness: () => Ready; readonly stop: () => void } {
  // Real time: on the service's own clock a stopped simulation would look fresh for ever.
  let tickedAtMs = realClock.nowMs();
  const stop = control.onTick(() => (tickedAtMs = realClock.nowMs()));

  const readiness = (): Ready => {
    const parts = {
      control: controlPart(control, { ageMs: realClock.nowMs() - tickedAtMs, staleMs: bounds.staleTickMs }),
      store: storePart(store),
      planner: plannerPart(control),
      telemetry: telemetryPart(telemetry),
      mqtt: mqttPart(mqtt),
    };
    const degraded = Object.entries(parts)
      .filter(([, { ok }]) => !ok)
      .map(([name]) => name);
    return { ok: parts.control.ok && parts.store.ok, degraded, parts };
  };
  return { readiness, stop };
}

function controlPart(control: Control, { ageMs, staleMs }: { readonly ageMs: number; readonly staleMs: number }): Part {
  const { count, lastMs, lastError } = control.view().tick;
  if (count === 0) return { ok: false, detail: 'has not ticked yet' };
  if (ageMs > staleMs) return { ok: false, detail: `last tick ${Math.round(ageMs / 1000)} s ago` };
  if (lastError !== undefined)
    return { ok: false, detail: `last tick failed, failsafe shares hold: ${safe(lastError)}` };
  return { ok: true, detail: `tick ${count}, ${Math.round(lastMs)} ms` };
}

function storePart(store: Store): Part {
  const { ok, detail } = store.healthy();
  return { ok, detail: safe(detail ?? 'last write succeeded') };
}

function plannerPart(control: Control): Part {
  const { lastStatus, engine } = control.view().planner;
  const ok = lastStatus === 'none' || lastStatus === 'optimal' || lastStatus === 'feasible';
  return { ok, detail: engine === undefined ? lastStatus : `${lastStatus} (${engine})` };
}

function telemetryPart(telemetry: Pick<Telemetry, 'state'>): Part {
  const { mode, spooledBytes, droppedPoints, lastError } = telemetry.state();
  const trouble = lastError === undefined ? '' : `: ${safe(lastError)}`;
  return {
    ok: mode !== 'waiting',
    detail: `${mode}, ${spooledBytes} bytes spooled, ${droppedPoints} points dropped${trouble}`,
  };
}

function mqttPart(mqtt: Pick<SiteBus, 'state'>): Part {
  const { connected, url, lastError } = mqtt.state();
  const trouble = lastError === undefined ? '' : `: ${lastError}`;
  return { ok: connected, detail: safe(connected ? `connected to ${url}` : `not connected to ${url}${trouble}`) };
}

/** This page needs no key: no credentials of URLs or headers on it. */
function safe(text: string): string {
  return text
    .replaceAll(/\/\/[^/\s@]*@/g, '//')
    .replaceAll(/\b(token|password|authorization|key)\b([=:\s]+)\S+/gi, '$1$2***')
    .slice(0, 300);
}
