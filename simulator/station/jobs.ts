import type { Clock } from '../clock.ts';

export type Work = 'firmware' | 'log' | 'diagnostics';
type Step = { readonly afterMs: number; readonly status: string };

export type Job = {
  readonly work: Work;
  readonly requestId?: number;
  readonly location: string;
  /** Signed firmware: its signature is checked before it is installed. */
  readonly signed?: boolean;
  readonly beginsAtMs?: number;
};

export type JobsDeps = {
  readonly clock: Clock;
  readonly tell: (work: Work, status: string, requestId: number | undefined) => void;
};

/** Simulated times of a transfer of some 10 MB and an installation. */
const UPLOAD: readonly Step[] = [
  { afterMs: 2000, status: 'Uploading' },
  { afterMs: 20_000, status: 'Uploaded' },
];
const FIRMWARE: readonly Step[] = [
  { afterMs: 2000, status: 'Downloading' },
  { afterMs: 30_000, status: 'Downloaded' },
  { afterMs: 35_000, status: 'Installing' },
  { afterMs: 60_000, status: 'Installed' },
];
const SIGNED_FIRMWARE: readonly Step[] = [
  ...FIRMWARE.slice(0, 2),
  { afterMs: 32_000, status: 'SignatureVerified' },
  ...FIRMWARE.slice(2),
];
const TRANSFERS = new Set(['http:', 'https:', 'ftp:', 'ftps:', 'sftp:']);

/** Firmware and logs over simulated time: every status of a real transfer, and no transfer. */
export class Jobs {
  readonly #deps: JobsDeps;
  readonly #cancels = new Map<Work, () => void>();
  readonly #last = new Map<Work, { readonly status: string; readonly requestId: number | undefined }>();

  constructor(deps: JobsDeps) {
    this.#deps = deps;
  }

  /** Begins; a job of the same work that still runs is given up. Whether there was one. */
  begin(job: Job): boolean {
    const { work, requestId, beginsAtMs } = job;
    const wasBusy = this.#cancels.has(work);
    this.#cancels.get(work)?.();
    const waitMs = Math.max(0, (beginsAtMs ?? 0) - this.#deps.clock.nowMs());
    const steps = stepsOf(job);
    let cancel = (): void => {};
    const next = (index: number, doneMs: number): void => {
      const step = steps[index];
      if (step === undefined) {
        this.#cancels.delete(work);
        return;
      }
      cancel = this.#deps.clock.after(step.afterMs - doneMs, () => {
        this.#last.set(work, { status: step.status, requestId });
        this.#deps.tell(work, step.status, requestId);
        next(index + 1, step.afterMs);
      });
    };
    this.#cancels.set(work, () => cancel());
    next(0, -waitMs);
    return wasBusy;
  }

  /** The last status once more, or Idle (TriggerMessage). */
  repeat(work: Work): void {
    const isRunning = this.#cancels.has(work);
    const last = isRunning ? this.#last.get(work) : undefined;
    this.#deps.tell(work, last?.status ?? 'Idle', last?.requestId);
  }

  stop(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }
}

function stepsOf({ work, location, signed }: Job): readonly Step[] {
  const isReachable = URL.canParse(location) && TRANSFERS.has(new URL(location).protocol);
  if (work !== 'firmware') return isReachable ? UPLOAD : [{ afterMs: 2000, status: 'UploadFailure' }];
  if (!isReachable) return [{ afterMs: 2000, status: 'DownloadFailed' }];
  return signed === true ? SIGNED_FIRMWARE : FIRMWARE;
}
