import type { LimitCommand, ModelFacts, ModelMemory, StationEvent } from '../../../ocpp/index.ts';
import type { SiteConfig } from '../../../src/config/index.ts';
import { LoopWorld, node, pile, siteOf } from '../../src/control/loop-world.ts';

export { node, pile, siteOf };

/** How the stations of a model end a grant. */
export type Habit = { readonly expiry: boolean; readonly 'two-periods': boolean };

/** The memory of models, without a disk. */
export class Memory implements ModelMemory {
  facts: ModelFacts = {};
  recall = (): ModelFacts => this.facts;
  learn = (_: unknown, more: ModelFacts): void => {
    this.facts = { ...this.facts, ...more };
  };
}

/** The control loop with stations of one model whose power follows their profiles as their habit says. */
export class LeaseWorld {
  readonly models = new Memory();
  readonly sent: (LimitCommand & { readonly atMs: number })[] = [];
  readonly shares: { readonly connectorId: string; readonly atMs: number }[] = [];
  readonly world: LoopWorld;
  habit: Habit = { expiry: true, 'two-periods': true };
  /** What cars would take. */
  wishKw = 11.04;
  /** What a station says it offers, where it says so. */
  offeredKw: number | undefined;
  readonly #forms = new Map<string, 'expiry' | 'two-periods' | 'none'>();
  readonly #in = new Map<
    string,
    { readonly limitKw: number; readonly form: keyof Habit | 'none'; readonly endsAtMs: number }
  >();
  readonly #site: SiteConfig;

  constructor(site: SiteConfig) {
    this.#site = site;
    this.world = new LoopWorld(site, {
      models: this.models,
      setLimit: (command) => this.#obey(command),
      setFailsafe: ({ connectorId, failsafeKw }) => {
        this.shares.push({ connectorId, atMs: this.nowMs() });
        this.later(300, { kind: 'failsafe-answered', connectorId, failsafeKw, outcome: 'accepted' }, connectorId);
      },
    });
  }

  nowMs(): number {
    return this.world.clock.nowMs();
  }

  open(): void {
    this.world.control.start();
    for (const { stationId } of this.#site.stations) this.world.boot(stationId);
    this.world.clock.advanceBy(30_000);
    for (const { id } of this.#site.grid.connectors) this.world.plugIn(id);
    this.#report();
  }

  advance(byMs: number): void {
    this.world.clock.advanceBy(byMs);
  }

  post(event: StationEvent): void {
    this.world.control.post(event);
  }

  /** What each connector really draws now. */
  powerKw(connectorId: string): number {
    const connector = this.#site.grid.connectors.find(({ id }) => id === connectorId);
    const shareKw = connector?.failsafeKw ?? 0;
    const installed = this.#in.get(connectorId);
    if (installed === undefined) return Math.min(this.wishKw, shareKw);
    const ends = installed.form !== 'none' && this.habit[installed.form] && this.nowMs() >= installed.endsAtMs;
    return Math.min(this.wishKw, ends ? shareKw : installed.limitKw);
  }

  connector(connectorId: string) {
    const found = this.world.control.view().connectors.find(({ connectorId: id }) => id === connectorId);
    if (found === undefined) throw new Error(`no ${connectorId}`);
    return found;
  }

  later(delayMs: number, event: Record<string, unknown>, connectorId: string): void {
    const stationId = connectorId.slice(0, connectorId.lastIndexOf('/'));
    this.world.clock.after(delayMs, () =>
      this.post({ ...event, stationId, atMs: this.nowMs() } as unknown as StationEvent),
    );
  }

  /** As the central system does: the form comes from what is known of the model, and a change of it is told. */
  #obey(command: LimitCommand): void {
    const { connectorId, commandId, limitKw, leaseMs } = command;
    const { forms = {} } = this.models.facts;
    const form = forms.expiry === 'ignored' ? (forms['two-periods'] === 'ignored' ? 'none' : 'two-periods') : 'expiry';
    const stationId = connectorId.slice(0, connectorId.lastIndexOf('/'));
    if (form !== (this.#forms.get(stationId) ?? 'expiry')) {
      this.#forms.set(stationId, form);
      const told = { leaseForm: form, isControllable: true, outlivesSession: false, cause: 'model' } as const;
      this.post({ kind: 'capability', stationId, atMs: this.nowMs(), ...told });
    }
    this.sent.push({ ...command, atMs: this.nowMs() });
    this.#in.set(connectorId, { limitKw, form, endsAtMs: this.nowMs() + leaseMs });
    this.later(200, { kind: 'limit-answered', connectorId, commandId, outcome: 'accepted' }, connectorId);
  }

  #report(): void {
    for (const { id: connectorId, stationId } of this.#site.grid.connectors) {
      const atMs = this.nowMs();
      this.post({
        kind: 'reading',
        stationId,
        connectorId,
        atMs,
        measuredAtMs: atMs,
        takenAtMs: atMs,
        powerKw: this.powerKw(connectorId),
        ...(this.offeredKw === undefined ? {} : { offeredKw: this.offeredKw }),
        historic: false,
        flags: [],
      });
    }
    this.world.clock.after(10_000, () => this.#report());
  }
}
