import type { Clock, CommandAnswer, StationEvent } from '../../../ocpp/index.ts';
import type { CommandTarget } from '../../store/index.ts';
import { fleetBounds as bounds } from './bounds.ts';
import type { FleetCommand } from './order.ts';
import {
  announcedReport,
  answered,
  type Followup,
  followupOf,
  isFailure,
  isFinal,
  type Step,
  workStep,
} from './progress.ts';
import type { Staging } from './staging.ts';

export type RunDeps = {
  readonly clock: Clock;
  readonly randomInt: (belowExclusive: number) => number;
  readonly isConnected: (stationId: string) => boolean;
  /** Never rejects. */
  readonly send: (target: CommandTarget) => Promise<CommandAnswer>;
  /** Takes one of the places in flight; false = none is free, `pump` is called when one is. */
  readonly takePlace: () => boolean;
  readonly freePlace: () => void;
  readonly onChanged: (target: CommandTarget) => void;
  /** Called once, when the last target came to its end. */
  readonly onEnd: () => void;
  /** Too many failures: nothing more is sent. */
  readonly onHalted: (detail: string) => void;
};

export type RunOrder = {
  readonly command: FleetCommand;
  readonly requestId: number;
  readonly staging: Staging;
  readonly waitForConnectionMs: number;
  readonly targets: readonly CommandTarget[];
};

/** One command under way: waves, pace, stations that are waited for, and what they say later. Nothing is ever sent twice. */
export class FleetRun {
  readonly #deps: RunDeps;
  readonly #order: RunOrder;
  readonly #followup: Followup | undefined;
  readonly #targets: CommandTarget[];
  readonly #ofStation = new Map<string, number[]>();
  /** Parts of reports that came before their announcement was read. */
  readonly #early = new Map<number, readonly Report[]>();
  /** Announced reports: of which request, and what has come of it. */
  readonly #reports = new Map<number, { readonly requestId: number; readonly items: unknown[]; total: number }>();
  #ready: number[] = [];
  #waveStart = 0;
  #nextWave = 0;
  /** Of the present wave, without an end; those that are waited for do not hold the next one up. */
  #unsettled = 0;
  readonly #settledOnes = new Set<number>();
  #open: number;
  #failures = 0;
  #nextSendAtMs = 0;
  #isStopped = false;
  #isEnded = false;
  readonly #timers = new Set<() => void>();
  /** The next one waits for its turn. */
  #isPacing = false;

  constructor(order: RunOrder, deps: RunDeps) {
    this.#deps = deps;
    this.#order = order;
    this.#followup = followupOf(order.command, deps.clock.nowMs());
    this.#targets = [...order.targets];
    this.#open = order.targets.length;
    for (const { stationId, position } of order.targets) {
      const positions = this.#ofStation.get(stationId);
      if (positions === undefined) this.#ofStation.set(stationId, [position]);
      else positions.push(position);
    }
  }

  start(): void {
    const { waitForConnectionMs } = this.#order;
    if (waitForConnectionMs > 0) this.#after(waitForConnectionMs, () => this.#giveUpWaiting());
    this.#beginWave();
  }

