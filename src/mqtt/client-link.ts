import { connect, type IClientOptions } from 'mqtt';
import { mqttBounds } from './bounds.ts';
import type { Link, LinkEvents } from './link.ts';

/** A link to a broker of the site, MQTT 5. Never fails to start: while the broker is away it tries again for ever. */
export function connectToBroker(
  url: string,
  { filters, ...events }: LinkEvents & { readonly filters: readonly string[] },
): Link {
  const shownUrl = withoutCredentials(url);
  let lastError: string | undefined;
  let connected = false;

  const options: IClientOptions = {
    protocolVersion: 5,
    clean: true,
    // A broker forgets retained states and subscriptions when it is killed: we bring both again, and queue nothing meanwhile.
    queueQoSZero: false,
    resubscribe: false,
    reconnectPeriod: mqttBounds.retryMs,
    connectTimeout: mqttBounds.connectTimeoutMs,
    keepalive: mqttBounds.keepaliveS,
    // The broker then keeps giants from us; what it must not deliver it drops (MQTT 5, 3.1.2.11.4).
    properties: { maximumPacketSize: mqttBounds.packetBytes },
  };
  const client = connect(url, options);

  function trouble(message: string): void {
    if (lastError !== message) events.onTrouble(`${shownUrl}: ${message}`);
    lastError = message;
  }

  client.on('connect', () => {
    client.subscribe([...filters], { qos: 0 }, (error, granted) => {
      const refused = granted?.some(({ qos }) => qos >= 128) ?? false;
      if (error !== null || refused) {
        trouble(`subscription to ${filters.join(' and ')} refused${error === null ? '' : `: ${error.message}`}`);
        return;
      }
      connected = true;
      lastError = undefined;
      events.onConnected();
    });
  });
  client.on('message', (topic, payload, packet) => events.onMessage({ topic, payload, retained: packet.retain }));
  client.on('close', () => {
    if (connected) trouble('connection lost');
    connected = false;
  });
  client.on('error', (error) => trouble(reasonOf(error)));

  return {
    publish(topic, payload) {
      if (!connected || client.stream.writableLength > mqttBounds.unsentBytes) return false;
      client.publish(topic, payload, { qos: 0, retain: true }, (error) => {
        if (error) trouble(error.message);
      });
      return true;
    },
    state: () => ({ connected, url: shownUrl, ...(lastError === undefined ? {} : { lastError }) }),
    close: async () => {
      connected = false;
      await client.endAsync(true);
    },
  };
}

/** An AggregateError (both addresses of localhost refused) has no message of its own. */
function reasonOf(error: Error & { readonly code?: string | number }): string {
  return error.message === '' ? String(error.code ?? error.name) : error.message;
}

function withoutCredentials(url: string): string {
  const parsed = new URL(url);
  parsed.username = '';
  parsed.password = '';
  return parsed.toString();
}
