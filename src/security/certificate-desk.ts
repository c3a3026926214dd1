import type { CertificateRequest, Clock, CommandAnswer, LogEntry, StationCommand } from '../../ocpp/index.ts';
import type { StationRecord } from '../store/index.ts';
import { securityBounds } from './bounds.ts';
import type { CertificateAuthority } from './certificate-authority.ts';
import { RecentMap } from './recent-map.ts';

export type CertificateDeskDeps = {
  readonly authority: CertificateAuthority;
  readonly clock: Clock;
  readonly command: (stationId: string, command: StationCommand) => Promise<CommandAnswer>;
  readonly isConnected: (stationId: string) => boolean;
  readonly records: () => readonly StationRecord[];
  readonly report: (event: { readonly stationId: string; readonly type: string; readonly detail: string }) => void;
  readonly log: (entry: LogEntry) => void;
};

/**
 * Where stations get their certificates: takes requests (A02), sends what was signed, and asks those whose certificate ends soon to make a new
 * request (A02 for a renewal: the station is triggered). Bounded per station and in all.
 */
export class CertificateDesk {
  readonly #its: CertificateDeskDeps;
  readonly #stations = new RecentMap<{ count: number; sinceMs: number }>(securityBounds.certificates.maxStations);
  readonly #all = { count: 0, sinceMs: -Infinity };
  #cancelLook: () => void = () => {};

  constructor(its: CertificateDeskDeps) {
    this.#its = its;
  }

  /** Whether the request will be signed; then the certificate is on its way. For `CentralSystemDeps.signCertificate`. */
  async request({ stationId, csrPem, requestId }: CertificateRequest): Promise<boolean> {
    const { authority, clock, report } = this.#its;
    const { maxPerStation, maxInWindow, deliverAfterMs, maxCsrLength } = securityBounds.certificates;
    const station = this.#stations.touch(stationId, () => ({ count: 0, sinceMs: -Infinity }));
    if (this.#isOver(station, maxPerStation) || this.#isOver(this.#all, maxInWindow)) {
      report({ stationId, type: 'certificate-refused', detail: 'too many requests' });
      return false;
    }
    const signed = authority.sign(csrPem.slice(0, maxCsrLength + 1), stationId);
    if ('refused' in signed) {
      report({ stationId, type: 'certificate-refused', detail: `the request ${signed.refused}` });
      return false;
    }
    const { chainPem, serialNumber, validUntilMs } = signed;
    clock.after(deliverAfterMs, () => {
      void this.#deliver(stationId, { chainPem, ...(requestId === undefined ? {} : { requestId }) });
    });
    const detail = `number ${serialNumber}, until ${new Date(validUntilMs).toISOString()}`;
    report({ stationId, type: 'certificate-issued', detail });
    return true;
  }

  /** Looks at the certificates now, and then once a day. */
  start(): void {
    this.#cancelLook();
    this.#cancelLook = this.#its.clock.after(securityBounds.certificates.lookEveryMs, () => this.start());
    void this.renew();
  }

  stop(): void {
    this.#cancelLook();
  }

  /** Asks each connected station whose certificate ends within 30 days for a new request, one after the other. */
  async renew(): Promise<void> {
    const { clock, records, isConnected, command, log } = this.#its;
    const byMs = clock.nowMs() + securityBounds.certificates.renewBeforeMs;
    const due = records().filter(({ certificate }) => certificate !== undefined && certificate.validUntilMs < byMs);
    for (const { stationId } of due) {
      if (!isConnected(stationId)) continue;
      const { status, detail } = await command(stationId, { kind: 'trigger', message: 'sign-certificate' });
      const answer = detail === undefined ? status : `${status}, ${detail}`;
      log({
        level: 'info',
        stationId,
        message: `${stationId}: its certificate ends soon; asked for a new request: ${answer}`,
      });
    }
  }

  async #deliver(stationId: string, signed: { readonly chainPem: string; readonly requestId?: number }): Promise<void> {
    const { status, detail } = await this.#its.command(stationId, {
      kind: 'certificate-signed',
      use: 'station',
      ...signed,
    });
    if (status === 'accepted') return;
    const answer = detail === undefined ? status : `${status}, ${detail}`;
    this.#its.report({ stationId, type: 'certificate-not-taken', detail: `CertificateSigned: ${answer}` });
  }

  #isOver(counter: { count: number; sinceMs: number }, max: number): boolean {
    const nowMs = this.#its.clock.nowMs();
    if (Math.abs(nowMs - counter.sinceMs) >= securityBounds.certificates.windowMs) {
      counter.count = 0;
      counter.sinceMs = nowMs;
    }
    counter.count += 1;
    return counter.count > max;
  }
}
