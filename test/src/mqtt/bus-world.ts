import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync, type MqttClient } from 'mqtt';
import { onTestFinished } from 'vitest';
import type { LogEntry } from '../../../ocpp/index.ts';
import { type MeterReading, type SiteBus, startSiteBus, type SiteBusOptions } from '../../../src/mqtt/index.ts';

export type BusWorld = {
  readonly bus: SiteBus;
  readonly readings: MeterReading[];
  readonly heartbeats: string[];
  readonly log: string[];
};

/** A bus for the nodes T1 and F1 that notes what it hears and says. */
export async function startBus(options: Partial<SiteBusOptions>): Promise<BusWorld> {
  const readings: MeterReading[] = [];
  const heartbeats: string[] = [];
  const log: string[] = [];
  const bus = await startSiteBus({
    nodeIds: ['T1', 'F1'],
    sourceIds: ['dso'],
    nowMs: () => Date.now(),
    onHeartbeat: (sourceId) => void heartbeats.push(sourceId),
    onMeter: (reading) => void readings.push(reading),
    log: ({ level, message }: LogEntry) => void log.push(`${level} ${message}`),
    ...options,
  });
  onTestFinished(() => bus.close());
  return { bus, readings, heartbeats, log };
}

/** A meter, an onlooker or a villain. Speaks 3.1.1, as the embedded broker does. */
export async function client(
  url: string,
  options: { readonly clean?: boolean; readonly clientId?: string } = {},
): Promise<MqttClient> {
  const mqtt = await connectAsync(url, { protocolVersion: 4, reconnectPeriod: 100, ...options });
  onTestFinished(() => mqtt.endAsync(true));
  mqtt.on('error', () => undefined);
  return mqtt;
}

/** Waits until it holds, at most 20 s. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (holds()) return;
    await sleep(50);
  }
  throw new Error(`waited 20 s in vain until ${what}`);
}
