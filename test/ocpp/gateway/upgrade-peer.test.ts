import { expect, test } from 'vitest';
import { clientAddress } from '../../../ocpp/gateway/upgrade-peer.ts';

const trustedProxies: ReadonlySet<string> = new Set(['10.0.0.1', '10.0.0.2']);

test.each([
  ['no proxy', '192.0.2.1', undefined, '192.0.2.1'],
  ['a stranger who says who he is', '192.0.2.1', '198.51.100.9', '192.0.2.1'],
  ['a proxy', '10.0.0.1', '198.51.100.9', '198.51.100.9'],
  ['IPv4 in IPv6', '::ffff:10.0.0.1', '::ffff:198.51.100.9', '198.51.100.9'],
  ['two proxies', '10.0.0.1', '198.51.100.9, 10.0.0.2', '198.51.100.9'],
  ['what a client wrote before it', '10.0.0.1', '203.0.113.7, 198.51.100.9', '198.51.100.9'],
  ['a proxy that says nothing', '10.0.0.1', undefined, '10.0.0.1'],
  ['a proxy that says nonsense', '10.0.0.1', '<script>', '10.0.0.1'],
  ['a header twice', '10.0.0.1', ['203.0.113.7', '198.51.100.9'], '198.51.100.9'],
  ['a socket that is gone', undefined, undefined, 'unknown'],
] as const)('%s', (_what, socketAddress, forwardedFor, address) => {
  expect(clientAddress({ socketAddress, forwardedFor, trustedProxies })).toBe(address);
});
