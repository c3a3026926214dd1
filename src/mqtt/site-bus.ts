import type { LogEntry } from '../../ocpp/index.ts';
import { mqttBounds } from './bounds.ts';
import { connectToBroker } from './client-link.ts';
import { startEmbeddedBroker } from './embedded-link.ts';
import type { Link, LinkEvents } from './link.ts';
import { readMeterMessage } from './meter-message.ts';
import type { MeterReading, SiteBus } from './port.ts';
import { createThrottledWarnings } from './throttled-warnings.ts';
import { TOPIC_ROOT } from './topics.ts';

export type SiteBusOptions = {
  /** Broker of the site, `mqtt://` or `mqtts://`. Without it the embedded broker runs at `embedded`. */
  readonly url?: string;
  /** Default: 127.0.0.1, a free port. */
  readonly embedded?: { readonly host: string; readonly port: number };
  /** Nodes that have a meter. */
  readonly nodeIds: Iterable<string>;
  readonly nowMs: () => number;
  /** Must not throw. */
  readonly onMeter: (reading: MeterReading) => void;
  readonly log: (entry: LogEntry) => void;
};

/**
 * Site meters in, state out. Never fails to start and never waits for a broker: `state()` says whether there is one.
 * Retained messages are never taken for readings: they tell of yesterday. Readings of one node only go forward in the meter's time.
 */
export async function startSiteBus(options: SiteBusOptions): Promise<SiteBus> {
  const { nowMs, log } = options;
  const nodeIds = new Set(options.nodeIds);
  const lastMeasuredAtMs = new Map<string, number>();
  /** Latest payload per topic: given to the broker again each time it comes back. */
  const states = new Map<string, string>();
  const warn = createThrottledWarnings({ nowMs, warn: (message) => log({ level: 'warn', message }) });
  let rejectedMessages = 0;
  let link: Link | undefined;

  function reject(topic: string, reason: string): void {
    rejectedMessages += 1;
    warn(topic, `MQTT message on ${JSON.stringify(topic.slice(0, 120))} ignored: ${reason}`);
  }

  const events: LinkEvents = {
    onMessage: ({ topic, payload, retained }) => {
      if (retained) return;
      const answer = readMeterMessage({ topic, payload, receivedAtMs: nowMs(), nodeIds });
      if ('refused' in answer) {
        reject(topic, answer.refused);
        return;
      }
      const { nodeId, measuredAtMs } = answer.reading;
      const before = lastMeasuredAtMs.get(nodeId);
      // A mark that lies in the future is from before a clock was put back.
      const isMark = before !== undefined && before <= nowMs() + mqttBounds.readingAgeMs;
      if (isMark && measuredAtMs < before) {
        reject(topic, `measured ${before - measuredAtMs} ms before the reading that was taken last`);
        return;
      }
      lastMeasuredAtMs.set(nodeId, measuredAtMs);
      options.onMeter(answer.reading);
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
