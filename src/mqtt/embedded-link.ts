import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { mqttBounds } from './bounds.ts';
import type { Link, LinkEvents } from './link.ts';
import { createPacketGuard } from './packet-guard.ts';
import { nodeOfMeterTopic, sourceOfHeartbeatTopic, TOPIC_ROOT } from './topics.ts';

/**
 * The broker inside this process, for a site without one (MQTT 3.1.1). It asks for no password; so it listens on this machine only unless told
 * otherwise. Clients may talk to each other, but only this process states anything below `headroom/v1/`, besides meters and sources of limits.
 */
export async function startEmbeddedBroker(
  address: { readonly host: string; readonly port: number },
  { filters, ...events }: LinkEvents & { readonly filters: readonly string[] },
): Promise<Link> {
  const sockets = new Set<Socket>();
  let lastError: string | undefined;
  let listening = false;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  let url = `mqtt://${address.host}:${address.port}`;

  const broker = await Aedes.createBroker({
    maxTopicLevels: mqttBounds.topicLevels,
    connectTimeout: mqttBounds.connectTimeoutMs,
    preConnect: (_client, packet, done) => {
      // A session that outlives its connection would queue messages in memory without a bound.
      packet.clean = true;
      done(null, true);
    },
    authorizePublish: (client, packet, done) => {
      // `client` is null when this process publishes; only it states anything below our root.
      const isOurs = client === null;
      const forged = !isOurs && packet.topic.startsWith(TOPIC_ROOT) && !isForClients(packet.topic);
      // A client's retained message would cost memory for ever, and be replayed as if it were news.
      if (!isOurs) packet.retain = false;
      done(forged ? new Error(`a client may not publish on ${packet.topic.slice(0, 120)}`) : null);
    },
  });
  for (const filter of filters) {
    await new Promise<void>((resolve) => {
      broker.subscribe(
        filter,
        (packet, done) => {
          events.onMessage({ topic: packet.topic, payload: Buffer.from(packet.payload), retained: packet.retain });
          done();
        },
        resolve,
      );
    });
  }
  // Misbehaving clients are dropped by the broker itself; without a listener their errors would end the process.
  for (const event of ['clientError', 'connectionError'] as const) {
    broker.on(event, (_client, error) => events.onTrouble(`${url}: a client was dropped: ${error.message}`));
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // The guard passes on what it has seen; a socket error ends both.
    const guarded = createPacketGuard(socket, mqttBounds.packetBytes);
    broker.handle(guarded);
  });
  server.maxConnections = mqttBounds.brokerClients;

  /** Resolves when it listens or has failed for the first time; it goes on trying. */
  const listen = (): Promise<void> =>
    new Promise((resolve) => {
      const onError = (error: Error): void => {
        if (lastError !== error.message) events.onTrouble(`${url}: ${error.message}`);
        lastError = error.message;
        if (!closed) retry = setTimeout(() => void listen(), mqttBounds.retryMs);
        resolve();
      };
      server.once('error', onError);
      server.listen(address.port, address.host, () => {
        server.removeListener('error', onError);
        server.on('error', (error) => events.onTrouble(`${url}: ${error.message}`));
        listening = true;
        lastError = undefined;
        url = `mqtt://${address.host}:${portOf(server)}`;
        events.onConnected();
        resolve();
      });
    });
  await listen();

  return {
    publish(topic, payload) {
      broker.publish({ cmd: 'publish', topic, payload, qos: 0, retain: true, dup: false }, (error) => {
        if (error) events.onTrouble(`${url}: ${error.message}`);
      });
      return true;
    },
    state: () => ({ connected: listening, url, ...(lastError === undefined ? {} : { lastError }) }),
    close: async () => {
      closed = true;
      listening = false;
      clearTimeout(retry);
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function isForClients(topic: string): boolean {
  return nodeOfMeterTopic(topic) !== undefined || sourceOfHeartbeatTopic(topic) !== undefined;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
