import { createServer, type Server } from 'node:https';
import { STATION_SERVER_OPTIONS } from '../../ocpp/index.ts';

/** What a listener for stations over TLS needs, as PEM. */
export type StationTlsOptions = {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  /** Whose certificates stations may have (security profile 3); absent = none is asked for. */
  readonly clientCa?: string | Buffer;
  /** 0 = any free port. */
  readonly port: number;
};

/** An honest handshake over a mobile network takes 3 s; Node's own limit is 120 s. */
const HANDSHAKE_TIMEOUT_MS = 10_000;
/**
 * TLS 1.3's, and of 1.2 those that OCPP asks for (2.0.1 A00.FR.315 and 318) with what gives forward secrecy first. The two with RSA key
 * exchange are what old stations have; they stand last.
 */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_AES_128_GCM_SHA256',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
].join(':');

/**
 * An https server for stations alone: whoever asks for anything but a websocket gets 404. It never refuses a certificate by itself, because a
 * station of profile 2 may offer one of its maker: the login decides, and can say why. Throws when certificate and key do not fit.
 */
export function createTlsListener(
  options: Omit<StationTlsOptions, 'port'>,
  { onHandshakeError }: { readonly onHandshakeError: (error: Error, remoteAddress: string) => void },
): Server {
  const { cert, key, clientCa } = options;
  const server = createServer(
    {
      ...STATION_SERVER_OPTIONS,
      cert,
      key,
      ...(clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: false }),
      minVersion: 'TLSv1.2',
      ciphers: CIPHERS,
      honorCipherOrder: true,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    },
    (_request, response) => void response.writeHead(404, { 'Content-Length': 0 }).end(),
  );
  server.on('tlsClientError', (error, socket) => {
    onHandshakeError(error, socket.remoteAddress ?? 'unknown');
    socket.destroy();
  });
  return server;
}
