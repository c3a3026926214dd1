import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { STATION_SERVER_OPTIONS, type CentralSystem } from '../ocpp/index.ts';
import { createTlsListener, type StationTlsOptions } from './security/index.ts';

/** The open ports of one process. */
export type Listeners = {
  /** Of stations, REST and the page. */
  readonly port: number;
  /** Of stations over TLS; absent = there is none. */
  readonly tlsPort?: number;
};

/** The servers of one process, not yet listening, so that they can be closed whatever happens before. */
type Servers = {
  /** Rejects when a port is taken. */
  listen(): Promise<Listeners>;
  /** Cuts what is still connected. */
  close(): Promise<void>;
};

/** REST, page and stations over ws on one port; stations over wss on another. Throws when the TLS files do not fit. */
export function createServers({
  app,
  host,
  port,
  tls,
  onUpgrade,
  onHandshakeError,
}: {
  readonly app: RequestListener;
  readonly host: string;
  readonly port: number;
  readonly tls: StationTlsOptions | undefined;
  readonly onUpgrade: CentralSystem['handleUpgrade'];
  readonly onHandshakeError: (error: Error, remoteAddress: string) => void;
}): Servers {
  const plain = createServer(STATION_SERVER_OPTIONS, app);
  const secure = tls === undefined ? undefined : createTlsListener(tls, { onHandshakeError });
  const all = [plain, secure].filter((server) => server !== undefined);
  for (const server of all) server.on('upgrade', onUpgrade);
  return {
    listen: async () => {
      const opened = await listen(plain, { host, port });
      if (secure === undefined || tls === undefined) return { port: opened };
      return { port: opened, tlsPort: await listen(secure, { host, port: tls.port }) };
    },
    close: async () => {
      await Promise.all(
        all.map((server) => {
          server.closeAllConnections();
          return new Promise<void>((resolve) => server.close(() => resolve()));
        }),
      );
    },
  };
}

/**
 * Connections that wait to be taken up. With Node's 511 most of 10,000 stations that come back at once would be dropped before anybody saw them, and come again
 * after 1, 3, 7, ... seconds. The kernel cuts it to `net.core.somaxconn`.
 */
const BACKLOG = 16_384;

async function listen(server: Server, at: { readonly host: string; readonly port: number }): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: at.port, host: at.host, backlog: BACKLOG }, resolve);
  });
  return (server.address() as AddressInfo).port;
}
