import type { ServerOptions } from 'node:http';
import type { Bounds } from './ports.ts';

/** What a site may tune. Each value carries the reason why it is not larger or smaller. */
export const DEFAULT_BOUNDS: Bounds = {
  // A hung password check must not hold a socket; stations wait 10 s or more for the upgrade.
  authenticateMs: 5_000,
  // A mute charger delays the next safety command by this much. The library's 30 s would be 30 s of overload.
  callTimeoutMs: 5_000,
  // NAT tables of mobile networks forget idle flows after 60 s or more; two missed pongs are noticed within a minute.
  pingIntervalMs: 30_000,
  // With one second to close and register, a half-open socket gives way within the promised 5 s.
  duplicateProbeMs: 4_000,
  // Liveness comes from pings; heartbeats only set the station's clock. 10,000 stations make 33 messages a second.
  heartbeatIntervalS: 300,
  // The control loop believes a reading for 30 s.
  meterValueIntervalS: 10,
  // The largest honest message seen is a 32 kB NotifyReport.
  maxPayloadBytes: 128 * 1024,
  // A peer that does not read its answers: 1 MB is some 10,000 of them.
  maxBufferedBytes: 1024 * 1024,
  // Handlers of one station at a time; beyond it TCP slows the station down.
  maxInFlightPerStation: 16,
  // Limits and shares coalesce per connector, so 64 holds 8 connectors, their probes and an operator's calls.
  maxMailboxPerStation: 64,
  // 10,000 handshakes at once stall the event loop for 5 s, 200 at a time for 0.24 s.
  maxHandshakesInFlight: 200,
  // A wrong cable or a port scanner; an honest station sends none.
  maxBadFrames: 10,
};

/** What nobody tunes. */
export const GATEWAY = {
  // A city of 10,000 stations that comes back at once, twice over.
  maxHandshakesWaiting: 20_000,
  // At 0.3 ms each, less than a tick takes; between them stations are answered and limits leave.
  maxHandshakesPerTurn: 32,
  // By then the station has given up and comes again.
  maxHandshakeWaitMs: 20_000,
  // Long enough to spread a storm, short against a lease.
  retryAfterS: 10,
  // No station fragments an honest message more than a few times.
  maxFragments: 64,
  // Enough for the close handshake over a mobile network; then the socket is destroyed.
  closeGraceMs: 2_000,
  // `heard` serves "silent for more than 30 s".
  heardIntervalMs: 10_000,
  // A retransmit follows its original at once or after one call timeout; more would cost memory at 10,000 stations.
  maxCachedAnswers: 8,
  // Slow answers come within 30 s: six timeouts of 5 s, and two to spare.
  maxLateCalls: 8,
  // Attacks before a login must not flood the audit.
  securityEventIntervalMs: 1_000,
} as const;

/**
 * For `http.createServer` of the server that stations connect to: sockets that trickle their request, or send nothing,
 * are closed within 12 s (Node's own defaults: 60 s and a check every 30 s).
 */
export const STATION_SERVER_OPTIONS = {
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
  noDelay: true,
} as const satisfies ServerOptions;
