import type { LogEntry } from '../../ocpp/index.ts';
import { mqttBounds } from './bounds.ts';
import { connectToBroker } from './client-link.ts';
import { startEmbeddedBroker } from './embedded-link.ts';
import type { Link, LinkEvents } from './link.ts';
import { readHeartbeatMessage } from './heartbeat-message.ts';
import { readMeterMessage } from './meter-message.ts';
import type { MeterReading, SiteBus } from './port.ts';
import { createThrottledWarnings } from './throttled-warnings.ts';
import { HEARTBEAT_FILTER, METER_FILTER, sourceOfHeartbeatTopic, TOPIC_ROOT } from './topics.ts';

export type SiteBusOptions = {
  /** Broker of the site, `mqtt://` or `mqtts://`. Without it the embedded broker runs at `embedded`. */
  readonly url?: string;
  /** Default: 127.0.0.1, a free port. */
  readonly embedded?: { readonly host: string; readonly port: number };
  /** Nodes that have a meter. */
  readonly nodeIds: Iterable<string>;
  /** Sources of limits that may say over MQTT that they are alive. */
  readonly sourceIds: Iterable<string>;
  readonly nowMs: () => number;
  /** Must not throw. */
  readonly onMeter: (reading: MeterReading) => void;
  /** Must not throw. */
  readonly onHeartbeat: (sourceId: string) => void;
  readonly log: (entry: LogEntry) => void;
};

/**
 * Site meters and heartbeats of sources in, state out. Never fails to start and never waits for a broker: `state()` says whether there is one.
 * Retained messages are never taken for readings: they tell of yesterday. What one meter or source says only goes forward in its own time.
 */
export async function startSiteBus(options: SiteBusOptions): Promise<SiteBus> {
  const { nowMs, log } = options;
  const nodeIds = new Set(options.nodeIds);
  const sourceIds = new Set(options.sourceIds);
  /** By topic: the sender's own time of what was taken last. */
  const lastTakenAtMs = new Map<string, number>();
  /** Latest payload per topic: given to the broker again each time it comes back. */
  const states = new Map<string, string>();
  const warn = createThrottledWarnings({ nowMs, warn: (message) => log({ level: 'warn', message }) });
  let rejectedMessages = 0;
  let link: Link | undefined;

  function reject(topic: string, reason: string): void {
    rejectedMessages += 1;
    warn(topic, `MQTT message on ${JSON.stringify(topic.slice(0, 120))} ignored: ${reason}`);
  }

  /** Whether a message is no older than the one before it; it is then the last one. */
  function isForward(topic: string, word: string, ownAtMs: number): boolean {
    const before = lastTakenAtMs.get(topic);
    // A mark that lies in the future is from before a clock was put back.
    const isMark = before !== undefined && before <= nowMs() + mqttBounds.readingAgeMs;
    if (isMark && ownAtMs < before) {
      reject(topic, `${word} ${before - ownAtMs} ms before the one that was taken last`);
      return false;
    }
    lastTakenAtMs.set(topic, ownAtMs);
    return true;
  }

  function takeMeter(topic: string, payload: Buffer): void {
    const answer = readMeterMessage({ topic, payload, receivedAtMs: nowMs(), nodeIds });
    if ('refused' in answer) reject(topic, answer.refused);
    else if (isForward(topic, 'measured', answer.reading.measuredAtMs)) options.onMeter(answer.reading);
  }

  function takeHeartbeat(topic: string, payload: Buffer): void {
    const answer = readHeartbeatMessage({ topic, payload, receivedAtMs: nowMs(), sourceIds });
    if ('refused' in answer) reject(topic, answer.refused);
    else if (isForward(topic, 'said', answer.heartbeat.saidAtMs)) options.onHeartbeat(answer.heartbeat.sourceId);
  }

  const events: LinkEvents & { readonly filters: readonly string[] } = {
    // A broker may refuse what nobody here needs.
    filters: sourceIds.size === 0 ? [METER_FILTER] : [METER_FILTER, HEARTBEAT_FILTER],
    onMessage: ({ topic, payload, retained }) => {
      if (retained) return;
      if (sourceOfHeartbeatTopic(topic) === undefined) takeMeter(topic, payload);
      else takeHeartbeat(topic, payload);
    },
    onConnected: () => {
      log({ level: 'info', message: `MQTT ${link?.state().url ?? options.url ?? 'embedded broker'}: connected` });
      for (const [topic, payload] of states) link?.publish(topic, payload);
    },
    onTrouble: (message) => warn(message, `MQTT ${message}`),
  };
  link =
    options.url === undefined
      ? await startEmbeddedBroker(options.embedded ?? { host: '127.0.0.1', port: 0 }, events)
      : connectToBroker(options.url, events);
  const open: Link = link;

  return {
    publishState(topicSuffix, payload) {
      const topic = `${TOPIC_ROOT}${topicSuffix}`;
      const text = JSON.stringify(payload);
      if (states.has(topic) || states.size < mqttBounds.stateTopics) states.set(topic, text);
      open.publish(topic, text);
    },
    state: () => ({ ...open.state(), rejectedMessages }),
    close: () => open.close(),
  };
}
