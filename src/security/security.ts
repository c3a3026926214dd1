import type {
  CentralSystemDeps,
  Clock,
  CommandAnswer,
  LogEntry,
  StationCommand,
  StationEvent,
} from '../../ocpp/index.ts';
import type { SecurityEventStore, StationRecord } from '../store/index.ts';
import { createBadFrameQuarantine } from './bad-frame-quarantine.ts';
import { securityBounds } from './bounds.ts';
import { createCertificateAuthority } from './certificate-authority.ts';
import { CertificateDesk } from './certificate-desk.ts';
import { LoginGuard } from './login-guard.ts';
import { type ReconnectBlock, Reconnects } from './reconnects.ts';
import { createSecurityLog, type SecurityLog } from './security-log.ts';

export type SecurityDeps = {
  readonly store: SecurityEventStore;
  readonly clock: Clock;
  /** Wall clock, for what is bound to sockets: lockout and reconnects. */
  readonly realNowMs: () => number;
  readonly randomBytes: (count: number) => Buffer;
  /** PEM; absent = no certificate is signed. */
  readonly stationCa?: { readonly certPem: string; readonly keyPem: string };
  readonly records: () => readonly StationRecord[];
  readonly command: (stationId: string, command: StationCommand) => Promise<CommandAnswer>;
  readonly isConnected: (stationId: string) => boolean;
  readonly quarantine: (stationId: string, reason: string) => void;
  /** For the alarms. */
  readonly post: (event: Extract<StationEvent, { kind: 'security' }>) => void;
  readonly log: (entry: LogEntry) => void;
};

/** Everything that watches over who connects and what they do, in one place of the process. */
export type Security = {
  readonly guard: LoginGuard;
  readonly events: SecurityLog;
  /** Something that was found out about a station, or about somebody who claims to be one. */
  report(event: { readonly stationId: string; readonly type: string; readonly detail: string }): void;
  /** Every event of the central system. */
  note(event: StationEvent): void;
  blockedMs(stationId: string): number;
  blocks(): readonly ReconnectBlock[];
  lift(stationId: string): boolean;
  readonly signCertificate: CentralSystemDeps['signCertificate'];
  /** The daily look at certificates. */
  start(): void;
  close(): Promise<void>;
};

/** In the record, but no alarm: one wrong login, and what went well. */
const QUIET: ReadonlySet<string> = new Set(['login-failed', 'certificate-issued', 'password-rotated']);
/** Reports that anyone can cause before a login raise an alarm at most this often. */
const ALARM_INTERVAL_MS = 1_000;

/** Throws an Error when certificate and key of the authority do not fit. */
export function createSecurity(deps: SecurityDeps): Security {
  const { store, clock, realNowMs, log, post } = deps;
  const events = createSecurityLog({ store, log });
  const badFrames = createBadFrameQuarantine(deps.quarantine);
  let alarmedAtMs = -Infinity;

  const report: Security['report'] = ({ stationId, type, detail }) => {
    const event = { kind: 'security', stationId, atMs: clock.nowMs(), type, detail } as const;
    events.note(event);
    if (QUIET.has(type) || Math.abs(realNowMs() - alarmedAtMs) < ALARM_INTERVAL_MS) return;
    alarmedAtMs = realNowMs();
    log({ level: 'warn', stationId, message: `${type}: ${stationId}: ${detail}` });
    post(event);
  };

  const { windowMs } = securityBounds.login;
  const guard = new LoginGuard({
    nowMs: realNowMs,
    bounds: securityBounds.login,
    onFailure: ({ address, stationId }) => report({ stationId, type: 'login-failed', detail: `from ${address}` }),
    onLocked: ({ address, stationId }, failureCount) =>
      report({
        stationId,
        type: 'login-lockout',
        detail: `${failureCount} wrong logins from ${address} within ${windowMs / 1_000} s; it waits until they are over`,
      }),
  });
  const reconnects = new Reconnects({
    nowMs: realNowMs,
    bounds: securityBounds.reconnects,
    onBlocked: ({ stationId }) => {
      const { maxPerHour, blockMs } = securityBounds.reconnects;
      const detail = `more than ${maxPerHour} reconnects within an hour; kept out for ${blockMs / 60_000} minutes once it goes`;
      report({ stationId, type: 'reconnect-block', detail });
    },
  });
  const desk = deps.stationCa === undefined ? undefined : openDesk(deps, deps.stationCa, report);

  return {
    guard,
    events,
    report,
    note: (event) => {
      if (event.kind === 'security' || event.kind === 'security-event') events.note(event);
      if (event.kind === 'connected') reconnects.connected(event.stationId);
      badFrames.note(event);
    },
    blockedMs: (stationId) => reconnects.blockedMs(stationId),
    blocks: () => reconnects.blocks(),
    lift: (stationId) => reconnects.lift(stationId),
    signCertificate: desk === undefined ? undefined : (request) => desk.request(request),
    start: () => desk?.start(),
    close: async () => {
      desk?.stop();
      await events.settled();
    },
  };
}

function openDesk(
  deps: SecurityDeps,
  stationCa: { readonly certPem: string; readonly keyPem: string },
  report: Security['report'],
): CertificateDesk {
  const { clock, randomBytes, command, isConnected, records, log } = deps;
  const authority = createCertificateAuthority({ ...stationCa, nowMs: () => clock.nowMs(), randomBytes });
  return new CertificateDesk({ authority, clock, command, isConnected, records, report, log });
}