  /** Sends what may be sent now. */
  pump(): void {
    const { clock, takePlace } = this.#deps;
    while (!this.#isStopped && this.#ready.length > 0) {
      const waitMs = this.#nextSendAtMs - clock.nowMs();
      if (waitMs > 0) {
        if (this.#isPacing) return;
        this.#isPacing = true;
        this.#after(waitMs, () => {
          this.#isPacing = false;
          this.pump();
        });
        return;
      }
      const [position] = this.#ready;
      const target = position === undefined ? undefined : this.#targets[position];
      if (target === undefined) return;
      if (!this.#deps.isConnected(target.stationId)) {
        this.#ready.shift();
        this.#missed(target);
        continue;
      }
      if (!takePlace()) return;
      this.#ready.shift();
      this.#nextSendAtMs = clock.nowMs() + this.#order.staging.gapMs;
      this.#send(target);
    }
  }

  /** What was not sent stays so. */
  stop(detail: string): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#ready = [];
    for (const { state, position } of this.#targets) {
      if (state === 'queued' || state === 'waiting') this.#set(position, { state: 'not-sent', detail });
    }
  }

  /** The process ends: no timer of it may fire any more. */
  close(): void {
    this.#isStopped = true;
    this.#isEnded = true;
    for (const cancel of this.#timers) cancel();
  }

  post(event: StationEvent): void {
    const positions = this.#ofStation.get(event.stationId);
    if (positions === undefined || this.#isEnded) return;
    if (event.kind === 'connected') this.#welcome(positions);
    else if (event.kind === 'work') this.#worked(positions, event);
    else if (event.kind === 'report') this.#reported(positions, event);
  }

  #beginWave(): void {
    const size = this.#order.staging.waveSizes[this.#nextWave];
    if (size === undefined || this.#isStopped) return;
    const start = this.#waveStart;
    this.#nextWave += 1;
    this.#waveStart += size;
    this.#unsettled = size;
    this.#ready = this.#ready.concat(Array.from({ length: size }, (_, index) => start + index));
    this.pump();
  }

  #send(target: CommandTarget): void {
    const { send, freePlace } = this.#deps;
    const { position } = target;
    this.#set(position, { state: 'sent' });
    void send(target).then((answer) => {
      freePlace();
      if (this.#isEnded) return;
      const report = announcedReport(this.#order.command.kind, answer);
      if (report !== undefined) this.#reports.set(position, { ...report, items: [], total: 0 });
      // Its work may have begun to report before its answer was read.
      const { state } = this.#targets[position] ?? target;
      if (state === 'sent') this.#set(position, answered(answer));
      for (const event of this.#takeEarly(position)) if (report !== undefined) this.#reported([position], event);
      if (this.#followup !== undefined || report !== undefined) this.#limitWork(position);
    });
  }

  /** Parts of a report that came before the answer that announces it: a station may put both into one packet. */
  #takeEarly(position: number): readonly Report[] {
    const early = this.#early.get(position) ?? [];
    this.#early.delete(position);
    return early;
  }

  #limitWork(position: number): void {
    const maximumMs = this.#followup?.maximumMs ?? bounds.reportMs;
    const { state } = this.#targets[position] ?? {};
    if (state === undefined || isFinal(state, true)) return;
    this.#after(maximumMs, () => {
      const now = this.#targets[position]?.state;
      if (now === undefined || isFinal(now, true)) return;
      const last = this.#targets[position]?.detail;
      const detail = `no word of its end within ${Math.round(maximumMs / 60_000)} min${last === undefined ? '' : `, the last: ${last}`}`;
      this.#set(position, { state: 'failed', detail });
    });
  }

  #missed({ position }: CommandTarget): void {
    const waits = this.#order.waitForConnectionMs > 0;
    this.#set(position, waits ? { state: 'waiting' } : { state: 'not-sent', detail: 'the station is not connected' });
  }

  #welcome(positions: readonly number[]): void {
    if (!positions.some((position) => this.#targets[position]?.state === 'waiting')) return;
    const spreadMs = this.#deps.randomInt(bounds.afterConnectSpreadMs);
    this.#after(bounds.afterConnectMs + spreadMs, () => {
      const back = positions.filter((position) => this.#targets[position]?.state === 'waiting');
      this.#ready.push(...back.filter((position) => !this.#ready.includes(position)));
      this.pump();
    });
  }

  #giveUpWaiting(): void {
    const detail = `did not connect within ${Math.round(this.#order.waitForConnectionMs / 1000)} s`;
    // Those of later waves wait no longer either: the time counts from the order.
    for (const { state, position } of this.#targets) {
      if (state !== 'waiting') continue;
      this.#ready = this.#ready.filter((one) => one !== position);
      this.#set(position, { state: 'not-sent', detail });
    }
  }

  #worked(positions: readonly number[], event: Extract<StationEvent, { kind: 'work' }>): void {
    const followup = this.#followup;
    // 1.6 without the whitepaper has no numbers: then it is the work that is under way.
    if (followup === undefined || (event.requestId ?? this.#order.requestId) !== this.#order.requestId) return;
    const step = workStep(event, followup.events);
    if (step === undefined) return;
    for (const position of positions) {
      const { state } = this.#targets[position] ?? {};
      if (state === 'sent' || state === 'accepted' || state === 'scheduled' || state === 'working')
        this.#set(position, step);
    }
  }

  #reported(positions: readonly number[], event: Report): void {
    for (const position of positions) {
      const report = this.#reports.get(position);
      const { state } = this.#targets[position] ?? {};
      if (state === 'sent') {
        const early = this.#early.get(position) ?? [];
        this.#early.set(position, [...early, event].slice(-bounds.earlyReportParts));
      }
      if (report === undefined || report.requestId !== event.requestId || state === 'done') continue;
      report.items.push(...event.items.slice(0, Math.max(0, bounds.reportItems - report.items.length)));
      report.total += event.items.length;
      const { items, total } = report;
      const detail = `${total} items${total > items.length ? `, the first ${items.length} are kept` : ''}`;
      if (event.isLast) this.#set(position, { state: 'done', detail, result: { [event.report]: items } });
      else if (state !== 'working') this.#set(position, { state: 'working', detail });
    }
  }

  #set(position: number, { state, detail, result }: Step): void {
    const before = this.#targets[position];
    if (before === undefined || this.#isEnded) return;
    const hasFollowup = this.#followup !== undefined || this.#reports.has(position);
    const { detail: _before, result: known, ...rest } = before;
    const kept = result ?? known;
    const target: CommandTarget = {
      ...rest,
      state,
      changedAtMs: this.#deps.clock.nowMs(),
      ...(detail === undefined ? {} : { detail }),
      ...(kept === undefined ? {} : { result: kept }),
    };
    this.#targets[position] = target;
    this.#deps.onChanged(target);
    const ends = isFinal(state, hasFollowup);
    if (ends && !isFinal(before.state, hasFollowup)) this.#open -= 1;
    if (isFailure(state)) this.#countFailure();
    if (ends || state === 'waiting') this.#settled(position);
    if (this.#open === 0) this.#end();
  }

  /** A wave ends before the next begins, so whoever settles for the first time is of the present one. */
  #settled(position: number): void {
    if (this.#settledOnes.has(position)) return;
    this.#settledOnes.add(position);
    this.#unsettled -= 1;
    if (this.#unsettled > 0 || this.#isStopped) return;
    if (this.#nextWave >= this.#order.staging.waveSizes.length) return;
    this.#after(this.#order.staging.waitMs, () => this.#beginWave());
  }

  #countFailure(): void {
    this.#failures += 1;
    const most = this.#order.staging.stopAfterFailures;
    if (most === undefined || this.#failures < most || this.#isStopped) return;
    const detail = `halted after ${this.#failures} failures`;
    this.#deps.onHalted(detail);
    this.stop(`${detail}, before it was sent`);
  }

  #end(): void {
    if (this.#isEnded) return;
    this.close();
    this.#deps.onEnd();
  }

  #after(delayMs: number, run: () => void): void {
    const cancel = this.#deps.clock.after(delayMs, () => {
      this.#timers.delete(cancel);
      if (!this.#isEnded) run();
    });
    this.#timers.add(cancel);
  }
}

type Report = Extract<StationEvent, { readonly kind: 'report' }>;
