import type { IncomingMessage } from 'node:http';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { StationCertificate, StationTls } from '../ports.ts';

/** Who is at the other end of an upgrade: its address, and what TLS has proven of it. */
export type UpgradePeer = { readonly remoteAddress: string; readonly tls?: StationTls };

export function peerOf(request: IncomingMessage, trustedProxies: ReadonlySet<string>): UpgradePeer {
  const { socket } = request;
  const remoteAddress = clientAddress({
    socketAddress: socket.remoteAddress,
    forwardedFor: request.headers['x-forwarded-for'],
    trustedProxies,
  });
  return 'encrypted' in socket ? { remoteAddress, tls: tlsOf(socket as TLSSocket) } : { remoteAddress };
}

/**
 * The address nearest to us that is no trusted proxy. X-Forwarded-For is read from its end, as proxies append: what stands before the first
 * stranger was written by that stranger and is not believed. An IPv4 address is the same behind `::ffff:`.
 */
export function clientAddress({
  socketAddress,
  forwardedFor,
  trustedProxies,
}: {
  readonly socketAddress: string | undefined;
  readonly forwardedFor: string | readonly string[] | undefined;
  readonly trustedProxies: ReadonlySet<string>;
}): string {
  let address = plainAddress(socketAddress ?? 'unknown');
  const hops = [forwardedFor ?? []].flat().join(',').split(',');
  while (trustedProxies.has(address)) {
    const hop = hops.pop()?.trim();
    if (hop === undefined || !ADDRESS.test(hop)) return address;
    address = plainAddress(hop);
  }
  return address;
}

// Enough to keep text out of keys and logs; the longest IPv6 address with a zone has 45 characters and the zone.
const ADDRESS = /^[0-9A-Fa-f.:]{2,45}$/;

function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}

function tlsOf(socket: TLSSocket): StationTls {
  const offered = socket.getPeerCertificate(true);
  if (Object.keys(offered).length === 0) return {};
  if (!socket.authorized) return { certificateProblem: problemOf(socket) };
  return { certificate: certificateOf(offered) };
}

function problemOf(socket: TLSSocket): string {
  // Node sets the code as text where its types say Error.
  const { authorizationError } = socket as { authorizationError?: Error | string };
  return authorizationError instanceof Error ? authorizationError.message : (authorizationError ?? 'not verified');
}

function certificateOf(offered: DetailedPeerCertificate): StationCertificate {
  const commonNames = [offered.subject.CN].flat();
  const dnsNames = [...(offered.subjectaltname ?? '').matchAll(/(?:^|, )DNS:([^,"]+)(?=,|$)/g)].map(([, name]) => name);
  return {
    names: [...commonNames, ...dnsNames].filter((name) => name !== undefined),
    validUntilMs: Date.parse(offered.valid_to),
    serialNumber: offered.serialNumber,
  };
}
